//! A baseline: an indicator's value before the first module.

use async_graphql::{Context, Enum, ID, Object, Result};
use entity::{baseline, enterprise, scope::Scope};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Select};

use super::{
    enterprise::{Enterprise, links::EnterpriseKey},
    indicator::{Indicator, IndicatorKey},
    object_of,
};
use crate::{
    id::global,
    loader::{self, link_many},
    scalar::{Date, DateTime},
};

object_of! {
    /// An indicator's value before the first module.
    Baseline(baseline)
}

fn visible(scope: &Scope) -> Select<baseline::Entity> {
    baseline::Entity::find()
        .filter(baseline::Column::EnterpriseId.in_subquery(enterprise::Entity::visible_ids(scope)))
}

link_many! {
    /// The baselines of an enterprise.
    BaselinesOf(uuid::Uuid): baseline by EnterpriseId sorted IndicatorCode, |row| row.enterprise_id, visible
}

/// An indicator's value before the first module; a new one keeps the old.
#[Object]
impl Baseline {
    /// Its global id.
    async fn id(&self) -> ID {
        global("Baseline", self.0.id)
    }

    /// The value, in the indicator's unit.
    async fn value(&self) -> f64 {
        self.0.value
    }

    /// How it is known.
    async fn source(&self) -> BaselineSource {
        self.0.source.into()
    }

    /// When it was recorded.
    async fn recorded_on(&self) -> Date {
        Date(self.0.recorded_on)
    }

    /// When a newer one took its place; null for the one that counts.
    async fn superseded_at(&self) -> Option<DateTime> {
        self.0.superseded_at.map(DateTime)
    }

    /// The indicator.
    async fn indicator(&self, ctx: &Context<'_>) -> Result<Option<Indicator>> {
        loader::one(ctx, IndicatorKey(self.0.indicator_code.clone())).await
    }

    /// The enterprise.
    async fn enterprise(&self, ctx: &Context<'_>) -> Result<Option<Enterprise>> {
        loader::one(ctx, EnterpriseKey(self.0.enterprise_id)).await
    }
}

/// How a baseline is known.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[graphql(remote = "baseline::BaselineSource")]
pub(crate) enum BaselineSource {
    /// From the books.
    Recorded,
    /// Estimated by the enterprise.
    Estimated,
    /// Worked out afterwards.
    Reconstructed,
}
