//! The list of reports: how it is filtered and sorted.

use entity::{data_request, report_version};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};

use super::{
    super::{data_request::DataRequestKey, noun_list, noun_order, province::provinces},
    Channel, Report, ReportKind,
    links::visible,
};
use crate::filter::{
    CodeFilter, DateTimeFilter, IdFilter, MonthFilter, Terms, enum_filter, noun_filter,
};

enum_filter! {
    /// Which kinds of answer are let through.
    ReportKindFilter of ReportKind => report_version::ReportKind
}

enum_filter! {
    /// Which ways of answering are let through.
    ChannelFilter of Channel => report_version::Channel
}

/// The ids of the requests for which `term` holds.
fn requests_where(terms: Terms) -> Terms {
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
        province: CodeFilter => |given| requests_where(provinces(given, data_request::Column::ProvinceCode)?),
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
    reports(ReportFilter, ReportOrder) from visible, joining
        ["dataRequest", "month", "enterprise"] to DataRequestKey by DataRequestId as |row| Some(row.data_request_id);
}
