//! Readings, made again from what counts whenever that changes.

use std::collections::{BTreeMap, HashMap};

use sea_orm::{DatabaseTransaction, IntoActiveModel, entity::prelude::*};

use crate::{
    baseline, data_request,
    data_request::RequestState,
    database, indicator, measurement, reading, report_version,
    rules::{
        figures::{Counts, Value},
        period::Month,
    },
};

/// Columns of a reading, for the size of an insert.
const COLUMNS: usize = 11;

/// Make all readings of `enterprise` again, from its current reports and baselines.
pub(crate) async fn remake(tx: &DatabaseTransaction, enterprise: Uuid) -> Result<(), DbErr> {
    let (requests, months) = reported_months(tx, enterprise).await?;
    let baselines = baselines(tx, enterprise).await?;
    let indicators = indicator::Entity::find().all(tx).await?;
    let values = indicators.iter().flat_map(|indicator| {
        indicator
            .formula()
            .readings(&months, baselines.get(&indicator.code).copied())
    });
    let rows: Vec<_> = values
        .filter_map(|value| Some(row(requests.get(&value.month)?, value)))
        .collect();
    reading::Entity::delete_many()
        .filter(reading::Column::EnterpriseId.eq(enterprise))
        .exec(tx)
        .await?;
    for chunk in rows.chunks(database::rows_per_insert(COLUMNS)) {
        reading::Entity::insert_many(chunk.to_vec())
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

/// The baselines that count, by indicator code.
async fn baselines(
    tx: &DatabaseTransaction,
    enterprise: Uuid,
) -> Result<HashMap<String, f64>, DbErr> {
    let rows = baseline::Entity::find()
        .filter(baseline::Column::EnterpriseId.eq(enterprise))
        .filter(baseline::Column::SupersededAt.is_null())
        .all(tx)
        .await?;
    Ok(rows
        .into_iter()
        .map(|baseline| (baseline.indicator_code, baseline.value))
        .collect())
}

fn row(request: &data_request::Model, value: Value) -> reading::ActiveModel {
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
    .into_active_model()
    .reset_all()
}

type Reported = (HashMap<Month, data_request::Model>, BTreeMap<Month, Counts>);

/// The enterprise's requests by month, and the counts of its current reports
/// that were not returned.
async fn reported_months(tx: &DatabaseTransaction, enterprise: Uuid) -> Result<Reported, DbErr> {
    let requests = data_request::Entity::find()
        .filter(data_request::Column::EnterpriseId.eq(enterprise))
        .filter(data_request::Column::State.eq(RequestState::Reported))
        .all(tx)
        .await?;
    let month_of = current_versions(tx, &requests).await?;
    let measurements = measurement::Entity::find()
        .filter(measurement::Column::ReportVersionId.is_in(month_of.keys().copied()))
        .all(tx)
        .await?;
    let mut months: BTreeMap<Month, Counts> = BTreeMap::new();
    for measurement in measurements {
        if let Some(month) = month_of.get(&measurement.report_version_id) {
            let counts = months.entry(*month).or_default();
            counts.insert(measurement.measure_code, measurement.value);
        }
    }
    let requests = requests.into_iter();
    Ok((
        requests.map(|request| (request.month, request)).collect(),
        months,
    ))
}

/// The months of the versions that count and were not returned, by version.
async fn current_versions(
    tx: &DatabaseTransaction,
    requests: &[data_request::Model],
) -> Result<HashMap<Uuid, Month>, DbErr> {
    let month_of: HashMap<Uuid, Month> = requests
        .iter()
        .map(|request| (request.id, request.month))
        .collect();
    let current = report_version::Entity::find()
        .filter(report_version::Column::DataRequestId.is_in(month_of.keys().copied()))
        .filter(report_version::Column::IsCurrent.eq(true))
        .filter(report_version::Column::ReturnedAt.is_null())
        .all(tx)
        .await?;
    Ok(current
        .into_iter()
        .filter_map(|version| Some((version.id, *month_of.get(&version.data_request_id)?)))
        .collect())
}
