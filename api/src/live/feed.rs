//! From the database's news to everybody in this process who listens.
//!
//! One task reads for all, while somebody listens and no longer. What it reads goes into a
//! ring of fixed size, from which each listener takes at their own pace: whoever falls a
//! whole ring behind is told so, and holds nobody up. PostgreSQL rings when there is news;
//! a SQLite file, which several processes may share, is looked at every half second.

use std::{sync::Arc, time::Duration};

use entity::news::{Bell, Model, PAGE, Reader};
use sea_orm::{DatabaseConnection, DbErr};
use tokio::{
    sync::{Mutex, broadcast},
    time::{sleep, timeout},
};

/// News that a listener may be behind: more than a month's mails of the programme.
const RING: usize = 32_768;
/// How often a database without a bell is looked at.
const LOOK: Duration = Duration::from_millis(500);
/// How often one with a bell is looked at all the same, and whether anybody still listens.
const TICK: Duration = Duration::from_secs(30);
/// How long to wait before a database that fails is tried again, at first and at most.
const PAUSES: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(5));

/// The news of a database.
pub(super) struct Feed {
    db: DatabaseConnection,
    ring: Mutex<Option<broadcast::Sender<Model>>>,
}

impl Feed {
    /// The news of `db`, which nobody listens to yet.
    pub(super) fn of(db: DatabaseConnection) -> Self {
        Self {
            db,
            ring: Mutex::new(None),
        }
    }

    /// Listen to what is committed from now on; perhaps also to the last that was before, which
    /// other listeners have not been told yet.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub(super) async fn listen(self: &Arc<Self>) -> Result<broadcast::Receiver<Model>, DbErr> {
        let mut ring = self.ring.lock().await;
        if let Some(sender) = ring.as_ref() {
            return Ok(sender.subscribe());
        }
        let bell = Bell::of(&self.db).await?;
        let reader = Reader::from_now(&self.db).await?;
        let (sender, receiver) = broadcast::channel(RING);
        *ring = Some(sender.clone());
        tokio::spawn(self.clone().run(sender, reader, bell));
        Ok(receiver)
    }

    async fn run(
        self: Arc<Self>,
        sender: broadcast::Sender<Model>,
        mut reader: Reader,
        mut bell: Option<Bell>,
    ) {
        let mut pause = PAUSES.0;
        while !self.is_over(&sender).await {
            match self.turn(&sender, &mut reader, &mut bell).await {
                Ok(()) => pause = PAUSES.0,
                Err(cause) => {
                    tracing::warn!(error.cause = %cause, "news could not be read; trying again");
                    bell = None;
                    sleep(pause).await;
                    pause = (pause * 2).min(PAUSES.1);
                }
            }
        }
    }

    /// Tell what there is, and wait until there may be more.
    async fn turn(
        &self,
        sender: &broadcast::Sender<Model>,
        reader: &mut Reader,
        bell: &mut Option<Bell>,
    ) -> Result<(), DbErr> {
        // It hangs before anything is read, so that nothing falls between the two.
        let hung = match bell {
            Some(_) => Ok(()),
            None => Bell::of(&self.db).await.map(|new| *bell = new),
        };
        loop {
            let news = reader.next(&self.db).await?;
            let is_all = (news.len() as u64) < PAGE;
            for one in news {
                // Nobody listens just now: the next turn ends the task.
                let _unheard = sender.send(one);
            }
            if is_all {
                break;
            }
        }
        // The rows are the truth: they are read although no bell could be hung.
        hung?;
        match bell {
            Some(bell) => timeout(TICK, bell.rung()).await.unwrap_or(Ok(())),
            None => {
                sleep(LOOK).await;
                Ok(())
            }
        }
    }

    /// Has everybody left? Then the next listener starts anew.
    async fn is_over(&self, sender: &broadcast::Sender<Model>) -> bool {
        let mut ring = self.ring.lock().await;
        let is_over = sender.receiver_count() == 0;
        if is_over {
            *ring = None;
        }
        is_over
    }
}
