//! A client's name for something that it made; the same name again makes nothing anew.
use sea_orm::entity::prelude::*;

/// A client's name for something that it made.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency_key")]
pub struct Model {
    /// Whose key it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: Uuid,
    /// What was done: the mutation's name.
    #[sea_orm(primary_key, auto_increment = false)]
    pub action: String,
    /// The key, as the client chose it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub client_key: String,
    /// A hash of what was asked for.
    pub asked: String,
    /// The id of what was made.
    pub made: Uuid,
    /// When.
    pub used_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
