//! Who came to a session from one enterprise: attendances, not persons.
use sea_orm::entity::prelude::*;

/// Who came to a session from one enterprise: attendances, not persons.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "participation")]
pub struct Model {
    /// The session.
    #[sea_orm(primary_key, auto_increment = false)]
    pub session_id: Uuid,
    /// The enterprise.
    #[sea_orm(primary_key, auto_increment = false)]
    pub enterprise_id: Uuid,
    /// Managers, women.
    pub managers_women: i32,
    /// Managers, men.
    pub managers_men: i32,
    /// Managers, sex not stated.
    pub managers_not_stated: i32,
    /// Workers, women.
    pub workers_women: i32,
    /// Workers, men.
    pub workers_men: i32,
    /// Workers, sex not stated.
    pub workers_not_stated: i32,
    /// How content they were, 0 to 100.
    pub satisfaction: Option<f64>,
}

impl ActiveModelBehavior for ActiveModel {}
