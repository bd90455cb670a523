//! The figures of an edition, as they were frozen.

use async_graphql::{Context, Object, Result, SimpleObject};
use entity::rules::{
    difference::Difference,
    statistics::Coverage,
    summary::{Alarms, Figures, IndicatorFigures, Matched, Measured, Reporting, Silent, Training},
};

use super::FigureKind;
use crate::{
    loader,
    noun::{
        indicator::{Indicator, IndicatorKey},
        programme::ParticipantStats,
    },
    scalar::Month,
};

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

/// One indicator of an edition.
pub(crate) struct SummaryIndicatorStats<'a>(&'a IndicatorFigures);

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

/// Training that was delivered in a quarter.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct SummaryTrainingStats {
    /// Sessions in a classroom.
    sessions: i64,
    /// Training visits at a workplace.
    visits: i64,
    /// Enterprises that somebody came from.
    enterprises: i64,
    /// Attendances by role and sex.
    participants: ParticipantStats,
    /// How content they were, 0 to 100, on average.
    satisfaction: Option<f64>,
}

impl From<Training> for SummaryTrainingStats {
    fn from(of: Training) -> Self {
        Self {
            sessions: of.sessions,
            visits: of.visits,
            enterprises: of.enterprises,
            participants: ParticipantStats {
                managers: of.managers.into(),
                workers: of.workers.into(),
            },
            satisfaction: of.satisfaction,
        }
    }
}

/// Alerts and advisory visits of a quarter.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct SummaryAlertStats {
    /// Alerts that were opened.
    opened: i64,
    /// Alerts that were resolved.
    resolved: i64,
    /// Advisory visits that were held.
    visits: i64,
}

impl From<Alarms> for SummaryAlertStats {
    fn from(of: Alarms) -> Self {
        Self {
            opened: of.opened,
            resolved: of.resolved,
            visits: of.visits,
        }
    }
}

/// An enterprise of which months are missing.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct SilentEnterpriseInfo {
    /// Its name, as it was then.
    name: String,
    /// The missing months.
    months: Vec<Month>,
}

impl From<&Silent> for SilentEnterpriseInfo {
    fn from(of: &Silent) -> Self {
        let months = of.months.iter().filter_map(|text| text.parse().ok());
        Self {
            name: of.name.clone(),
            months: months.map(Month).collect(),
        }
    }
}

/// One figure in which two editions differ.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct SummaryDifferenceInfo {
    /// Which figure.
    figure: FigureKind,
    /// The indicator's code, for a figure of one.
    indicator: Option<String>,
    /// What it was.
    before: Option<f64>,
    /// What it is.
    after: Option<f64>,
    /// Of how many it was: enterprises, or months for the rate of reports.
    n_before: i64,
    /// Of how many it is.
    n_after: i64,
    /// Of how many it could be.
    expected: i64,
    /// Did it move past its noise floor, or a rate by five points?
    is_material: bool,
    /// The same as a sentence.
    text: String,
}

impl SummaryDifferenceInfo {
    pub(super) fn of(of: Difference, text: String) -> Self {
        Self {
            figure: of.figure.into(),
            indicator: of.indicator,
            before: of.before,
            after: of.after,
            n_before: of.n_before,
            n_after: of.n_after,
            expected: of.expected,
            is_material: of.is_material,
            text,
        }
    }
}
