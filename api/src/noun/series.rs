//! `indicatorSeries`: an indicator over groups and time, for those who may see the rows.

use async_graphql::{Context, Object, Result};
use entity::{indicator, series};
use sea_orm::EntityTrait;

use super::reporting::{ReportingGroup, grouped, in_order};
use crate::{context::Asks, error::bad_input, scalar::Month};

grouped! {
    /// What an indicator comes to in a group of enterprises and months.
    IndicatorSeriesStats of series::Row;

    /// Enterprises with a value.
    async fn n(&self) -> i64 {
        self.stats.figure.n
    }

    /// Enterprises that were asked.
    async fn expected(&self) -> i64 {
        self.stats.expected
    }

    /// The ratio of sums, in the indicator's unit; null where each enterprise has a unit of its own.
    async fn level(&self) -> Option<f64> {
        self.stats.figure.level
    }

    /// Enterprises with a change since baseline.
    async fn compared(&self) -> i64 {
        self.stats.figure.compared
    }

    /// The median of their changes since baseline: in per cent, or in the indicator's unit; the indicator says which.
    async fn median_change_since_baseline(&self) -> Option<f64> {
        self.stats.figure.median_change
    }

    /// The share of them that improved by more than the noise floor, in per cent.
    async fn share_improved(&self) -> Option<f64> {
        self.stats.figure.improved_share
    }

    /// Growth over the month or quarter before, of the enterprises with a value in both; null for rows without time.
    async fn growth(&self) -> Option<f64> {
        self.stats.growth.map(|growth| growth.growth)
    }

    /// Enterprises with a value in both.
    async fn matched_panel(&self) -> Option<i64> {
        self.stats.growth.map(|growth| growth.panel)
    }
}

/// The query of this file.
#[derive(Default)]
pub(crate) struct SeriesQueries;

#[Object]
impl SeriesQueries {
    /// An indicator over the enterprises that you may see, by group; one row for all where no group is given.
    async fn indicator_series(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The code of the indicator, `LAB_PROD` and the like.")] indicator: String,
        #[graphql(desc = "The first month.")] from: Month,
        #[graphql(desc = "The last month, which is included; 120 months at most.")] to: Month,
        #[graphql(desc = "What the rows are given by.", default)] group_by: Vec<ReportingGroup>,
    ) -> Result<Vec<IndicatorSeriesStats>> {
        in_order(from, to)?;
        let asked = ctx.asked();
        let found = indicator::Entity::find_by_id(&indicator)
            .one(&asked.reader)
            .await?;
        let Some(indicator) = found else {
            return Err(bad_input(
                "There is no such indicator; codes are like `LAB_PROD`.",
            ));
        };
        let by: Vec<_> = group_by.into_iter().map(Into::into).collect();
        let months = (from.0, to.0);
        let rows = series::series(&asked.reader, asked.scope(), &indicator, months, &by).await?;
        let row = |(group, stats)| IndicatorSeriesStats { group, stats };
        Ok(rows.into_iter().map(row).collect())
    }
}
