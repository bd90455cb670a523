//! What an enterprise is asked for, and what it answered before.

use sea_orm::{DbErr, QueryOrder, entity::prelude::*};

use crate::{
    data_request, indicator, measure, measurement, report_version,
    rules::{
        figures::{Counts, raw_measures},
        period::Month,
    },
    session,
};

/// The indicators that `enterprise` is asked about for `month`: the core ones,
/// and those of the modules that it had a session of before that month.
///
/// # Errors
/// Where the database cannot be read.
pub async fn asked_indicators(
    db: &impl ConnectionTrait,
    enterprise: Uuid,
    month: Month,
) -> Result<Vec<indicator::Model>, DbErr> {
    let taken = session::Entity::modules_before(db, enterprise, month).await?;
    let mut indicators = indicator::Entity::find()
        .order_by_asc(indicator::Column::Position)
        .all(db)
        .await?;
    indicators.retain(|one| one.core || taken.contains(&one.module));
    Ok(indicators)
}

/// The measures that those indicators are made of, in the order of the form:
/// core ones first.
///
/// # Errors
/// Where the database cannot be read.
pub async fn asked_measures(
    db: &impl ConnectionTrait,
    enterprise: Uuid,
    month: Month,
) -> Result<Vec<measure::Model>, DbErr> {
    let indicators = asked_indicators(db, enterprise, month).await?;
    let codes: Vec<&str> = indicators
        .iter()
        .flat_map(|one| std::iter::once(&one.numerator).chain(&one.denominator))
        .flat_map(|part| raw_measures(part))
        .collect();
    let mut measures = measure::Entity::find()
        .order_by_asc(measure::Column::Position)
        .all(db)
        .await?;
    measures.retain(|measure| codes.contains(&measure.code.as_str()));
    Ok(measures)
}

/// The version of `request`'s report that counts.
///
/// # Errors
/// Where the database cannot be read.
pub async fn current_version(
    db: &impl ConnectionTrait,
    request: Uuid,
) -> Result<Option<report_version::Model>, DbErr> {
    report_version::Entity::find()
        .filter(report_version::Column::DataRequestId.eq(request))
        .filter(report_version::Column::IsCurrent.eq(true))
        .one(db)
        .await
}

/// The number of `request`'s newest version, 0 where there is none yet.
///
/// # Errors
/// Where the database cannot be read.
pub async fn newest_number(db: &impl ConnectionTrait, request: Uuid) -> Result<i32, DbErr> {
    let newest = report_version::Entity::find()
        .filter(report_version::Column::DataRequestId.eq(request))
        .order_by_desc(report_version::Column::Version)
        .one(db)
        .await?;
    Ok(newest.map_or(0, |version| version.version))
}

/// The counts of one version, by measure code.
///
/// # Errors
/// Where the database cannot be read.
pub async fn counts_of(db: &impl ConnectionTrait, version: Uuid) -> Result<Counts, DbErr> {
    let rows = measurement::Entity::find()
        .filter(measurement::Column::ReportVersionId.eq(version))
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.measure_code, row.value))
        .collect())
}

/// The counts that `enterprise` reported for the month before `month`; none
/// where it did not.
///
/// # Errors
/// Where the database cannot be read.
pub async fn counts_before(
    db: &impl ConnectionTrait,
    enterprise: Uuid,
    month: Month,
) -> Result<Counts, DbErr> {
    let earlier = data_request::Entity::find()
        .filter(data_request::Column::EnterpriseId.eq(enterprise))
        .filter(data_request::Column::Month.eq(month.minus(1)))
        .one(db)
        .await?;
    let Some(earlier) = earlier else {
        return Ok(Counts::new());
    };
    match current_version(db, earlier.id).await? {
        Some(version) => counts_of(db, version.id).await,
        None => Ok(Counts::new()),
    }
}
