//! What is planned for a year, for a province or the nation.

use sea_orm::{DatabaseConnection, QuerySelect, entity::prelude::*, sea_query::LockType};

use super::{
    checks::{line, province},
    frame::{Author, Change, May},
    refused::{Problem, Refused, unless},
};
use crate::target::{Column, Entity, Model};

/// What is planned.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What is counted: `ENTERPRISES` and the like.
    pub metric: String,
    /// The code of the province; none for the nation.
    pub province: Option<String>,
    /// The year, by whose end it should be reached.
    pub year: i32,
    /// The planned value.
    pub value: f64,
    /// The document that plans it.
    pub source: String,
}

/// The years for which something can be planned or given.
pub(super) const YEARS: std::ops::RangeInclusive<i32> = 2000..=2100;

/// Plan it; what was planned before for the same metric, place and year gives way.
///
/// # Errors
/// Where it is refused, or the database does not do its part.
pub async fn set(
    db: &DatabaseConnection,
    author: &Author,
    mut given: Plan,
) -> Result<Model, Refused> {
    let change = Change::begin(db, author, May::Office, "setTarget").await?;
    if let Some(code) = &given.province {
        province(&change.tx, code).await?;
    }
    check(&mut given)?;
    let place = match &given.province {
        Some(code) => Column::ProvinceCode.eq(code),
        None => Column::ProvinceCode.is_null(),
    };
    let before = Entity::find()
        .filter(Column::Metric.eq(&given.metric))
        .filter(Column::Year.eq(given.year))
        .filter(place)
        .lock(LockType::Update)
        .one(&change.tx)
        .await?;
    let row = Model {
        id: before.as_ref().map_or_else(Uuid::now_v7, |row| row.id),
        metric: given.metric,
        province_code: given.province,
        year: given.year,
        value: given.value,
        source: given.source,
    };
    let row = match before {
        Some(before) => change.update::<Entity>(&before, row).await?,
        None => change.insert::<Entity>(row).await?,
    };
    change.commit().await?;
    Ok(row)
}

fn check(given: &mut Plan) -> Result<(), Refused> {
    let mut problems = Vec::new();
    line(&mut problems, "metric", &mut given.metric);
    line(&mut problems, "source", &mut given.source);
    if !YEARS.contains(&given.year) {
        problems.push(Problem::invalid(
            "year",
            "`year` must lie between 2000 and 2100.",
        ));
    }
    if !given.value.is_finite() || given.value < 0.0 {
        problems.push(Problem::invalid(
            "value",
            "`value` must be a number, zero or more.",
        ));
    }
    unless(problems)
}
