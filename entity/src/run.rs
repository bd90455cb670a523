//! One run of a job: unique by job, slot and zone.
use std::collections::HashMap;

use sea_orm::{Condition, QuerySelect, entity::prelude::*, sea_query::Expr};
use sha2::{Digest, Sha256};

use crate::clock::real_now;

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
    /// `DONE`, `HELD`, `LAPSED`, or the sentence that says what went wrong.
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
/// The name of the job that reminds.
pub const CHASE: &str = "chase";
/// The name of the job that tells trainers and managers on Mondays.
pub const DIGEST: &str = "digest";
/// The name of the job that looks for alerts.
pub const WATCH: &str = "watch";
/// The name of the job that freezes a quarter's figures.
pub const SUMMARY: &str = "summary";
/// The name of the job that erases what is kept no longer.
pub const RETENTION: &str = "retention";

/// Has a run of `job` ever begun?
///
/// # Errors
/// Where the database cannot be read.
pub async fn was_ever(db: &impl ConnectionTrait, job: &str) -> Result<bool, DbErr> {
    let first: Option<String> = Entity::find()
        .select_only()
        .column(Column::Job)
        .filter(Column::Job.eq(job))
        .limit(1)
        .into_tuple()
        .one(db)
        .await?;
    Ok(first.is_some())
}

/// When the first run of any job was begun.
///
/// # Errors
/// Where the database cannot be read.
pub async fn first_begun(db: &impl ConnectionTrait) -> Result<Option<DateTimeUtc>, DbErr> {
    let first: Option<Option<DateTimeUtc>> = Entity::find()
        .select_only()
        .column_as(Column::StartedAt.min(), "first")
        .into_tuple()
        .one(db)
        .await?;
    Ok(first.flatten())
}

/// Is a worker at what is due in `zone`? One that has died does not count.
///
/// # Errors
/// Where the database cannot be read.
pub async fn is_chasing(db: &impl ConnectionTrait, zone: &str) -> Result<bool, DbErr> {
    let at_work = Entity::find()
        .filter(Column::Job.is_in(BRAKED))
        .filter(Column::Zone.eq(zone))
        .filter(Column::FinishedAt.is_null())
        .filter(Column::ClaimedUntil.gte(real_now()));
    Ok(at_work.count(db).await? > 0)
}

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

/// The outcome of a run that the flood brake holds.
pub const HELD: &str = "HELD";
/// The outcome of a run that was held until nothing was left of what it held.
pub const LAPSED: &str = "LAPSED";

/// The jobs that the flood brake can hold.
const BRAKED: [&str; 2] = [DATA_REQUEST, CHASE];

/// The runs of `zone` that are held.
fn held_in(zone: &str) -> Condition {
    Condition::all()
        .add(Column::Job.is_in(BRAKED))
        .add(Column::Zone.eq(zone))
        .add(Column::Outcome.eq(HELD))
        .add(Column::ReleasedAt.is_null())
}

/// Let a held run go on: what is held in its zone is queued by the next run of the chase.
/// False where there is no such run, or it is not held.
///
/// Each run of a zone carries out all that is due there, so one after the first holds what
/// the first held: they are released together.
///
/// # Errors
/// Where the database cannot be written.
pub async fn release(
    db: &impl ConnectionTrait,
    run: (String, DateTimeUtc, String),
    now: DateTimeUtc,
) -> Result<bool, DbErr> {
    let zone = run.2.clone();
    let named = Entity::find_by_id(run).filter(held_in(&zone));
    if named.count(db).await? == 0 {
        return Ok(false);
    }
    let released = Entity::update_many()
        .col_expr(Column::ReleasedAt, Expr::value(now))
        .filter(held_in(&zone))
        .exec(db)
        .await?;
    Ok(released.rows_affected > 0)
}

/// End the holds of `zone` that ended before `now`, since nothing is left of what they held.
///
/// # Errors
/// Where the database cannot be written.
pub async fn lapse(db: &impl ConnectionTrait, zone: &str, now: DateTimeUtc) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::Outcome, Expr::value(LAPSED))
        .filter(held_in(zone))
        .filter(Column::FinishedAt.lt(now))
        .exec(db)
        .await
        .map(|_| ())
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
