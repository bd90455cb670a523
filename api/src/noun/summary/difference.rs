//! What differs between an edition and the one before, and what is read for it: each
//! with one statement, of however many editions a query asks.

use std::collections::HashMap;

use async_graphql::{Context, Result, SimpleObject, dataloader::Loader};
use entity::{
    indicator,
    rules::{difference::Difference, summary::Figures},
    summary,
};
use sea_orm::{ColumnTrait, Condition, QueryFilter};

use super::{FigureKind, visible};
use crate::{
    context::Asks,
    loader::{Fault, Visible},
    noun::indicator::IndicatorKey,
};

/// An edition of a place and quarter.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct EditionKey {
    province: Option<String>,
    quarter: String,
    edition: i32,
}

impl EditionKey {
    fn of(row: &summary::Model) -> Self {
        Self {
            province: row.province_code.clone(),
            quarter: row.quarter.clone(),
            edition: row.edition,
        }
    }

    /// The one before `row`: editions are counted without a gap.
    pub(super) fn before(row: &summary::Model) -> Self {
        Self {
            edition: row.edition - 1,
            ..Self::of(row)
        }
    }

    fn is_it(&self) -> Condition {
        let place = match &self.province {
            Some(code) => summary::Column::ProvinceCode.eq(code),
            None => summary::Column::ProvinceCode.is_null(),
        };
        Condition::all()
            .add(place)
            .add(summary::Column::Quarter.eq(&self.quarter))
            .add(summary::Column::Edition.eq(self.edition))
    }
}

impl Loader<EditionKey> for Visible {
    type Value = summary::Model;
    type Error = Fault;

    async fn load(&self, keys: &[EditionKey]) -> Result<HashMap<EditionKey, Self::Value>, Fault> {
        let all = keys.iter().map(EditionKey::is_it);
        let any = all.fold(Condition::any(), Condition::add);
        let rows = visible(&self.scope).filter(any).all(&self.db).await?;
        Ok(rows
            .into_iter()
            .map(|row| (EditionKey::of(&row), row))
            .collect())
    }
}

/// The indicators that `figures` tell of.
pub(super) async fn indicators(
    ctx: &Context<'_>,
    figures: &Figures,
) -> Result<Vec<indicator::Model>> {
    let codes = figures.indicators.iter();
    let keys = codes.map(|one| IndicatorKey(one.code.clone()));
    let found = ctx.asked().loader.load_many(keys).await?;
    Ok(found.into_values().collect())
}

/// One figure in which two editions differ.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct SummaryDifferenceInfo {
    /// Which figure.
    figure: FigureKind,
    /// The indicator's code, for a figure of one.
    indicator: Option<String>,
    /// What it was.
    before: Option<f64>,
    /// What it is.
    after: Option<f64>,
    /// Of how many it was: enterprises, or months for a rate of reports; null for a count.
    n_before: Option<i64>,
    /// Of how many it is.
    n_after: Option<i64>,
    /// Of how many it could be; null where that is not known.
    expected: Option<i64>,
    /// Did it move past its noise floor, or a rate by five points?
    is_material: bool,
    /// The same as a sentence.
    text: String,
}

impl SummaryDifferenceInfo {
    pub(super) fn of(of: Difference, text: String) -> Self {
        Self {
            figure: of.figure.into(),
            indicator: of.indicator,
            before: of.before,
            after: of.after,
            n_before: of.n_before,
            n_after: of.n_after,
            expected: of.expected,
            is_material: of.is_material,
            text,
        }
    }
}
