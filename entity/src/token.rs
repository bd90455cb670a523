//! A secret that stands for an account; only its hash is stored.
use sea_orm::entity::prelude::*;

/// A secret that stands for an account; only its hash is stored.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "token")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose it is.
    #[sea_orm(indexed)]
    pub account_id: Uuid,
    /// Its first characters, to tell it from others.
    pub prefix: String,
    /// SHA-256 of it.
    #[sea_orm(unique)]
    pub hash: Vec<u8>,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When it ends.
    pub expires_at: Option<DateTimeUtc>,
    /// When it was revoked.
    pub revoked_at: Option<DateTimeUtc>,
    /// When it was last used.
    pub last_used_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
