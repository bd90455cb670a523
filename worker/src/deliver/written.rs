//! From letters to mails on paper: composed, laid out, signed, ready for the wire.
//!
//! This is most of a mail's work for the processor, so it is done on threads of its own,
//! a few mails ahead of the connections. What is read or kept for it is read before, while no
//! transaction is open.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use entity::message;
use futures_util::{Stream, StreamExt, stream};
use lettre::Message;
use sea_orm::DatabaseConnection;
use tokio::task::{JoinError, spawn_blocking};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::enclosed::enclose;
use crate::{
    compose::Ready,
    mail::{Letterhead, Mail, Transport},
    outcome::{Ended, Item, Kept, Outcome},
    retry::Failure,
    template::{Content, Letter},
};

/// Mails that are written down in one go.
const SHEAF: usize = 16;
/// How many goes may be under way or waiting for a connection.
const AHEAD: usize = 3;

/// A message that is to be written down, and when, in real time, it may be sent; at once where
/// that is missing.
pub(super) struct Timed {
    pub(super) ready: Ready,
    pub(super) at: Option<DateTime<Utc>>,
}

/// A message that is written down, or why it cannot be; neither where it was left.
pub(super) struct Written {
    pub(super) message: message::Model,
    pub(super) at: Option<DateTime<Utc>>,
    items: Vec<Item>,
    paper: Option<Result<(Message, Kept), Failure>>,
}

/// Write all of these down, in their order; after `cancel` they are left as they are. The next
/// part is begun while the last of the one before are sent.
pub(super) fn write_down(
    db: &DatabaseConnection,
    letterhead: &Arc<Letterhead>,
    parts: impl Stream<Item = Vec<Timed>>,
    now: DateTime<Utc>,
    cancel: &CancellationToken,
) -> impl Stream<Item = Written> {
    parts
        .flat_map(|part| stream::iter(sheaves(part)))
        .map(move |sheaf| {
            let (db, letterhead) = (db.clone(), Arc::clone(letterhead));
            written(db, letterhead, sheaf, now, cancel.clone())
        })
        .buffered(AHEAD)
        .flat_map(|sheaf| {
            // What is missing is claimed again when its lease has run out.
            stream::iter(sheaf.unwrap_or_else(|cause| {
                tracing::error!(%cause, "some mails could not be written down; they are tried again");
                Vec::new()
            }))
        })
}

fn sheaves(part: Vec<Timed>) -> impl Iterator<Item = Vec<Timed>> {
    let mut rest = part.into_iter();
    std::iter::from_fn(move || {
        let sheaf: Vec<_> = rest.by_ref().take(SHEAF).collect();
        (!sheaf.is_empty()).then_some(sheaf)
    })
}

async fn written(
    db: DatabaseConnection,
    letterhead: Arc<Letterhead>,
    sheaf: Vec<Timed>,
    now: DateTime<Utc>,
    cancel: CancellationToken,
) -> Result<Vec<Written>, JoinError> {
    let mut whole = Vec::with_capacity(sheaf.len());
    for mut timed in sheaf {
        let enclosed = if cancel.is_cancelled() {
            Ok(())
        } else {
            enclose(&db, &mut timed.ready.mail, now)
                .await
                .map_err(|cause| postponed(timed.ready.message.id, &cause))
        };
        whole.push((timed, enclosed));
    }
    spawn_blocking(move || {
        let whole = whole.into_iter();
        let written = whole.map(|(Timed { ready, at }, enclosed)| {
            let paper = (!cancel.is_cancelled())
                .then(|| enclosed.and_then(|()| paper(&letterhead, &ready, now)));
            Written {
                paper,
                at,
                message: ready.message,
                items: ready.items,
            }
        });
        written.collect()
    })
    .await
}

/// The mail is not what it should be yet: log why, and try again.
fn postponed(message: Uuid, cause: &dyn std::error::Error) -> Failure {
    tracing::error!(message.id = %message, %cause, "a mail could not be composed; it is tried again");
    Failure::Unavailable(cause.to_string())
}

impl Written {
    /// Send it; says how that ended. What was left is not tried.
    pub(super) async fn send(&self, transport: &Transport) -> Outcome {
        let (message, kept) = match &self.paper {
            None => return Outcome::Released,
            Some(Err(failure)) => return Outcome::Failed(failure.clone()),
            Some(Ok(paper)) => paper,
        };
        match transport.send(self.message.id, message).await {
            Ok(()) => Outcome::Sent(kept.clone()),
            Err(failure) => Outcome::Failed(failure),
        }
    }

    /// With how it ended.
    pub(super) fn ended(self, outcome: Outcome) -> Ended {
        Ended {
            message: self.message,
            items: self.items,
            outcome,
        }
    }
}

fn paper(
    letterhead: &Letterhead,
    ready: &Ready,
    now: DateTime<Utc>,
) -> Result<(Message, Kept), Failure> {
    let letter = ready.mail.clone().with_sender(letterhead.sender_name());
    let Content {
        subject,
        text,
        html,
        pictures,
        files,
    } = letter
        .compose()
        .map_err(|cause| postponed(ready.message.id, &cause))?;
    let kept = Kept {
        subject: subject.clone(),
        text: without_tokens(&text, &letter),
    };
    let mail = Mail {
        id: ready.message.id,
        to: ready.message.recipient.clone(),
        name: letter.name().to_owned(),
        language: letter.language(),
        subject,
        text,
        html,
        pictures,
        files,
        follows: ready.follows.clone(),
        unsubscribe: letter.unsubscribe().map(str::to_owned),
    };
    let message = letterhead
        .message(&mail, now)
        .map_err(|cause| Failure::Refused(cause.to_string()))?;
    Ok((message, kept))
}

/// The text as it is kept: a link in it must open nothing.
fn without_tokens(text: &str, letter: &Letter) -> String {
    letter
        .links()
        .into_iter()
        .fold(text.to_owned(), |text, link| {
            let shown = link
                .rsplit_once('/')
                .map_or("…".to_owned(), |(before, _)| format!("{before}/…"));
            text.replace(link, &shown)
        })
}
