//! A batch is asked about in parts: while the mails of one are sent, the database says what is
//! still true of the next, so that neither waits for the other.

use chrono::{DateTime, Utc};
use entity::message;
use sea_orm::{DatabaseConnection, DbErr};
use tokio::sync::mpsc::Sender;
use tokio_util::sync::CancellationToken;

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

/// How a batch is prepared.
pub(super) struct Preparing<'a> {
    pub(super) db: &'a DatabaseConnection,
    pub(super) transport: &'a Transport,
    pub(super) settings: &'a WorkerSettings,
    pub(super) now: DateTime<Utc>,
    pub(super) cancel: &'a CancellationToken,
}

impl Preparing<'_> {
    /// Ask of all that was claimed, a part at a time, what is still to be said: the next part
    /// is asked about while the one before is sent. Whoever comes next may have the rest, of
    /// which nothing was tried: where that fails, the worker is told to stop, or no server is
    /// there to send it to.
    pub(super) async fn all(
        &self,
        claimed: &[message::Model],
        prepared: Sender<Prepared>,
    ) -> Result<(), DbErr> {
        let mut rest = claimed;
        while !rest.is_empty() {
            if self.cancel.is_cancelled() || self.transport.outage.is_resting() {
                return outcome::give_back(self.db, rest).await;
            }
            let (part, after) = rest.split_at(rest.len().min(PART));
            let next = match self.part(part).await {
                Ok(next) => next,
                Err(cause) => return Err(left(self.db, rest, cause).await),
            };
            if prepared.send(next).await.is_err() {
                // Nobody sends any more, because outcomes could not be stored.
                return outcome::give_back(self.db, rest).await;
            }
            rest = after;
        }
        Ok(())
    }

    async fn part(&self, claimed: &[message::Model]) -> Result<Prepared, DbErr> {
        let ready = compose(self.db, self.settings, claimed, self.now).await?;
        let times = self.transport.pace.take(self.db, ready.len()).await?;
        Ok(Prepared { ready, times })
    }
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
