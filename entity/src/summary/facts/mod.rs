//! What summaries are made of, read in a dozen statements for all places and quarters
//! at once, as of a moment.

mod readings;

use std::collections::HashMap;

use chrono::{Days, NaiveDate, NaiveTime};
use sea_orm::{
    DbErr, ExprTrait, FromQueryResult, QueryOrder, QuerySelect, QueryTrait, StreamTrait,
    entity::prelude::*, prelude::DateTimeUtc,
};

use super::{source, stays::Stays};
use crate::{
    advisory_visit, alert, cohort, data_request,
    data_request::RequestState,
    enterprise,
    enterprise::EnterpriseStatus,
    enterprise_history, indicator, participation,
    rules::{
        period::{Month, Quarter},
        statistics::{Coverage, People, Since},
        summary::{Alarm, Asked, Came, Facts, Held, Points, Session, reached, tallied},
    },
    series::yardstick,
    session, target,
};

/// The zone of the programme's days.
const ZONE: chrono_tz::Tz = chrono_tz::Asia::Jakarta;

/// What the summaries of `quarter` are made of, as of `cut_off`: the quarter itself, and for its
/// growth the one before and the year before, as their editions hold them.
///
/// # Errors
/// Where the database cannot be read.
pub async fn load(
    db: &(impl ConnectionTrait + StreamTrait),
    quarter: Quarter,
    cut_off: DateTimeUtc,
) -> Result<Facts, DbErr> {
    let core = core(db).await?;
    let mut tallies = source::kept(db, &quarter.compared_with(), cut_off, &core).await?;
    let unkept = quarter.compared_with().into_iter();
    let unkept: Vec<Quarter> = unkept
        .filter(|earlier| !tallies.contains_key(earlier))
        .collect();
    if !unkept.is_empty() {
        let counts = readings::counts(db, &core, &unkept, cut_off).await?;
        tallies.extend(
            unkept
                .iter()
                .map(|earlier| (*earlier, tallied(&counts, *earlier))),
        );
    }
    let mut points = readings::of_quarter(db, &core, quarter, cut_off).await?;
    readings::pool_without_late(db, &core, &mut points, quarter, cut_off).await?;
    tallies.insert(quarter, tallied(&points, quarter));
    let places = places(db).await?;
    let last_day = quarter.last_month().last_day();
    let mut facts = Facts {
        points,
        tallies,
        requests: requests(db, [quarter.before(), quarter], cut_off).await?,
        indicators: core
            .iter()
            .map(|row| (row.code.clone(), yardstick(row)))
            .collect(),
        reached: reached(&enrolled(db).await?, &places, last_day),
        targets: targets(db).await?,
        names: names(db).await?,
        ..Facts::default()
    };
    facts.defined = core
        .into_iter()
        .map(|row| (row.code, (row.numerator, row.denominator)))
        .collect();
    let stays = Stays::of(&places);
    training(db, &mut facts, &stays, quarter).await?;
    alarms(db, &mut facts, &stays, (quarter, cut_off)).await?;
    Ok(facts)
}

/// The readings before `quarter` that its pooled changes are made of, by indicator.
///
/// # Errors
/// Where the database cannot be read.
pub(super) async fn history(
    db: &(impl ConnectionTrait + StreamTrait),
    quarter: Quarter,
    cut_off: DateTimeUtc,
) -> Result<HashMap<String, Points>, DbErr> {
    readings::history(db, &core(db).await?, quarter, cut_off).await
}

async fn core(db: &impl ConnectionTrait) -> Result<Vec<indicator::Model>, DbErr> {
    indicator::Entity::find()
        .filter(indicator::Column::Core.eq(true))
        .order_by_asc(indicator::Column::Position)
        .all(db)
        .await
}

/// A request, as it is read: enterprise, province, month, state, when it was due and when answered.
type Request = (
    Uuid,
    String,
    Month,
    RequestState,
    DateTimeUtc,
    Option<DateTimeUtc>,
);

/// The expected months of these quarters.
async fn requests(
    db: &impl ConnectionTrait,
    quarters: [Quarter; 2],
    cut_off: DateTimeUtc,
) -> Result<Vec<Asked>, DbErr> {
    use data_request::Column;
    let rows: Vec<Request> = data_request::Entity::find()
        .select_only()
        .columns([
            Column::EnterpriseId,
            Column::ProvinceCode,
            Column::Month,
            Column::State,
            Column::DueAt,
            Column::ReceivedAt,
        ])
        .filter(Column::Month.is_in(quarters.into_iter().flat_map(Quarter::months)))
        .filter(Column::State.ne(RequestState::Waived))
        .into_tuple()
        .all(db)
        .await?;
    let asked = |(enterprise, province, month, state, due_at, received_at): Request| {
        let came = received_at.filter(|at| *at <= cut_off);
        let nothing = came.is_some() && state == RequestState::NothingToReport;
        let coverage = Coverage {
            expected: 1,
            received: came.is_some().into(),
            on_time: came.is_some_and(|at| at < due_at).into(),
            nothing: nothing.into(),
        };
        Asked {
            enterprise,
            province,
            month,
            coverage,
        }
    };
    Ok(rows.into_iter().map(asked).collect())
}

async fn enrolled(db: &impl ConnectionTrait) -> Result<Vec<Since<bool>>, DbErr> {
    let rows = enterprise_history::status::Entity::find().all(db).await?;
    let since = |row: enterprise_history::status::Model| Since {
        who: row.enterprise_id,
        from: row.from_date,
        what: row.status == EnterpriseStatus::Enrolled,
    };
    Ok(rows.into_iter().map(since).collect())
}

