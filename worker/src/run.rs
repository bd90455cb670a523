//! A worker at work: one loop a job, until it is told to stop.

use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use entity::{
    clock::{Clock, real_now},
    heartbeat,
};
use sea_orm::{ActiveValue::Set, DatabaseConnection, DbErr, EntityTrait, sea_query::OnConflict};
use tokio::{sync::Notify, time::timeout};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{
    JobName, JobReport, WorkerError, WorkerSettings,
    claim::Lane,
    deliver::{Delivered, deliver_once, deliver_until, due},
    jobs::{self, rehearsal},
    mail::Transport,
    schedule::Bells,
    tables::Tables,
    trouble::Troubles,
};

/// How long work in hand may take after the worker is told to stop.
const DRAIN: Duration = Duration::from_secs(20);
/// How often a loop looks at the clock: a demo's may have been moved.
const GLANCE: Duration = Duration::from_secs(1);
/// How often the planner asks what is due although no bell rang.
const LOOK: Duration = Duration::from_secs(60);
/// How often a worker says that it works.
const BEAT: Duration = Duration::from_secs(10);

/// Everything that the loops share.
struct Worker {
    db: DatabaseConnection,
    clock: Clock,
    settings: WorkerSettings,
    transport: Transport,
    bells: Bells,
    cancel: CancellationToken,
    troubles: Troubles,
    process: String,
}

/// Work by the schedule until `cancel`; then finish what is in hand.
///
/// # Errors
/// Where a setting cannot be used, the schedule does not start, or work in hand takes too long.
pub async fn run(
    db: DatabaseConnection,
    clock: Clock,
    settings: WorkerSettings,
    cancel: CancellationToken,
) -> Result<(), WorkerError> {
    let transport = Transport::new(&settings.mail)?;
    let bells = Bells::default();
    let mut scheduler = bells.ring().await?;
    let process = Uuid::now_v7().to_string();
    let worker = Worker {
        db,
        clock,
        settings,
        transport,
        bells,
        cancel,
        troubles: Troubles::default(),
        process,
    };
    let work = async {
        let letters = worker.deliver(Lane::Letters, &worker.bells.letters);
        let summaries = worker.deliver(Lane::Summaries, &worker.bells.summaries);
        tokio::join!(worker.plan(), letters, summaries)
    };
    let in_time = async {
        worker.cancel.cancelled().await;
        tokio::time::sleep(DRAIN).await;
    };
    let ended = tokio::select! {
        _ = work => Ok(()),
        () = in_time => Err(WorkerError::Unfinished),
    };
    scheduler.shutdown().await?;
    ended
}

/// One run of the job `job` as if it were `now`; with `dry_run` nothing is written.
///
/// # Errors
/// Where the database fails, or mail cannot leave.
pub async fn run_job(
    db: &DatabaseConnection,
    settings: &WorkerSettings,
    job: JobName,
    now: DateTime<Utc>,
    dry_run: bool,
) -> Result<JobReport, WorkerError> {
    match job {
        planning if JobName::PLANNING.contains(&planning) && dry_run => {
            Ok(rehearsal::report(db, job, now).await?)
        }
        JobName::Deliver if dry_run => {
            let mut report = JobReport::default();
            report.say(format!(
                "{} mails are due at {}.",
                due(db, now).await?,
                now.to_rfc3339()
            ));
            Ok(report)
        }
        JobName::Deliver => deliver_all(db, settings, now).await,
        planning => {
            Tables::default().look(db, now).await?;
            Ok(jobs::plan(db, planning, now).await?)
        }
    }
}

async fn deliver_all(
    db: &DatabaseConnection,
    settings: &WorkerSettings,
    now: DateTime<Utc>,
) -> Result<JobReport, WorkerError> {
    let transport = Transport::new(&settings.mail)?;
    let mut sum = Delivered::default();
    loop {
        let pass = deliver_once(db, &transport, settings, now).await?;
        if pass.claimed == 0 {
            break;
        }
        sum.claimed += pass.claimed;
        sum.sent += pass.sent;
        sum.failed += pass.failed;
    }
    let left = sum.claimed.saturating_sub(sum.sent + sum.failed);
    let mut report = JobReport::default();
    report.say(format!(
        "{} mails sent, {} not taken, {left} deferred or no longer needed.",
        sum.sent, sum.failed
    ));
    Ok(report)
}

