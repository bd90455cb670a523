//! One run of a job: unique by job, slot and zone.
use sea_orm::entity::prelude::*;

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
    /// `DONE`, or the sentence that says what went wrong.
    pub outcome: Option<String>,
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
