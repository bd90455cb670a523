//! Editions are made here: the first of each place of a quarter, and the next where
//! something is to be said anew. Nothing is written.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{DbErr, QueryOrder, entity::prelude::*, prelude::DateTimeUtc};

use super::{Column, EditionReason, Entity, Model, facts, frozen};
use crate::rules::{
    difference::differences,
    disclosure::{Hidden, Place, Seen, disclose, public},
    period::Quarter,
    summary::{Facts, Figures, compile},
};

/// The editions of a quarter that there are, by place and edition.
#[derive(Debug, Default)]
pub struct Existing(BTreeMap<Place, Vec<Model>>);

/// A place with the figures that it has now.
type Compiled = (Place, Figures, EditionReason);

impl Existing {
    /// Those of `quarter`.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub async fn of(db: &impl ConnectionTrait, quarter: Quarter) -> Result<Self, DbErr> {
        let rows = Entity::find()
            .filter(Column::Quarter.eq(quarter.to_string()))
            .order_by_asc(Column::Edition)
            .all(db)
            .await?;
        let mut editions: BTreeMap<Place, Vec<Model>> = BTreeMap::new();
        for row in rows {
            editions
                .entry(row.province_code.clone())
                .or_default()
                .push(row);
        }
        Ok(Self(editions))
    }

    /// The newest edition of `place`.
    pub fn newest(&self, place: &Place) -> Option<&Model> {
        self.0.get(place)?.last()
    }

    /// When the oldest of the newest editions was cut off.
    pub fn cut_off(&self) -> Option<DateTimeUtc> {
        let newest = self.0.values().filter_map(|editions| editions.last());
        newest.map(|edition| edition.cut_off).min()
    }

    /// What any edition of `place` hid.
    fn hidden(&self, place: &Place) -> Result<Hidden, DbErr> {
        let mut hidden = Hidden::new();
        for edition in self.0.get(place).into_iter().flatten() {
            hidden.extend(edition.public_figures()?.hidden);
        }
        Ok(hidden)
    }
}

/// The first editions of `quarter` as of `cut_off`: of each province with an expected
/// enterprise, and of the nation; none of a place that has one.
///
/// # Errors
/// Where the database cannot be read.
pub async fn first(
    db: &impl ConnectionTrait,
    quarter: Quarter,
    cut_off: DateTimeUtc,
) -> Result<Vec<Model>, DbErr> {
    let existing = Existing::of(db, quarter).await?;
    let facts = facts::load(db, (quarter, quarter), cut_off).await?;
    let missing = places(&facts, quarter)
        .into_iter()
        .filter(|place| existing.newest(place).is_none());
    let compiled = missing.map(|place| {
        let figures = compile(&facts, place.as_deref(), quarter);
        (place, figures, EditionReason::Scheduled)
    });
    editions(&existing, compiled.collect(), cut_off)
}

/// The next editions of `quarter` as of `now`, of the places whose figures late data has
/// moved materially.
///
/// # Errors
/// Where the database cannot be read.
pub async fn late(
    db: &impl ConnectionTrait,
    quarter: Quarter,
    now: DateTimeUtc,
) -> Result<Vec<Model>, DbErr> {
    let existing = Existing::of(db, quarter).await?;
    let facts = facts::load(db, (quarter, quarter), now).await?;
    let mut moved = Vec::new();
    for place in places(&facts, quarter) {
        let Some(newest) = existing.newest(&place) else {
            continue;
        };
        let figures = compile(&facts, place.as_deref(), quarter);
        let found = differences(&newest.figures()?, &figures, &facts.indicators);
        if found.iter().any(|one| one.is_material) {
            moved.push((place, figures, EditionReason::LateData));
        }
    }
    editions(&existing, moved, now)
}

/// The next edition of one place as of `now`; none where its figures are those of the
/// newest.
///
/// # Errors
/// Where the database cannot be read.
pub async fn next(
    db: &impl ConnectionTrait,
    place: Place,
    quarter: Quarter,
    now: DateTimeUtc,
) -> Result<Option<Model>, DbErr> {
    let existing = Existing::of(db, quarter).await?;
    let facts = facts::load(db, (quarter, quarter), now).await?;
    let figures = compile(&facts, place.as_deref(), quarter);
    if let Some(newest) = existing.newest(&place)
        && newest.internal_hash == frozen(&figures)?.1
    {
        return Ok(None);
    }
    let compiled = vec![(place, figures, EditionReason::ByHand)];
    Ok(editions(&existing, compiled, now)?.pop())
}

/// The provinces of which a month was expected, and the nation, if there are any.
fn places(facts: &Facts, quarter: Quarter) -> BTreeSet<Place> {
    let asked = facts.requests.iter();
    let here = asked.filter(|one| Quarter::of(one.month) == quarter);
    let provinces: BTreeSet<Place> = here.map(|one| Some(one.province.clone())).collect();
    let nation = (!provinces.is_empty()).then_some(None);
    provinces.into_iter().chain(nation).collect()
}

/// The rows of new editions, with the public set of each as all places together allow it.
fn editions(
    existing: &Existing,
    compiled: Vec<Compiled>,
    cut_off: DateTimeUtc,
) -> Result<Vec<Model>, DbErr> {
    let mut settled: BTreeMap<Place, Figures> = BTreeMap::new();
    for (place, editions) in &existing.0 {
        let is_new = compiled.iter().any(|(other, ..)| other == place);
        if let (false, Some(newest)) = (is_new, editions.last()) {
            settled.insert(place.clone(), newest.figures()?);
        }
    }
    let mut seen = BTreeMap::new();
    for (place, figures, _) in &compiled {
        let open = Seen {
            figures,
            before: existing.hidden(place)?,
            is_frozen: false,
        };
        seen.insert(place.clone(), open);
    }
    for (place, figures) in &settled {
        let closed = Seen {
            figures,
            before: existing.hidden(place)?,
            is_frozen: true,
        };
        seen.insert(place.clone(), closed);
    }
    let mut hidden = disclose(&seen);
    let rows = compiled.iter().map(|one| {
        let hidden = hidden.remove(&one.0).unwrap_or_default();
        row(existing, one, &public(&one.1, &hidden), cut_off)
    });
    rows.collect()
}

fn row(
    existing: &Existing,
    (place, figures, reason): &Compiled,
    public: &Figures,
    cut_off: DateTimeUtc,
) -> Result<Model, DbErr> {
    let count = |of: i64| i32::try_from(of).unwrap_or(i32::MAX);
    let coverage = figures
        .reporting
        .map(|all| all.coverage)
        .unwrap_or_default();
    let (internal, internal_hash) = frozen(figures)?;
    let (public, public_hash) = frozen(public)?;
    Ok(Model {
        id: Uuid::now_v7(),
        province_code: place.clone(),
        quarter: figures.quarter.clone(),
        edition: existing.newest(place).map_or(0, |newest| newest.edition) + 1,
        reason: *reason,
        cut_off,
        compiled_by: None,
        expected: count(coverage.expected),
        received: count(coverage.received),
        internal,
        internal_hash,
        public,
        public_hash,
    })
}
