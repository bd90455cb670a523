//! One run of a job: unique by job, slot and zone.
use std::collections::HashMap;

use sea_orm::{QuerySelect, entity::prelude::*};
use sha2::{Digest, Sha256};

/// One run of a job: unique by job, slot and zone.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "run")]
pub struct Model {
    /// The job.
    #[sea_orm(primary_key, auto_increment = false)]
    pub job: String,
    /// The time that it was due.
    #[sea_orm(primary_key, auto_increment = false)]
    pub slot: DateTimeUtc,
    /// The zone of that time.
    #[sea_orm(primary_key, auto_increment = false)]
    pub zone: String,
    /// Grows with each claim.
    pub fence: i32,
    /// Until when a worker holds it, in real time.
    pub claimed_until: DateTimeUtc,
    /// When it was first begun.
    pub started_at: DateTimeUtc,
    /// When it ended.
    pub finished_at: Option<DateTimeUtc>,
    /// `DONE`, `HELD`, or the sentence that says what went wrong.
    pub outcome: Option<String>,
    /// When the office let a held run go on.
    pub released_at: Option<DateTimeUtc>,
    /// How many rows should be there.
    pub expected: i32,
    /// How many rows it added.
    pub planned: i32,
    /// How many messages it queued.
    pub queued: i32,
    /// How many steps it skipped.
    pub skipped: i32,
}

impl ActiveModelBehavior for ActiveModel {}

/// The runs of `job` by their slot and zone, each with when it ended.
///
/// # Errors
/// Where the database cannot be read.
pub async fn of_job(
    db: &impl ConnectionTrait,
    job: &str,
) -> Result<HashMap<(DateTimeUtc, String), Option<DateTimeUtc>>, DbErr> {
    let rows: Vec<(DateTimeUtc, String, Option<DateTimeUtc>)> = Entity::find()
        .select_only()
        .columns([Column::Slot, Column::Zone, Column::FinishedAt])
        .filter(Column::Job.eq(job))
        .into_tuple()
        .all(db)
        .await?;
    let rows = rows
        .into_iter()
        .map(|(slot, zone, finished)| ((slot, zone), finished));
    Ok(rows.collect())
}

/// The name of the job that plans the month's requests.
pub const DATA_REQUEST: &str = "data-request";

/// A run in words: its job, slot and zone, as `releaseRun` takes it.
pub fn name(job: &str, slot: DateTimeUtc, zone: &str) -> String {
    format!("{job} {} {zone}", slot.format("%FT%TZ"))
}

/// By what the trail knows a run, which has no id: the hash of its [`name`].
pub fn trail_id(row: &Model) -> Uuid {
    let digest = Sha256::digest(name(&row.job, row.slot, &row.zone));
    let first = digest.iter().copied().take(16);
    Uuid::from_u128(first.fold(0, |id, byte| (id << 8) | u128::from(byte)))
}

/// The job, slot and zone of a run's [`name`].
pub fn parse_name(name: &str) -> Option<(String, DateTimeUtc, String)> {
    let mut words = name.split(' ');
    let (job, slot, zone) = (words.next()?, words.next()?, words.next()?);
    let slot = slot.parse().ok()?;
    words
        .next()
        .is_none()
        .then(|| (job.to_owned(), slot, zone.to_owned()))
}

/// Let a held run go on: what it held is queued by the next run of the chase.
/// False where there is no such run, or it is not held.
///
/// # Errors
/// Where the database cannot be written.
pub async fn release(
    db: &impl ConnectionTrait,
    run: (String, DateTimeUtc, String),
    now: DateTimeUtc,
) -> Result<bool, DbErr> {
    let (job, slot, zone) = run;
    let released = Entity::update_many()
        .col_expr(Column::ReleasedAt, sea_orm::sea_query::Expr::value(now))
        .filter(Column::Job.eq(job))
        .filter(Column::Slot.eq(slot))
        .filter(Column::Zone.eq(zone))
        .filter(Column::Outcome.eq("HELD"))
        .filter(Column::ReleasedAt.is_null())
        .exec(db)
        .await?;
    Ok(released.rows_affected > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_comes_back() {
        let slot = "2012-11-01T02:00:00Z".parse().unwrap();
        let name = name("data-request", slot, "WIB");
        assert_eq!(name, "data-request 2012-11-01T02:00:00Z WIB");
        let parsed = ("data-request".to_owned(), slot, "WIB".to_owned());
        assert_eq!(parse_name(&name), Some(parsed));
        assert_eq!(parse_name("data-request yesterday WIB"), None);
        assert_eq!(parse_name(&format!("{name} more")), None);
    }
}
