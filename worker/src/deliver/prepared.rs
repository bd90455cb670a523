//! A batch is asked about in parts: while the mails of one are sent, the database says what is
//! still true of the next, so that neither waits for the other.

use chrono::{DateTime, Utc};
use entity::message;
use sea_orm::{DatabaseConnection, DbErr};
use tokio::sync::mpsc::Sender;

use crate::{
    WorkerSettings,
    compose::{Ready, compose},
    mail::Transport,
    outcome,
    pace::Times,
};

/// Messages that are asked about in one transaction.
const PART: usize = 125;

/// A part of a batch that can be sent, and when it may be.
pub(super) struct Prepared {
    pub(super) ready: Vec<Ready>,
    pub(super) times: Option<Times>,
}

/// Ask of all that was claimed, a part at a time, what is still to be said: the next part is
/// asked about while the one before is sent. Where that fails, nothing of the rest was tried.
pub(super) async fn prepare_all(
    db: &DatabaseConnection,
    transport: &Transport,
    settings: &WorkerSettings,
    claimed: &[message::Model],
    now: DateTime<Utc>,
    prepared: Sender<Prepared>,
) -> Result<(), DbErr> {
    let mut rest = claimed;
    while !rest.is_empty() {
        let (part, after) = rest.split_at(rest.len().min(PART));
        let next = match prepare(db, transport, settings, part, now).await {
            Ok(next) => next,
            Err(cause) => return Err(left(db, rest, cause).await),
        };
        if prepared.send(next).await.is_err() {
            // Nobody sends any more, because outcomes could not be stored.
            return outcome::give_back(db, rest).await;
        }
        rest = after;
    }
    Ok(())
}

/// What is needed to send these messages; none of them has been tried.
async fn prepare(
    db: &DatabaseConnection,
    transport: &Transport,
    settings: &WorkerSettings,
    claimed: &[message::Model],
    now: DateTime<Utc>,
) -> Result<Prepared, DbErr> {
    let ready = compose(db, settings, claimed, now).await?;
    let times = transport.pace.take(db, ready.len()).await?;
    Ok(Prepared { ready, times })
}

/// Whoever comes next may have these; `cause` is why.
pub(super) async fn left(
    db: &DatabaseConnection,
    messages: &[message::Model],
    cause: DbErr,
) -> DbErr {
    // Where that fails too, the lease runs out.
    let _left = outcome::give_back(db, messages).await;
    cause
}
