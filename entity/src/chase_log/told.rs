//! Each trace of a request as one sentence.

use sea_orm::{ActiveEnum, prelude::DateTimeUtc};

use super::{Entry, EntryKind, Traces};
use crate::{
    audit,
    chase::plan::{Fate, Planned},
    chase_step, data_request,
    message::{self, MessageState},
    message_item, pause,
    report_version::{self, ReportKind},
    rules::{ladder::Step, zone::Zone},
};

/// All that `traces` tell of `request`, the earliest first.
pub(super) fn told(request: &data_request::Model, traces: &Traces, zone: Zone) -> Vec<Entry> {
    let mut entries = vec![planned(request)];
    entries.extend(traces.items.iter().filter_map(|item| {
        let message = traces.messages.get(&item.message_id)?;
        Some(queued(item, message))
    }));
    entries.extend(traces.steps.iter().map(|step| {
        let message = step.message_id.and_then(|id| traces.messages.get(&id));
        ended(step, message, zone)
    }));
    entries.extend(traces.versions.iter().flat_map(answered));
    entries.extend(traces.changes.iter().filter_map(changed));
    entries.extend(promised(request));
    entries.extend(traces.pauses.iter().flat_map(rested));
    entries.extend(traces.ahead.due.iter().filter_map(is_due));
    entries.extend(traces.ahead.next.map(|(step, at)| comes(step, at, zone)));
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

fn ended(step: &chase_step::Model, message: Option<&message::Model>, zone: Zone) -> Entry {
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
            " Its message is {} after {}",
            message.state.to_value(),
            attempts(message.attempts)
        ));
        match message.sent_at {
            Some(at) => text.push_str(&format!(" and left on {}.", local(at, zone))),
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

fn attempts(count: i32) -> String {
    match count {
        1 => "1 attempt".to_owned(),
        count => format!("{count} attempts"),
    }
}

/// What somebody did to the expectation; what they did to its report is told with the report.
fn changed(change: &audit::Model) -> Option<Entry> {
    let what = match change.action.as_str() {
        "extendDueDate" => "The enterprise was given more time",
        "waiveDataRequest" => "The month is not expected any more",
        "reopenDataRequest" => "Entry was opened again",
        "reissueLink" => "The links that were sent stopped working",
        "enterByPhone" => "A link to fill it in by phone was made",
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

fn promised(request: &data_request::Model) -> Option<Entry> {
    let (by, at) = request.promised_on.zip(request.promised_at)?;
    Some(Entry {
        at,
        kind: EntryKind::Promised,
        text: format!("The enterprise promised to answer by {by}; reminders sleep until then."),
    })
}

fn rested(pause: &pause::Model) -> Vec<Entry> {
    let whose = match (&pause.enterprise_id, &pause.province_code) {
        (Some(_), _) => "of the enterprise".to_owned(),
        (None, Some(code)) => format!("in {code}"),
        (None, None) => "everywhere".to_owned(),
    };
    let why = pause.reason.as_ref();
    let why = why.map_or_else(String::new, |why| format!(": {why}"));
    let mut entries = vec![Entry {
        at: pause.paused_at,
        kind: EntryKind::Paused,
        text: format!("The chase {whose} was paused{why}."),
    }];
    entries.extend(pause.resumed_at.map(|at| Entry {
        at,
        kind: EntryKind::Resumed,
        text: format!("The chase {whose} was resumed."),
    }));
    entries
}

/// A step that is due and has not ended; what a run would end at once has no story yet.
fn is_due(planned: &Planned) -> Option<Entry> {
    let why = match planned.fate {
        Fate::Mail => "it goes with the next run",
        Fate::Waits(waiting) => waiting.reason(),
        Fate::Ends(..) => return None,
    };
    Some(Entry {
        at: planned.due.since,
        kind: EntryKind::Due,
        text: format!("{} is due: {why}.", planned.due.step.to_value()),
    })
}

fn comes(step: Step, at: DateTimeUtc, zone: Zone) -> Entry {
    Entry {
        at,
        kind: EntryKind::Next,
        text: format!(
            "{} comes next, on {}, unless an answer comes first.",
            step.to_value(),
            local(at, zone)
        ),
    }
}

/// A time as the enterprise's clock shows it.
fn local(at: DateTimeUtc, zone: Zone) -> String {
    let time = at.with_timezone(&zone.tz).format("%Y-%m-%d %H.%M");
    format!("{time} {}", zone.name)
}
