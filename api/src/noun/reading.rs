//! A reading: an indicator's value for one enterprise and month.

use std::collections::HashMap;

use async_graphql::{Context, ID, Object, Result, dataloader::Loader};
use entity::{
    enterprise, reading,
    rules::period::{self, Month as Period},
    scope::Scope,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Select};

use super::{
    data_request::{DataRequest, DataRequestKey},
    enterprise::{Enterprise, links::EnterpriseKey},
    indicator::{Indicator, IndicatorKey},
    object_of,
    province::{Province, ProvinceKey},
};
use crate::{
    id::global,
    loader::{self, Fault, Visible, grouped, link_many},
    scalar::{Month, Quarter},
};

object_of! {
    /// An indicator's value for one enterprise and month.
    Reading(reading)
}

/// The readings of the enterprises that `scope` may see.
pub(crate) fn visible(scope: &Scope) -> Select<reading::Entity> {
    match scope {
        Scope::Admin => reading::Entity::find(),
        other => reading::Entity::find().filter(
            reading::Column::EnterpriseId.in_subquery(enterprise::Entity::visible_ids(other)),
        ),
    }
}

link_many! {
    /// The readings that a request's answer gives.
    ReadingsOfRequest(uuid::Uuid): reading by DataRequestId sorted IndicatorCode, |row| row.data_request_id, visible
}

/// The readings of an enterprise, of one indicator or all, in a span of months.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ReadingsOf {
    pub(crate) enterprise: uuid::Uuid,
    pub(crate) indicator: Option<String>,
    pub(crate) from: Option<Period>,
    pub(crate) to: Option<Period>,
}

impl Loader<ReadingsOf> for Visible {
    type Value = Vec<reading::Model>;
    type Error = Fault;

    async fn load(&self, keys: &[ReadingsOf]) -> Result<HashMap<ReadingsOf, Self::Value>, Fault> {
        let asked = keys
            .iter()
            .map(|key| ((key.indicator.clone(), key.from, key.to), key.enterprise));
        let mut found = HashMap::new();
        for ((indicator, from, to), enterprises) in grouped(asked) {
            let mut select =
                visible(&self.scope).filter(reading::Column::EnterpriseId.is_in(enterprises));
            if let Some(indicator) = &indicator {
                select = select.filter(reading::Column::IndicatorCode.eq(indicator));
            }
            if let Some(from) = from {
                select = select.filter(reading::Column::Month.gte(from));
            }
            if let Some(to) = to {
                select = select.filter(reading::Column::Month.lte(to));
            }
            let rows = select
                .order_by_asc(reading::Column::IndicatorCode)
                .order_by_asc(reading::Column::Month)
                .all(&self.db)
                .await?;
            let key = |enterprise| ReadingsOf {
                enterprise,
                indicator: indicator.clone(),
                from,
                to,
            };
            found.extend(grouped(
                rows.into_iter().map(|row| (key(row.enterprise_id), row)),
            ));
        }
        Ok(found)
    }
}

/// An indicator's value for one enterprise and month.
#[Object]
impl Reading {
    /// Its global id.
    async fn id(&self) -> ID {
        global(
            "Reading",
            format_args!(
                "{}/{}/{}",
                self.0.enterprise_id, self.0.indicator_code, self.0.month
            ),
        )
    }

    /// The month.
    async fn month(&self) -> Month {
        Month(self.0.month)
    }

    /// The quarter in which the month lies.
    async fn quarter(&self) -> Quarter {
        Quarter(period::Quarter::of(self.0.month))
    }

    /// The value, in the indicator's unit.
    async fn value(&self) -> f64 {
        self.0.value
    }

    /// The count above the line.
    async fn numerator(&self) -> f64 {
        self.0.numerator
    }

    /// The count below the line; null for an indicator that is one measure.
    async fn denominator(&self) -> Option<f64> {
        self.0.denominator
    }

    /// The baseline that it is compared with.
    async fn baseline(&self) -> Option<f64> {
        self.0.baseline
    }

    /// Change since baseline: in per cent, or in the indicator's unit; the indicator says which.
    async fn change_since_baseline(&self) -> Option<f64> {
        self.0.change
    }

    /// Did it change in the indicator's direction by more than the noise floor?
    async fn improved(&self) -> Option<bool> {
        self.0.improved
    }

    /// The indicator.
    async fn indicator(&self, ctx: &Context<'_>) -> Result<Option<Indicator>> {
        loader::one(ctx, IndicatorKey(self.0.indicator_code.clone())).await
    }

    /// The enterprise.
    async fn enterprise(&self, ctx: &Context<'_>) -> Result<Option<Enterprise>> {
        loader::one(ctx, EnterpriseKey(self.0.enterprise_id)).await
    }

    /// The province where the enterprise was on the month's last day.
    async fn province(&self, ctx: &Context<'_>) -> Result<Option<Province>> {
        loader::one(ctx, ProvinceKey(self.0.province_code.clone())).await
    }

    /// The request whose answer it comes from.
    async fn data_request(&self, ctx: &Context<'_>) -> Result<Option<DataRequest>> {
        loader::one(ctx, DataRequestKey(self.0.data_request_id)).await
    }
}
