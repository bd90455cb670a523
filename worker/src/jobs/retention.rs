//! Nightly: erases what is kept no longer. The rules are `entity::retention`'s rows.

use chrono::{DateTime, Utc};
use entity::{
    news,
    retention::{self, Sweep},
    rules::slot::night_slot,
};
use sea_orm::{ActiveEnum, DatabaseConnection, DbErr};

use super::{
    JobName, JobReport,
    lease::{Counts, Slot},
};

/// The zone whose night it is done in: data of all zones lie in one database.
const ZONE: &str = "WIB";

/// Erase what is due, once a night.
///
/// # Errors
/// Where the database fails; the night is taken up again when its claim runs out.
pub async fn run(db: &DatabaseConnection, now: DateTime<Utc>) -> Result<JobReport, DbErr> {
    let mut report = JobReport::default();
    let slot = Slot {
        job: JobName::Retention,
        at: night_slot(now),
        zone: ZONE,
    };
    let Some(claim) = slot.claim(db, now).await? else {
        report.say(format!(
            "Tonight's retention is done at {}.",
            now.to_rfc3339()
        ));
        return Ok(report);
    };
    let erased = retention::apply(db, Sweep::Erase, now).await?;
    news::forget_old(db).await?;
    let sum = erased.iter().map(|(_, rows)| *rows).sum::<u64>();
    let planned = i32::try_from(sum).unwrap_or(i32::MAX);
    let counts = Counts {
        planned,
        ..Counts::default()
    };
    claim.renew(db, counts).await?;
    claim.finish(db, "DONE", planned, now).await?;
    claim.supersede(db, now).await?;
    tell(&mut report, &erased, "erased");
    Ok(report)
}

/// Say what would be erased, without writing.
pub(crate) async fn rehearse(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
    report: &mut JobReport,
) -> Result<(), DbErr> {
    tell(
        report,
        &retention::apply(db, Sweep::Rehearse, now).await?,
        "would be erased",
    );
    Ok(())
}

fn tell(report: &mut JobReport, rows: &[(retention::Subject, u64)], became: &str) {
    for (subject, count) in rows {
        report.say(format!("{}: {count} {became}.", subject.to_value()));
    }
}
