//! From queued to sent: claims due messages, composes them, sends them, writes
//! what became of each.
//!
//! The claim is committed before anything is sent, and the outcome is written
//! only while the claim is ours. A worker that dies in between leaves messages
//! that another claims when the lease runs out; they carry the same Message-ID.

mod enclosed;
mod prepared;
mod turns;
mod written;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use chrono::{DateTime, Utc};
use entity::{clock::real_now, database::begin_write, message, suppression};
use futures_util::{StreamExt, stream};
use sea_orm::{DatabaseConnection, DbErr};
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio_util::{sync::CancellationToken, task::AbortOnDropHandle};

pub use crate::claim::due;
use crate::{
    WorkerError, WorkerSettings,
    claim::{Lane, is_any_due},
    domain::Domains,
    mail::Transport,
    outcome::{self, Ended, Outcome},
    retry::Failure,
    trouble::Troubles,
};
use prepared::Preparing;
use turns::Turns;
use written::{Timed, Written, write_down};

/// Outcomes that one transaction writes.
const OUTCOMES: usize = 250;
/// How long a mail that is on its way when the worker is told to stop may still take.
const GRACE: Duration = Duration::from_secs(12);
/// How long outcomes are kept for a database that is away: less than a claim lasts.
const PATIENCE: Duration = Duration::from_secs(180);
/// How long at most once the worker is told to stop.
const LAST: Duration = Duration::from_secs(4);
/// How long until the database is tried again.
const AGAIN: Duration = Duration::from_secs(1);

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

/// Send what is due at `now`, for a few seconds: the letters, and the summaries where there is
/// no letter.
///
/// # Errors
/// Where the database fails; what was claimed is tried again later.
pub async fn deliver_once(
    db: &DatabaseConnection,
    transport: &Transport,
    settings: &WorkerSettings,
    now: DateTime<Utc>,
) -> Result<Delivered, WorkerError> {
    let cancel = CancellationToken::new();
    let letters = deliver_until(db, transport, settings, (Lane::Letters, now), &cancel).await?;
    if letters.claimed > 0 {
        return Ok(letters);
    }
    deliver_until(db, transport, settings, (Lane::Summaries, now), &cancel).await
}

/// Send what is due of one lane at `now`, for a few seconds, but begin no message after `cancel`.
pub(crate) async fn deliver_until(
    db: &DatabaseConnection,
    transport: &Transport,
    settings: &WorkerSettings,
    (lane, now): (Lane, DateTime<Utc>),
    cancel: &CancellationToken,
) -> Result<Delivered, WorkerError> {
    if let (Lane::Letters, Some(inbox)) = (lane, &transport.inbox) {
        inbox.look(db, now).await?;
    }
    if transport.outage.is_resting() || !is_any_due(db, lane, now).await? {
        return Ok(Delivered::default());
    }
    let pass = Arc::new(Pass {
        transport: transport.clone(),
        domains: Domains::default(),
        turns: Turns::of(db),
        now,
        cancel: cancel.clone(),
    });
    let preparing = Preparing {
        db,
        settings,
        lane,
        pass: &pass,
    };
    let mut delivered = Delivered::default();
    let (prepared, next) = mpsc::channel(1);
    let (ended, outcomes) = mpsc::channel(OUTCOMES);
    // A task of its own, so that asking the database and talking to the mail server are not one
    // processor's work.
    let sending = Arc::clone(&pass).send_all(db.clone(), next, ended);
    let sending = AbortOnDropHandle::new(tokio::spawn(sending));
    let writing = async {
        let written = pass.write_all(db, outcomes, &mut delivered).await;
        if written.is_err() {
            // Nothing more is sent of which nobody could say so.
            sending.abort();
        }
        written
    };
    let (claimed, written) = tokio::join!(preparing.all(prepared), writing);
    written?;
    if sending.await.is_err() {
        // What it had in hand is claimed again when the lease has run out.
        tracing::error!("the task that sends mails ended before its time");
    }
    delivered.claimed = claimed?;
    Ok(delivered)
}

