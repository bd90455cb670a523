//! What holds for the whole programme: one row.
use crate::rules::period::Month;
use sea_orm::entity::prelude::*;

/// What holds for the whole programme: one row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "programme")]
pub struct Model {
    /// Always 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
    /// The worker plans no month before it.
    pub live_since: Month,
}

impl ActiveModelBehavior for ActiveModel {}
