//! A dated piece of training: in a classroom or at the workplace.
use sea_orm::entity::prelude::*;

/// A dated piece of training: in a classroom or at the workplace.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Which of the two.
    pub kind: SessionKind,
    /// The module.
    pub module_code: String,
    /// The cohort, for a classroom session.
    #[sea_orm(indexed)]
    pub cohort_id: Option<Uuid>,
    /// The enterprise, for a visit.
    #[sea_orm(indexed)]
    pub enterprise_id: Option<Uuid>,
    /// Its first day.
    pub held_on: Date,
    /// How many days.
    pub days: i32,
}

impl ActiveModelBehavior for ActiveModel {}

/// Where a session is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(24))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SessionKind {
    /// With a cohort, in a classroom.
    Classroom,
    /// At one enterprise's workplace.
    OnSiteVisit,
}
