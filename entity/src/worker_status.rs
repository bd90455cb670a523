//! How the worker fares: what `workerStatus` shows, and what an operator should do about it.

use chrono::Duration;
use sea_orm::{QueryOrder, entity::prelude::*};

use crate::{
    heartbeat,
    message::{self, MessageState},
    overdue::{Overdue, overdue},
    run,
};

/// A worker that says nothing for longer is not at work.
const SILENT: Duration = Duration::minutes(2);

/// How the worker fares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkerStatus {
    /// When a worker last said that it works, in real time.
    pub last_heartbeat: Option<DateTimeUtc>,
    /// What should have been done by now.
    pub overdue: Vec<Overdue>,
    /// How many messages wait.
    pub queued_messages: u64,
    /// When the oldest of them was queued.
    pub oldest_queued_at: Option<DateTimeUtc>,
    /// How many messages were given up.
    pub failed_messages: u64,
    /// How many runs the flood brake holds.
    pub held_runs: u64,
    /// What an operator should look at, a sentence each.
    pub problems: Vec<String>,
}

impl WorkerStatus {
    /// How the worker of `db` fares at `now`, the time of this database; heartbeats are in `real_now`'s time.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub async fn of(
        db: &impl ConnectionTrait,
        now: DateTimeUtc,
        real_now: DateTimeUtc,
    ) -> Result<Self, DbErr> {
        let in_state =
            |state: MessageState| message::Entity::find().filter(message::Column::State.eq(state));
        let beat = heartbeat::Entity::find()
            .order_by_desc(heartbeat::Column::BeatenAt)
            .one(db)
            .await?;
        let oldest = in_state(MessageState::Queued)
            .order_by_asc(message::Column::QueuedAt)
            .one(db)
            .await?;
        let held = run::Entity::find()
            .filter(run::Column::Outcome.eq(run::HELD))
            .filter(run::Column::ReleasedAt.is_null());
        let mut status = Self {
            last_heartbeat: beat.map(|beat| beat.beaten_at),
            overdue: overdue(db, now, real_now).await?,
            queued_messages: in_state(MessageState::Queued).count(db).await?,
            oldest_queued_at: oldest.map(|message| message.queued_at),
            failed_messages: in_state(MessageState::Failed).count(db).await?,
            held_runs: held.count(db).await?,
            problems: Vec::new(),
        };
        status.problems = status.found(real_now);
        Ok(status)
    }

    /// How many runs are overdue.
    pub fn overdue_runs(&self) -> usize {
        let runs = self.overdue.iter();
        runs.filter(|one| matches!(one, Overdue::NotBegun { .. } | Overdue::Abandoned { .. }))
            .count()
    }

    fn found(&self, real_now: DateTimeUtc) -> Vec<String> {
        let mut found: Vec<String> = self
            .overdue
            .iter()
            .map(|one| match one {
                Overdue::Waiting { .. } => {
                    format!("{one}; look at `messages` and at the mail server.")
                }
                _ => format!("{one}; see that `score worker` runs."),
            })
            .collect();
        if self
            .last_heartbeat
            .is_none_or(|last| last + SILENT < real_now)
        {
            found.push("No worker is at work; start `score worker`.".into());
        }
        if self.held_runs > 0 {
            found.push(format!(
                "{} runs are held because they would write to too many; look at `runs` and release them.",
                self.held_runs
            ));
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_needs_a_hand_is_said() {
        let now: DateTimeUtc = "2012-11-01T02:00:00Z".parse().unwrap();
        let well = WorkerStatus {
            last_heartbeat: Some(now - Duration::seconds(10)),
            overdue: Vec::new(),
            queued_messages: 1,
            oldest_queued_at: Some(now - Duration::minutes(59)),
            failed_messages: 3,
            held_runs: 0,
            problems: Vec::new(),
        };
        assert_eq!(well.found(now), Vec::<String>::new());
        let ill = WorkerStatus {
            last_heartbeat: None,
            overdue: vec![Overdue::Waiting {
                messages: 1,
                since: now - Duration::minutes(61),
            }],
            held_runs: 2,
            ..well
        };
        let found = ill.found(now);
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(found[0].contains("2012-11-01 00:59 UTC"), "{found:?}");
        assert_eq!(ill.overdue_runs(), 0);
    }
}
