//! What the jobs would do at a time, from the state of now: `chasePlan` and dry runs.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::{
    due_steps::{DueStep, due_steps},
    on_its_way::{ItemFate, OnItsWay, Placement},
    people::Person,
    plan::{Fate, Planned, zone_plan},
};
use crate::{
    data_request::{self, RequestState},
    expected::expected,
    holiday,
    message::{self, MessageState, Purpose},
    pause::Pauses,
    programme,
    rules::{
        calendar::Calendar,
        due,
        ladder::{Situation, Verdict, Waiting},
        period::Month,
        slot::{RequestSlot, request_slots},
        zone::{ZONES, Zone},
    },
};

/// How many months before its time a rehearsal looks for requests to be planned. Older
/// ones could only expire, and a time in a far century must not take as long to come.
const LOOK_BACK: u32 = 12;
/// Messages in the outbox that are asked about at once.
const AT_ONCE: usize = 2_000;

/// What a run of the jobs at `now` would do with each step that is due by then:
/// the requests to be planned, the steps to be queued or ended, and what waits
/// in the outbox. Nothing is written.
///
/// # Errors
/// Where the database cannot be read.
pub async fn rehearse(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
) -> Result<Vec<Planned>, DbErr> {
    let calendar = holiday::calendar(db).await?;
    let mut all = waiting(db, now).await?;
    for zone in ZONES {
        let mut due = due_steps(db, &calendar, zone, now).await?;
        due.extend(unplanned(db, &calendar, zone, now).await?);
        all.extend(zone_plan(db, zone, due, now).await?.planned);
    }
    Ok(all)
}

/// What becomes of the items of the mails that wait in the outbox.
async fn waiting(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Vec<Planned>, DbErr> {
    let messages = message::Entity::find()
        .filter(message::Column::Purpose.eq(Purpose::Chase))
        .filter(message::Column::State.is_in([MessageState::Queued, MessageState::Sending]))
        .order_by_asc(message::Column::DueAt)
        .order_by_asc(message::Column::Id)
        .all(db)
        .await?;
    let mut all = Vec::new();
    for some in messages.chunks(AT_ONCE) {
        let mail = OnItsWay::load(db, some, now).await?;
        all.extend(some.iter().flat_map(|message| fates(&mail, message, now)));
    }
    Ok(all)
}

fn fates(mail: &OnItsWay, message: &message::Model, now: DateTime<Utc>) -> Vec<Planned> {
    let asked: Vec<_> = mail
        .items(message.id)
        .map(|(item, request)| (item, request, mail.fate(item, request, now)))
        .collect();
    let first = asked.iter().find(|(.., fate)| *fate == ItemFate::Goes);
    let placement = first
        .map(|(_, request, _)| mail.placement(message, mail.zone(&request.province_code).1, now));
    let together = match placement {
        _ if message.due_at > now => Fate::Waits(Waiting::Retry),
        Some(Placement::Later(_, _, waiting)) => Fate::Waits(waiting),
        Some(Placement::Now(_)) | None => Fate::Mail,
    };
    let all = asked.into_iter().filter_map(|(item, request, fate)| {
        let fate = match fate {
            ItemFate::Goes => together,
            ItemFate::Ends(decision, reason) => Fate::Ends(decision, reason),
            ItemFate::Back(waiting) => Fate::Waits(waiting?),
        };
        Some(Planned {
            due: DueStep {
                request: Some(request.id),
                enterprise: request.enterprise_id,
                month: request.month,
                step: item.step,
                verdict: Verdict::Mail,
            },
            person: message.contact_id.map(|contact| Person {
                contact,
                address: message.recipient.clone(),
            }),
            fate,
        })
    });
    all.collect()
}

/// The steps of the requests that `data-request` would plan in `zone`.
async fn unplanned(
    db: &impl ConnectionTrait,
    calendar: &Calendar,
    zone: Zone,
    now: DateTime<Utc>,
) -> Result<Vec<DueStep>, DbErr> {
    let Some(programme) = programme::Entity::find_by_id(1).one(db).await? else {
        return Ok(Vec::new());
    };
    let pauses = Pauses::load(db).await?;
    let mut found = Vec::new();
    let since = due::newest_month(now).minus(LOOK_BACK);
    let slots = request_slots(calendar, programme.live_since.max(since), now);
    for RequestSlot { month, at, .. } in slots.into_iter().filter(|slot| slot.zone == zone) {
        let planned = planned(db, month).await?;
        let fresh = fresh(calendar, month, zone, at);
        let missing = expected(db, month, zone.name).await?;
        let missing = missing
            .into_iter()
            .filter(|expected| !planned.contains(&expected.enterprise));
        for expected in missing {
            let is_paused = pauses.hold(expected.enterprise, &expected.province);
            let steps = Situation {
                is_paused,
                ..fresh.clone()
            }
            .due(calendar, now);
            found.extend(steps.into_iter().map(|(step, verdict)| DueStep {
                request: None,
                enterprise: expected.enterprise,
                month,
                step,
                verdict,
            }));
        }
    }
    Ok(found)
}

async fn planned(db: &impl ConnectionTrait, month: Month) -> Result<HashSet<Uuid>, DbErr> {
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
