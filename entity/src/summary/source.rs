//! What an edition was made of, kept beside it.
//!
//! The pseudonymous rows let anybody make its figures anew, whatever was corrected since. The tallies are
//! for later quarters: growth compares a quarter with the one before and with the year
//! before, and where those have editions, with what was published then, so that their readings
//! are not read again. An indicator that has been defined otherwise since is compared with nothing.

use std::{
    collections::BTreeMap,
    io::{Read, Write},
};

use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use sea_orm::{QueryOrder, QuerySelect, entity::prelude::*, prelude::DateTimeUtc};
use serde::{Deserialize, Serialize};

use super::{Column as EditionColumn, Entity as Editions};
use crate::{
    indicator,
    rules::{
        disclosure::Place,
        period::Quarter,
        series::{Figure, Tally, together},
        summary::{Facts, Tallies},
    },
    series::yardstick,
};

/// What an edition was made of.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "summary_source")]
pub struct Model {
    /// The edition.
    #[sea_orm(primary_key, auto_increment = false)]
    pub summary_id: Uuid,
    /// JSON: by indicator, how it was defined, and what each enterprise came to.
    #[sea_orm(column_type = "Text")]
    pub tallies: String,
    /// The pseudonymous rows, as CSV that is packed with gzip.
    #[sea_orm(column_type = "Blob")]
    pub rows: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}

/// An enterprise with its sums above and below the line, its baseline and its change.
type Came = (Uuid, f64, f64, Option<f64>, Option<f64>);

/// One indicator, as it is kept.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    numerator: String,
    denominator: Option<String>,
    /// In the order of their ids.
    enterprises: Vec<Came>,
}

impl Kept {
    fn is_of(&self, now: &indicator::Model) -> bool {
        self.numerator == now.numerator && self.denominator == now.denominator
    }

    fn tallies(self) -> Vec<Tally> {
        let tally = |(enterprise, above, below, baseline, change)| Tally {
            enterprise,
            above,
            below,
            baseline,
            change,
        };
        self.enterprises.into_iter().map(tally).collect()
    }
}

impl Model {
    /// Of the edition `summary_id`, with the `rows` behind it as CSV.
    ///
    /// # Errors
    /// Where it cannot be written down.
    pub(super) fn new(
        summary_id: Uuid,
        facts: &Facts,
        (place, quarter): (&Place, Quarter),
        rows: &[u8],
    ) -> Result<Self, DbErr> {
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        let rows = packed.write_all(rows).and_then(|()| packed.finish());
        Ok(Self {
            summary_id,
            tallies: text(facts, place, quarter)?,
            rows: rows.map_err(|cause| DbErr::Custom(format!("rows of a summary: {cause}")))?,
        })
    }

    /// The rows as CSV.
    ///
    /// # Errors
    /// Where what is kept is not one of ours.
    pub fn csv(&self) -> Result<Vec<u8>, DbErr> {
        let mut rows = Vec::new();
        let read = GzDecoder::new(self.rows.as_slice()).read_to_end(&mut rows);
        read.map_err(|cause| {
            DbErr::Custom(format!("rows of summary {}: {cause}", self.summary_id))
        })?;
        Ok(rows)
    }
}

fn text(facts: &Facts, place: &Place, quarter: Quarter) -> Result<String, DbErr> {
    let kept = facts
        .defined
        .iter()
        .map(|(code, (numerator, denominator))| {
            let tallies = facts.tallies(code, place.as_deref(), quarter);
            let enterprises = tallies.iter().map(|one| {
                (
                    one.enterprise,
                    one.above,
                    one.below,
                    one.baseline,
                    one.change,
                )
            });
            let kept = Kept {
                numerator: numerator.clone(),
                denominator: denominator.clone(),
                enterprises: enterprises.collect(),
            };
            (code, kept)
        });
    let kept: BTreeMap<_, _> = kept.collect();
    serde_json::to_string(&kept).map_err(|cause| DbErr::Json(cause.to_string()))
}

/// What the editions of `quarters` hold that were cut off before `cut_off`: the newest of each
/// place. A quarter is missing where its readings are to be read: the nation has no edition,
/// or nothing was kept beside one.
///
/// # Errors
/// Where the database cannot be read, or what it keeps is not one of ours.
pub(super) async fn kept(
    db: &impl ConnectionTrait,
    quarters: &[Quarter],
    cut_off: DateTimeUtc,
    indicators: &[indicator::Model],
) -> Result<BTreeMap<Quarter, BTreeMap<Place, Tallies>>, DbErr> {
    let mut kept = BTreeMap::new();
    for quarter in quarters {
        let newest = newest(db, *quarter, cut_off).await?;
        let mut texts = texts(db, newest.values().copied()).await?;
        if !newest.contains_key(&None) || texts.len() < newest.len() {
            continue;
        }
        let places = newest.into_iter().filter_map(|(place, id)| {
            let text = texts.remove(&id)?;
            Some(read(&text, indicators).map(|tallies| (place, tallies)))
        });
        kept.insert(*quarter, places.collect::<Result<_, _>>()?);
    }
    Ok(kept)
}

/// The newest edition of each place that was cut off before `cut_off`.
async fn newest(
    db: &impl ConnectionTrait,
    quarter: Quarter,
    cut_off: DateTimeUtc,
) -> Result<BTreeMap<Place, Uuid>, DbErr> {
    let rows: Vec<(Place, Uuid)> = Editions::find()
        .select_only()
        .columns([EditionColumn::ProvinceCode, EditionColumn::Id])
        .filter(EditionColumn::Quarter.eq(quarter.to_string()))
        .filter(EditionColumn::CutOff.lt(cut_off))
        .order_by_asc(EditionColumn::Edition)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

async fn texts(
    db: &impl ConnectionTrait,
    editions: impl Iterator<Item = Uuid>,
) -> Result<BTreeMap<Uuid, String>, DbErr> {
    let rows: Vec<(Uuid, String)> = Entity::find()
        .select_only()
        .columns([Column::SummaryId, Column::Tallies])
        .filter(Column::SummaryId.is_in(editions))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

fn read(text: &str, indicators: &[indicator::Model]) -> Result<Tallies, DbErr> {
    let mut kept: BTreeMap<String, Kept> =
        serde_json::from_str(text).map_err(|cause| DbErr::Json(cause.to_string()))?;
    let alike = indicators.iter().filter_map(|now| {
        let then = kept.remove(&now.code).filter(|then| then.is_of(now))?;
        Some((now.code.clone(), then.tallies()))
    });
    Ok(alike.collect())
}

/// What both quarters of a half-year come to by each of `indicators`, from what is kept beside the
/// `editions`, the earlier quarter's first; empty where one has nothing beside it.
///
/// # Errors
/// Where the database cannot be read, or what it keeps is not one of ours.
pub async fn half_year(
    db: &impl ConnectionTrait,
    editions: [Uuid; 2],
    indicators: &[indicator::Model],
) -> Result<BTreeMap<String, Figure>, DbErr> {
    let texts = texts(db, editions.into_iter()).await?;
    let [Some(earlier), Some(later)] = editions.map(|id| texts.get(&id)) else {
        return Ok(BTreeMap::new());
    };
    let (earlier, later) = (read(earlier, indicators)?, read(later, indicators)?);
    let figures = indicators.iter().filter_map(|row| {
        let both = together(earlier.get(&row.code)?, later.get(&row.code)?);
        Some((row.code.clone(), yardstick(row).figure(&both)))
    });
    Ok(figures.collect())
}
