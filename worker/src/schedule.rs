//! The timetable on one page, and the bells that ring by it.
//!
//! A bell only wakes a loop. What is due is the database's to say, so a bell that
//! is missed, or rings twice, changes nothing.

use std::sync::Arc;

use entity::rules::zone::ZONES;
use tokio::sync::Notify;
use tokio_cron_scheduler::{Job, JobScheduler, JobSchedulerError};

use crate::jobs::JobName;

/// When each bell rings, local to each zone: second, minute, hour, day, month, weekday.
pub const TIMETABLE: [(JobName, &str); 7] = [
    // The slot is the month's first working day; on other days nothing is due.
    (JobName::DataRequest, "0 0 9 * * *"),
    (JobName::Chase, "0 */15 * * * *"),
    // The slot is Monday, or the next working day.
    (JobName::Digest, "0 0 9 * * *"),
    // Of the night, in the westernmost zone; on the other bells nothing is due.
    (JobName::Watch, "0 0 2 * * *"),
    // Something is due twenty days after a quarter, and where late data came.
    (JobName::Summary, "0 0 2 * * *"),
    (JobName::Retention, "0 0 2 * * *"),
    (JobName::Deliver, "0 * * * * *"),
];

/// The bells, one a loop: the jobs that plan follow each other in one, so that
/// what they have to say to a person meets in one mail.
#[derive(Clone, Debug, Default)]
pub struct Bells {
    /// Wakes the loop of the jobs that plan.
    pub plan: Arc<Notify>,
    /// Wakes the loop that delivers letters.
    pub letters: Arc<Notify>,
    /// Wakes the loop that delivers summaries.
    pub summaries: Arc<Notify>,
}

impl Bells {
    fn of(&self, job: JobName) -> &Arc<Notify> {
        if job == JobName::Deliver {
            &self.letters
        } else {
            &self.plan
        }
    }

    /// Let the bells ring by the timetable until the scheduler is shut down.
    ///
    /// # Errors
    /// Where the scheduler does not start.
    pub async fn ring(&self) -> Result<JobScheduler, JobSchedulerError> {
        let scheduler = JobScheduler::new().await?;
        for (job, cron) in TIMETABLE {
            for zone in ZONES {
                let bell = self.of(job).clone();
                let ring = move |_, _| {
                    bell.notify_one();
                    Box::pin(std::future::ready(()))
                        as std::pin::Pin<Box<dyn Future<Output = ()> + Send>>
                };
                scheduler
                    .add(Job::new_async_tz(cron, zone.tz, ring)?)
                    .await?;
            }
        }
        scheduler.start().await?;
        Ok(scheduler)
    }
}
