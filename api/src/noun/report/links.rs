//! From other nouns to reports, and from a report to its counts.

use std::collections::HashMap;

use async_graphql::dataloader::Loader;
use entity::{data_request, measurement, report_version, scope::Scope};
use sea_orm::{
    ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    RelationDef, Select,
};

use super::{super::data_request::newest, Answer};
use crate::loader::{Fault, Visible, grouped, link_many, link_one};

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
