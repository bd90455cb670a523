//! `reportingRates`: how well the enterprises that you may see report.

use async_graphql::{Context, Enum, Object, Result};
use entity::{reporting, rules::statistics::Coverage};

use crate::{context::Asks, error::bad_input, scalar::Month};

/// The longest span, in months.
const SPAN: i32 = 120;

/// Refuse months that are not in order, or too many.
pub(super) fn in_order(from: Month, to: Month) -> Result<()> {
    if (0..SPAN).contains(&to.0.since(from.0)) {
        return Ok(());
    }
    Err(bad_input(format!(
        "`to` must not lie before `from`, and the span must have {SPAN} months at most."
    )))
}

/// What rates and figures are given by.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[graphql(remote = "reporting::GroupBy")]
pub(crate) enum ReportingGroup {
    /// The province where the enterprise was on the month's last day.
    Province,
    /// The cohort that the enterprise was in then; the newest, where it was in several.
    Cohort,
    /// Who leads that cohort.
    Trainer,
    /// The month.
    Month,
    /// The quarter.
    Quarter,
}

/// A row of statistics: what it is given by, and its figures, which `stats` holds.
macro_rules! grouped {
    ($(#[$meta:meta])* $name:ident of $stats:ty; $($figures:item)*) => {
        $(#[$meta])*
        pub(crate) struct $name {
            group: entity::reporting::Group,
            stats: $stats,
        }

        $(#[$meta])*
        #[async_graphql::Object]
        impl $name {
            /// The province, where rows are given by it.
            async fn province(&self, ctx: &async_graphql::Context<'_>) -> async_graphql::Result<Option<$crate::noun::province::Province>> {
                match &self.group.province {
                    Some(code) => $crate::loader::one(ctx, $crate::noun::province::ProvinceKey(code.clone())).await,
                    None => Ok(None),
                }
            }

            /// The cohort, where rows are given by it; null for enterprises that were in none.
            async fn cohort(&self, ctx: &async_graphql::Context<'_>) -> async_graphql::Result<Option<$crate::noun::cohort::Cohort>> {
                match self.group.cohort {
                    Some(id) => $crate::loader::one(ctx, $crate::noun::cohort::CohortKey(id)).await,
                    None => Ok(None),
                }
            }

            /// The lead trainer, where rows are given by them.
            async fn trainer(&self, ctx: &async_graphql::Context<'_>) -> async_graphql::Result<Option<$crate::noun::trainer::Trainer>> {
                match self.group.trainer {
                    Some(id) => $crate::loader::one(ctx, $crate::noun::trainer::TrainerKey(id)).await,
                    None => Ok(None),
                }
            }

            /// The quarter, where rows are given by it.
            async fn quarter(&self) -> Option<$crate::scalar::Quarter> {
                self.group.quarter.map($crate::scalar::Quarter)
            }

            /// The month, where rows are given by it.
            async fn month(&self) -> Option<$crate::scalar::Month> {
                self.group.month.map($crate::scalar::Month)
            }

            $($figures)*
        }
    };
}

pub(super) use grouped;

grouped! {
    /// How well a group of enterprises and months reports.
    ReportingRateStats of Coverage;

    /// How many reports were expected; waived months are not.
    async fn expected(&self) -> i64 {
        self.stats.expected
    }

    /// How many came, *nothing to report* and late ones included.
    async fn received(&self) -> i64 {
        self.stats.received
    }

    /// How many came by the due date.
    async fn on_time(&self) -> i64 {
        self.stats.on_time
    }

    /// How many said *nothing to report*.
    async fn nothing_to_report(&self) -> i64 {
        self.stats.nothing
    }

    /// Received over expected, in per cent; null where nothing was expected.
    async fn received_rate(&self) -> Option<f64> {
        self.stats.received_rate()
    }

    /// On time over expected, in per cent; null where nothing was expected.
    async fn on_time_rate(&self) -> Option<f64> {
        self.stats.on_time_rate()
    }
}

/// The query of this file.
#[derive(Default)]
pub(crate) struct ReportingQueries;

#[Object]
impl ReportingQueries {
    /// How well the enterprises that you may see report, by group; one row for all where no group is given.
    async fn reporting_rates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first month.")] from: Month,
        #[graphql(desc = "The last month, which is included; 120 months at most.")] to: Month,
        #[graphql(desc = "What the rates are given by.", default)] group_by: Vec<ReportingGroup>,
    ) -> Result<Vec<ReportingRateStats>> {
        in_order(from, to)?;
        let by: Vec<_> = group_by.into_iter().map(Into::into).collect();
        let asked = ctx.asked();
        let rates = reporting::rates(&asked.reader, asked.scope(), (from.0, to.0), &by).await?;
        let row = |(group, stats)| ReportingRateStats { group, stats };
        Ok(rates.into_iter().map(row).collect())
    }
}
