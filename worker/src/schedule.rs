//! The timetable on one page, and the bells that ring by it.
//!
//! A bell only wakes a loop. What is due is the database's to say, so a bell that
//! is missed, or rings twice, changes nothing.

use std::sync::Arc;

use tokio::sync::Notify;
use tokio_cron_scheduler::{Job, JobScheduler, JobSchedulerError};

use crate::jobs::JobName;

pub use entity::rules::slot::ZONES;

/// When each bell rings, local to each zone: second, minute, hour, day, month, weekday.
pub const TIMETABLE: [(JobName, &str); 3] = [
    // The slot is the month's first working day; on other days nothing is due.
    (JobName::DataRequest, "0 0 9 * * *"),
    // What was missed, and what a moved clock has made due.
    (JobName::DataRequest, "0 * * * * *"),
    (JobName::Deliver, "0 * * * * *"),
];

/// The bells, one a job with a loop.
#[derive(Clone, Debug, Default)]
pub struct Bells {
    /// Wakes the loop of `data-request`.
    pub data_request: Arc<Notify>,
    /// Wakes the loop of `deliver`.
    pub deliver: Arc<Notify>,
}

impl Bells {
    fn of(&self, job: JobName) -> &Arc<Notify> {
        if job == JobName::DataRequest {
            &self.data_request
        } else {
            &self.deliver
        }
    }

    /// Let the bells ring by the timetable until the scheduler is shut down.
    ///
    /// # Errors
    /// Where the scheduler does not start.
    pub async fn ring(&self) -> Result<JobScheduler, JobSchedulerError> {
        let scheduler = JobScheduler::new().await?;
        for (job, cron) in TIMETABLE {
            for (_, zone) in ZONES {
                let bell = self.of(job).clone();
                let ring = move |_, _| {
                    bell.notify_one();
                    Box::pin(std::future::ready(()))
                        as std::pin::Pin<Box<dyn Future<Output = ()> + Send>>
                };
                scheduler.add(Job::new_async_tz(cron, zone, ring)?).await?;
            }
        }
        scheduler.start().await?;
        Ok(scheduler)
    }
}
