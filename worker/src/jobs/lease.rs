//! One run, one worker: a row of `run` is claimed for a while, in real time.
//!
//! A worker that dies leaves its claim to run out; who claims next gets a higher
//! fence, and whoever holds an older one can write nothing more.

use chrono::{DateTime, Duration, Utc};
use entity::{clock::real_now, database::begin_write, rules::ladder::Step, run, run_step};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DatabaseConnection, DbErr, EntityTrait, ExprTrait, QueryFilter,
    sea_query::{Expr, OnConflict},
};

use super::JobName;

/// How long a claim lasts unless it is renewed.
const LEASE: Duration = Duration::minutes(2);

/// Which run: the job, the time that it was due, and the zone of that time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Slot {
    pub(crate) job: JobName,
    pub(crate) at: DateTime<Utc>,
    pub(crate) zone: &'static str,
}

/// A claimed run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Claim {
    slot: Slot,
    fence: i32,
}

/// What one transaction adds to a run's counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) planned: i32,
    pub(crate) queued: i32,
    pub(crate) skipped: i32,
}

impl Slot {
    fn key(&self) -> (String, DateTime<Utc>, String) {
        (self.job.as_str().to_owned(), self.at, self.zone.to_owned())
    }

    /// Claim it; nothing where it is over or another worker is at it.
    pub(crate) async fn claim(
        self,
        db: &DatabaseConnection,
        now: DateTime<Utc>,
    ) -> Result<Option<Claim>, DbErr> {
        let (job, slot, zone) = self.key();
        let row = run::ActiveModel {
            job: Set(job),
            slot: Set(slot),
            zone: Set(zone),
            fence: Set(1),
            claimed_until: Set(real_now() + LEASE),
            started_at: Set(now),
            finished_at: Set(None),
            outcome: Set(None),
            released_at: Set(None),
            expected: Set(0),
            planned: Set(0),
            queued: Set(0),
            skipped: Set(0),
        };
        let first = run::Entity::insert(row)
            .on_conflict(
                OnConflict::columns([run::Column::Job, run::Column::Slot, run::Column::Zone])
                    .do_nothing()
                    .to_owned(),
            )
            .exec_without_returning(db)
            .await?;
        if first > 0 {
            return Ok(Some(Claim {
                slot: self,
                fence: 1,
            }));
        }
        self.take_over(db).await
    }

    /// Claim what a worker began and did not finish in time.
    async fn take_over(self, db: &DatabaseConnection) -> Result<Option<Claim>, DbErr> {
        let tx = begin_write(db).await?;
        let taken = run::Entity::update_many()
            .col_expr(run::Column::Fence, Expr::col(run::Column::Fence).add(1))
            .col_expr(run::Column::ClaimedUntil, Expr::value(real_now() + LEASE))
            .filter(run::Column::Job.eq(self.job.as_str()))
            .filter(run::Column::Slot.eq(self.at))
            .filter(run::Column::Zone.eq(self.zone))
            .filter(run::Column::FinishedAt.is_null())
            .filter(run::Column::ClaimedUntil.lt(real_now()))
            .exec(&tx)
            .await?;
        let row = run::Entity::find_by_id(self.key()).one(&tx).await?;
        tx.commit().await?;
        Ok(row.filter(|_| taken.rows_affected > 0).map(|row| Claim {
            slot: self,
            fence: row.fence,
        }))
    }
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, more: Self) {
        self.planned += more.planned;
        self.queued += more.queued;
        self.skipped += more.skipped;
    }
}

impl Claim {
    /// The job.
    pub(crate) const fn job(&self) -> JobName {
        self.slot.job
    }

    /// The run in words: its job, slot and zone.
    pub(crate) fn name(&self) -> String {
        run::name(self.slot.job.as_str(), self.slot.at, self.slot.zone)
    }

    /// A row that says how many messages `step` took in this run.
    pub(crate) fn step(&self, step: Step, messages: i32, is_held: bool) -> run_step::ActiveModel {
        let (job, slot, zone) = self.slot.key();
        run_step::ActiveModel {
            job: Set(job),
            slot: Set(slot),
            zone: Set(zone),
            step: Set(step),
            messages: Set(messages),
            is_held: Set(is_held),
        }
    }

    /// Hold it longer and add to its counts, in the transaction whose work it guards.
    /// False where another worker has taken over: then that transaction must not commit.
    pub(crate) async fn renew(
        &self,
        tx: &impl ConnectionTrait,
        added: Counts,
    ) -> Result<bool, DbErr> {
        let plus = |column: run::Column, more: i32| Expr::col(column).add(more);
        let renewed = self
            .update()
            .col_expr(run::Column::ClaimedUntil, Expr::value(real_now() + LEASE))
            .col_expr(
                run::Column::Planned,
                plus(run::Column::Planned, added.planned),
            )
            .col_expr(run::Column::Queued, plus(run::Column::Queued, added.queued))
            .col_expr(
                run::Column::Skipped,
                plus(run::Column::Skipped, added.skipped),
            )
            .exec(tx)
            .await?;
        Ok(renewed.rows_affected > 0)
    }

    /// Give it back where its work failed, so that the next look does it again at once.
    pub(crate) async fn or_give_back<T>(
        &self,
        db: &DatabaseConnection,
        done: Result<T, DbErr>,
    ) -> Result<T, DbErr> {
        if done.is_err() {
            let over = (run::Column::ClaimedUntil, Expr::value(real_now()));
            // What failed may be the database: then the claim runs out by itself.
            let given = self.update().col_expr(over.0, over.1).exec(db).await;
            given.ok();
        }
        done
    }

    /// Finish it, if it is still ours.
    pub(crate) async fn finish(
        &self,
        db: &impl ConnectionTrait,
        outcome: &str,
        expected: i32,
        now: DateTime<Utc>,
    ) -> Result<bool, DbErr> {
        let finished = self
            .update()
            .col_expr(run::Column::FinishedAt, Expr::value(now))
            .col_expr(run::Column::Outcome, Expr::value(outcome))
            .col_expr(run::Column::Expected, Expr::value(expected))
            .exec(db)
            .await?;
        Ok(finished.rows_affected > 0)
    }

    /// End the earlier runs of this job and zone that a worker left unfinished: this
    /// one has done what they had left to do.
    pub(crate) async fn supersede(
        &self,
        db: &impl ConnectionTrait,
        now: DateTime<Utc>,
    ) -> Result<(), DbErr> {
        run::Entity::update_many()
            .col_expr(run::Column::FinishedAt, Expr::value(now))
            .col_expr(run::Column::Outcome, Expr::value("SUPERSEDED"))
            .filter(run::Column::Job.eq(self.slot.job.as_str()))
            .filter(run::Column::Zone.eq(self.slot.zone))
            .filter(run::Column::Slot.lt(self.slot.at))
            .filter(run::Column::FinishedAt.is_null())
            .filter(run::Column::ClaimedUntil.lt(real_now()))
            .exec(db)
            .await
            .map(|_| ())
    }

    fn update(&self) -> sea_orm::UpdateMany<run::Entity> {
        run::Entity::update_many()
            .filter(run::Column::Job.eq(self.slot.job.as_str()))
            .filter(run::Column::Slot.eq(self.slot.at))
            .filter(run::Column::Zone.eq(self.slot.zone))
            .filter(run::Column::Fence.eq(self.fence))
            .filter(run::Column::FinishedAt.is_null())
    }
}
