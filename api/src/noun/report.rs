//! A monthly report: the newest version of an answer.

use std::collections::HashMap;

use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject, dataloader::Loader};
use entity::{data_request, measurement, reading, report_version, scope::Scope};
use sea_orm::{
    ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    RelationDef, Select,
};

use super::{
    data_request::{DataRequest, DataRequestKey, newest},
    enterprise::{Enterprise, EnterpriseKey},
    noun_list, noun_order,
    reading::{Reading, ReadingsOfRequest},
};
use crate::{
    filter::{CodeFilter, DateTimeFilter, IdFilter, MonthFilter, enum_filter, noun_filter},
    id::global,
    loader::{self, Fault, Visible, grouped, link_many, link_one},
    scalar::{DateTime, Month},
};

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

/// The newest versions of the answers to the requests that `scope` may see.
pub(crate) fn visible(scope: &Scope) -> Select<report_version::Entity> {
    let current = report_version::Entity::find().filter(report_version::Column::IsCurrent.eq(true));
    match scope {
        Scope::Admin => current,
        other => {
            let requests = data_request::Entity::visible_to(other)
                .select_only()
                .column(data_request::Column::Id);
            current.filter(report_version::Column::DataRequestId.in_subquery(requests.into_query()))
        }
    }
}

link_one! {
    /// A report by the request that it answers.
    ReportKey(uuid::Uuid): report_version by DataRequestId, |row| row.data_request_id, visible
}

link_many! {
    /// The counts of a report version, which was visible itself.
    CountsOf(uuid::Uuid): measurement by ReportVersionId sorted MeasureCode, |row| row.report_version_id,
    |_: &Scope| measurement::Entity::find()
}

/// The last reports of an enterprise.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ReportsOf {
    pub(crate) enterprise: uuid::Uuid,
    pub(crate) last: u64,
}

fn to_request() -> RelationDef {
    report_version::Entity::belongs_to(data_request::Entity)
        .from(report_version::Column::DataRequestId)
        .to(data_request::Column::Id)
        .into()
}

impl Loader<ReportsOf> for Visible {
    type Value = Vec<Answer>;
    type Error = Fault;

    async fn load(&self, keys: &[ReportsOf]) -> Result<HashMap<ReportsOf, Self::Value>, Fault> {
        let mut found = HashMap::new();
        for (last, enterprises) in grouped(keys.iter().map(|key| (key.last, key.enterprise))) {
            let answered = data_request::Entity::visible_to(&self.scope)
                .filter(data_request::Column::ReceivedAt.is_not_null());
            let rows = report_version::Entity::find()
                .join(JoinType::InnerJoin, to_request())
                .select_also(data_request::Entity)
                .filter(report_version::Column::IsCurrent.eq(true))
                .filter(data_request::Column::Id.in_subquery(newest(answered, enterprises, last)))
                .order_by_asc(data_request::Column::Month)
                .all(&self.db)
                .await?;
            let answers = rows
                .into_iter()
                .filter_map(|(version, request)| Some((version, request?)));
            found.extend(grouped(answers.map(|answer| {
                (
                    ReportsOf {
                        enterprise: answer.1.enterprise_id,
                        last,
                    },
                    answer,
                )
            })));
        }
        Ok(found)
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

enum_filter! {
    /// Which kinds of answer are let through.
    ReportKindFilter of ReportKind => report_version::ReportKind
}

enum_filter! {
    /// Which ways of answering are let through.
    ChannelFilter of Channel => report_version::Channel
}

/// The ids of the requests for which `term` holds.
fn requests_where(terms: crate::filter::Terms) -> crate::filter::Terms {
    if terms.is_empty() {
        return terms;
    }
    let requests = terms
        .into_iter()
        .fold(data_request::Entity::find(), |all, term| all.filter(term));
    let ids = requests
        .select_only()
        .column(data_request::Column::Id)
        .into_query();
    vec![report_version::Column::DataRequestId.in_subquery(ids)]
}

noun_filter! {
    /// Which reports are let through.
    ReportFilter {
        /// By enterprise.
        enterprise: IdFilter => |given| requests_where(given.of("Enterprise", data_request::Column::EnterpriseId)?),
        /// By the code of the province where the enterprise was.
        province: CodeFilter => |given| requests_where(given.of(data_request::Column::ProvinceCode)),
        /// By month.
        month: MonthFilter => |given| requests_where(given.of(data_request::Column::Month)),
        /// By kind.
        kind: ReportKindFilter => |given| given.of(report_version::Column::Kind),
        /// By how it came.
        channel: ChannelFilter => |given| given.of(report_version::Column::Channel),
        /// By when it was stored.
        submitted_at: DateTimeFilter => |given| given.of(report_version::Column::SubmittedAt),
    }
}

noun_order! {
    ReportOrder by ReportOrderField of report_version, default SubmittedAt, then Id as |row| Key::Uuid(row.id);
    /// By when it was stored.
    SubmittedAt: SubmittedAt as |row| Key::Moment(row.submitted_at),
}

noun_list! {
    ReportQueries, ReportConnection, ReportEdge, Report of report_version;
    /// The monthly reports that you may see.
    reports(ReportFilter, ReportOrder) from visible;
}
