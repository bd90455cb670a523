//! What summaries are made of, read in a dozen statements for all places and quarters
//! at once, as of a moment.

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::{
    DbErr, ExprTrait, FromQueryResult, QueryOrder, QuerySelect, QueryTrait, entity::prelude::*,
    prelude::DateTimeUtc,
};

use crate::{
    advisory_visit, alert, cohort, data_request,
    data_request::RequestState,
    enterprise,
    enterprise::EnterpriseStatus,
    enterprise_history as history, indicator, participation, reading,
    rules::{
        change::ChangeKind,
        period::{Month, Quarter},
        series::Point,
        statistics::{Coverage, People, Since},
        summary::{Alarm, Asked, Came, Facts, Held, Session, pool},
    },
    series::yardstick,
    session, target,
};

/// The zone of the programme's days.
const ZONE: chrono_tz::Tz = chrono_tz::Asia::Jakarta;

/// What the summaries of the quarters `first` to `last` are made of, as of `cut_off`:
/// the quarters themselves, the one before, and the year before.
///
/// # Errors
/// Where the database cannot be read.
pub async fn load(
    db: &impl ConnectionTrait,
    (first, last): (Quarter, Quarter),
    cut_off: DateTimeUtc,
) -> Result<Facts, DbErr> {
    let (from, to) = (first.year_before().first_month(), last.last_month());
    let core = core(db).await?;
    let requests = requests(db, (from, to), cut_off).await?;
    let mut facts = Facts {
        points: points(db, &core, (from, to), &requests).await?,
        requests: requests.into_values().collect(),
        indicators: core
            .iter()
            .map(|row| (row.code.clone(), yardstick(row)))
            .collect(),
        enrolled: enrolled(db).await?,
        places: places(db).await?,
        targets: targets(db).await?,
        names: names(db).await?,
        ..Facts::default()
    };
    for (code, yardstick) in &facts.indicators {
        if let Some(points) = facts.points.get_mut(code) {
            pool(yardstick, points);
        }
    }
    training(db, &mut facts, (first, last)).await?;
    alarms(db, &mut facts, cut_off).await?;
    Ok(facts)
}

async fn core(db: &impl ConnectionTrait) -> Result<Vec<indicator::Model>, DbErr> {
    indicator::Entity::find()
        .filter(indicator::Column::Core.eq(true))
        .order_by_asc(indicator::Column::Position)
        .all(db)
        .await
}

#[derive(FromQueryResult)]
struct Request {
    id: Uuid,
    enterprise_id: Uuid,
    province_code: String,
    month: Month,
    state: RequestState,
    due_at: DateTimeUtc,
    received_at: Option<DateTimeUtc>,
}

/// The expected months, each by its request.
async fn requests(
    db: &impl ConnectionTrait,
    (from, to): (Month, Month),
    cut_off: DateTimeUtc,
) -> Result<HashMap<Uuid, Asked>, DbErr> {
    use data_request::Column;
    let rows: Vec<Request> = data_request::Entity::find()
        .select_only()
        .columns([
            Column::Id,
            Column::EnterpriseId,
            Column::ProvinceCode,
            Column::Month,
            Column::State,
            Column::DueAt,
            Column::ReceivedAt,
        ])
        .filter(Column::Month.between(from, to))
        .filter(Column::State.ne(RequestState::Waived))
        .into_model()
        .all(db)
        .await?;
    let asked = |row: Request| {
        let came = row.received_at.filter(|at| *at <= cut_off);
        let nothing = came.is_some() && row.state == RequestState::NothingToReport;
        let coverage = Coverage {
            expected: 1,
            received: came.is_some().into(),
            on_time: came.is_some_and(|at| at < row.due_at).into(),
            nothing: nothing.into(),
        };
        let asked = Asked {
            enterprise: row.enterprise_id,
            province: row.province_code,
            month: row.month,
            coverage,
        };
        (row.id, asked)
    };
    Ok(rows.into_iter().map(asked).collect())
}

/// The readings of the months that had come; those of pooled indicators from the beginning.
async fn points(
    db: &impl ConnectionTrait,
    core: &[indicator::Model],
    (from, to): (Month, Month),
    requests: &HashMap<Uuid, Asked>,
) -> Result<HashMap<String, Vec<(String, Point)>>, DbErr> {
    use reading::Column;
    let codes = |pooled: bool| {
        let some = core
            .iter()
            .filter(move |row| (row.change == ChangeKind::Pooled) == pooled);
        some.map(|row| row.code.clone())
    };
    let recent = Column::IndicatorCode
        .is_in(codes(false))
        .and(Column::Month.gte(from));
    let rows = reading::Entity::find()
        .filter(Column::Month.lte(to))
        .filter(recent.or(Column::IndicatorCode.is_in(codes(true))))
        .all(db)
        .await?;
    let mut points: HashMap<String, Vec<(String, Point)>> = HashMap::new();
    for row in rows {
        let known = requests
            .get(&row.data_request_id)
            .map(|asked| asked.coverage.received > 0);
        // Months before the oldest request that was read had come long ago.
        if known.unwrap_or(row.month < from) {
            let point = Point {
                enterprise: row.enterprise_id,
                month: row.month,
                numerator: row.numerator,
                denominator: row.denominator,
                baseline: row.baseline,
                change: row.change,
            };
            let theirs = points.entry(row.indicator_code).or_default();
            theirs.push((row.province_code, point));
        }
    }
    Ok(points)
}

async fn enrolled(db: &impl ConnectionTrait) -> Result<Vec<Since<bool>>, DbErr> {
    let rows = history::status::Entity::find().all(db).await?;
    let since = |row: history::status::Model| Since {
        who: row.enterprise_id,
        from: row.from_date,
        what: row.status == EnterpriseStatus::Enrolled,
    };
    Ok(rows.into_iter().map(since).collect())
}

async fn places(db: &impl ConnectionTrait) -> Result<Vec<Since<String>>, DbErr> {
    let rows = history::province::Entity::find().all(db).await?;
    let since = |row: history::province::Model| Since {
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

/// Where everybody was when.
struct Stays(HashMap<Uuid, Vec<(NaiveDate, String)>>);

impl Stays {
    fn of(places: &[Since<String>]) -> Self {
        let mut stays: HashMap<Uuid, Vec<(NaiveDate, String)>> = HashMap::new();
        for one in places {
            let theirs = stays.entry(one.who).or_default();
            theirs.push((one.from, one.what.clone()));
        }
        stays.values_mut().for_each(|theirs| theirs.sort());
        Self(stays)
    }

    fn on(&self, who: Uuid, day: NaiveDate) -> Option<String> {
        let begun = self
            .0
            .get(&who)?
            .iter()
            .rev()
            .find(|(from, _)| *from <= day);
        begun.map(|(_, province)| province.clone())
    }
}

async fn training(
    db: &impl ConnectionTrait,
    facts: &mut Facts,
    (first, last): (Quarter, Quarter),
) -> Result<(), DbErr> {
    let days = (
        first.first_month().first_day(),
        last.last_month().last_day(),
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
    let stays = Stays::of(&facts.places);
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

async fn alarms(
    db: &impl ConnectionTrait,
    facts: &mut Facts,
    cut_off: DateTimeUtc,
) -> Result<(), DbErr> {
    let day = |at: DateTimeUtc| at.with_timezone(&ZONE).date_naive();
    let alerts = alert::Entity::find()
        .filter(alert::Column::OpenedAt.lte(cut_off))
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
    let stays = Stays::of(&facts.places);
    let visits = advisory_visit::Entity::find()
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
