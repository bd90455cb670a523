//! A dry run in words: what the jobs would do, without writing anything.

use chrono::{DateTime, Utc};
use entity::{
    chase::{
        plan::{Fate, Planned},
        rehearse::rehearse,
    },
    enterprise,
    rules::ladder::Step,
};
use sea_orm::{ActiveEnum, DatabaseConnection, DbErr};

use super::{JobName, JobReport, digest, retention, summary, watch};

/// What the job `job` would do at `now`: one line a step.
///
/// # Errors
/// Where the database fails.
pub async fn report(
    db: &DatabaseConnection,
    job: JobName,
    now: DateTime<Utc>,
) -> Result<JobReport, DbErr> {
    let mut report = JobReport::default();
    match job {
        JobName::Digest => digest::rehearse(db, now, &mut report).await?,
        JobName::Summary => summary::rehearse(db, now, &mut report).await?,
        JobName::Watch => watch::rehearse(db, now, &mut report).await?,
        JobName::Retention => retention::rehearse(db, now, &mut report).await?,
        JobName::DataRequest | JobName::Chase | JobName::Deliver => {
            steps(db, job, now, &mut report).await?;
        }
    }
    Ok(report)
}

/// Say what the ladder would do: each step that is due, or only the requests.
async fn steps(
    db: &DatabaseConnection,
    job: JobName,
    now: DateTime<Utc>,
    report: &mut JobReport,
) -> Result<(), DbErr> {
    let mut all = rehearse(db, now).await?;
    all.retain(|planned| job == JobName::Chase || planned.due.step == Step::Request);
    let names = enterprise::names(db, all.iter().map(|planned| planned.due.enterprise)).await?;
    for planned in &all {
        let name = names
            .get(&planned.due.enterprise)
            .map_or("?", String::as_str);
        report.say(line(name, planned));
    }
    let mails = all.iter().filter(|planned| planned.fate == Fate::Mail);
    report.say(format!(
        "{} steps are due, {} would be mailed.",
        all.len(),
        mails.count()
    ));
    Ok(())
}

fn line(name: &str, planned: &Planned) -> String {
    let (month, step) = (planned.due.month, planned.due.step.to_value());
    match planned.fate {
        Fate::Mail => format!("{month} {step}: {name} would be written to."),
        Fate::Ends(decision, reason) => {
            let reason = reason.map(|reason| format!(": {reason}"));
            format!(
                "{month} {step}: {name} ends {}{}.",
                decision.to_value(),
                reason.unwrap_or_default()
            )
        }
        Fate::Waits(waiting) => format!("{month} {step}: {name} waits ({waiting})."),
    }
}
