//! The editions that there are of a quarter, and what a night makes of it.

use std::collections::BTreeMap;

use sea_orm::{DbErr, QueryOrder, QuerySelect, entity::prelude::*};

use crate::{
    rules::{
        disclosure::{Hidden, Place},
        period::Quarter,
    },
    summary::{Column, EditionReason, Entity, Model, read},
};

/// How many quarters are looked at for late data.
pub(super) const LATE_QUARTERS: usize = 4;

/// The editions of a quarter that there are, by place and edition.
#[derive(Debug, Default)]
pub struct Existing(pub(super) BTreeMap<Place, Vec<Model>>);

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

    /// Did a night make any of them?
    pub(super) fn has_night(&self) -> bool {
        let mut all = self.0.values().flatten();
        all.any(|edition| edition.reason == EditionReason::Scheduled)
    }

    /// What any edition of `place` hid.
    pub(super) fn hidden(&self, place: &Place) -> Result<Hidden, DbErr> {
        let mut hidden = Hidden::new();
        for edition in self.0.get(place).into_iter().flatten() {
            hidden.extend(edition.public_figures()?.hidden);
        }
        Ok(hidden)
    }
}

/// What the public sets of the quarter before and of the year before hide, by place.
pub(super) type HiddenBefore = BTreeMap<Place, [Hidden; 2]>;

/// What the editions before `quarter` hide. A quarter without an edition tells nothing, so
/// there is nothing of it to be kept.
///
/// # Errors
/// Where the database cannot be read.
pub(super) async fn hidden_before(
    db: &impl ConnectionTrait,
    quarter: Quarter,
) -> Result<HiddenBefore, DbErr> {
    let earlier = quarter.compared_with().map(|one| one.to_string());
    let rows: Vec<(String, Place, String)> = Entity::find()
        .select_only()
        .columns([Column::Quarter, Column::ProvinceCode, Column::Public])
        .filter(Column::Quarter.is_in(&earlier))
        .into_tuple()
        .all(db)
        .await?;
    let mut hidden = HiddenBefore::new();
    for (quarter, place, public) in rows {
        let theirs = hidden.entry(place).or_default();
        for (name, blocks) in earlier.iter().zip(theirs) {
            if *name == quarter {
                blocks.extend(read(&public)?.hidden);
            }
        }
    }
    Ok(hidden)
}

/// What a night makes of a quarter whose time has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// The first editions: no night has made them.
    First,
    /// The next ones, where late data has moved something.
    Late,
    /// None: it is too long ago.
    Nothing,
}

/// What a night makes of a quarter that has these editions, and so many quarters after it
/// that are frozen too. Editions made by hand stand in nobody's way.
pub fn due(existing: &Existing, age: usize) -> Due {
    match existing.has_night() {
        false => Due::First,
        true if age < LATE_QUARTERS => Due::Late,
        true => Due::Nothing,
    }
}
