//! What is unusual in a month's counts, and was not confirmed before.

use std::collections::{BTreeSet, HashMap};

use sea_orm::{DbErr, QuerySelect, QueryTrait, entity::prelude::*};

use super::{asked_indicators, asked_measures};
use crate::{
    confirmation, data_request, indicator, measure, reading, report_version,
    rules::{
        figures::{Counts, raw_measures},
        plausibility::{Bounds, Unusual, Usual},
    },
};

/// One figure that is asked about.
#[derive(Clone, Debug, PartialEq)]
pub struct Doubt {
    /// The indicator or the measure.
    pub subject: String,
    /// The measure whose field it is about.
    pub field: String,
    /// The other measure of the ratio.
    pub other_field: Option<String>,
    /// The figure.
    pub value: f64,
    /// Why it is asked about.
    pub unusual: Unusual,
}

impl Doubt {
    /// Names the subject with its figure, so that another figure is asked about again.
    pub fn token(&self) -> String {
        format!("{}={}", self.subject, self.value)
    }
}

/// What somebody looked at again and found right: a subject whatever its figure, or a
/// [`Doubt::token`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Confirmed(BTreeSet<String>);

impl Confirmed {
    /// Is `doubt` settled by it?
    pub(super) fn has(&self, doubt: &Doubt) -> bool {
        self.0.contains(&doubt.subject) || self.0.contains(&doubt.token())
    }
}

impl FromIterator<String> for Confirmed {
    fn from_iter<T: IntoIterator<Item = String>>(given: T) -> Self {
        Self(given.into_iter().collect())
    }
}

/// What is unusual in `counts` of `request`: ratios first, then single counts. A figure
/// that was confirmed in an earlier version is not asked about again.
///
/// # Errors
/// Where the database cannot be read.
pub async fn doubts(
    db: &impl ConnectionTrait,
    request: &data_request::Model,
    counts: &Counts,
) -> Result<Vec<Doubt>, DbErr> {
    let (enterprise, month) = (request.enterprise_id, request.month);
    let indicators = asked_indicators(db, enterprise, month).await?;
    let own = own_values(db, request).await?;
    let ratios = indicators.iter().filter_map(|indicator| {
        let own = own.get(&indicator.code).map_or(&[][..], Vec::as_slice);
        unusual_ratio(indicator, counts, own)
    });
    let measures = asked_measures(db, enterprise, month).await?;
    let single = measures
        .iter()
        .filter_map(|measure| unusual_count(measure, counts));
    let mut doubts: Vec<_> = ratios.chain(single).collect();
    let confirmed = confirmed(db, request.id).await?;
    doubts.retain(|doubt| !confirmed.contains(&(doubt.subject.clone(), doubt.value)));
    Ok(doubts)
}

pub(super) fn unusual_ratio(
    indicator: &indicator::Model,
    counts: &Counts,
    own: &[f64],
) -> Option<Doubt> {
    let (_, _, value) = indicator.formula().value(counts)?;
    let first = |part: &str| raw_measures(part).first().map(|code| (*code).to_owned());
    Some(Doubt {
        subject: indicator.code.clone(),
        field: first(&indicator.numerator)?,
        other_field: indicator.denominator.as_deref().and_then(first),
        value,
        unusual: indicator.usual().doubt(value, own)?,
    })
}

pub(super) fn unusual_count(measure: &measure::Model, counts: &Counts) -> Option<Doubt> {
    let value = *counts.get(&measure.code)?;
    let usual = Usual {
        warn: Bounds {
            min: None,
            max: measure.warn_max,
        },
        ratio: None,
    };
    Some(Doubt {
        subject: measure.code.clone(),
        field: measure.code.clone(),
        other_field: None,
        value,
        unusual: usual.doubt(value, &[])?,
    })
}

/// The enterprise's values of its other months, by indicator.
async fn own_values(
    db: &impl ConnectionTrait,
    request: &data_request::Model,
) -> Result<HashMap<String, Vec<f64>>, DbErr> {
    let rows: Vec<(String, f64)> = reading::Entity::find()
        .select_only()
        .column(reading::Column::IndicatorCode)
        .column(reading::Column::Value)
        .filter(reading::Column::EnterpriseId.eq(request.enterprise_id))
        .filter(reading::Column::Month.ne(request.month))
        .into_tuple()
        .all(db)
        .await?;
    let mut values: HashMap<String, Vec<f64>> = HashMap::new();
    for (code, value) in rows {
        values.entry(code).or_default().push(value);
    }
    Ok(values)
}

async fn confirmed(db: &impl ConnectionTrait, request: Uuid) -> Result<Vec<(String, f64)>, DbErr> {
    let versions = report_version::Entity::find()
        .select_only()
        .column(report_version::Column::Id)
        .filter(report_version::Column::DataRequestId.eq(request))
        .into_query();
    let rows = confirmation::Entity::find()
        .filter(confirmation::Column::ReportVersionId.in_subquery(versions))
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.subject, row.value))
        .collect())
}
