//! What the office says to a report.

use async_graphql::{Context, ID, InputObject, Object, Result};
use entity::changes::report;

use super::frame::{answer, key, payload};
use crate::{context::Asks, noun::report::Report};

payload! {
    /// What became of a change of a report.
    ReportPayload { report: Report }
}

/// What `returnReport` takes.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct ReturnReportInput {
    /// The report: its global id.
    report: ID,
    /// What should be looked at again.
    reason: String,
    /// The version that you have read; refused where another one has come since.
    version: Option<i32>,
}

/// What `acceptReport` takes.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct AcceptReportInput {
    /// The report: its global id.
    report: ID,
    /// The version that you have read; refused where another one has come since.
    version: Option<i32>,
}

/// The mutations of this file.
#[derive(Default)]
pub(crate) struct ReportMutations;

#[Object]
impl ReportMutations {
    /// Give a report back: it stays received, and gives no figures until its next version.
    async fn return_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, and why.")] input: ReturnReportInput,
    ) -> Result<ReportPayload> {
        let asked = ctx.asked();
        let id = key("Report", &input.report)?;
        answer(
            report::give_back(
                &asked.writer,
                &asked.author(),
                (id, input.version),
                input.reason,
            )
            .await,
        )
    }

    /// Accept a report, which changes no figure.
    async fn accept_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] input: AcceptReportInput,
    ) -> Result<ReportPayload> {
        let asked = ctx.asked();
        let id = key("Report", &input.report)?;
        answer(report::accept(&asked.writer, &asked.author(), (id, input.version)).await)
    }
}
