//! Nightly: erases what is kept no longer. The rules are `entity::retention`'s rows.

use chrono::{DateTime, Utc};
use entity::{
    database::begin_write,
    news,
    retention::{self, Sweep},
};
use sea_orm::{ActiveEnum, DatabaseConnection, DbErr};

use super::{
    JobName, JobReport,
    lease::{Claim, Counts},
    nightly::{Done, finish, nightly},
};

/// Erase what is due, once a night.
///
/// # Errors
/// Where the database fails; what was erased stays so.
pub async fn run(db: &DatabaseConnection, now: DateTime<Utc>) -> Result<JobReport, DbErr> {
    nightly(db, JobName::Retention, now, |claim| erase(db, claim, now)).await
}

/// Rule by rule: after each the night is held longer, or left to who has taken it over.
async fn erase(
    db: &DatabaseConnection,
    claim: Claim,
    now: DateTime<Utc>,
) -> Result<Option<Done>, DbErr> {
    // First, so that a rule that fails each night does not let it grow.
    news::forget_old(db).await?;
    let mut done = Done::default();
    for rule in retention::rules(db).await? {
        let erased = retention::apply(db, &rule, Sweep::Erase, now).await?;
        let planned = i32::try_from(erased).unwrap_or(i32::MAX);
        let counts = Counts {
            planned,
            ..Counts::default()
        };
        if !claim.renew(db, counts).await? {
            return Ok(None);
        }
        done.expected = done.expected.saturating_add(planned);
        done.lines.push(line(&rule, erased, "erased"));
    }
    finish(begin_write(db).await?, claim, done, now).await
}

/// Say what would be erased, without writing.
pub(crate) async fn rehearse(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
    report: &mut JobReport,
) -> Result<(), DbErr> {
    for rule in retention::rules(db).await? {
        let count = retention::apply(db, &rule, Sweep::Rehearse, now).await?;
        report.say(line(&rule, count, "would be erased"));
    }
    Ok(())
}

fn line(rule: &retention::Model, rows: u64, became: &str) -> String {
    format!("{}: {rows} {became}.", rule.subject.to_value())
}
