//! The whole story of one request in the order of time: "did you even ask them?" has an answer.

use std::collections::HashMap;

use sea_orm::{ActiveEnum, entity::prelude::*};

use crate::{
    audit, chase_step, data_request,
    message::{self, MessageState},
    message_item,
    report_version::{self, ReportKind},
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
}

/// The story of `request`, the earliest event first.
///
/// # Errors
/// Where the database cannot be read.
pub async fn story(
    db: &impl ConnectionTrait,
    request: &data_request::Model,
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
    let traces = Traces {
        changes,
        steps,
        items,
        messages: messages.into_iter().map(|one| (one.id, one)).collect(),
        versions,
    };
    Ok(told(request, &traces))
}

fn told(request: &data_request::Model, traces: &Traces) -> Vec<Entry> {
    let mut entries = vec![planned(request)];
    entries.extend(traces.items.iter().filter_map(|item| {
        let message = traces.messages.get(&item.message_id)?;
        Some(queued(item, message))
    }));
    entries.extend(traces.steps.iter().map(|step| {
        let message = step.message_id.and_then(|id| traces.messages.get(&id));
        ended(step, message)
    }));
    entries.extend(traces.versions.iter().flat_map(answered));
    entries.extend(traces.changes.iter().filter_map(changed));
    // Stable: what happened in the same moment stays in the order of the chain.
    entries.sort_by_key(|entry| entry.at);
    entries
}

fn planned(request: &data_request::Model) -> Entry {
    Entry {
        at: request.planned_at,
        kind: EntryKind::Planned,
        text: format!(
            "The request for {} was planned; it is due on {}, and entry closes on {}.",
            request.month, request.due_on, request.lock_on
        ),
    }
}

fn queued(item: &message_item::Model, message: &message::Model) -> Entry {
    Entry {
        at: message.queued_at,
        kind: EntryKind::Queued,
        text: format!("A message for {} was queued.", item.step.to_value()),
    }
}

fn ended(step: &chase_step::Model, message: Option<&message::Model>) -> Entry {
    let mut text = format!(
        "{} ended {}",
        step.step.to_value(),
        step.decision.to_value()
    );
    if let Some(reason) = &step.reason {
        text.push_str(&format!(": {reason}"));
    }
    text.push('.');
    if let Some(message) = message {
        text.push_str(&format!(
            " Its message is {} after {} attempts",
            message.state.to_value(),
            message.attempts
        ));
        match message.sent_at {
            Some(at) => text.push_str(&format!(
                " and left at {}.",
                at.format("%Y-%m-%d %H:%M UTC")
            )),
            None if message.state == MessageState::Sent => text.push('.'),
            None => text.push_str(" and has not left."),
        }
    }
    Entry {
        at: step.decided_at,
        kind: EntryKind::Step,
        text,
    }
}

/// What somebody did to the expectation; what they did to its report is told with the report.
fn changed(change: &audit::Model) -> Option<Entry> {
    let what = match change.action.as_str() {
        "extendDueDate" => "The enterprise was given more time",
        "waiveDataRequest" => "The month is not expected any more",
        "reopenDataRequest" => "Entry was opened again",
        "reissueLink" => "The links that were sent stopped working",
        "undoNothingToReport" => "Nothing to report was taken back",
        _ => return None,
    };
    let why = change.reason.as_ref();
    Some(Entry {
        at: change.at,
        kind: EntryKind::Changed,
        text: why.map_or_else(|| format!("{what}."), |why| format!("{what}: {why}.")),
    })
}

fn answered(version: &report_version::Model) -> Vec<Entry> {
    let number = version.version;
    let stored = match version.kind {
        ReportKind::Figures => format!("Version {number} of the report was stored"),
        ReportKind::NothingToReport => format!("Version {number} says: nothing to report"),
    };
    let entry = |at, kind, text| Entry { at, kind, text };
    let mut entries = vec![entry(
        version.submitted_at,
        EntryKind::Reported,
        format!("{stored}; it came by {}.", version.channel.to_value()),
    )];
    entries.extend(version.returned_at.map(|at| {
        let text = format!("Version {number} was returned.");
        entry(at, EntryKind::Returned, text)
    }));
    entries.extend(version.accepted_at.map(|at| {
        let text = format!("Version {number} was accepted.");
        entry(at, EntryKind::Accepted, text)
    }));
    entries
}
