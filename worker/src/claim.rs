//! Which worker sends which message: a claim with a lease and a fence.
//!
//! A claim is committed before anything is sent. Who holds it may write what became
//! of the message; once the lease has run out another may claim it, with a higher
//! fence, and the first writes nothing more.

use chrono::{DateTime, Duration, Utc};
use entity::{
    clock::real_now,
    database::begin_write,
    message::{self, MessageState, Purpose},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr,
    EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, LockBehavior, LockType},
};
use uuid::Uuid;

/// How long a claim lasts.
const LEASE: Duration = Duration::minutes(5);

/// Messages that do not wait for those of another lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lane {
    /// All mails but the summaries'.
    Letters,
    /// Mails with files, which take a while to make.
    Summaries,
}

impl Lane {
    fn holds(self) -> Expr {
        match self {
            Self::Letters => message::Column::Purpose.ne(Purpose::Summary),
            Self::Summaries => message::Column::Purpose.eq(Purpose::Summary),
        }
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
pub(crate) async fn is_any_due(
    db: &DatabaseConnection,
    lane: Lane,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let first: Option<Uuid> = message::Entity::find()
        .select_only()
        .column(message::Column::Id)
        .filter(is_due(now))
        .filter(lane.holds())
        .limit(1)
        .into_tuple()
        .one(db)
        .await?;
    Ok(first.is_some())
}

/// Take up to `most` messages of `lane` for a while; committed before any of them is sent.
pub(crate) async fn claim(
    db: &DatabaseConnection,
    lane: Lane,
    now: DateTime<Utc>,
    most: u64,
) -> Result<Vec<message::Model>, DbErr> {
    let tx = begin_write(db).await?;
    let mut ids = unclaimed(&tx, is_left().add(lane.holds()), most).await?;
    if !ids.is_empty() {
        // Their worker died: nobody knows whether they were sent.
        message::Entity::update_many()
            .col_expr(message::Column::Uncertain, Expr::value(true))
            .filter(message::Column::Id.is_in(ids.iter().copied()))
            .exec(&tx)
            .await?;
    }
    let room = most.saturating_sub(u64::try_from(ids.len()).unwrap_or(most));
    ids.extend(unclaimed(&tx, is_waiting(now).add(lane.holds()), room).await?);
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