async fn places(db: &impl ConnectionTrait) -> Result<Vec<Since<String>>, DbErr> {
    let rows = enterprise_history::province::Entity::find().all(db).await?;
    let since = |row: enterprise_history::province::Model| Since {
        who: row.enterprise_id,
        from: row.from_date,
        what: row.province_code,
    };
    Ok(rows.into_iter().map(since).collect())
}

async fn targets(db: &impl ConnectionTrait) -> Result<Vec<(Option<String>, i32, f64)>, DbErr> {
    let rows = target::Entity::find()
        .filter(target::Column::Metric.eq(target::ENTERPRISES))
        .all(db)
        .await?;
    let plan = |row: target::Model| (row.province_code, row.year, row.value);
    Ok(rows.into_iter().map(plan).collect())
}

async fn names(db: &impl ConnectionTrait) -> Result<HashMap<Uuid, String>, DbErr> {
    let rows: Vec<(Uuid, String)> = enterprise::Entity::find()
        .select_only()
        .columns([enterprise::Column::Id, enterprise::Column::Name])
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

async fn training(
    db: &impl ConnectionTrait,
    facts: &mut Facts,
    stays: &Stays,
    quarter: Quarter,
) -> Result<(), DbErr> {
    let days = (
        quarter.first_month().first_day(),
        quarter.last_month().last_day(),
    );
    let held = session::Entity::find()
        .filter(session::Column::HeldOn.between(days.0, days.1))
        .all(db)
        .await?;
    let cohorts: HashMap<Uuid, String> = cohort::Entity::find()
        .all(db)
        .await?
        .into_iter()
        .map(|cohort| (cohort.id, cohort.province_code))
        .collect();
    let sessions = session::Entity::find()
        .select_only()
        .column(session::Column::Id)
        .filter(session::Column::HeldOn.between(days.0, days.1));
    let came = participation::Entity::find()
        .filter(participation::Column::SessionId.in_subquery(sessions.into_query()))
        .all(db)
        .await?;
    let mut begun: HashMap<Uuid, NaiveDate> = HashMap::new();
    for one in held {
        begun.insert(one.id, one.held_on);
        let at_cohort = one.cohort_id.and_then(|id| cohorts.get(&id).cloned());
        let at_enterprise = one.enterprise_id.and_then(|id| stays.on(id, one.held_on));
        facts
            .sessions
            .extend(at_cohort.or(at_enterprise).map(|province| Session {
                province,
                day: one.held_on,
                is_visit: one.enterprise_id.is_some(),
            }));
    }
    for row in came {
        let Some(day) = begun.get(&row.session_id).copied() else {
            continue;
        };
        let province = stays.on(row.enterprise_id, day);
        facts
            .came
            .extend(province.map(|province| attended(&row, province, day)));
    }
    Ok(())
}

fn attended(row: &participation::Model, province: String, day: NaiveDate) -> Came {
    let people = |women: i32, men: i32, not_stated: i32| People {
        women: women.into(),
        men: men.into(),
        not_stated: not_stated.into(),
    };
    Came {
        enterprise: row.enterprise_id,
        province,
        day,
        managers: people(
            row.managers_women,
            row.managers_men,
            row.managers_not_stated,
        ),
        workers: people(row.workers_women, row.workers_men, row.workers_not_stated),
        satisfaction: row.satisfaction,
    }
}

/// What is read of an alert.
#[derive(FromQueryResult)]
struct Opened {
    enterprise_id: Uuid,
    province_code: String,
    opened_at: DateTimeUtc,
    resolved_at: Option<DateTimeUtc>,
}

/// Alerts that were opened or resolved in `quarter`, and its visits. Days are read a little
/// wider than the quarter, since it begins and ends in the programme's zone.
async fn alarms(
    db: &impl ConnectionTrait,
    facts: &mut Facts,
    stays: &Stays,
    (quarter, cut_off): (Quarter, DateTimeUtc),
) -> Result<(), DbErr> {
    let day = |at: DateTimeUtc| at.with_timezone(&ZONE).date_naive();
    let (first, last) = (
        quarter.first_month().first_day(),
        quarter.last_month().last_day(),
    );
    let around = |column: alert::Column| {
        let from = (first - Days::new(1)).and_time(NaiveTime::MIN).and_utc();
        let to = (last + Days::new(2)).and_time(NaiveTime::MIN).and_utc();
        column.between(from, to)
    };
    let alerts: Vec<Opened> = alert::Entity::find()
        .select_only()
        .columns([alert::Column::EnterpriseId, alert::Column::ProvinceCode])
        .columns([alert::Column::OpenedAt, alert::Column::ResolvedAt])
        .filter(alert::Column::OpenedAt.lte(cut_off))
        .filter(around(alert::Column::OpenedAt).or(around(alert::Column::ResolvedAt)))
        .into_model()
        .all(db)
        .await?;
    facts.alerts.extend(alerts.into_iter().map(|row| {
        let resolved = row.resolved_at.filter(|at| *at <= cut_off);
        Alarm {
            enterprise: row.enterprise_id,
            province: row.province_code,
            opened: day(row.opened_at),
            resolved: resolved.map(day),
        }
    }));
    let visits = advisory_visit::Entity::find()
        .filter(advisory_visit::Column::HeldOn.between(first, last))
        .filter(advisory_visit::Column::HeldOn.lte(day(cut_off)))
        .all(db)
        .await?;
    facts.visits.extend(visits.into_iter().filter_map(|row| {
        let day = row.held_on?;
        Some(Held {
            enterprise: row.enterprise_id,
            province: stays.on(row.enterprise_id, day)?,
            day,
        })
    }));
    Ok(())
}
