//! The frame of the jobs of the night: one worker does each once, and writes nothing more
//! where another has taken it over.
//!
//! The night is claimed, the work is done, and the run ends with the work's last
//! transaction. Where the work fails, the claim is given back: the next look does it again.

use chrono::{DateTime, Utc};
use entity::rules::{slot::night_slot, zone::ZONES};
use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr};

use super::{
    JobName, JobReport,
    lease::{Claim, Counts, Slot},
};

/// What the work of a night came to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Done {
    /// How many rows it was about.
    pub(crate) expected: i32,
    /// How many of them the last transaction wrote.
    pub(crate) planned: i32,
    /// The same in sentences.
    pub(crate) lines: Vec<String>,
}

/// Do tonight's `work` of `job`, if it is not done. The work ends with [`finish`], or says
/// by nothing that another worker has taken it over.
///
/// # Errors
/// Where the work fails.
pub(crate) async fn nightly<F>(
    db: &DatabaseConnection,
    job: JobName,
    now: DateTime<Utc>,
    work: impl FnOnce(Claim) -> F,
) -> Result<JobReport, DbErr>
where
    F: Future<Output = Result<Option<Done>, DbErr>>,
{
    let slot = Slot {
        job,
        at: night_slot(now),
        zone: ZONES[0].name,
    };
    let mut report = JobReport::default();
    let Some(claim) = slot.claim(db, now).await? else {
        report.say(format!(
            "Tonight's {job} is done, or another worker is at it."
        ));
        return Ok(report);
    };
    let done = work(claim).await;
    match claim.or_give_back(db, done).await? {
        Some(done) => report.lines = done.lines,
        None => report.say(format!("Another worker took tonight's {job} over.")),
    }
    Ok(report)
}

/// End the run `claim` in the transaction of its last work; nothing where another worker
/// has taken it over, and then nothing of that work is written.
pub(crate) async fn finish(
    tx: DatabaseTransaction,
    claim: Claim,
    done: Done,
    now: DateTime<Utc>,
) -> Result<Option<Done>, DbErr> {
    let counts = Counts {
        planned: done.planned,
        ..Counts::default()
    };
    if !claim.renew(&tx, counts).await? {
        tx.rollback().await?;
        return Ok(None);
    }
    claim.finish(&tx, "DONE", done.expected, now).await?;
    claim.supersede(&tx, now).await?;
    tx.commit().await?;
    Ok(Some(done))
}
