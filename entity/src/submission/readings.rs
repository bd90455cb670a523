//! Readings, made again from what counts whenever that changes.

use std::collections::{BTreeMap, HashMap};

use sea_orm::{DatabaseTransaction, QuerySelect, entity::prelude::*, sea_query::LockType};

use crate::{
    baseline, data_request,
    data_request::RequestState,
    database, enterprise, indicator, measurement, reading, report_version,
    rules::{
        figures::{Counts, Value},
        period::Month,
    },
};

/// Let nobody else make the readings of `enterprise` until `tx` ends. They are made from all of its
/// months, of which a submission holds one. The enterprise is held before its request,
/// here as everywhere, so that two writers never wait for each other.
pub(crate) async fn hold(tx: &DatabaseTransaction, enterprise: Uuid) -> Result<(), DbErr> {
    // Whoever adds a row that refers to the enterprise need not wait.
    let held = enterprise::Entity::find_by_id(enterprise).lock(LockType::NoKeyUpdate);
    held.one(tx).await.map(|_| ())
}

/// Make all readings of `enterprise` again, from its current reports and baselines.
pub(crate) async fn remake(tx: &DatabaseTransaction, enterprise: Uuid) -> Result<(), DbErr> {
    remake_all(tx, &[enterprise]).await
}

/// The same for some `enterprises` at once, as many as their months fit in memory.
pub(super) async fn remake_all(
    tx: &DatabaseTransaction,
    enterprises: &[Uuid],
) -> Result<(), DbErr> {
    let mut reported = reported_months(tx, enterprises).await?;
    let baselines = baselines(tx, enterprises).await?;
    let indicators = indicator::Entity::find().all(tx).await?;
    let mut rows = Vec::new();
    for enterprise in enterprises {
        let (requests, months) = reported.remove(enterprise).unwrap_or_default();
        let values = indicators.iter().flat_map(|indicator| {
            let baseline = baselines.get(&(*enterprise, indicator.code.clone()));
            indicator.formula().readings(&months, baseline.copied())
        });
        rows.extend(values.filter_map(|value| Some(row(requests.get(&value.month)?, value))));
    }
    reading::Entity::delete_many()
        .filter(reading::Column::EnterpriseId.is_in(enterprises.iter().copied()))
        .exec(tx)
        .await?;
    database::insert(tx, rows, None).await
}

/// The baselines that count, by enterprise and indicator code.
async fn baselines(
    tx: &DatabaseTransaction,
    enterprises: &[Uuid],
) -> Result<HashMap<(Uuid, String), f64>, DbErr> {
    let rows = baseline::Entity::find()
        .filter(baseline::Column::EnterpriseId.is_in(enterprises.iter().copied()))
        .filter(baseline::Column::SupersededAt.is_null())
        .all(tx)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| ((row.enterprise_id, row.indicator_code), row.value))
        .collect())
}

fn row(request: &data_request::Model, value: Value) -> reading::Model {
    reading::Model {
        enterprise_id: request.enterprise_id,
        indicator_code: value.indicator,
        month: value.month,
        province_code: request.province_code.clone(),
        data_request_id: request.id,
        numerator: value.numerator,
        denominator: value.denominator,
        value: value.value,
        baseline: value.baseline,
        change: value.change,
        improved: value.improved,
    }
}

type Reported = (HashMap<Month, data_request::Model>, BTreeMap<Month, Counts>);

/// Each enterprise's requests by month, and the counts of its current reports
/// that were not returned.
async fn reported_months(
    tx: &DatabaseTransaction,
    enterprises: &[Uuid],
) -> Result<HashMap<Uuid, Reported>, DbErr> {
    let requests = data_request::Entity::find()
        .filter(data_request::Column::EnterpriseId.is_in(enterprises.iter().copied()))
        .filter(data_request::Column::State.eq(RequestState::Reported))
        .all(tx)
        .await?;
    let month_of = current_versions(tx, &requests).await?;
    let mut reported: HashMap<Uuid, Reported> = HashMap::new();
    let versions: Vec<_> = month_of.keys().copied().collect();
    for some in versions.chunks(database::rows_per_insert(1)) {
        let measurements = measurement::Entity::find()
            .filter(measurement::Column::ReportVersionId.is_in(some.iter().copied()))
            .all(tx)
            .await?;
        for measurement in measurements {
            if let Some((enterprise, month)) = month_of.get(&measurement.report_version_id) {
                let (_, months) = reported.entry(*enterprise).or_default();
                let counts = months.entry(*month).or_default();
                counts.insert(measurement.measure_code, measurement.value);
            }
        }
    }
    for request in requests {
        let (requests, _) = reported.entry(request.enterprise_id).or_default();
        requests.insert(request.month, request);
    }
    Ok(reported)
}

/// Whose versions of which months count and were not returned, by version.
async fn current_versions(
    tx: &DatabaseTransaction,
    requests: &[data_request::Model],
) -> Result<HashMap<Uuid, (Uuid, Month)>, DbErr> {
    let mut found = HashMap::new();
    for some in requests.chunks(database::rows_per_insert(1)) {
        let of: HashMap<Uuid, _> = some
            .iter()
            .map(|request| (request.id, (request.enterprise_id, request.month)))
            .collect();
        let current = report_version::Entity::find()
            .filter(report_version::Column::DataRequestId.is_in(of.keys().copied()))
            .filter(report_version::Column::IsCurrent.eq(true))
            .filter(report_version::Column::ReturnedAt.is_null())
            .all(tx)
            .await?;
        let known = current.into_iter();
        found.extend(known.filter_map(|row| Some((row.id, *of.get(&row.data_request_id)?))));
    }
    Ok(found)
}
