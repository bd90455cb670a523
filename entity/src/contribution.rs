//! Money from a donor or payer.
use sea_orm::entity::prelude::*;

/// Money from a donor or payer.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "contribution")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Who gives it.
    pub partner_id: Uuid,
    /// How much, in whole units of the currency.
    pub amount: f64,
    /// ISO 4217 code.
    pub currency: String,
    /// First year.
    pub from_year: i32,
    /// Last year.
    pub to_year: i32,
    /// What it is for.
    pub purpose: String,
}

impl ActiveModelBehavior for ActiveModel {}
