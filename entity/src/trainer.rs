//! A person who delivers SCORE; personal data.
use crate::Language;
use sea_orm::entity::prelude::*;

/// A person who delivers SCORE; personal data.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "trainer")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The partner that they belong to.
    pub partner_id: Uuid,
    /// Their name.
    pub name: String,
    /// Their address, lower-cased.
    pub email: String,
    /// Their phone, E.164.
    pub phone: String,
    /// The language that they read.
    pub language: Language,
    /// When they left.
    pub archived_at: Option<DateTimeUtc>,
    /// Grows with each change.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