/// What the messages of one pass share while they are sent.
struct Pass {
    transport: Transport,
    domains: Domains,
    turns: Turns,
    now: DateTime<Utc>,
    cancel: CancellationToken,
}

impl Pass {
    /// Send over all connections at once. The next are written down while some are on their
    /// way, and what has ended is stored, so that no server waits for us.
    async fn send_all(
        self: Arc<Self>,
        db: DatabaseConnection,
        prepared: Receiver<Vec<Timed>>,
        ended: Sender<Ended>,
    ) {
        let parts = stream::unfold(prepared, async |mut prepared| {
            prepared.recv().await.map(|part| (part, prepared))
        });
        let letterhead = &self.transport.letterhead;
        write_down(&db, letterhead, parts, self.now, &self.cancel)
            .for_each_concurrent(self.transport.connections(), |written| {
                let (pass, ended) = (&self, &ended);
                async move {
                    // Nobody listens only where storing has failed, which ends the pass.
                    let _unheard = ended.send(pass.send(written).await).await;
                }
            })
            .await;
    }

    async fn write_all(
        &self,
        db: &DatabaseConnection,
        mut outcomes: Receiver<Ended>,
        delivered: &mut Delivered,
    ) -> Result<(), DbErr> {
        let mut some = Vec::with_capacity(OUTCOMES);
        while outcomes.recv_many(&mut some, OUTCOMES).await > 0 {
            self.keep(db, &some).await?;
            for ended in some.drain(..) {
                delivered.count(&ended.outcome);
            }
        }
        Ok(())
    }

    /// Write, and write again for a while: what a server took is not to be forgotten, and sent
    /// once more, because the database was away for a moment. Meanwhile nothing more is sent.
    async fn keep(&self, db: &DatabaseConnection, outcomes: &[Ended]) -> Result<(), DbErr> {
        let mut end = Instant::now() + PATIENCE;
        let mut is_stopping = false;
        let troubles = Troubles::default();
        loop {
            let written = self.write(db, outcomes).await;
            if self.cancel.is_cancelled() && !is_stopping {
                is_stopping = true;
                end = end.min(Instant::now() + LAST);
            }
            if written.is_ok() || end < Instant::now() {
                return written;
            }
            troubles.note("what became of mails could not be written", written);
            tokio::select! {
                () = self.cancel.cancelled(), if !is_stopping => {}
                () = tokio::time::sleep(AGAIN) => {}
            }
        }
    }

    /// Send it at its time.
    async fn send(&self, written: Written) -> Ended {
        let message = &written.message;
        if let Some(at) = written.at.filter(|_| self.obstacle(message).is_none()) {
            // What is negative is now.
            let wait = (at - real_now()).to_std().unwrap_or_default();
            tokio::select! {
                () = self.cancel.cancelled() => {}
                () = tokio::time::sleep(wait) => {}
            }
        }
        if let Some(outcome) = self.obstacle(message) {
            return written.ended(outcome);
        }
        let outcome = tokio::select! {
            ended = written.send(&self.transport) => ended,
            // Where it stood is not known: it may have been sent.
            () = self.out_of_time() => Outcome::Failed(Failure::Lost),
        };
        self.learn(message, &outcome);
        written.ended(outcome)
    }

    async fn out_of_time(&self) {
        self.cancel.cancelled().await;
        tokio::time::sleep(GRACE).await;
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

    async fn write(&self, db: &DatabaseConnection, outcomes: &[Ended]) -> Result<(), DbErr> {
        let _turn = self.turns.take().await;
        let tx = begin_write(db).await?;
        outcome::write(&tx, outcomes, self.now).await?;
        let reached = outcomes
            .iter()
            .filter(|ended| matches!(ended.outcome, Outcome::Sent(_)))
            .map(|ended| ended.message.recipient.clone());
        suppression::lift(&tx, reached, self.now).await?;
        let news = self.domains.save(&tx).await?;
        tx.commit().await?;
        self.domains.saved(&news);
        Ok(())
    }
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
