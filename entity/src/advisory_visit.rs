//! A visit that answers an alert: who goes there, what they found, what they advised.

use sea_orm::entity::prelude::*;

use crate::{alert::staff_enterprises, scope::Scope};

/// A visit to an enterprise, planned and then held.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "advisory_visit")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The enterprise.
    #[sea_orm(indexed)]
    pub enterprise_id: Uuid,
    /// The alert that it answers.
    #[sea_orm(indexed)]
    pub alert_id: Option<Uuid>,
    /// Who goes there.
    pub trainer_id: Uuid,
    /// The day that is planned.
    pub planned_on: Date,
    /// When it was planned.
    pub planned_at: DateTimeUtc,
    /// The day on which it was held.
    pub held_on: Option<Date>,
    /// What was found.
    pub findings: Option<String>,
    /// What was advised.
    pub advice: Option<String>,
    /// What happens next.
    pub follow_up: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The visits that `scope` may see: those to its enterprises, for the office,
    /// managers and trainers.
    pub fn visible_to(scope: &Scope) -> Select<Self> {
        match staff_enterprises(scope) {
            Some(theirs) => Self::find().filter(Column::EnterpriseId.in_subquery(theirs)),
            None if *scope == Scope::Admin => Self::find(),
            None => Self::find().filter(sea_orm::sea_query::Expr::value(false)),
        }
    }
}
