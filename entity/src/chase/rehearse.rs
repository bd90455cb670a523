//! What the jobs would do at a time, from the state of now: `chasePlan` and dry runs.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};
use uuid::Uuid;

use super::{
    due_steps::{DueStep, Steps, due_steps, situation, steps_of},
    on_its_way::{ItemFate, OnItsWay, Placement},
    people::Person,
    plan::{Fate, Planned, zone_plan},
};
use crate::{
    data_request::{self, RequestState},
    expected::expected,
    holiday,
    message::{self, MessageState, Purpose},
    message_item,
    pause::Pauses,
    programme, province,
    rules::{
        calendar::Calendar,
        due,
        ladder::{Situation, Step, Verdict, Waiting},
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
    let mut all = waiting(db, None, now).await?;
    for zone in ZONES {
        let mut due = due_steps(db, &calendar, zone, now).await?;
        due.extend(unplanned(db, &calendar, zone, now).await?);
        all.extend(zone_plan(db, zone, due, now).await?.planned);
    }
    Ok(all)
}

/// The same for `request` alone: which of its steps are due at `now`, and what becomes of each.
///
/// # Errors
/// Where the database cannot be read.
pub async fn rehearse_request(
    db: &impl ConnectionTrait,
    request: &data_request::Model,
    now: DateTime<Utc>,
) -> Result<Vec<Planned>, DbErr> {
    let Some(zone) = province::zone(db, &request.province_code).await? else {
        return Ok(Vec::new());
    };
    let calendar = holiday::calendar(db).await?;
    let steps = Steps::load(db, [request.id]).await?;
    let is_paused = Pauses::load(db)
        .await?
        .hold(request.enterprise_id, &request.province_code);
    let situation = situation(request, zone.tz, is_paused, steps.ended(request.id));
    let on_its_way = steps.on_its_way(request.id);
    let due = steps_of(
        (Some(request.id), request.enterprise_id),
        &situation,
        &calendar,
        now,
    )
    .filter(|due| !on_its_way.contains(&due.step));
    let mut all = waiting(db, Some(request.id), now).await?;
    all.retain(|planned| planned.due.request == Some(request.id));
    all.extend(zone_plan(db, zone, due.collect(), now).await?.planned);
    all.sort_by_key(|planned| planned.due.step);
    Ok(all)
}

/// The next step of `request` that is not due at `now`, and when it is; nothing once it is answered or closed.
///
/// # Errors
/// Where the database cannot be read.
pub async fn next_step(
    db: &impl ConnectionTrait,
    request: &data_request::Model,
    now: DateTime<Utc>,
) -> Result<Option<(Step, DateTime<Utc>)>, DbErr> {
    let Some(zone) = province::zone(db, &request.province_code).await? else {
        return Ok(None);
    };
    if request.chase_ended_at.is_some() || request.state != RequestState::Open {
        return Ok(None);
    }
    let calendar = holiday::calendar(db).await?;
    let ended = Steps::load(db, [request.id]).await?.ended(request.id);
    let situation = situation(request, zone.tz, false, ended);
    Ok(situation.next(&calendar, now))
}

/// What becomes of the items of the mails that wait in the outbox, or of those that speak of `request`.
async fn waiting(
    db: &impl ConnectionTrait,
    request: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<Vec<Planned>, DbErr> {
    let mut messages = message::Entity::find()
        .filter(message::Column::Purpose.eq(Purpose::Chase))
        .filter(message::Column::State.is_in([MessageState::Queued, MessageState::Sending]));
    if let Some(request) = request {
        let carriers = message_item::Entity::find()
            .select_only()
            .column(message_item::Column::MessageId)
            .filter(message_item::Column::DataRequestId.eq(request))
            .into_query();
        messages = messages.filter(message::Column::Id.in_subquery(carriers));
    }
    let messages = messages
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
            // Nobody asks again before its mail is attempted again.
            ItemFate::Ends(..) if message.due_at > now => Fate::Waits(Waiting::Retry),
            ItemFate::Ends(decision, reason) => Fate::Ends(decision, reason),
            ItemFate::Back(waiting) => Fate::Waits(waiting?),
        };
        Some(Planned {
            due: DueStep {
                request: Some(request.id),
                enterprise: request.enterprise_id,
                month: request.month,
                step: item.step,
                since: mail.slot(item, request),
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
            let situation = Situation {
                is_paused,
                ..fresh.clone()
            };
            let asked = (None, expected.enterprise);
            found.extend(steps_of(asked, &situation, calendar, now));
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
