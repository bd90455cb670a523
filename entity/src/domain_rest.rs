//! A domain that said "not now" to several mails in a row, and until when it is left alone.
use sea_orm::entity::prelude::*;

/// A domain that said "not now" to several mails in a row, and until when it is left alone.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "domain_rest")]
pub struct Model {
    /// What stands after the `@`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub domain: String,
    /// "Not now" so many times since it last took a mail.
    pub deferrals: i32,
    /// Nothing is sent there before.
    pub rests_until: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
