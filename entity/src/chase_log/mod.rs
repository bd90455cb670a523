//! The whole story of one request in the order of time: "did you even ask them?" has an answer.

mod told;

use std::collections::HashMap;

use sea_orm::entity::prelude::*;

use crate::{
    audit,
    chase::outlook::{Outlook, outlook},
    chase_step, data_request, message, message_item, pause, province, report_version,
    rules::zone::ZONES,
};

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// The request was planned.
    Planned,
    /// A message about it was queued.
    Queued,
    /// A step of the chase ended.
    Step,
    /// A version of the report was stored.
    Reported,
    /// The report was returned.
    Returned,
    /// The report was accepted.
    Accepted,
    /// Somebody changed what is expected.
    Changed,
    /// The enterprise said by when it will answer.
    Promised,
    /// The chase of the enterprise came to rest.
    Paused,
    /// The chase went on.
    Resumed,
    /// A step is due now, and has not ended.
    Due,
    /// The next step that will be due.
    Next,
}

/// One event of a request's story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When.
    pub at: DateTimeUtc,
    /// What happened.
    pub kind: EntryKind,
    /// One sentence for a person; no name or address is in it.
    pub text: String,
}

/// What a request's story is made of.
#[derive(Clone, Debug, Default)]
struct Traces {
    steps: Vec<chase_step::Model>,
    items: Vec<message_item::Model>,
    messages: HashMap<Uuid, message::Model>,
    versions: Vec<report_version::Model>,
    changes: Vec<audit::Model>,
    pauses: Vec<pause::Model>,
    ahead: Outlook,
}

/// The story of `request` up to `now`, the earliest event first: what happened, what
/// is due and why it has not gone, and what comes next.
///
/// # Errors
/// Where the database cannot be read.
pub async fn story(
    db: &impl ConnectionTrait,
    request: &data_request::Model,
    now: DateTimeUtc,
) -> Result<Vec<Entry>, DbErr> {
    let steps = chase_step::Entity::find()
        .filter(chase_step::Column::DataRequestId.eq(request.id))
        .all(db)
        .await?;
    let items = message_item::Entity::find()
        .filter(message_item::Column::DataRequestId.eq(request.id))
        .all(db)
        .await?;
    let messages = message::Entity::find()
        .filter(message::Column::Id.is_in(items.iter().map(|item| item.message_id)))
        .all(db)
        .await?;
    let versions = report_version::Entity::find()
        .filter(report_version::Column::DataRequestId.eq(request.id))
        .all(db)
        .await?;
    let changes = audit::Entity::find()
        .filter(audit::Column::NounId.eq(request.id))
        .all(db)
        .await?;
    let zone = province::zone(db, &request.province_code).await?;
    let zone = zone.unwrap_or(ZONES[0]);
    let traces = Traces {
        changes,
        pauses: pause::of_request(db, request).await?,
        ahead: outlook(db, request, zone, now).await?,
        steps,
        items,
        messages: messages.into_iter().map(|one| (one.id, one)).collect(),
        versions,
    };
    Ok(told::told(request, &traces, zone))
}
