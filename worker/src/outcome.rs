//! What became of a message and its items, written only while the claim is ours.

mod sent;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use entity::{
    chase_step,
    message::{self, MessageState},
    rules::ladder::{Decision, Step},
    suppression,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, ExprTrait, QueryFilter, UpdateMany,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

use crate::retry::{Age, Failure, Next};

/// What a message is about: one step of one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Item {
    pub(crate) request: Uuid,
    pub(crate) step: Step,
}

/// What was sent, as it is kept: links shortened.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    pub(crate) subject: String,
    pub(crate) text: String,
}

/// How sending a message ended.
#[derive(Clone, Debug)]
pub(crate) enum Outcome {
    /// The server took it.
    Sent(Kept),
    /// It did not, or nobody knows.
    Failed(Failure),
    /// It was not tried: the worker is stopping, its claim runs out, or the server is away.
    Released,
    /// It was not tried: its domain is left alone until then.
    Postponed(DateTime<Utc>),
}

/// A message whose sending has ended, and how.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) message: message::Model,
    pub(crate) items: Vec<Item>,
    pub(crate) outcome: Outcome,
}

/// Write how sending these messages ended; those that were sent in a few statements, since
/// they are many. Nothing is written of one that another worker has taken over.
pub(crate) async fn write(
    tx: &impl ConnectionTrait,
    all: &[Ended],
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let sent = all.iter().filter_map(|ended| match &ended.outcome {
        Outcome::Sent(kept) => Some((ended, kept)),
        _ => None,
    });
    sent::write(tx, &sent.collect::<Vec<_>>(), now).await?;
    for ended in all {
        write_unsent(tx, ended, now).await?;
    }
    // One that is given back stands where it stood before it was taken in hand.
    let moved = all
        .iter()
        .filter(|ended| !matches!(ended.outcome, Outcome::Released));
    message::changed(tx, moved.map(|ended| ended.message.id)).await
}

async fn write_unsent(
    tx: &impl ConnectionTrait,
    ended: &Ended,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let Ended {
        message,
        items,
        outcome,
    } = ended;
    match outcome {
        Outcome::Sent(_) => Ok(()),
        Outcome::Released => give_back(tx, std::slice::from_ref(message)).await,
        Outcome::Postponed(until) => postpone(tx, message, *until).await,
        Outcome::Failed(failure) => {
            match failure.next(message.id, message.attempts, age(message, now)) {
                Next::After(wait) => again(tx, message, failure, wait, now).await,
                Next::Never => given_up(tx, message, items, failure, now).await,
            }
        }
    }
}

/// Whoever comes next may have these messages: none was tried.
pub(crate) async fn give_back(
    db: &impl ConnectionTrait,
    messages: &[message::Model],
) -> Result<(), DbErr> {
    for message in messages {
        untried(message).exec(db).await?;
    }
    Ok(())
}

/// It goes later; it was not tried.
pub(crate) async fn postpone(
    tx: &impl ConnectionTrait,
    message: &message::Model,
    due_at: DateTime<Utc>,
) -> Result<(), DbErr> {
    untried(message)
        .col_expr(message::Column::DueAt, Expr::value(due_at))
        .exec(tx)
        .await
        .map(|_| ())
}

fn age(message: &message::Model, now: DateTime<Utc>) -> Age {
    Age {
        queued: now - message.queued_at,
        put_off: Duration::seconds(message.put_off_seconds.into()),
    }
}

/// It is tried again, later.
async fn again(
    tx: &impl ConnectionTrait,
    message: &message::Model,
    failure: &Failure,
    wait: Duration,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let aged = if failure.ages() {
        i32::try_from(wait.num_seconds()).unwrap_or(i32::MAX)
    } else {
        0
    };
    ended(message, MessageState::Queued)
        .col_expr(message::Column::DueAt, Expr::value(now + wait))
        .col_expr(
            message::Column::PutOffSeconds,
            Expr::value(message.put_off_seconds.saturating_add(aged)),
        )
        .col_expr(message::Column::LastError, Expr::value(failure.reason()))
        .col_expr(
            message::Column::Uncertain,
            Expr::value(message.uncertain || *failure == Failure::Lost),
        )
        .exec(tx)
        .await
        .map(|_| ())
}

