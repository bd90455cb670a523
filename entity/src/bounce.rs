//! A mail that came back for good because of its address.
use sea_orm::entity::prelude::*;

/// A mail that came back for good because of its address; whose it was says the message.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "bounce")]
pub struct Model {
    /// The message; however often it is reported, it bounced once.
    #[sea_orm(primary_key, auto_increment = false)]
    pub message_id: Uuid,
    /// When we learnt it, the last time.
    pub bounced_at: DateTimeUtc,
    /// What the server said, without addresses.
    pub reason: String,
}

impl ActiveModelBehavior for ActiveModel {}
