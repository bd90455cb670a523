//! A monthly report: the newest version of an answer.

pub(crate) mod links;
pub(crate) mod list;

use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use entity::{data_request, measurement, reading, report_version};

use super::{
    data_request::{DataRequest, DataRequestKey},
    enterprise::{Enterprise, links::EnterpriseKey},
    history::{self, HistoryEntry},
    reading::{Reading, ReadingsOfRequest},
};
use crate::{
    id::global,
    loader,
    scalar::{DateTime, Month},
};
use links::CountsOf;

/// A report with the request that it answers, where both were read together.
pub(crate) type Answer = (report_version::Model, data_request::Model);

/// The newest version of an answer.
#[derive(Clone, Debug)]
pub(crate) struct Report {
    version: report_version::Model,
    request: Option<data_request::Model>,
}

impl From<report_version::Model> for Report {
    fn from(version: report_version::Model) -> Self {
        Self {
            version,
            request: None,
        }
    }
}

impl From<Answer> for Report {
    fn from((version, request): Answer) -> Self {
        Self {
            version,
            request: Some(request),
        }
    }
}

impl Report {
    async fn request(&self, ctx: &Context<'_>) -> Result<Option<DataRequest>> {
        match &self.request {
            Some(request) => Ok(Some(request.clone().into())),
            None => loader::one(ctx, DataRequestKey(self.version.data_request_id)).await,
        }
    }
}

/// A monthly report of an enterprise: the newest version of its answer.
#[Object]
impl Report {
    /// Its global id.
    pub(crate) async fn id(&self) -> ID {
        global("Report", self.version.data_request_id)
    }

    /// The version that counts; 1 for the first.
    async fn version(&self) -> i32 {
        self.version.version
    }

    /// Figures, or nothing to report.
    async fn kind(&self) -> ReportKind {
        self.version.kind.into()
    }

    /// How it came.
    async fn channel(&self) -> Channel {
        self.version.channel.into()
    }

    /// Why there is nothing to report.
    async fn reason(&self) -> Option<&str> {
        self.version.reason.as_deref()
    }

    /// What the enterprise adds.
    async fn note(&self) -> Option<&str> {
        self.version.note.as_deref()
    }

    /// When this version was stored.
    async fn submitted_at(&self) -> DateTime {
        DateTime(self.version.submitted_at)
    }

    /// When the office returned it.
    async fn returned_at(&self) -> Option<DateTime> {
        self.version.returned_at.map(DateTime)
    }

    /// When the office accepted it.
    async fn accepted_at(&self) -> Option<DateTime> {
        self.version.accepted_at.map(DateTime)
    }

    /// The month that it is about.
    async fn month(&self, ctx: &Context<'_>) -> Result<Option<Month>> {
        Ok(self
            .request(ctx)
            .await?
            .map(|request| Month(request.0.month)))
    }

    /// The request that it answers.
    async fn data_request(&self, ctx: &Context<'_>) -> Result<Option<DataRequest>> {
        self.request(ctx).await
    }

    /// The enterprise that sent it.
    async fn enterprise(&self, ctx: &Context<'_>) -> Result<Option<Enterprise>> {
        match self.request(ctx).await? {
            Some(request) => loader::one(ctx, EnterpriseKey(request.0.enterprise_id)).await,
            None => Ok(None),
        }
    }

    /// The counts as they were sent, by measure.
    async fn counts(&self, ctx: &Context<'_>) -> Result<Vec<MeasureCount>> {
        loader::many::<_, measurement::Model, _>(ctx, CountsOf(self.version.id)).await
    }

    /// The values that its counts give.
    async fn readings(&self, ctx: &Context<'_>) -> Result<Vec<Reading>> {
        loader::many::<_, reading::Model, _>(ctx, ReadingsOfRequest(self.version.data_request_id))
            .await
    }

    /// Who submitted or changed what and when, that of its data request included, the earliest first; empty for
    /// whoever is not of the office.
    async fn history(&self, ctx: &Context<'_>) -> Result<Vec<HistoryEntry>> {
        history::of(ctx, self.version.data_request_id).await
    }
}

/// One count of a report.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct MeasureCount {
    /// The code of the measure, `good_output` and the like.
    measure: String,
    /// The count, in the measure's unit.
    value: f64,
}

impl From<measurement::Model> for MeasureCount {
    fn from(row: measurement::Model) -> Self {
        Self {
            measure: row.measure_code,
            value: row.value,
        }
    }
}

/// What an answer is.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[graphql(remote = "report_version::ReportKind")]
pub(crate) enum ReportKind {
    /// A month's counts.
    Figures,
    /// Nothing to report, or closed.
    NothingToReport,
}

/// How an answer came.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[graphql(remote = "report_version::Channel")]
pub(crate) enum Channel {
    /// By the page behind the mailed link.
    Link,
    /// By GraphQL.
    Api,
    /// By phone, through the trainer.
    Trainer,
    /// From a file or the demo.
    Import,
}
