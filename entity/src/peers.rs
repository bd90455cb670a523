//! What an enterprise may see of its peers: a median, where at least five others reported
//! (`DOMAIN.md` §4.10).
//!
//! The median is that of the others in its province; where those are too few, of the
//! others in the programme. Where each enterprise counts in a unit of its own there is
//! no common level, and the median is that of the changes since baseline.

use std::collections::HashMap;

use sea_orm::{PaginatorTrait, QueryOrder, QuerySelect, entity::prelude::*};

use crate::{
    data_request,
    indicator::{self, Aggregate},
    reading,
};

/// Fewer others than these would let one of them be guessed.
const OTHERS_AT_LEAST: u64 = 5;

/// The median of an enterprise's peers for one indicator and month.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Peers {
    /// Who they are.
    pub whose: PeerGroup,
    /// What the median is of.
    pub of: PeerFigure,
    /// How many others have a value.
    pub others: u64,
    /// The median.
    pub median: f64,
}

/// Who the peers are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeerGroup {
    /// The others of the province.
    Province,
    /// The others of the programme.
    Programme,
}

/// What a median is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeerFigure {
    /// The values.
    Level,
    /// The changes since baseline, in per cent or the indicator's unit.
    Change,
}

/// The medians that the enterprise of `request` may see, by indicator code.
///
/// # Errors
/// Where the database cannot be read.
pub async fn medians(
    db: &impl ConnectionTrait,
    request: &data_request::Model,
    indicators: &[indicator::Model],
) -> Result<HashMap<String, Peers>, DbErr> {
    let mut medians = HashMap::new();
    for indicator in indicators {
        if let Some(peers) = peers(db, request, indicator).await? {
            medians.insert(indicator.code.clone(), peers);
        }
    }
    Ok(medians)
}

async fn peers(
    db: &impl ConnectionTrait,
    request: &data_request::Model,
    indicator: &indicator::Model,
) -> Result<Option<Peers>, DbErr> {
    let (of, column) = match indicator.aggregate {
        Aggregate::Sum => (PeerFigure::Level, reading::Column::Value),
        Aggregate::MedianChange => (PeerFigure::Change, reading::Column::Change),
    };
    let others = reading::Entity::find()
        .filter(reading::Column::IndicatorCode.eq(&indicator.code))
        .filter(reading::Column::Month.eq(request.month))
        .filter(reading::Column::EnterpriseId.ne(request.enterprise_id))
        .filter(column.is_not_null());
    let near = reading::Column::ProvinceCode.eq(request.province_code.as_str());
    let groups = [
        (PeerGroup::Province, others.clone().filter(near)),
        (PeerGroup::Programme, others),
    ];
    for (whose, rows) in groups {
        let count = rows.clone().count(db).await?;
        if count >= OTHERS_AT_LEAST {
            let median = median(db, rows, column, count).await?;
            return Ok(median.map(|median| Peers {
                whose,
                of,
                others: count,
                median,
            }));
        }
    }
    Ok(None)
}

/// The median of `count` rows, found by their order: no more than two are read.
async fn median(
    db: &impl ConnectionTrait,
    rows: Select<reading::Entity>,
    column: reading::Column,
    count: u64,
) -> Result<Option<f64>, DbErr> {
    let middle: Vec<f64> = rows
        .select_only()
        .column(column)
        .order_by_asc(column)
        .offset((count - 1) / 2)
        .limit(2 - count % 2)
        .into_tuple()
        .all(db)
        .await?;
    let sum: f64 = middle.iter().sum();
    Ok((!middle.is_empty()).then(|| sum / middle.len() as f64))
}
