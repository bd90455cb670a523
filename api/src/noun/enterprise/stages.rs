//! How near to exports an enterprise was when.

use async_graphql::Object;
use entity::{enterprise, enterprise_history::export_stage, scope::Scope};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Select};

use super::{super::object_of, kinds::ExportStage};
use crate::{loader::link_many, scalar::Date};

object_of! {
    /// A stage on the way to exports.
    ExportStageInfo(export_stage)
}

fn visible(scope: &Scope) -> Select<export_stage::Entity> {
    let mine = enterprise::Entity::visible_ids(scope);
    export_stage::Entity::find().filter(export_stage::Column::EnterpriseId.in_subquery(mine))
}

link_many! {
    /// The stages of an enterprise, the earliest first.
    StagesOf(uuid::Uuid): export_stage by EnterpriseId sorted FromDate, |row| row.enterprise_id, visible
}

/// A stage on the way to exports, until the next one.
#[Object]
impl ExportStageInfo {
    /// The stage.
    async fn stage(&self) -> ExportStage {
        self.0.stage.into()
    }

    /// Since when.
    #[graphql(name = "from")]
    async fn from_date(&self) -> Date {
        Date(self.0.from_date)
    }
}
