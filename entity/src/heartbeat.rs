//! When a process was last known to work.
use sea_orm::entity::prelude::*;

/// When a process was last known to work.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "heartbeat")]
pub struct Model {
    /// What it does.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// Which process.
    #[sea_orm(primary_key, auto_increment = false)]
    pub process: String,
    /// When, in real time.
    pub beaten_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
