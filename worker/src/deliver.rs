//! From queued to sent: claims due messages, composes them, sends them, writes
//! what became of each.
//!
//! The claim is committed before anything is sent, and the outcome is written
//! only while the claim is ours. A worker that dies in between leaves messages
//! that another claims when the lease runs out; they carry the same Message-ID.

use chrono::{DateTime, Duration, Utc};
use entity::{
    clock::real_now,
    database::begin_write,
    message::{self, MessageState},
};
use futures_util::{StreamExt, stream};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseConnection, DbErr, EntityTrait, ExprTrait,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, LockBehavior, LockType},
};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{
    WorkerError, WorkerSettings,
    compose::{Ready, compose},
    mail::{Mail, Transport},
    outcome::{self, Kept, Outcome},
    retry::Failure,
    template::{Content, Letter},
};

/// Messages that one claim takes.
const BATCH: u64 = 100;
/// How long a claim lasts.
const LEASE: Duration = Duration::minutes(5);
/// What one message may take at worst; with less of the lease left, it is given back.
const ONE_SEND: Duration = Duration::seconds(90);
/// Outcomes that one transaction writes.
const OUTCOMES: usize = 50;

/// What one pass did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Delivered {
    /// Messages that were due.
    pub claimed: usize,
    /// Messages that a server took.
    pub sent: usize,
    /// Messages that were tried and not taken.
    pub failed: usize,
}

/// Send up to one batch of what is due at `now`.
///
/// # Errors
/// Where the database fails; what was claimed is tried again later.
pub async fn deliver_once(
    db: &DatabaseConnection,
    transport: &Transport,
    settings: &WorkerSettings,
    now: DateTime<Utc>,
) -> Result<Delivered, WorkerError> {
    deliver_until(db, transport, settings, now, &CancellationToken::new()).await
}

/// As [`deliver_once`], but begins no message after `cancel`.
pub(crate) async fn deliver_until(
    db: &DatabaseConnection,
    transport: &Transport,
    settings: &WorkerSettings,
    now: DateTime<Utc>,
    cancel: &CancellationToken,
) -> Result<Delivered, WorkerError> {
    if due(db, now).await? == 0 {
        return Ok(Delivered::default());
    }
    let claimed = claim(db, now).await?;
    let mut delivered = Delivered {
        claimed: claimed.len(),
        ..Delivered::default()
    };
    let ready = compose(db, settings, &claimed, now).await?;
    let mut ended = std::pin::pin!(
        stream::iter(ready)
            .map(|ready| send(transport, ready, now, cancel))
            .buffer_unordered(transport.connections())
            .ready_chunks(OUTCOMES)
    );
    while let Some(outcomes) = ended.next().await {
        for (_, outcome) in &outcomes {
            delivered.count(outcome);
        }
        write(db, &outcomes, now).await?;
    }
    Ok(delivered)
}

/// How many messages are due at `now`.
///
/// # Errors
/// Where the database fails.
pub async fn due(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<u64, DbErr> {
    message::Entity::find().filter(is_due(now)).count(db).await
}

/// Waiting and due, or held by a worker whose lease has run out.
fn is_due(now: DateTime<Utc>) -> Condition {
    let waiting = message::Column::State
        .eq(MessageState::Queued)
        .and(message::Column::DueAt.lte(now));
    let left = message::Column::State
        .eq(MessageState::Sending)
        .and(message::Column::ClaimedUntil.lt(real_now()));
    Condition::any().add(waiting).add(left)
}

async fn claim(db: &DatabaseConnection, now: DateTime<Utc>) -> Result<Vec<message::Model>, DbErr> {
    let tx = begin_write(db).await?;
    let found: Vec<(Uuid, MessageState)> = message::Entity::find()
        .select_only()
        .columns([message::Column::Id, message::Column::State])
        .filter(is_due(now))
        .order_by_asc(message::Column::DueAt)
        .order_by_asc(message::Column::Id)
        .limit(BATCH)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .into_tuple()
        .all(&tx)
        .await?;
    let left = found
        .iter()
        .filter(|(_, state)| *state == MessageState::Sending)
        .map(|(id, _)| *id);
    let left: Vec<_> = left.collect();
    if !left.is_empty() {
        // Its worker died: nobody knows whether it was sent.
        message::Entity::update_many()
            .col_expr(message::Column::Uncertain, Expr::value(true))
            .filter(message::Column::Id.is_in(left))
            .exec(&tx)
            .await?;
    }
    let ids: Vec<_> = found.into_iter().map(|(id, _)| id).collect();
    let claimed = message::Entity::update_many()
        .col_expr(message::Column::State, Expr::value(MessageState::Sending))
        .col_expr(
            message::Column::Attempts,
            Expr::col(message::Column::Attempts).add(1),
        )
        .col_expr(
            message::Column::Fence,
            Expr::col(message::Column::Fence).add(1),
        )
        .col_expr(
            message::Column::ClaimedUntil,
            Expr::value(real_now() + LEASE),
        )
        .filter(message::Column::Id.is_in(ids))
        .exec_with_returning(&tx)
        .await?;
    tx.commit().await?;
    Ok(claimed)
}

async fn send(
    transport: &Transport,
    ready: Ready,
    now: DateTime<Utc>,
    cancel: &CancellationToken,
) -> (Ready, Outcome) {
    let too_late = ready
        .message
        .claimed_until
        .is_none_or(|until| real_now() + ONE_SEND > until);
    if cancel.is_cancelled() || too_late {
        return (ready, Outcome::Released);
    }
    let outcome = match try_send(transport, &ready, now).await {
        Ok(kept) => Outcome::Sent(kept),
        Err(failure) => {
            tracing::warn!(message.id = %ready.message.id, message.attempts = ready.message.attempts,
                reason = failure.reason(), "a mail was not taken");
            Outcome::Failed(failure)
        }
    };
    (ready, outcome)
}

async fn try_send(
    transport: &Transport,
    ready: &Ready,
    now: DateTime<Utc>,
) -> Result<Kept, Failure> {
    let letter = ready.mail.clone().with_sender(transport.sender_name());
    let Content {
        subject,
        text,
        html,
    } = letter
        .compose()
        .map_err(|cause| Failure::Unavailable(cause.to_string()))?;
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
        follows: ready.follows.clone(),
        unsubscribe: letter.unsubscribe().map(str::to_owned),
    };
    let message = transport
        .message(&mail, now)
        .map_err(|cause| Failure::Refused(cause.to_string()))?;
    transport.send(mail.id, &message).await?;
    Ok(kept)
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

async fn write(
    db: &DatabaseConnection,
    outcomes: &[(Ready, Outcome)],
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let tx = begin_write(db).await?;
    for (ready, outcome) in outcomes {
        outcome::write(&tx, &ready.message, &ready.items, outcome, now).await?;
    }
    tx.commit().await
}

impl Delivered {
    fn count(&mut self, outcome: &Outcome) {
        let name = match outcome {
            Outcome::Sent(_) => {
                self.sent += 1;
                "sent"
            }
            Outcome::Failed(_) => {
                self.failed += 1;
                "failed"
            }
            Outcome::Released => return,
        };
        metrics::counter!("score_mails_total", "outcome" => name).increment(1);
    }
}
