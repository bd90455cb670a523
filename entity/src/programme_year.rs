//! The programme at the end of a year: what was reached, against what was planned.
//!
//! These are counts of enterprises and people, never an enterprise's figures, so
//! everybody may see them; but attendances that are counted anew each day would tell outsiders
//! of each session, so they get those of the summaries that were disclosed.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use sea_orm::{FromQueryResult, QueryOrder, QuerySelect, entity::prelude::*};

use crate::{
    certification::{self, CertificationLevel},
    contribution,
    enterprise::{EnterpriseStatus, ExportStage},
    enterprise_history as history, participation,
    partner::{self, PartnerKind},
    rules::{
        period::Quarter,
        statistics::{People, Since, by_group, counted, ever_by, of_year, on_day, per_cent},
    },
    scope::Scope,
    session, summary, target,
};

/// The programme at the end of a year.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ProgrammeYear {
    /// Enterprises that had been enrolled by then, each once, and the plan.
    pub enterprises: Reached,
    /// The same, by the code of the province where each was then.
    pub provinces: BTreeMap<String, Reached>,
    /// Everybody who carries, pays for or delivers it.
    pub partners: Vec<partner::Model>,
    /// The money of the year by currency.
    pub money: BTreeMap<String, Money>,
    /// Attendances in the year; missing where outsiders may not know one of its quarters.
    pub attendances: Option<Attendances>,
    /// Trainers who may deliver a module, each once.
    pub trainers_certified: i64,
}

/// Attendances, not unique persons.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Attendances {
    /// Of managers.
    pub managers: People,
    /// Of workers.
    pub workers: People,
}

/// Enterprises against a plan.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reached {
    /// How many were planned; missing where nothing was.
    pub planned: Option<f64>,
    /// How many there are.
    pub enterprises: i64,
    /// How near to exports they are, as counts by the name of the stage.
    pub export_stages: BTreeMap<String, i64>,
}

/// The money of a year in one currency, amounts of several years spread evenly.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Money {
    /// What everybody gives.
    pub total: f64,
    /// What those give who are not donors.
    pub recovered: f64,
}

impl std::ops::AddAssign for Money {
    fn add_assign(&mut self, more: Self) {
        self.total += more.total;
        self.recovered += more.recovered;
    }
}

impl Money {
    /// The share that does not come from donors, in per cent.
    pub fn cost_recovery(&self) -> Option<f64> {
        per_cent(self.recovered, self.total)
    }
}

impl ProgrammeYear {
    /// The programme at the end of `year` as `scope` may see it; none for a year outside the
    /// calendar.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub async fn of(
        db: &impl ConnectionTrait,
        scope: &Scope,
        year: i32,
    ) -> Result<Option<Self>, DbErr> {
        let (Some(first), Some(last)) = (
            NaiveDate::from_ymd_opt(year, 1, 1),
            NaiveDate::from_ymd_opt(year, 12, 31),
        ) else {
            return Ok(None);
        };
        let partners = partner::Entity::find().all(db).await?;
        let attendances = if matches!(scope, Scope::Admin | Scope::Manager { .. }) {
            Some(attended(db, first, last).await?)
        } else {
            disclosed(db, year).await?
        };
        let (enterprises, provinces) = reached(db, last).await?;
        let made = Self {
            enterprises,
            provinces,
            money: money(db, &partners, year).await?,
            partners,
            attendances,
            trainers_certified: trainers_certified(db, last).await?,
        };
        Ok(Some(made.against(&plans(db, year).await?)))
    }

    fn against(mut self, plans: &[target::Model]) -> Self {
        for plan in plans {
            let place = match &plan.province_code {
                Some(code) => self.provinces.entry(code.clone()).or_default(),
                None => &mut self.enterprises,
            };
            place.planned = Some(plan.value);
        }
        self
    }

    /// How many provinces it reached.
    pub fn provinces_reached(&self) -> usize {
        let reached = self.provinces.values();
        reached.filter(|place| place.enterprises > 0).count()
    }
}

async fn plans(db: &impl ConnectionTrait, year: i32) -> Result<Vec<target::Model>, DbErr> {
    target::Entity::find()
        .filter(target::Column::Metric.eq(target::ENTERPRISES))
        .filter(target::Column::Year.eq(year))
        .all(db)
        .await
}

/// The nation and its provinces on `day`.
async fn reached(
    db: &impl ConnectionTrait,
    day: NaiveDate,
) -> Result<(Reached, BTreeMap<String, Reached>), DbErr> {
    let status = history::status::Entity::find().all(db).await?;
    let status: Vec<_> = status
        .into_iter()
        .map(|row| since(row.enterprise_id, row.from_date, row.status))
        .collect();
    let stays = history::province::Entity::find().all(db).await?;
    let stays: Vec<_> = stays
        .into_iter()
        .map(|row| since(row.enterprise_id, row.from_date, row.province_code))
        .collect();
    let stages = history::export_stage::Entity::find().all(db).await?;
    let stages: Vec<_> = stages
        .into_iter()
        .map(|row| since(row.enterprise_id, row.from_date, row.stage))
        .collect();
    let enrolled = ever_by(&status, &EnterpriseStatus::Enrolled, day);
    let (stays, stages) = (on_day(&stays, day), on_day(&stages, day));
    let place = |who: &Uuid| Some((stays.get(who)?.clone(), *who));
    let mut by_place: BTreeMap<String, BTreeSet<Uuid>> = BTreeMap::new();
    for (province, who) in enrolled.iter().filter_map(place) {
        by_place.entry(province).or_default().insert(who);
    }
    let provinces = by_place
        .into_iter()
        .map(|(code, there)| (code, group(&there, &stages)))
        .collect();
    Ok((group(&enrolled, &stages), provinces))
}

