//! The figures of an edition, as they were frozen.

use async_graphql::{Object, SimpleObject};
use entity::rules::{
    statistics::Coverage,
    summary::{Figures, Reporting},
};

use super::{
    delivered::{SilentEnterpriseInfo, SummaryAlertStats, SummaryTrainingStats},
    indicator::SummaryIndicatorStats,
};
use crate::scalar::Month;

/// The figures of an edition.
pub(crate) struct SummaryFigureStats(pub(super) Figures);

/// The figures of an edition; null is what is hidden or missing, and `hidden` says which is hidden.
#[Object]
impl SummaryFigureStats {
    /// Enterprises that had been enrolled by the quarter's end, each once.
    async fn enterprises(&self) -> i64 {
        self.0.enterprises.reached
    }

    /// How many the year's plan has; null where there is none.
    async fn enterprises_planned(&self) -> Option<f64> {
        self.0.enterprises.planned
    }

    /// How the enterprises reported.
    async fn reporting(&self) -> Option<SummaryReportingStats> {
        self.0.reporting.map(SummaryReportingStats::from)
    }

    /// The same by month.
    async fn months(&self) -> Option<Vec<SummaryMonthStats>> {
        let months = self.0.months.as_ref()?;
        let month = |(text, coverage): (&str, &Coverage)| {
            Some(SummaryMonthStats {
                month: Month(text.parse().ok()?),
                counts: (*coverage).into(),
            })
        };
        let all = months.iter().map(|one| (one.month.as_str(), &one.coverage));
        Some(all.filter_map(month).collect())
    }

    /// The core indicators, in their order.
    async fn indicators(&self) -> Vec<SummaryIndicatorStats<'_>> {
        self.0
            .indicators
            .iter()
            .map(SummaryIndicatorStats)
            .collect()
    }

    /// Training that was delivered.
    async fn training(&self) -> Option<SummaryTrainingStats> {
        self.0.training.map(SummaryTrainingStats::from)
    }

    /// Alerts and advisory visits of the quarter.
    async fn alerts(&self) -> Option<SummaryAlertStats> {
        self.0.alerts.map(SummaryAlertStats::from)
    }

    /// Enterprises of which months are missing; never in a public set.
    async fn silent(&self) -> Vec<SilentEnterpriseInfo> {
        self.0
            .silent
            .iter()
            .map(SilentEnterpriseInfo::from)
            .collect()
    }

    /// The blocks that are hidden: too few enterprises, or another would follow from them.
    async fn hidden(&self) -> Vec<&str> {
        self.0.hidden.iter().map(String::as_str).collect()
    }
}

/// Months that were expected, and what came.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct MonthStats {
    /// Expected.
    expected: i64,
    /// Received: with a report, or nothing to report.
    received: i64,
    /// Received by the due date.
    on_time: i64,
    /// Nothing to report.
    nothing: i64,
    /// Received over expected, in per cent.
    received_rate: Option<f64>,
    /// On time over expected, in per cent.
    on_time_rate: Option<f64>,
}

impl From<Coverage> for MonthStats {
    fn from(of: Coverage) -> Self {
        Self {
            expected: of.expected,
            received: of.received,
            on_time: of.on_time,
            nothing: of.nothing,
            received_rate: of.received_rate(),
            on_time_rate: of.on_time_rate(),
        }
    }
}

/// How the enterprises reported.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct SummaryReportingStats {
    /// Enterprises of which at least one month was expected.
    enterprises_expected: i64,
    /// Those of them with at least one answer.
    enterprises_reporting: i64,
    /// Months.
    counts: MonthStats,
}

impl From<Reporting> for SummaryReportingStats {
    fn from(of: Reporting) -> Self {
        Self {
            enterprises_expected: of.enterprises_expected,
            enterprises_reporting: of.enterprises_reporting,
            counts: of.coverage.into(),
        }
    }
}

/// How the enterprises reported for one month.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct SummaryMonthStats {
    /// The month.
    month: Month,
    /// Its counts.
    counts: MonthStats,
}
