//! What an indicator was before the first module; a new record keeps the old one.

use sea_orm::{DatabaseConnection, entity::prelude::*};

use super::{
    checks::{not_later, province, today},
    enterprise,
    frame::{Author, Change, May},
    refused::{Problem, Refused, unless},
};
use crate::{
    baseline::{BaselineSource, Column, Entity, Model},
    indicator, submission,
};

/// What is recorded.
#[derive(Clone, Debug)]
pub struct Record {
    /// The enterprise.
    pub enterprise: Uuid,
    /// The code of the indicator.
    pub indicator: String,
    /// The value, in the indicator's unit.
    pub value: f64,
    /// How it is known.
    pub source: BaselineSource,
    /// When it was recorded.
    pub recorded_on: Date,
}

/// Record a baseline; every change since baseline is made again from it.
///
/// # Errors
/// Where it is refused, or the database does not do its part.
pub async fn record(
    db: &DatabaseConnection,
    author: &Author,
    given: Record,
) -> Result<Model, Refused> {
    let change = Change::begin(db, author, May::Staff, "recordBaseline").await?;
    let enterprise = enterprise::visible(&change, given.enterprise).await?;
    let today = today(
        &province(&change.tx, &enterprise.province_code).await?,
        author.now,
    );
    let mut problems: Vec<_> = not_later("recordedOn", given.recorded_on, today)
        .into_iter()
        .collect();
    problems.extend(implausible(&change, &given).await?);
    unless(problems)?;
    let newest = Entity::find()
        .filter(Column::EnterpriseId.eq(enterprise.id))
        .filter(Column::IndicatorCode.eq(&given.indicator))
        .filter(Column::SupersededAt.is_null())
        .one(&change.tx)
        .await?;
    if let Some(before) = newest {
        if is_the_same(&before, &given) {
            return Ok(before);
        }
        let after = Model {
            superseded_at: Some(author.now),
            ..before.clone()
        };
        change.update::<Entity>(&before, after).await?;
    }
    let row = Model {
        id: Uuid::now_v7(),
        enterprise_id: enterprise.id,
        indicator_code: given.indicator,
        value: given.value,
        source: given.source,
        recorded_on: given.recorded_on,
        superseded_at: None,
    };
    let row = change.insert::<Entity>(row).await?;
    submission::remake_readings(&change.tx, enterprise.id).await?;
    change.commit().await?;
    Ok(row)
}

fn is_the_same(row: &Model, given: &Record) -> bool {
    row.value == given.value && row.source == given.source && row.recorded_on == given.recorded_on
}

async fn implausible(change: &Change<'_>, given: &Record) -> Result<Option<Problem>, Refused> {
    let found = indicator::Entity::find_by_id(&given.indicator)
        .one(&change.tx)
        .await?;
    let Some(indicator) = found else {
        let message = "There is no such indicator; codes are like `LAB_PROD`.";
        return Ok(Some(Problem::invalid("indicator", message)));
    };
    let holds = indicator.formula().hard.hold(given.value);
    let message = || {
        format!(
            "`value` cannot be: {} is in {}.",
            indicator.code, indicator.unit
        )
    };
    Ok((!holds).then(|| Problem::invalid("value", message())))
}
