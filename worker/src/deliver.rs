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
    suppression,
};
use futures_util::{StreamExt, stream};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr,
    EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, LockBehavior, LockType},
};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{
    WorkerError, WorkerSettings,
    compose::{Ready, compose},
    domain::Domains,
    mail::{Mail, Transport},
    outcome::{self, Kept, Outcome},
    pace::Times,
    retry::Failure,
    template::{Content, Letter},
};

/// Messages that one claim takes.
const BATCH: u64 = 500;
/// How long a claim lasts.
const LEASE: Duration = Duration::minutes(5);
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
    if let Some(inbox) = &transport.inbox {
        inbox.look(db, now).await?;
    }
    if transport.outage.is_resting() || !is_any_due(db, now).await? {
        return Ok(Delivered::default());
    }
    let claimed = claim(db, now, batch(transport)).await?;
    let mut delivered = Delivered {
        claimed: claimed.len(),
        ..Delivered::default()
    };
    let ready = compose(db, settings, &claimed, now).await?;
    let recipients = ready.iter().map(|ready| ready.message.recipient.as_str());
    let batch = Batch {
        domains: Domains::of(db, recipients).await?,
        times: transport.pace.take(db, ready.len()).await?,
        transport,
        now,
        cancel,
    };
    let mut ended = std::pin::pin!(
        stream::iter(ready.into_iter().enumerate())
            .map(|(index, ready)| batch.send(index, ready))
            .buffer_unordered(transport.connections())
            .ready_chunks(OUTCOMES)
    );
    while let Some(outcomes) = ended.next().await {
        for (_, outcome) in &outcomes {
            delivered.count(outcome);
        }
        batch.write(db, &outcomes).await?;
    }
    Ok(delivered)
}

/// How many messages to claim: a few while nobody knows whether the server is back.
fn batch(transport: &Transport) -> u64 {
    if transport.outage.is_on() {
        u64::try_from(transport.connections()).unwrap_or(BATCH)
    } else {
        transport.pace.batch(BATCH)
    }
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
    Condition::any().add(is_waiting(now)).add(is_left())
}

fn is_waiting(now: DateTime<Utc>) -> Condition {
    Condition::all()
        .add(message::Column::State.eq(MessageState::Queued))
        .add(message::Column::DueAt.lte(now))
}

fn is_left() -> Condition {
    Condition::all()
        .add(message::Column::State.eq(MessageState::Sending))
        .add(message::Column::ClaimedUntil.lt(real_now()))
}

/// A look that takes no lock and ends at the first row.
async fn is_any_due(db: &DatabaseConnection, now: DateTime<Utc>) -> Result<bool, DbErr> {
    let first: Option<Uuid> = message::Entity::find()
        .select_only()
        .column(message::Column::Id)
        .filter(is_due(now))
        .limit(1)
        .into_tuple()
        .one(db)
        .await?;
    Ok(first.is_some())
}

/// Take up to `most` messages for a while; committed before any of them is sent.
async fn claim(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
    most: u64,
) -> Result<Vec<message::Model>, DbErr> {
    let tx = begin_write(db).await?;
    let mut ids = unclaimed(&tx, is_left(), most).await?;
    if !ids.is_empty() {
        // Their worker died: nobody knows whether they were sent.
        message::Entity::update_many()
            .col_expr(message::Column::Uncertain, Expr::value(true))
            .filter(message::Column::Id.is_in(ids.iter().copied()))
            .exec(&tx)
            .await?;
    }
    let room = most.saturating_sub(u64::try_from(ids.len()).unwrap_or(most));
    ids.extend(unclaimed(&tx, is_waiting(now), room).await?);
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

/// Up to `most` of these messages that no other worker is just claiming, oldest first.
/// By the index of state and time alone, so that a full outbox is not sorted each time.
async fn unclaimed(
    tx: &DatabaseTransaction,
    which: Condition,
    most: u64,
) -> Result<Vec<Uuid>, DbErr> {
    message::Entity::find()
        .select_only()
        .column(message::Column::Id)
        .filter(which)
        .order_by_asc(message::Column::DueAt)
        .limit(most)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .into_tuple()
        .all(tx)
        .await
}

/// What the messages of one claim share while they are sent.
struct Batch<'a> {
    transport: &'a Transport,
    domains: Domains,
    times: Option<Times>,
    now: DateTime<Utc>,
    cancel: &'a CancellationToken,
}

impl Batch<'_> {
    async fn send(&self, index: usize, ready: Ready) -> (Ready, Outcome) {
        if let Some(times) = self
            .times
            .filter(|_| self.obstacle(&ready.message).is_none())
        {
            tokio::select! {
                () = self.cancel.cancelled() => {}
                () = times.wait(index) => {}
            }
        }
        if let Some(outcome) = self.obstacle(&ready.message) {
            return (ready, outcome);
        }
        let outcome = match try_send(self.transport, &ready, self.now).await {
            Ok(kept) => Outcome::Sent(kept),
            Err(failure) => Outcome::Failed(failure),
        };
        self.learn(&ready.message, &outcome);
        (ready, outcome)
    }

    /// Why this message is not tried now, if so.
    fn obstacle(&self, message: &message::Model) -> Option<Outcome> {
        let is_late = message
            .claimed_until
            .is_none_or(|until| real_now() + self.transport.longest() > until);
        if is_late || self.cancel.is_cancelled() || self.transport.outage.is_resting() {
            return Some(Outcome::Released);
        }
        self.domains
            .rests_until(&message.recipient, self.now)
            .map(Outcome::Postponed)
    }

    fn learn(&self, message: &message::Model, outcome: &Outcome) {
        let Outcome::Failed(failure) = outcome else {
            self.domains.took(&message.recipient);
            return;
        };
        if matches!(failure, Failure::Deferred(_)) {
            self.domains.deferred(&message.recipient, self.now);
        }
        // A server that is away is news once, not once a message.
        if !matches!(failure, Failure::Unavailable(_)) {
            tracing::warn!(message.id = %message.id, message.attempts = message.attempts,
                reason = failure.reason(), "a mail was not taken");
        }
    }

    async fn write(
        &self,
        db: &DatabaseConnection,
        outcomes: &[(Ready, Outcome)],
    ) -> Result<(), DbErr> {
        let tx = begin_write(db).await?;
        for (ready, outcome) in outcomes {
            outcome::write(&tx, &ready.message, &ready.items, outcome, self.now).await?;
        }
        let reached = outcomes
            .iter()
            .filter(|(_, outcome)| matches!(outcome, Outcome::Sent(_)))
            .map(|(ready, _)| ready.message.recipient.clone());
        suppression::lift(&tx, reached, self.now).await?;
        self.domains.save(&tx).await?;
        tx.commit().await
    }
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
        .inspect_err(|cause| {
            tracing::error!(message.id = %ready.message.id, %cause, "a mail could not be composed; it is tried again");
        })
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
            Outcome::Released | Outcome::Postponed(_) => return,
        };
        metrics::counter!("score_mails_total", "outcome" => name).increment(1);
    }
}
