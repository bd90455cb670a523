//! How well the enterprises report: expected, received and on time, by group.
//!
//! The database counts each province, month and, where it is asked for, enterprise;
//! which group each count belongs to is decided here.

use std::collections::{BTreeMap, HashMap};

use sea_orm::{
    FromQueryResult, QuerySelect,
    entity::prelude::*,
    sea_query::{CaseStatement, Expr, ExprTrait, SimpleExpr},
};

use crate::{
    cohort,
    data_request::{Column, Entity, RequestState},
    enrolment,
    rules::{
        period::{Month, Quarter},
        statistics::{Coverage, by_group},
    },
    scope::Scope,
};

/// What rates are given by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupBy {
    /// The province where the enterprise was on the month's last day.
    Province,
    /// The cohort that the enterprise was in then; the newest, where it was in several.
    Cohort,
    /// Who leads that cohort.
    Trainer,
    /// The month.
    Month,
    /// The quarter.
    Quarter,
}

/// A group: what it is given by has a value, what it is not given by has none.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Group {
    /// The code of the province.
    pub province: Option<String>,
    /// The cohort; none also for an enterprise that was in none.
    pub cohort: Option<Uuid>,
    /// The lead trainer; none also for an enterprise without cohort.
    pub trainer: Option<Uuid>,
    /// The quarter.
    pub quarter: Option<Quarter>,
    /// The month.
    pub month: Option<Month>,
}

/// What the database counts.
#[derive(Clone, Debug, FromQueryResult)]
struct Cell {
    province_code: String,
    month: Month,
    enterprise_id: Option<Uuid>,
    expected: i64,
    received: i64,
    on_time: i64,
    nothing: i64,
}

/// The rates of the months `from` to `to` that `scope` may see, by group.
///
/// # Errors
/// Where the database cannot be read.
pub async fn rates(
    db: &impl ConnectionTrait,
    scope: &Scope,
    (from, to): (Month, Month),
    by: &[GroupBy],
) -> Result<BTreeMap<Group, Coverage>, DbErr> {
    let by_cohort = by.contains(&GroupBy::Cohort) || by.contains(&GroupBy::Trainer);
    let cells = cells(db, scope, (from, to), by_cohort).await?;
    let cohorts = if by_cohort {
        Cohorts::load(db).await?
    } else {
        Cohorts::default()
    };
    Ok(by_group(cells.into_iter().map(|cell| {
        let coverage = Coverage {
            expected: cell.expected,
            received: cell.received,
            on_time: cell.on_time,
            nothing: cell.nothing,
        };
        let (province, who) = (&cell.province_code, cell.enterprise_id);
        (Group::of(province, cell.month, who, by, &cohorts), coverage)
    })))
}

async fn cells(
    db: &impl ConnectionTrait,
    scope: &Scope,
    (from, to): (Month, Month),
    by_enterprise: bool,
) -> Result<Vec<Cell>, DbErr> {
    let received = || Expr::col(Column::ReceivedAt).is_not_null();
    let on_time = received().and(Expr::col(Column::ReceivedAt).lt(Expr::col(Column::DueAt)));
    let nothing = Column::State.eq(RequestState::NothingToReport);
    let counted = Entity::visible_to(scope)
        .filter(Column::Month.between(from, to))
        .filter(Column::State.ne(RequestState::Waived))
        .select_only()
        .column(Column::ProvinceCode)
        .column(Column::Month)
        .column_as(Column::Id.count(), "expected")
        .column_as(how_many(received()), "received")
        .column_as(how_many(on_time), "on_time")
        .column_as(how_many(nothing), "nothing")
        .group_by(Column::ProvinceCode)
        .group_by(Column::Month);
    let counted = if by_enterprise {
        counted
            .column(Column::EnterpriseId)
            .group_by(Column::EnterpriseId)
    } else {
        counted.expr_as(Expr::value(Option::<Uuid>::None), "enterprise_id")
    };
    counted.into_model::<Cell>().all(db).await
}

fn how_many(of: SimpleExpr) -> SimpleExpr {
    let one: SimpleExpr = CaseStatement::new().case(of, 1).finally(0).into();
    one.sum()
}

impl Group {
    /// The group of one month of an enterprise that was in `province` then.
    pub(crate) fn of(
        province: &str,
        month: Month,
        enterprise: Option<Uuid>,
        by: &[GroupBy],
        cohorts: &Cohorts,
    ) -> Self {
        let cohort = enterprise.and_then(|enterprise| cohorts.of(enterprise, month));
        let mut group = Self::default();
        for one in by {
            match one {
                GroupBy::Province => group.province = Some(province.to_owned()),
                GroupBy::Cohort => group.cohort = cohort,
                GroupBy::Trainer => group.trainer = cohort.and_then(|id| cohorts.led_by(id)),
                GroupBy::Month => group.month = Some(month),
                GroupBy::Quarter => group.quarter = Some(Quarter::of(month)),
            }
        }
        group
    }

    /// The same group, a month or quarter earlier; none where it is given by neither.
    pub(crate) fn before(&self) -> Option<Self> {
        let mut before = self.clone();
        match (&mut before.month, &mut before.quarter) {
            (Some(month), quarter) => {
                *month = month.minus(1);
                if let Some(quarter) = quarter {
                    *quarter = Quarter::of(*month);
                }
            }
            (None, Some(quarter)) => *quarter = quarter.before(),
            (None, None) => return None,
        }
        Some(before)
    }
}

/// Which cohort each enterprise was in when.
#[derive(Debug, Default)]
pub(crate) struct Cohorts {
    enrolments: HashMap<Uuid, Vec<enrolment::Model>>,
    trainers: HashMap<Uuid, Uuid>,
}

impl Cohorts {
    pub(crate) async fn load(db: &impl ConnectionTrait) -> Result<Self, DbErr> {
        let mut enrolments: HashMap<Uuid, Vec<enrolment::Model>> = HashMap::new();
        for one in enrolment::Entity::find().all(db).await? {
            enrolments.entry(one.enterprise_id).or_default().push(one);
        }
        let cohorts = cohort::Entity::find().all(db).await?;
        Ok(Self {
            enrolments,
            trainers: cohorts
                .into_iter()
                .map(|cohort| (cohort.id, cohort.lead_trainer_id))
                .collect(),
        })
    }

    /// The cohort that `enterprise` was in at the end of `month`; the newest, where it was in several.
    fn of(&self, enterprise: Uuid, month: Month) -> Option<Uuid> {
        let last_day = month.last_day();
        let theirs = self.enrolments.get(&enterprise)?;
        let there = theirs.iter().filter(|one| {
            one.from_date <= last_day && one.to_date.is_none_or(|left| last_day <= left)
        });
        there
            .max_by_key(|one| one.from_date)
            .map(|one| one.cohort_id)
    }

    fn led_by(&self, cohort: Uuid) -> Option<Uuid> {
        self.trainers.get(&cohort).copied()
    }
}
