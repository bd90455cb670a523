//! An enterprise in a cohort.
use sea_orm::entity::prelude::*;

/// An enterprise in a cohort.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "enrolment")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The cohort.
    pub cohort_id: Uuid,
    /// The enterprise.
    #[sea_orm(indexed)]
    pub enterprise_id: Uuid,
    /// Since when.
    pub from_date: Date,
    /// Until when.
    pub to_date: Option<Date>,
}

impl ActiveModelBehavior for ActiveModel {}
