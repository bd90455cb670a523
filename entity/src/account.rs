//! A person or program that signs in.

use sea_orm::entity::prelude::*;

use crate::Language;

/// A person or program that signs in.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Their address, lower-cased.
    #[sea_orm(unique)]
    pub email: String,
    /// Their name.
    pub name: String,
    /// The language that they read.
    pub language: Language,
    /// What they may do.
    pub role: Role,
    /// The trainer that they are.
    pub trainer_id: Option<Uuid>,
    /// The partner that they speak for.
    pub partner_id: Option<Uuid>,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When it was closed.
    pub disabled_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}

/// What an account may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(24))",
    rename_all = "SCREAMING_SNAKE_CASE"
)]
pub enum Role {
    /// The office.
    Admin,
    /// Its provinces; without provinces, the nation.
    Manager,
    /// Their cohorts' enterprises.
    Trainer,
    /// Disclosed editions and the programme.
    Donor,
}
