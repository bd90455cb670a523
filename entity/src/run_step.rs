//! How many messages one run queued for one step: what the flood brake compares.

use sea_orm::entity::prelude::*;

use crate::rules::ladder::Step;

/// How many messages one run queued for one step. A step without any has no row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "run_step")]
pub struct Model {
    /// The job.
    #[sea_orm(primary_key, auto_increment = false)]
    pub job: String,
    /// The time that the run was due.
    #[sea_orm(primary_key, auto_increment = false)]
    pub slot: DateTimeUtc,
    /// The zone of that time.
    #[sea_orm(primary_key, auto_increment = false)]
    pub zone: String,
    /// The step.
    #[sea_orm(primary_key, auto_increment = false)]
    pub step: Step,
    /// How many messages it queued, or would have.
    pub messages: i32,
    /// Was it too many, so that nothing was queued?
    pub is_held: bool,
}

impl ActiveModelBehavior for ActiveModel {}