fn since<T>(who: Uuid, from: NaiveDate, what: T) -> Since<T> {
    Since { who, from, what }
}

fn group(enterprises: &BTreeSet<Uuid>, stages: &HashMap<Uuid, ExportStage>) -> Reached {
    use sea_orm::ActiveEnum;
    let stage = |who| stages.get(who).copied().unwrap_or(ExportStage::None);
    Reached {
        planned: None,
        enterprises: enterprises.len() as i64,
        export_stages: counted(enterprises.iter().map(|who| stage(who).to_value())),
    }
}

async fn money(
    db: &impl ConnectionTrait,
    partners: &[partner::Model],
    year: i32,
) -> Result<BTreeMap<String, Money>, DbErr> {
    let donors: BTreeSet<Uuid> = partners
        .iter()
        .filter(|partner| partner.kind == PartnerKind::Donor)
        .map(|partner| partner.id)
        .collect();
    let gifts = contribution::Entity::find()
        .filter(contribution::Column::FromYear.lte(year))
        .filter(contribution::Column::ToYear.gte(year))
        .all(db)
        .await?;
    Ok(by_group(gifts.into_iter().map(|gift| {
        let total = of_year(gift.amount, (gift.from_year, gift.to_year), year);
        let is_donor = donors.contains(&gift.partner_id);
        let recovered = if is_donor { 0.0 } else { total };
        (gift.currency, Money { total, recovered })
    })))
}

/// Sums of attendances.
#[derive(Debug, FromQueryResult)]
struct Sums {
    managers_women: Option<i64>,
    managers_men: Option<i64>,
    managers_not_stated: Option<i64>,
    workers_women: Option<i64>,
    workers_men: Option<i64>,
    workers_not_stated: Option<i64>,
}

/// The attendances of a year that the newest public editions of its quarters add up to; none
/// where there is no edition, or where one hides them: the sum would tell what it hides.
async fn disclosed(db: &impl ConnectionTrait, year: i32) -> Result<Option<Attendances>, DbErr> {
    let quarters = (1..=4).filter_map(|number| Quarter::new(year, number));
    let rows = summary::Entity::find()
        .filter(summary::Column::ProvinceCode.is_null())
        .filter(summary::Column::Quarter.is_in(quarters.map(|one| one.to_string())))
        .order_by_asc(summary::Column::Edition)
        .all(db)
        .await?;
    let newest: BTreeMap<String, summary::Model> = rows
        .into_iter()
        .map(|row| (row.quarter.clone(), row))
        .collect();
    let mut sum: Option<Attendances> = None;
    for edition in newest.values() {
        let Some(training) = edition.public_figures()?.training else {
            return Ok(None);
        };
        let sum = sum.get_or_insert_default();
        sum.managers += training.managers;
        sum.workers += training.workers;
    }
    Ok(sum)
}

/// Attendances at sessions that began between two days.
async fn attended(
    db: &impl ConnectionTrait,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<Attendances, DbErr> {
    use participation::Column as Came;
    use sea_orm::QueryTrait;
    let sessions = session::Entity::find()
        .select_only()
        .column(session::Column::Id)
        .filter(session::Column::HeldOn.between(first, last))
        .into_query();
    let sums = participation::Entity::find()
        .filter(Came::SessionId.in_subquery(sessions))
        .select_only()
        .column_as(Came::ManagersWomen.sum(), "managers_women")
        .column_as(Came::ManagersMen.sum(), "managers_men")
        .column_as(Came::ManagersNotStated.sum(), "managers_not_stated")
        .column_as(Came::WorkersWomen.sum(), "workers_women")
        .column_as(Came::WorkersMen.sum(), "workers_men")
        .column_as(Came::WorkersNotStated.sum(), "workers_not_stated")
        .into_model::<Sums>()
        .one(db)
        .await?;
    let Some(sums) = sums else {
        return Ok(Default::default());
    };
    let of = |women: Option<i64>, men: Option<i64>, not_stated: Option<i64>| People {
        women: women.unwrap_or(0),
        men: men.unwrap_or(0),
        not_stated: not_stated.unwrap_or(0),
    };
    Ok(Attendances {
        managers: of(
            sums.managers_women,
            sums.managers_men,
            sums.managers_not_stated,
        ),
        workers: of(
            sums.workers_women,
            sums.workers_men,
            sums.workers_not_stated,
        ),
    })
}

async fn trainers_certified(db: &impl ConnectionTrait, day: NaiveDate) -> Result<i64, DbErr> {
    let certified = certification::Entity::find()
        .filter(certification::Column::FromDate.lte(day))
        .filter(certification::Column::Level.ne(CertificationLevel::Candidate))
        .select_only()
        .column(certification::Column::TrainerId)
        .distinct();
    let trainers: Vec<Uuid> = certified.into_tuple().all(db).await?;
    Ok(trainers.len() as i64)
}
