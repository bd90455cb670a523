//! A training module: data, never an enum.
use sea_orm::entity::prelude::*;

/// A training module: data, never an enum.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "module")]
pub struct Model {
    /// `M1` and the like.
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    /// Its place in the programme.
    #[sea_orm(unique)]
    pub position: i32,
    /// Its name in English.
    pub name_en: String,
    /// Its name in Indonesian.
    pub name_id: String,
    /// Days of its workshop.
    pub classroom_days: i32,
    /// Visits planned after the workshop.
    pub planned_visits: i32,
    /// Must every enterprise take it?
    pub compulsory: bool,
}

impl ActiveModelBehavior for ActiveModel {}
