//! An indicator over groups and time, for those who may see the rows.
//!
//! The readings and the expectations are read once; what they come to is
//! [`crate::rules::series`].

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use sea_orm::{QuerySelect, entity::prelude::*};

use crate::{
    data_request, enrolment, enterprise,
    indicator::{self, Aggregate},
    reading,
    reporting::{Cohorts, Group, GroupBy},
    rules::{
        period::{Month, Quarter},
        series::{Figure, Growth, Panel, Point, Tally, Yardstick, tallies},
    },
    scope::Scope,
    session,
};

/// What a group comes to, with its coverage and its growth over the stretch before.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Row {
    /// Enterprises that were asked.
    pub expected: i64,
    /// What those with a value come to.
    pub figure: Figure,
    /// Growth over the month or quarter before, where rows are given by it.
    pub growth: Option<Growth>,
}

/// `indicator` over the months `from` to `to` that `scope` may see, by group.
///
/// # Errors
/// Where the database cannot be read.
pub async fn series(
    db: &impl ConnectionTrait,
    scope: &Scope,
    indicator: &indicator::Model,
    (from, to): (Month, Month),
    by: &[GroupBy],
) -> Result<BTreeMap<Group, Row>, DbErr> {
    let cohorts = Cohorts::load(db).await?;
    let since = stretch_before(from, by);
    let asked = asked(db, scope, indicator, (since, to)).await?;
    let mut points = points(db, scope, &indicator.code, (since, to)).await?;
    // What came unasked is kept, but is none of the N.
    let months: HashSet<_> = asked.iter().map(|(who, _, month)| (*who, *month)).collect();
    points.retain(|(_, point)| months.contains(&(point.enterprise, point.month)));
    let mut expected: BTreeMap<Group, BTreeSet<Uuid>> = BTreeMap::new();
    for (who, province, month) in asked.into_iter().filter(|one| one.2 >= from) {
        let group = Group::of(&province, month, Some(who), by, &cohorts);
        expected.entry(group).or_default().insert(who);
    }
    let mut groups = Groups {
        shown: BTreeMap::new(),
        whole: BTreeMap::new(),
    };
    for (province, point) in points {
        let who = Some(point.enterprise);
        let group = Group::of(&province, point.month, who, by, &cohorts);
        if point.month >= from {
            let shown = groups.shown.entry(group.clone()).or_default();
            shown.push(point);
        }
        groups.whole.entry(group).or_default().push(point);
    }
    let groups = Groups {
        shown: tallied(groups.shown),
        whole: tallied(groups.whole),
    };
    Ok(rows(&yardstick(indicator), &expected, &groups))
}

fn tallied(groups: BTreeMap<Group, Vec<Point>>) -> BTreeMap<Group, Vec<Tally>> {
    let groups = groups.into_iter();
    groups
        .map(|(group, points)| (group, tallies(points)))
        .collect()
}

/// What each group has: what is shown, and all of its month or quarter, to which the
/// next one is compared.
struct Groups<T> {
    shown: BTreeMap<Group, Vec<T>>,
    whole: BTreeMap<Group, Vec<T>>,
}

/// The first month of the stretch before the one that `from` is in: the first one shown has its growth too.
fn stretch_before(from: Month, by: &[GroupBy]) -> Month {
    if by.contains(&GroupBy::Month) {
        from.minus(1)
    } else if by.contains(&GroupBy::Quarter) {
        Quarter::of(from).before().first_month()
    } else {
        from
    }
}

/// How groups are compared by this indicator.
pub fn yardstick(indicator: &indicator::Model) -> Yardstick {
    Yardstick {
        factor: indicator.factor,
        direction: indicator.direction,
        change: indicator.change,
        noise_floor: indicator.noise_floor,
        has_level: indicator.aggregate == Aggregate::Sum,
    }
}

fn rows(
    yardstick: &Yardstick,
    expected: &BTreeMap<Group, BTreeSet<Uuid>>,
    groups: &Groups<Tally>,
) -> BTreeMap<Group, Row> {
    let row = |group: &Group| {
        let now = groups.shown.get(group);
        let now = now.map(Vec::as_slice).unwrap_or_default();
        let before = group.before().and_then(|before| groups.whole.get(&before));
        Row {
            expected: expected.get(group).map_or(0, BTreeSet::len) as i64,
            figure: yardstick.figure(now),
            growth: before.and_then(|before| yardstick.growth(&Panel::matched(before, now))),
        }
    };
    expected
        .keys()
        .map(|group| (group.clone(), row(group)))
        .collect()
}

/// Enterprise, province and month of each request that asked for the indicator: a core one is asked
/// always, another one from the month after the first session of its module.
async fn asked(
    db: &impl ConnectionTrait,
    scope: &Scope,
    indicator: &indicator::Model,
    (from, to): (Month, Month),
) -> Result<Vec<(Uuid, String, Month)>, DbErr> {
    use data_request::Column;
    let mut requests: Vec<(Uuid, String, Month)> = data_request::Entity::visible_to(scope)
        .filter(Column::Month.between(from, to))
        .filter(Column::State.ne(data_request::RequestState::Waived))
        .select_only()
        .columns([Column::EnterpriseId, Column::ProvinceCode, Column::Month])
        .into_tuple()
        .all(db)
        .await?;
    if !indicator.core {
        let first = first_sessions(db, &indicator.module).await?;
        requests
            .retain(|(who, _, month)| first.get(who).is_some_and(|day| *day < month.first_day()));
    }
    Ok(requests)
}

/// The first session of `module` that each enterprise had.
async fn first_sessions(
    db: &impl ConnectionTrait,
    module: &str,
) -> Result<HashMap<Uuid, Date>, DbErr> {
    let sessions = session::Entity::find()
        .filter(session::Column::ModuleCode.eq(module))
        .all(db)
        .await?;
    let mut members: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for one in enrolment::Entity::find().all(db).await? {
        members
            .entry(one.cohort_id)
            .or_default()
            .push(one.enterprise_id);
    }
    let mut first: HashMap<Uuid, Date> = HashMap::new();
    for held in sessions {
        let cohort = held
            .cohort_id
            .and_then(|id| members.get(&id))
            .into_iter()
            .flatten();
        for who in cohort.copied().chain(held.enterprise_id) {
            let day = first.entry(who).or_insert(held.held_on);
            *day = held.held_on.min(*day);
        }
    }
    Ok(first)
}

async fn points(
    db: &impl ConnectionTrait,
    scope: &Scope,
    indicator: &str,
    (from, to): (Month, Month),
) -> Result<Vec<(String, Point)>, DbErr> {
    use reading::Column;
    let mut all = reading::Entity::find()
        .filter(Column::IndicatorCode.eq(indicator))
        .filter(Column::Month.between(from, to));
    if *scope != Scope::Admin {
        let visible = enterprise::Entity::visible_ids(scope);
        all = all.filter(Column::EnterpriseId.in_subquery(visible));
    }
    let point = |row: reading::Model| {
        let point = Point {
            enterprise: row.enterprise_id,
            month: row.month,
            numerator: row.numerator,
            denominator: row.denominator,
            baseline: row.baseline,
            change: row.change,
        };
        (row.province_code, point)
    };
    Ok(all.all(db).await?.into_iter().map(point).collect())
}
