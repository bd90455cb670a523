//! A run of a job: one slot, done once, for the office.

use std::collections::HashMap;

use async_graphql::{Context, ID, Object, Result, dataloader::Loader};
use entity::{run, scope::Scope};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, Select};

use super::{
    for_the_office,
    history::{self, HistoryEntry},
    noun_list, noun_order, object_of,
};
use crate::{
    filter::{CodeFilter, DateTimeFilter, TextFilter, noun_filter},
    id::global,
    loader::{Fault, Visible},
    scalar::DateTime,
};

object_of! {
    /// One run of a job.
    Run(run)
}

fn visible(scope: &Scope) -> Select<run::Entity> {
    for_the_office(scope, run::Entity::find())
}

/// A run by its job, slot and zone.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct RunKey {
    job: String,
    slot: chrono::DateTime<chrono::Utc>,
    zone: String,
}

impl RunKey {
    /// Read what the id of a run holds.
    pub(crate) fn read(key: &str) -> Option<Self> {
        let mut parts = key.split('/');
        let (job, slot, zone) = (parts.next()?, parts.next()?, parts.next()?);
        Some(Self {
            job: job.into(),
            slot: slot.parse().ok()?,
            zone: zone.into(),
        })
    }

    fn of(row: &run::Model) -> Self {
        Self {
            job: row.job.clone(),
            slot: row.slot,
            zone: row.zone.clone(),
        }
    }
}

impl Loader<RunKey> for Visible {
    type Value = run::Model;
    type Error = Fault;

    async fn load(&self, keys: &[RunKey]) -> Result<HashMap<RunKey, run::Model>, Fault> {
        let any = keys.iter().fold(Condition::any(), |any, key| {
            any.add(
                Condition::all()
                    .add(run::Column::Job.eq(&key.job))
                    .add(run::Column::Slot.eq(key.slot))
                    .add(run::Column::Zone.eq(&key.zone)),
            )
        });
        let rows = visible(&self.scope).filter(any).all(&self.db).await?;
        Ok(rows
            .into_iter()
            .map(|row| (RunKey::of(&row), row))
            .collect())
    }
}

/// One run of a job: what was due at one time in one zone.
#[Object]
impl Run {
    /// Its global id.
    pub(crate) async fn id(&self) -> ID {
        let key = RunKey::of(&self.0);
        global(
            "Run",
            format_args!("{}/{}/{}", key.job, key.slot.to_rfc3339(), key.zone),
        )
    }

    /// Its name, as `releaseRun` takes it: job, slot and zone.
    async fn name(&self) -> String {
        run::name(&self.0.job, self.0.slot, &self.0.zone)
    }

    /// The job, `data-request` and the like.
    async fn job(&self) -> &str {
        &self.0.job
    }

    /// The time that it was due.
    async fn slot(&self) -> DateTime {
        DateTime(self.0.slot)
    }

    /// The short name of the zone of that time: WIB, WITA or WIT.
    async fn zone(&self) -> &str {
        &self.0.zone
    }

    /// When it was first begun.
    async fn started_at(&self) -> DateTime {
        DateTime(self.0.started_at)
    }

    /// When it ended; null while it goes on.
    async fn finished_at(&self) -> Option<DateTime> {
        self.0.finished_at.map(DateTime)
    }

    /// When the office let it go on; null where it was not held, or is held still.
    async fn released_at(&self) -> Option<DateTime> {
        self.0.released_at.map(DateTime)
    }

    /// `DONE`, `HELD`, `LAPSED` (held until nothing was left of it), `SUPERSEDED`, or the sentence that says what went wrong.
    async fn outcome(&self) -> Option<&str> {
        self.0.outcome.as_deref()
    }

    /// How many rows should be there.
    async fn expected(&self) -> i32 {
        self.0.expected
    }

    /// How many rows it added.
    async fn planned(&self) -> i32 {
        self.0.planned
    }

    /// How many messages it queued.
    async fn queued(&self) -> i32 {
        self.0.queued
    }

    /// How many steps it skipped.
    async fn skipped(&self) -> i32 {
        self.0.skipped
    }

    /// Who changed what and when, the earliest first; empty for whoever is not of the office.
    async fn history(&self, ctx: &Context<'_>) -> Result<Vec<HistoryEntry>> {
        history::of(ctx, run::trail_id(&self.0)).await
    }
}

noun_filter! {
    /// Which runs are let through.
    RunFilter {
        /// By job.
        job: CodeFilter => |given| given.of(run::Column::Job),
        /// By the time that it was due.
        slot: DateTimeFilter => |given| given.of(run::Column::Slot),
        /// By outcome.
        outcome: TextFilter => |given| given.of(run::Column::Outcome),
        /// By whether it has ended.
        is_finished: bool => |given| vec![if given {
            run::Column::FinishedAt.is_not_null()
        } else {
            run::Column::FinishedAt.is_null()
        }],
    }
}

noun_order! {
    RunOrder by RunOrderField of run, default Slot,
        then Job as |row| Key::Text(row.job.clone()), then Zone as |row| Key::Text(row.zone.clone()), then Slot as |row| Key::Moment(row.slot);
    /// By the time that it was due.
    Slot: Slot as |row| Key::Moment(row.slot),
    /// By when it was begun.
    StartedAt: StartedAt as |row| Key::Moment(row.started_at),
}

noun_list! {
    RunQueries, RunConnection, RunEdge, Run of run;
    /// The runs of jobs, for the office.
    runs(RunFilter, RunOrder) from visible;
}