impl Worker {
    async fn plan(&self) {
        let mut looked: Option<Look> = None;
        let mut tables = Tables::default();
        while !self.cancel.is_cancelled() {
            let rung = looked.is_none() || self.wait(&self.bells.plan).await;
            if self.cancel.is_cancelled() {
                break;
            }
            let read = self.clock.refresh(&self.db).await;
            self.troubles.note("the clock could not be read", read);
            let (look, now) = (Look::at(self.clock.now()), self.clock.now());
            if rung || looked.is_none_or(|before| before.is_out_of_date(look)) {
                looked = Some(look);
                self.plan_all(&mut tables, now).await;
                self.bells.letters.notify_one();
                self.bells.summaries.notify_one();
            }
        }
    }

    async fn plan_all(&self, tables: &mut Tables, now: DateTime<Utc>) {
        let known = tables.look(&self.db, now).await;
        self.troubles.note("the holidays could not be read", known);
        for job in JobName::PLANNING {
            let done = jobs::plan(&self.db, job, now).await;
            self.troubles.note(job.failed(), done);
        }
    }

    /// Deliver the messages of a lane, whenever its bell rings. The letters' beat stands for both.
    async fn deliver(&self, lane: Lane, bell: &Notify) {
        let mut beaten = None;
        while !self.cancel.is_cancelled() {
            let read = self.clock.refresh(&self.db).await;
            self.troubles.note("the clock could not be read", read);
            let is_to_beat = beaten.is_none_or(|then: Instant| then.elapsed() >= BEAT);
            if lane == Lane::Letters && is_to_beat {
                beaten = Some(Instant::now());
                let written = self.beat().await;
                self.troubles
                    .note("the heartbeat could not be written", written);
            }
            let pass = deliver_until(
                &self.db,
                &self.transport,
                &self.settings,
                (lane, self.clock.now()),
                &self.cancel,
            )
            .await;
            let pass = self.troubles.note(JobName::Deliver.failed(), pass);
            if pass.is_none_or(|pass| pass.claimed == 0) {
                self.wait(bell).await;
            }
        }
    }

    /// Until the bell rings, the worker is told to stop, or it is time for a glance
    /// at the clock. Says whether the bell rang.
    async fn wait(&self, bell: &Notify) -> bool {
        tokio::select! {
            () = self.cancel.cancelled() => false,
            rung = timeout(GLANCE, bell.notified()) => rung.is_ok(),
        }
    }

    async fn beat(&self) -> Result<(), DbErr> {
        heartbeat::Entity::insert(heartbeat::ActiveModel {
            name: Set(JobName::Deliver.as_str().to_owned()),
            process: Set(self.process.clone()),
            beaten_at: Set(real_now()),
        })
        .on_conflict(
            OnConflict::columns([heartbeat::Column::Name, heartbeat::Column::Process])
                .update_column(heartbeat::Column::BeatenAt)
                .to_owned(),
        )
        .exec_without_returning(&self.db)
        .await
        .map(|_| ())
    }
}

/// When the planner looked at what is due: by the clock of the database, which anybody may set,
/// and by one that only ever goes on.
#[derive(Clone, Copy, Debug)]
struct Look {
    now: DateTime<Utc>,
    instant: Instant,
}

/// More than this apart, and the clock was moved.
const MOVED: TimeDelta = TimeDelta::seconds(1);

impl Look {
    fn at(now: DateTime<Utc>) -> Self {
        Self {
            now,
            instant: Instant::now(),
        }
    }

    /// Is it time to look again by now? After a minute, or where the clock was moved.
    fn is_out_of_date(self, by_now: Self) -> bool {
        let passed = by_now.instant.saturating_duration_since(self.instant);
        let moved = TimeDelta::from_std(passed)
            .is_ok_and(|passed| (by_now.now - self.now - passed).abs() > MOVED);
        moved || passed >= LOOK
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Looked at noon; is it time again `passed` seconds later, when the clock shows `shown`?
    fn is_time(passed: u64, shown: i64) -> bool {
        let noon = "2012-11-01T05:00:00Z".parse().unwrap();
        let before = Look::at(noon);
        let by_now = Look {
            now: noon + TimeDelta::seconds(shown),
            instant: before.instant + Duration::from_secs(passed),
        };
        before.is_out_of_date(by_now)
    }

    #[test]
    fn a_clock_that_is_set_back_stalls_nothing() {
        assert!(!is_time(5, 5));
        assert!(is_time(60, 60));
        assert!(is_time(5, 3_605), "moved on");
        assert!(is_time(5, -3_595), "moved back");
        assert!(is_time(60, -3_540), "a minute after it was moved back");
    }
}
