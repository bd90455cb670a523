//! The requests that are still to be planned, for the job that plans them and for
//! whoever wants to know what it would do.

use std::collections::{HashMap, HashSet, hash_map::Entry};

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::due_steps::{DueStep, steps_of};
use crate::{
    data_request::{self, RequestState},
    expected::Expectations,
    pause::Pauses,
    programme,
    rules::{
        calendar::Calendar,
        due,
        ladder::Situation,
        period::Month,
        slot::{RequestSlot, request_slots},
        zone::Zone,
    },
    run,
};

/// How many months before its time a rehearsal looks for requests to be planned. Older
/// ones could only expire, and a time in a far century must not take as long to come.
const LOOK_BACK: u32 = 12;

/// The months that have come by `now` in each zone, and whose run is not over.
///
/// # Errors
/// Where the database cannot be read.
pub async fn slots_to_plan(
    db: &impl ConnectionTrait,
    calendar: &Calendar,
    now: DateTime<Utc>,
) -> Result<Vec<RequestSlot>, DbErr> {
    let Some(programme) = programme::Entity::find_by_id(1).one(db).await? else {
        return Ok(Vec::new());
    };
    let runs = run::of_job(db, run::DATA_REQUEST).await?;
    let mut slots = request_slots(calendar, programme.live_since, now);
    slots.retain(|slot| {
        let run = runs.get(&(slot.at, slot.zone.name.to_owned()));
        run.is_none_or(Option::is_none)
    });
    Ok(slots)
}

/// The steps that are due by `now` of the requests that would be planned, each with its zone.
pub(super) async fn unplanned(
    db: &impl ConnectionTrait,
    calendar: &Calendar,
    now: DateTime<Utc>,
) -> Result<Vec<(Zone, DueStep)>, DbErr> {
    let since = due::newest_month(now).minus(LOOK_BACK);
    let mut slots = slots_to_plan(db, calendar, now).await?;
    slots.retain(|slot| slot.month >= since);
    let pauses = Pauses::load(db).await?;
    let mut planned: HashMap<Month, HashSet<Uuid>> = HashMap::new();
    let mut expectations = Expectations::default();
    let mut found = Vec::new();
    for RequestSlot { month, zone, at } in slots {
        let planned = match planned.entry(month) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => unknown.insert(of_month(db, month).await?),
        };
        let fresh = fresh(calendar, month, zone, at);
        for expected in expectations.in_zone(db, month, zone.name).await? {
            if planned.contains(&expected.enterprise) {
                continue;
            }
            let situation = Situation {
                is_paused: pauses.hold(expected.enterprise, &expected.province),
                ..fresh.clone()
            };
            let steps = steps_of((None, expected.enterprise), &situation, calendar, now);
            found.extend(steps.map(|due| (zone, due)));
        }
    }
    Ok(found)
}

/// The enterprises that have a request for `month`.
async fn of_month(db: &impl ConnectionTrait, month: Month) -> Result<HashSet<Uuid>, DbErr> {
    let rows: Vec<Uuid> = data_request::Entity::find()
        .select_only()
        .column(data_request::Column::EnterpriseId)
        .filter(data_request::Column::Month.eq(month))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// A request as it is planned.
fn fresh(calendar: &Calendar, month: Month, zone: Zone, at: DateTime<Utc>) -> Situation {
    let sent_on = at.with_timezone(&zone.tz).date_naive();
    let dates = due::dates(calendar, month, sent_on, zone.tz);
    Situation {
        month,
        zone: zone.tz,
        state: RequestState::Open,
        due_on: dates.due_on,
        due_at: dates.due_at,
        locks_at: dates.locks_at,
        sent_at: None,
        promise: None,
        is_paused: false,
        ended: Vec::new(),
    }
}
