//! What the jobs would do at a time, from the state of now: `chasePlan` and dry runs.

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};
use uuid::Uuid;

use super::{
    due_steps::{DueStep, due_steps},
    on_its_way::{ItemFate, OnItsWay, Placement},
    people::Person,
    plan::{Fate, Planned, zone_plan},
    unplanned::unplanned,
};
use crate::{
    holiday,
    message::{self, MessageState, Purpose},
    message_item,
    rules::{
        ladder::{Verdict, Waiting},
        zone::ZONES,
    },
};

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
    let unplanned = unplanned(db, &calendar, now).await?;
    for zone in ZONES {
        let mut due = due_steps(db, &calendar, zone, now).await?;
        let fresh = unplanned.iter().filter(|(of, _)| *of == zone);
        due.extend(fresh.map(|(_, due)| *due));
        all.extend(zone_plan(db, zone, due, now).await?.planned);
    }
    Ok(all)
}

/// What becomes of the items of the mails that wait in the outbox, or of those that speak of `request`.
pub(super) async fn waiting(
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
    let asked = mail.fates(message, now);
    let placement = mail.placement(message, &mail.zones_of(&asked), now);
    let together = match placement {
        _ if message.due_at > now => Fate::Waits(Waiting::Retry),
        Placement::Later(_, _, waiting) => Fate::Waits(waiting),
        Placement::Now(_) => Fate::Mail,
    };
    let all = asked.into_iter().filter_map(|(item, request, fate)| {
        let fate = match fate {
            ItemFate::Goes => together,
            // Nobody asks again before its mail is attempted again.
            ItemFate::Ends(..) if message.due_at > now => Fate::Waits(Waiting::Retry),
            ItemFate::Ends(decision, reason) => Fate::Ends(decision, reason),
            ItemFate::Back(waiting) => Fate::Waits(waiting?),
            ItemFate::Stays(waiting) => Fate::Waits(waiting),
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
