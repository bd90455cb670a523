//! The jobs by name, and what one run of one says.

pub mod chase;
pub mod data_request;
pub mod digest;
mod held;
mod lease;
mod nightly;
mod queue;
pub mod rehearsal;
pub mod retention;
pub mod summary;
pub mod watch;

use std::{fmt, str::FromStr};

use chrono::{DateTime, Utc};
use sea_orm::{DatabaseConnection, DbErr};
use thiserror::Error;

/// A job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum JobName {
    /// Plans the month's data requests and queues their mails.
    DataRequest,
    /// Reminds.
    Chase,
    /// Tells trainers and managers on Mondays.
    Digest,
    /// Freezes a quarter's figures.
    Summary,
    /// Looks for alerts.
    Watch,
    /// Sends what is queued.
    Deliver,
    /// Erases what is kept no longer.
    Retention,
}

/// A name that is no job's.
#[derive(Debug, Error, PartialEq, Eq)]
#[error(
    "there is no job `{0}`; the jobs are data-request, chase, digest, summary, watch, deliver and retention"
)]
pub struct UnknownJob(String);

/// What one run of a job did, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JobReport {
    /// One sentence a line.
    pub lines: Vec<String>,
}

impl JobName {
    /// Every job.
    pub const ALL: [Self; 7] = [
        Self::DataRequest,
        Self::Chase,
        Self::Digest,
        Self::Summary,
        Self::Watch,
        Self::Deliver,
        Self::Retention,
    ];

    /// The jobs that plan, in the order in which a worker does them: what is asked
    /// first leads the mail of the day, and what the night found is in Monday's digest.
    pub const PLANNING: [Self; 6] = [
        Self::DataRequest,
        Self::Chase,
        Self::Watch,
        Self::Summary,
        Self::Digest,
        Self::Retention,
    ];

    /// Its name on the command line and in `run` rows.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DataRequest => entity::run::DATA_REQUEST,
            Self::Chase => entity::run::CHASE,
            Self::Digest => entity::run::DIGEST,
            Self::Summary => entity::run::SUMMARY,
            Self::Watch => entity::run::WATCH,
            Self::Deliver => "deliver",
            Self::Retention => entity::run::RETENTION,
        }
    }

    /// What a worker says where a run of it fails.
    pub(crate) const fn failed(self) -> &'static str {
        match self {
            Self::DataRequest => "the month's requests could not be planned",
            Self::Chase => "the chase could not be done",
            Self::Digest => "the digests could not be queued",
            Self::Summary => "the summaries could not be made",
            Self::Watch => "the watch could not be done",
            Self::Deliver => "mail could not be delivered",
            Self::Retention => "what is kept no longer could not be erased",
        }
    }
}

/// One run of the job `job` at `now`.
///
/// # Errors
/// Where the database fails.
pub async fn plan(
    db: &DatabaseConnection,
    job: JobName,
    now: DateTime<Utc>,
) -> Result<JobReport, DbErr> {
    match job {
        JobName::DataRequest => data_request::run(db, now).await,
        JobName::Chase => chase::run(db, now).await,
        JobName::Digest => digest::run(db, now).await,
        JobName::Summary => summary::run(db, now).await,
        JobName::Watch => watch::run(db, now).await,
        JobName::Retention => retention::run(db, now).await,
        // It plans nothing: it sends what the others queued.
        JobName::Deliver => Ok(JobReport::default()),
    }
}

impl fmt::Display for JobName {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

impl FromStr for JobName {
    type Err = UnknownJob;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|job| job.as_str() == text)
            .ok_or_else(|| UnknownJob(text.into()))
    }
}

impl JobReport {
    /// Add a sentence.
    pub fn say(&mut self, line: impl Into<String>) {
        self.lines.push(line.into());
    }
}
