//! `workerStatus`: how the worker fares, for the office.

use async_graphql::{Context, Object, Result, SimpleObject};
use entity::{clock, scope::Scope, worker_status::WorkerStatus};

use crate::{context::Asks, scalar::DateTime};

/// How the worker fares.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct WorkerInfo {
    /// When a worker last said that it works, in real time; null where none ever did.
    last_heartbeat: Option<DateTime>,
    /// How many runs should have been done by now and were not.
    overdue_runs: i32,
    /// How many messages wait.
    queued_messages: i32,
    /// When the oldest of them was queued.
    oldest_queued_at: Option<DateTime>,
    /// How many messages were given up.
    failed_messages: i32,
    /// How many runs the flood brake holds.
    held_runs: i32,
    /// Is there nothing that needs a hand?
    is_healthy: bool,
    /// What needs a hand, a sentence each.
    problems: Vec<String>,
}

fn number(count: impl TryInto<i32>) -> i32 {
    count.try_into().unwrap_or(i32::MAX)
}

impl From<WorkerStatus> for WorkerInfo {
    fn from(status: WorkerStatus) -> Self {
        Self {
            last_heartbeat: status.last_heartbeat.map(DateTime),
            overdue_runs: number(status.overdue_runs()),
            queued_messages: number(status.queued_messages),
            oldest_queued_at: status.oldest_queued_at.map(DateTime),
            failed_messages: number(status.failed_messages),
            held_runs: number(status.held_runs),
            is_healthy: status.problems.is_empty(),
            problems: status.problems,
        }
    }
}

/// The query of this file.
#[derive(Default)]
pub(crate) struct WorkerStatusQueries;

#[Object]
impl WorkerStatusQueries {
    /// How the worker fares; null for whoever is not of the office.
    async fn worker_status(&self, ctx: &Context<'_>) -> Result<Option<WorkerInfo>> {
        let asked = ctx.asked();
        if *asked.scope() != Scope::Admin {
            return Ok(None);
        }
        let status = WorkerStatus::of(&asked.reader, asked.now, clock::real_now()).await?;
        Ok(Some(status.into()))
    }
}
