//! A data request: the expectation of one enterprise and month.

use std::collections::HashMap;

use async_graphql::{Context, Enum, ID, Object, Result, dataloader::Loader};
use entity::{data_request, rules::period::Month as Period, scope::Scope};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Order};

use super::{
    enterprise::{Enterprise, links::EnterpriseKey},
    history::{self, HistoryEntry},
    message::{Message, links::MessagesAbout},
    noun_list, noun_order, object_of,
    province::{Province, ProvinceKey, provinces},
    report::{Report, links::ReportKey},
};
use crate::{
    context::Asks,
    filter::{
        CodeFilter, DateFilter, DateTimeFilter, IdFilter, MonthFilter, enum_filter, noun_filter,
    },
    id::global,
    loader::{self, Fault, Visible, first_of_each, grouped, link_one},
    scalar::{Date, DateTime, Month},
};

object_of! {
    /// The expectation of a report.
    DataRequest(data_request)
}

link_one! {
    /// A data request by its id.
    DataRequestKey(uuid::Uuid): data_request by Id, |row| row.id, data_request::Entity::visible_to
}

/// The last requests to an enterprise.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct RequestsOf {
    pub(crate) enterprise: uuid::Uuid,
    pub(crate) last: u64,
}

impl Loader<RequestsOf> for Visible {
    type Value = Vec<data_request::Model>;
    type Error = Fault;

    async fn load(&self, keys: &[RequestsOf]) -> Result<HashMap<RequestsOf, Self::Value>, Fault> {
        let mut found = HashMap::new();
        for (last, enterprises) in grouped(keys.iter().map(|key| (key.last, key.enterprise))) {
            let ids = newest(
                data_request::Entity::visible_to(&self.scope),
                enterprises,
                last,
            );
            let rows = data_request::Entity::find()
                .filter(data_request::Column::Id.in_subquery(ids))
                .order_by_asc(data_request::Column::Month)
                .all(&self.db)
                .await?;
            found.extend(grouped(rows.into_iter().map(|row| {
                (
                    RequestsOf {
                        enterprise: row.enterprise_id,
                        last,
                    },
                    row,
                )
            })));
        }
        Ok(found)
    }
}

/// The ids of the newest `last` requests of each of `enterprises` among `all`.
pub(crate) fn newest(
    all: sea_orm::Select<data_request::Entity>,
    enterprises: Vec<uuid::Uuid>,
    last: u64,
) -> sea_orm::sea_query::SelectStatement {
    first_of_each(
        all.filter(data_request::Column::EnterpriseId.is_in(enterprises)),
        data_request::Column::Id,
        data_request::Column::EnterpriseId,
        (data_request::Column::Month, Order::Desc),
        last,
    )
}

/// The expectation of a report: one enterprise, one month.
#[Object]
impl DataRequest {
    /// Its global id.
    pub(crate) async fn id(&self) -> ID {
        global("DataRequest", self.0.id)
    }

    /// The month that is asked for.
    async fn month(&self) -> Month {
        Month(self.0.month)
    }

    /// Where it stands.
    async fn state(&self) -> RequestState {
        self.0.state.into()
    }

    /// The last day on which a report is on time.
    async fn due_on(&self) -> Date {
        Date(self.0.due_on)
    }

    /// The end of that day, where the enterprise is.
    async fn due_at(&self) -> DateTime {
        DateTime(self.0.due_at)
    }

    /// The last day on which figures are taken.
    async fn lock_on(&self) -> Date {
        Date(self.0.lock_on)
    }

    /// The end of that day, where the enterprise is.
    async fn locks_at(&self) -> DateTime {
        DateTime(self.0.locks_at)
    }

    /// Until when the office has opened it again.
    async fn reopened_until(&self) -> Option<DateTime> {
        self.0.reopened_until.map(DateTime)
    }

