//! The enterprises that are trained together.
use sea_orm::entity::prelude::*;
use sea_orm::{QuerySelect, QueryTrait, sea_query::SelectStatement};

use crate::{enrolment, scope::Scope};

/// The enterprises that are trained together.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "cohort")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Its name.
    #[sea_orm(unique)]
    pub name: String,
    /// Where it is trained.
    #[sea_orm(indexed)]
    pub province_code: String,
    /// Who delivers it.
    pub partner_id: Uuid,
    /// Who leads it.
    #[sea_orm(indexed)]
    pub lead_trainer_id: Uuid,
    /// When it began.
    pub starts_on: Date,
    /// When it was put away.
    pub archived_at: Option<DateTimeUtc>,
    /// Grows with each change.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}

/// The ids of the enterprises that are in the cohorts that the trainer `id` leads; not of those that
/// have left.
pub fn enterprises_of(id: Uuid) -> SelectStatement {
    enrolment::Entity::find()
        .select_only()
        .column(enrolment::Column::EnterpriseId)
        .filter(enrolment::Column::ToDate.is_null())
        .filter(
            enrolment::Column::CohortId.in_subquery(
                Entity::find()
                    .select_only()
                    .column(Column::Id)
                    .filter(Column::LeadTrainerId.eq(id))
                    .into_query(),
            ),
        )
        .into_query()
}

impl Entity {
    /// The cohorts that `scope` may see.
    pub fn visible_to(scope: &Scope) -> Select<Self> {
        let all = Self::find();
        match scope {
            Scope::Admin => all,
            Scope::Manager { provinces } if provinces.is_empty() => all,
            Scope::Manager { provinces } => all.filter(Column::ProvinceCode.is_in(provinces)),
            Scope::Trainer { id } => all.filter(Column::LeadTrainerId.eq(*id)),
            Scope::Enterprise { id, .. } => all.filter(
                Column::Id.in_subquery(
                    enrolment::Entity::find()
                        .select_only()
                        .column(enrolment::Column::CohortId)
                        .filter(enrolment::Column::EnterpriseId.eq(*id))
                        .into_query(),
                ),
            ),
            Scope::Donor | Scope::Anonymous => all.filter(sea_orm::sea_query::Expr::value(false)),
        }
    }
}