async fn given_up(
    tx: &impl ConnectionTrait,
    message: &message::Model,
    items: &[Item],
    failure: &Failure,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let reason = failure.reason();
    let written = ended(message, MessageState::Failed)
        .col_expr(message::Column::LastError, Expr::value(reason.clone()))
        .col_expr(
            message::Column::Uncertain,
            Expr::value(message.uncertain || *failure == Failure::Lost),
        )
        .exec(tx)
        .await?;
    if written.rows_affected == 0 {
        return Ok(());
    }
    if matches!(failure, Failure::Bounced(_)) {
        suppression::bounced(tx, message.id, &message.recipient, &reason, now).await?;
    }
    let items: Vec<_> = items.iter().map(|item| (*item, message.id)).collect();
    decide(tx, &items, Decision::Failed, Some(&reason), now).await
}

/// Write the decision on these steps, each with the message that carried it; a step that
/// is decided stays as it is.
pub(crate) async fn decide(
    tx: &impl ConnectionTrait,
    items: &[(Item, Uuid)],
    decision: Decision,
    reason: Option<&str>,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    if items.is_empty() {
        return Ok(());
    }
    let rows = items.iter().map(|(item, message)| chase_step::ActiveModel {
        data_request_id: Set(item.request),
        step: Set(item.step),
        decision: Set(decision),
        reason: Set(reason.map(str::to_owned)),
        message_id: Set(Some(*message)),
        decided_at: Set(now),
    });
    chase_step::Entity::insert_many(rows)
        .on_conflict(
            OnConflict::columns([chase_step::Column::DataRequestId, chase_step::Column::Step])
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Nothing is left to say.
pub(crate) async fn moot(tx: &impl ConnectionTrait, message: &message::Model) -> Result<(), DbErr> {
    ended(message, MessageState::Moot).exec(tx).await?;
    message::changed(tx, [message.id]).await
}

/// It is not tried, for that reason, until a person has it sent again.
pub(crate) async fn unreached(
    tx: &impl ConnectionTrait,
    message: &message::Model,
    reason: &str,
) -> Result<(), DbErr> {
    let failed = ended(message, MessageState::Failed);
    let failed = failed.col_expr(message::Column::LastError, Expr::value(reason));
    failed.exec(tx).await?;
    message::changed(tx, [message.id]).await
}

/// It goes later, on that day; this was no attempt.
pub(crate) async fn defer(
    tx: &impl ConnectionTrait,
    message: &message::Model,
    due_at: DateTime<Utc>,
    day: NaiveDate,
) -> Result<(), DbErr> {
    untried(message)
        .col_expr(message::Column::DueAt, Expr::value(due_at))
        .col_expr(message::Column::LocalDay, Expr::value(day))
        .exec(tx)
        .await?;
    message::changed(tx, [message.id]).await
}

/// It goes now, though it was queued for another day.
pub(crate) async fn move_to(
    tx: &impl ConnectionTrait,
    message: &message::Model,
    day: NaiveDate,
) -> Result<(), DbErr> {
    ours(message)
        .col_expr(message::Column::LocalDay, Expr::value(day))
        .exec(tx)
        .await
        .map(|_| ())
}

fn untried(message: &message::Model) -> UpdateMany<message::Entity> {
    ended(message, MessageState::Queued).col_expr(
        message::Column::Attempts,
        Expr::col(message::Column::Attempts).sub(1),
    )
}

fn ended(message: &message::Model, state: MessageState) -> UpdateMany<message::Entity> {
    ours(message)
        .col_expr(message::Column::State, Expr::value(state))
        .col_expr(
            message::Column::ClaimedUntil,
            Expr::value(Option::<DateTime<Utc>>::None),
        )
}

fn ours(message: &message::Model) -> UpdateMany<message::Entity> {
    message::Entity::update_many()
        .filter(message::Column::Id.eq(message.id))
        .filter(message::Column::Fence.eq(message.fence))
        .filter(message::Column::State.eq(MessageState::Sending))
}