    /// Does it take figures now?
    async fn is_open(&self, ctx: &Context<'_>) -> bool {
        self.0.is_open_at(ctx.asked().now)
    }

    /// When it was first sent.
    async fn sent_at(&self) -> Option<DateTime> {
        self.0.sent_at.map(DateTime)
    }

    /// When an answer was first stored.
    async fn received_at(&self) -> Option<DateTime> {
        self.0.received_at.map(DateTime)
    }

    /// Was it answered on time? Null while it is not answered.
    async fn on_time(&self) -> Option<bool> {
        self.0.on_time()
    }

    /// The enterprise that is asked.
    async fn enterprise(&self, ctx: &Context<'_>) -> Result<Option<Enterprise>> {
        loader::one(ctx, EnterpriseKey(self.0.enterprise_id)).await
    }

    /// The province where the enterprise was on the month's last day.
    async fn province(&self, ctx: &Context<'_>) -> Result<Option<Province>> {
        loader::one(ctx, ProvinceKey(self.0.province_code.clone())).await
    }

    /// The answer, as it stands now.
    async fn report(&self, ctx: &Context<'_>) -> Result<Option<Report>> {
        loader::one(ctx, ReportKey(self.0.id)).await
    }

    /// The messages about it that you may see, the earliest first.
    async fn messages(&self, ctx: &Context<'_>) -> Result<Vec<Message>> {
        loader::many::<_, entity::message::Model, _>(ctx, MessagesAbout(self.0.id)).await
    }

    /// Who changed what and when, the earliest first; empty for whoever is not of the office.
    async fn history(&self, ctx: &Context<'_>) -> Result<Vec<HistoryEntry>> {
        history::of(ctx, self.0.id).await
    }
}

/// Where a data request stands.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[graphql(remote = "data_request::RequestState")]
pub(crate) enum RequestState {
    /// Asked for.
    Open,
    /// Answered with figures.
    Reported,
    /// Answered: nothing to report.
    NothingToReport,
    /// Not expected any more.
    Waived,
}

enum_filter! {
    /// Which states are let through.
    RequestStateFilter of RequestState => data_request::RequestState
}

noun_filter! {
    /// Which data requests are let through.
    DataRequestFilter {
        /// By enterprise.
        enterprise: IdFilter => |given| given.of("Enterprise", data_request::Column::EnterpriseId)?,
        /// By the code of the province where the enterprise was.
        province: CodeFilter => |given| provinces(given, data_request::Column::ProvinceCode)?,
        /// By month.
        month: MonthFilter => |given| given.of(data_request::Column::Month),
        /// By state.
        state: RequestStateFilter => |given| given.of(data_request::Column::State),
        /// By the last day on which a report is on time.
        due_on: DateFilter => |given| given.of(data_request::Column::DueOn),
        /// By when an answer was first stored.
        received_at: DateTimeFilter => |given| given.of(data_request::Column::ReceivedAt),
    }
}

noun_order! {
    DataRequestOrder by DataRequestOrderField of data_request, default Month, then Id as |row| Key::Uuid(row.id);
    /// By month.
    Month: Month as |row| Key::Day(Period::first_day(row.month)),
    /// By the last day on which a report is on time.
    DueOn: DueOn as |row| Key::Day(row.due_on),
    /// By when it was planned.
    PlannedAt: PlannedAt as |row| Key::Moment(row.planned_at),
}

noun_list! {
    DataRequestQueries, DataRequestConnection, DataRequestEdge, DataRequest of data_request;
    /// The data requests that you may see.
    data_requests(DataRequestFilter, DataRequestOrder) from |scope: &Scope| data_request::Entity::visible_to(scope), joining
        ["enterprise"] to EnterpriseKey by EnterpriseId as |row| Some(row.enterprise_id),
        ["province"] to ProvinceKey by ProvinceCode as |row| Some(row.province_code.clone()),
        ["report"] to ReportKey by Id as |row| Some(row.id);
}
