//! The schedule and the mail.
//!
//! [`schedule`] is the timetable: its bells wake one loop a job, and the loop asks
//! the database what is due. [`jobs`] add the rows that should be there, and
//! queue messages; [`deliver`] composes and sends them. Time is handed in, so
//! that a run can be made as if it were any time.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod bounce;
pub mod deliver;
pub mod dkim;
pub mod jobs;
pub mod login;
pub mod mail;
pub mod retry;
pub mod sample;
pub mod schedule;
pub mod smtp_url;
pub mod template;

mod claim;
mod compose;
mod domain;
mod domain_pace;
mod outage;
mod outcome;
mod pace;
mod run;
mod second_reminder;
mod smtp;
mod tables;
mod trouble;

use entity::link::{Link, Secrets};
use thiserror::Error;

pub use bounce::read_bounces;
pub use deliver::deliver_once;
pub use dkim::DkimSettings;
pub use jobs::{JobName, JobReport};
pub use mail::{MailSettings, Transport};
pub use run::{run, run_job};

/// What a worker needs to know.
#[derive(Clone, Debug)]
pub struct WorkerSettings {
    /// What links in mails begin with.
    pub public_url: String,
    /// What signs them.
    pub secrets: Secrets,
    /// How mail leaves.
    pub mail: MailSettings,
}

/// Why a worker stops.
#[derive(Debug, Error)]
pub enum WorkerError {
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sea_orm::DbErr),
    /// Mail cannot leave.
    #[error(transparent)]
    Mail(#[from] mail::MailSetupError),
    /// The bells do not ring.
    #[error("the schedule did not start: {0}")]
    Schedule(#[from] tokio_cron_scheduler::JobSchedulerError),
    /// Work in hand was not done in time.
    #[error(
        "the worker did not finish what it had in hand within 20 seconds; it is done again at the next start"
    )]
    Unfinished,
}

impl WorkerSettings {
    /// The address of the page `page` behind `link`.
    fn link(&self, page: &str, link: &Link) -> String {
        self.secrets.address(&self.public_url, page, link)
    }
}
