//! Claimed, and asked about in parts: while the mails of one part are sent, the database says
//! what is still true of the next, so that neither waits for the other.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use chrono::{DateTime, Utc};
use entity::{database::begin_write, message};
use sea_orm::{DatabaseConnection, DbErr};
use tokio::sync::mpsc::Sender;
use uuid::Uuid;

use super::{Pass, written::Timed};
use crate::{
    WorkerSettings,
    claim::{Lane, claim},
    compose::compose,
    domain_pace::Paced,
    mail::Transport,
    outcome,
};

/// Messages that one claim takes.
const BATCH: u64 = 1000;
/// Summaries that one claim takes.
const SUMMARIES: u64 = 8;
/// Messages that are asked about in one transaction.
const PART: usize = 500;
/// How long one pass goes on claiming: then the clock is read anew.
const PASS: Duration = Duration::from_secs(5);

/// How messages are prepared.
pub(super) struct Preparing<'a> {
    pub(super) db: &'a DatabaseConnection,
    pub(super) settings: &'a WorkerSettings,
    pub(super) lane: Lane,
    pub(super) pass: &'a Pass,
}

impl Preparing<'_> {
    /// Claim a batch after the other until nothing is due, and ask of all what is still to be
    /// said; says how many that were.
    pub(super) async fn all(&self, prepared: Sender<Vec<Timed>>) -> Result<usize, DbErr> {
        let began = Instant::now();
        let mut claimed = 0;
        while !self.is_to_stop() {
            let most = self.most();
            let batch = {
                let _turn = self.pass.turns.take().await;
                claim(self.db, self.lane, self.pass.now, most).await?
            };
            claimed += batch.len();
            let is_last = (batch.len() as u64) < most;
            if !self.batch(batch, &prepared).await? || is_last || began.elapsed() > PASS {
                break;
            }
        }
        Ok(claimed)
    }

    /// How many messages to claim: a few while nobody knows whether the server is back.
    fn most(&self) -> u64 {
        let transport: &Transport = &self.pass.transport;
        let most = match self.lane {
            Lane::Letters => BATCH,
            Lane::Summaries => SUMMARIES,
        };
        if transport.outage.is_on() {
            u64::try_from(transport.connections()).map_or(most, |few| few.min(most))
        } else {
            transport.pace.batch(most)
        }
    }

    /// No server is there, or the worker is told to stop.
    fn is_to_stop(&self) -> bool {
        self.pass.cancel.is_cancelled() || self.pass.transport.outage.is_resting()
    }

    /// Ask of all that was claimed, a part at a time. Whoever comes next may have the rest, of
    /// which nothing was tried: where that fails, the worker is told to stop, or no server is
    /// there to send it to. Says whether more may be claimed.
    async fn batch(
        &self,
        claimed: Vec<message::Model>,
        prepared: &Sender<Vec<Timed>>,
    ) -> Result<bool, DbErr> {
        let recipients = claimed.iter().map(|one| one.recipient.as_str());
        if let Err(cause) = self.pass.domains.look_up(self.db, recipients).await {
            return Err(left(self.db, &claimed, cause).await);
        }
        let paced = self.paced(claimed).await?;
        let mut rest = paced.going.as_slice();
        while !rest.is_empty() {
            if self.is_to_stop() {
                outcome::give_back(self.db, rest).await?;
                return Ok(false);
            }
            let (part, after) = rest.split_at(rest.len().min(PART));
            let next = match self.part(part, &paced.times).await {
                Ok(next) => next,
                Err(cause) => return Err(left(self.db, rest, cause).await),
            };
            if prepared.send(next).await.is_err() {
                // Nobody sends any more, because outcomes could not be stored.
                outcome::give_back(self.db, rest).await?;
                return Ok(false);
            }
            rest = after;
        }
        Ok(true)
    }

    /// Those that may go by the pace of their domains; the others are put back.
    async fn paced(&self, claimed: Vec<message::Model>) -> Result<Paced, DbErr> {
        let paced = self
            .pass
            .transport
            .domain_pace
            .take(self.db, claimed)
            .await?;
        if !paced.later.is_empty() {
            let _turn = self.pass.turns.take().await;
            let tx = begin_write(self.db).await?;
            for (message, wait) in &paced.later {
                outcome::postpone(&tx, message, self.pass.now + *wait).await?;
            }
            tx.commit().await?;
        }
        Ok(paced)
    }

    /// What of a part can be sent, and when: by the pace of all mail and of its domain.
    async fn part(
        &self,
        claimed: &[message::Model],
        domains: &HashMap<Uuid, DateTime<Utc>>,
    ) -> Result<Vec<Timed>, DbErr> {
        let _turn = self.pass.turns.take().await;
        let ready = compose(self.db, self.settings, claimed, self.pass.now).await?;
        let all = self.pass.transport.pace.take(self.db, ready.len()).await?;
        let timed = ready.into_iter().enumerate().map(|(index, ready)| {
            let own = domains.get(&ready.message.id).copied();
            // What is missing is less than any time.
            let at = own.max(all.map(|times| times.at(index)));
            Timed { ready, at }
        });
        Ok(timed.collect())
    }
}

/// Whoever comes next may have these; `cause` is why.
async fn left(db: &DatabaseConnection, messages: &[message::Model], cause: DbErr) -> DbErr {
    // Where that fails too, the lease runs out.
    let _left = outcome::give_back(db, messages).await;
    cause
}
