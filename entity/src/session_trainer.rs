//! Who delivered a session.
use sea_orm::entity::prelude::*;

/// Who delivered a session.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "session_trainer")]
pub struct Model {
    /// The session.
    #[sea_orm(primary_key, auto_increment = false)]
    pub session_id: Uuid,
    /// The trainer.
    #[sea_orm(primary_key, auto_increment = false)]
    pub trainer_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
