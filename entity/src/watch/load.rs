//! What the watch reads: five statements, whatever the number of enterprises.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use sea_orm::{
    Condition, DbErr, FromQueryResult, JoinType, QuerySelect, RelationDef, entity::prelude::*,
    prelude::DateTimeUtc,
};

use super::{ACCIDENTS, Ongoing, Watched};
use crate::{
    alert, data_request,
    data_request::RequestState,
    database::rows_per_insert,
    enterprise::{self, EnterpriseStatus},
    indicator, measurement, reading, report_version,
    report_version::ReportKind,
    rules::{alert::Read, period::Month},
};

/// How many months of readings and requests are looked at: two reported months in a
/// row are found in them, also where some were not.
const LOOK_BACK: u32 = 8;

/// The core indicators.
pub(super) async fn indicators(db: &impl ConnectionTrait) -> Result<Vec<indicator::Model>, DbErr> {
    indicator::Entity::find()
        .filter(indicator::Column::Core.eq(true))
        .all(db)
        .await
}

/// The names of the episodes that these enterprises had, also of those that are over.
pub(super) async fn episodes(
    db: &impl ConnectionTrait,
    enterprises: &BTreeSet<Uuid>,
) -> Result<HashSet<(Uuid, String)>, DbErr> {
    let mut had = HashSet::new();
    let all: Vec<Uuid> = enterprises.iter().copied().collect();
    for some in all.chunks(rows_per_insert(1)) {
        let rows: Vec<(Uuid, String)> = alert::Entity::find()
            .select_only()
            .columns([alert::Column::EnterpriseId, alert::Column::Episode])
            .filter(alert::Column::EnterpriseId.is_in(some.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        had.extend(rows);
    }
    Ok(had)
}

/// The episodes that go on.
pub(super) async fn ongoing(db: &impl ConnectionTrait) -> Result<Ongoing, DbErr> {
    let rows = alert::Entity::find()
        .filter(alert::Column::RecoveredAt.is_null())
        .filter(alert::Column::LeftAt.is_null())
        .all(db)
        .await?;
    let key = |row: alert::Model| ((row.enterprise_id, row.rule, row.indicator_code), row.id);
    Ok(rows.into_iter().map(key).collect())
}

/// The enterprises that are enrolled, with what had come of them by `now`.
pub(super) async fn enterprises(
    db: &impl ConnectionTrait,
    now: DateTimeUtc,
) -> Result<BTreeMap<Uuid, Watched>, DbErr> {
    let since = Month::of(now.date_naive()).minus(LOOK_BACK);
    let mut all = enrolled(db).await?;
    let mut answered = HashSet::new();
    for request in requests(db, since, now).await? {
        let came = request.received_at.is_some_and(|at| at <= now);
        if came {
            answered.insert((request.enterprise_id, request.month));
        }
        if let Some(watched) = all.get_mut(&request.enterprise_id) {
            watched.requests.push((request.month, came));
        }
    }
    for read in readings(db, since).await? {
        if let Some(watched) = all.get_mut(&read.enterprise_id)
            && answered.contains(&(read.enterprise_id, read.month))
        {
            let reads = watched.reads.entry(read.indicator_code).or_default();
            reads.push(Read {
                month: read.month,
                value: read.value,
                baseline: read.baseline,
                change: read.change,
            });
        }
    }
    for count in accidents(db, now).await? {
        if let Some(watched) = all.get_mut(&count.enterprise_id) {
            watched.accidents.insert(count.month, count.value);
        }
    }
    Ok(all)
}

async fn enrolled(db: &impl ConnectionTrait) -> Result<BTreeMap<Uuid, Watched>, DbErr> {
    let rows: Vec<(Uuid, String)> = enterprise::Entity::find()
        .select_only()
        .columns([enterprise::Column::Id, enterprise::Column::ProvinceCode])
        .filter(enterprise::Column::Status.eq(EnterpriseStatus::Enrolled))
        .filter(enterprise::Column::ArchivedAt.is_null())
        .into_tuple()
        .all(db)
        .await?;
    let watched = |(id, province)| {
        let watched = Watched {
            province,
            ..Watched::default()
        };
        (id, watched)
    };
    Ok(rows.into_iter().map(watched).collect())
}

#[derive(FromQueryResult)]
struct Request {
    enterprise_id: Uuid,
    month: Month,
    received_at: Option<DateTimeUtc>,
}

/// The requests that are answered or past due.
async fn requests(
    db: &impl ConnectionTrait,
    since: Month,
    now: DateTimeUtc,
) -> Result<Vec<Request>, DbErr> {
    use data_request::Column;
    let settled = Condition::any()
        .add(Column::DueAt.lte(now))
        .add(Column::ReceivedAt.lte(now));
    data_request::Entity::find()
        .select_only()
        .columns([Column::EnterpriseId, Column::Month, Column::ReceivedAt])
        .filter(Column::Month.gte(since))
        .filter(Column::State.ne(RequestState::Waived))
        .filter(settled)
        .into_model()
        .all(db)
        .await
}

#[derive(FromQueryResult)]
struct Reading {
    enterprise_id: Uuid,
    indicator_code: String,
    month: Month,
    value: f64,
    baseline: Option<f64>,
    change: Option<f64>,
}

async fn readings(db: &impl ConnectionTrait, since: Month) -> Result<Vec<Reading>, DbErr> {
    use reading::Column;
    let core = indicator::Entity::find()
        .select_only()
        .column(indicator::Column::Code)
        .filter(indicator::Column::Core.eq(true));
    reading::Entity::find()
        .select_only()
        .columns([
            Column::EnterpriseId,
            Column::IndicatorCode,
            Column::Month,
            Column::Value,
            Column::Baseline,
            Column::Change,
        ])
        .filter(Column::Month.gte(since))
        .filter(Column::IndicatorCode.in_subquery(sea_orm::QueryTrait::into_query(core)))
        .into_model()
        .all(db)
        .await
}

#[derive(FromQueryResult)]
struct Count {
    enterprise_id: Uuid,
    month: Month,
    value: f64,
}

/// The lost-time accidents of every month that was reported: the own maximum is of all of them.
async fn accidents(db: &impl ConnectionTrait, now: DateTimeUtc) -> Result<Vec<Count>, DbErr> {
    let numerator = indicator::Entity::find()
        .select_only()
        .column(indicator::Column::Numerator)
        .filter(indicator::Column::Code.eq(ACCIDENTS));
    let version: RelationDef = measurement::Entity::belongs_to(report_version::Entity)
        .from(measurement::Column::ReportVersionId)
        .to(report_version::Column::Id)
        .into();
    let request: RelationDef = report_version::Entity::belongs_to(data_request::Entity)
        .from(report_version::Column::DataRequestId)
        .to(data_request::Column::Id)
        .into();
    measurement::Entity::find()
        .select_only()
        .column_as(data_request::Column::EnterpriseId, "enterprise_id")
        .column_as(data_request::Column::Month, "month")
        .column(measurement::Column::Value)
        .join(JoinType::InnerJoin, version)
        .join(JoinType::InnerJoin, request)
        .filter(
            measurement::Column::MeasureCode
                .in_subquery(sea_orm::QueryTrait::into_query(numerator)),
        )
        .filter(report_version::Column::IsCurrent.eq(true))
        .filter(report_version::Column::Kind.eq(ReportKind::Figures))
        .filter(report_version::Column::ReturnedAt.is_null())
        .filter(data_request::Column::ReceivedAt.lte(now))
        .into_model()
        .all(db)
        .await
}
