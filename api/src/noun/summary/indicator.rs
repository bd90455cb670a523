//! One indicator of an edition: the quarter itself, and its growth.

use async_graphql::{Context, Object, Result, SimpleObject};
use entity::rules::summary::{IndicatorFigures, Matched, Measured};

use crate::{
    loader,
    noun::indicator::{Indicator, IndicatorKey},
};

/// One indicator of an edition.
pub(crate) struct SummaryIndicatorStats<'a>(pub(super) &'a IndicatorFigures);

/// One indicator of an edition.
#[Object]
impl SummaryIndicatorStats<'_> {
    /// The indicator.
    async fn indicator(&self, ctx: &Context<'_>) -> Result<Option<Indicator>> {
        loader::one(ctx, IndicatorKey(self.0.code.clone())).await
    }

    /// Its code.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// The quarter itself.
    async fn measured(&self) -> Option<SummaryMeasuredStats> {
        self.0.measured.map(SummaryMeasuredStats::from)
    }

    /// The enterprises with a value in both, against the quarter before.
    async fn quarter_before(&self) -> Option<SummaryGrowthStats> {
        self.0.quarter_before.map(SummaryGrowthStats::from)
    }

    /// The enterprises with a value in both, against the same quarter of the year before.
    async fn year_before(&self) -> Option<SummaryGrowthStats> {
        self.0.year_before.map(SummaryGrowthStats::from)
    }
}

/// What an indicator comes to in a quarter.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct SummaryMeasuredStats {
    /// Enterprises with a value.
    n: i64,
    /// Enterprises that were asked.
    expected: i64,
    /// The ratio of sums; null where each enterprise has a unit of its own.
    level: Option<f64>,
    /// Enterprises with a change since baseline.
    compared: i64,
    /// The median of their changes since baseline.
    median_change_since_baseline: Option<f64>,
    /// The share of them that improved by more than the noise floor, in per cent.
    share_improved: Option<f64>,
}

impl From<Measured> for SummaryMeasuredStats {
    fn from(of: Measured) -> Self {
        Self {
            n: of.n,
            expected: of.expected,
            level: of.level,
            compared: of.compared,
            median_change_since_baseline: of.median_change,
            share_improved: of.improved_share,
        }
    }
}

/// Growth of the enterprises with a value in both quarters.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct SummaryGrowthStats {
    /// How many they are.
    matched_panel: i64,
    /// Per cent, or the indicator's unit.
    growth: f64,
}

impl From<Matched> for SummaryGrowthStats {
    fn from(of: Matched) -> Self {
        Self {
            matched_panel: of.panel,
            growth: of.growth,
        }
    }
}
