//! What a message is about: one request, one step, one person.
use crate::rules::ladder::Step;
use sea_orm::entity::prelude::*;

/// What a message is about: one request, one step, one person.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "message_item")]
pub struct Model {
    /// The request.
    #[sea_orm(primary_key, auto_increment = false)]
    pub data_request_id: Uuid,
    /// The step.
    #[sea_orm(primary_key, auto_increment = false)]
    pub step: Step,
    /// The person.
    #[sea_orm(primary_key, auto_increment = false)]
    pub recipient: String,
    /// The message that carries it.
    #[sea_orm(indexed)]
    pub message_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
