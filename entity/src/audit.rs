//! One change of one row: who made it, when, and what was there before and after.
use sea_orm::entity::prelude::*;

/// One change of one row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "audit")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// When.
    pub at: DateTimeUtc,
    /// Whose account it was.
    pub account_id: Option<Uuid>,
    /// By which token.
    pub token_id: Option<Uuid>,
    /// What was done: the mutation's name.
    pub action: String,
    /// The kind of noun.
    pub noun: String,
    /// Its id.
    pub noun_id: Uuid,
    /// JSON: each changed field with what was there before and after; personal fields hashed.
    pub changes: String,
    /// Why, where somebody said so.
    pub reason: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
