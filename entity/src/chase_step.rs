//! One rung of the ladder for one request, with what was decided.
use crate::rules::ladder::{Decision, Step};
use sea_orm::entity::prelude::*;

/// One rung of the ladder for one request, with what was decided.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "chase_step")]
pub struct Model {
    /// The request.
    #[sea_orm(primary_key, auto_increment = false)]
    pub data_request_id: Uuid,
    /// The step.
    #[sea_orm(primary_key, auto_increment = false)]
    pub step: Step,
    /// How it ended.
    pub decision: Decision,
    /// Why.
    pub reason: Option<String>,
    /// The message that carried it.
    pub message_id: Option<Uuid>,
    /// When.
    pub decided_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
