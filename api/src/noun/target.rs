//! A target: a planned value of a year, for a province or the nation.

use async_graphql::{Context, ID, Object, Result};
use entity::{scope::Scope, target};
use sea_orm::{EntityTrait, Select};

use super::{
    for_the_programme,
    history::{self, HistoryEntry},
    noun_list, noun_order, object_of,
    province::{Province, ProvinceKey, provinces},
};
use crate::{
    filter::{CodeFilter, IntFilter, noun_filter},
    id::global,
    loader::{self, link_many, link_one},
};

object_of! {
    /// A planned value of a year.
    Target(target)
}

/// The targets that `scope` may see.
fn visible(scope: &Scope) -> Select<target::Entity> {
    for_the_programme(scope, target::Entity::find())
}

link_one! {
    /// A target by its id.
    TargetKey(uuid::Uuid): target by Id, |row| row.id, visible
}

link_many! {
    /// The targets of a province.
    TargetsOf(String): target by ProvinceCode sorted Year, |row| row.province_code, visible
}

/// A planned value of a year, for a province or the nation, with the document that plans it.
#[Object]
impl Target {
    /// Its global id.
    pub(crate) async fn id(&self) -> ID {
        global("Target", self.0.id)
    }

    /// What is planned: `ENTERPRISES` and the like.
    async fn metric(&self) -> &str {
        &self.0.metric
    }

    /// The year, by whose end it should be reached.
    async fn year(&self) -> i32 {
        self.0.year
    }

    /// The planned value.
    async fn value(&self) -> f64 {
        self.0.value
    }

    /// The document that plans it.
    async fn source(&self) -> &str {
        &self.0.source
    }

    /// The province; null for the nation.
    async fn province(&self, ctx: &Context<'_>) -> Result<Option<Province>> {
        match &self.0.province_code {
            Some(code) => loader::one(ctx, ProvinceKey(code.clone())).await,
            None => Ok(None),
        }
    }

    /// Who changed what and when, the earliest first; empty for whoever is not of the office.
    async fn history(&self, ctx: &Context<'_>) -> Result<Vec<HistoryEntry>> {
        history::of(ctx, self.0.id).await
    }
}

noun_filter! {
    /// Which targets are let through.
    TargetFilter {
        /// By what is planned.
        metric: CodeFilter => |given| given.of(target::Column::Metric),
        /// By the code of the province.
        province: CodeFilter => |given| provinces(given, target::Column::ProvinceCode)?,
        /// By year.
        year: IntFilter => |given| given.of(target::Column::Year),
    }
}

noun_order! {
    TargetOrder by TargetOrderField of target, default Year, then Id as |row| Key::Uuid(row.id);
    /// By year.
    Year: Year as |row| Key::Number(row.year),
    /// By what is planned.
    Metric: Metric as |row| Key::Text(row.metric.clone()),
}

noun_list! {
    TargetQueries, TargetConnection, TargetEdge, Target of target;
    /// What is planned.
    targets(TargetFilter, TargetOrder) from visible, joining
        ["province"] to ProvinceKey by ProvinceCode as |row| row.province_code.clone();
}
