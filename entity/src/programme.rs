//! What holds for the whole programme: one row.
use sea_orm::entity::prelude::*;
use crate::rules::period::Month;

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
