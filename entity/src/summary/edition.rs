//! Editions are made here: the first of each place of a quarter, and the next where
//! something is to be said anew. Nothing is written.
//!
//! Which figures of one place may be shown depends on those of all others, so editions are
//! made one after another: whoever writes what they get here takes the [`lock`] before.

mod existing;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sea_orm::{
    DatabaseTransaction, DbBackend, DbErr, StreamTrait, entity::prelude::*, prelude::DateTimeUtc,
};

use super::{EditionReason, Model, facts, frozen, rows, source};
use crate::rules::{
    difference::differences,
    disclosure::{Place, Seen, disclose, public},
    period::Quarter,
    summary::{Facts, Figures, Points, compile},
};

pub use existing::{Due, Existing, due};
use existing::{HiddenBefore, hidden_before};

/// The key of PostgreSQL's advisory lock for making editions.
const LOCK: i64 = 0x65_64_69_74;

/// Wait until nobody else makes editions, and let nobody until `tx` ends. On SQLite a
/// transaction that writes is the only one anyway.
///
/// # Errors
/// Where the database does not answer.
pub async fn lock(tx: &DatabaseTransaction) -> Result<(), DbErr> {
    if ConnectionTrait::get_database_backend(tx) == DbBackend::Postgres {
        tx.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({LOCK})"))
            .await?;
    }
    Ok(())
}

/// All figures of `quarter` as of `cut_off`, by place.
///
/// # Errors
/// Where the database cannot be read.
pub async fn figures(
    db: &(impl ConnectionTrait + StreamTrait),
    quarter: Quarter,
    cut_off: DateTimeUtc,
) -> Result<Vec<Figures>, DbErr> {
    let facts = facts::load(db, quarter, cut_off).await?;
    let places = facts.places(quarter).into_iter();
    let figures = places.map(|place| compile(&facts, place.as_deref(), quarter));
    Ok(figures.collect())
}

/// The first editions of `quarter` as of `cut_off`: of each of its places that has none.
///
/// # Errors
/// Where the database cannot be read.
pub async fn first(
    db: &(impl ConnectionTrait + StreamTrait),
    quarter: Quarter,
    cut_off: DateTimeUtc,
) -> Result<Vec<Made>, DbErr> {
    let known = Known::load(db, quarter, cut_off).await?;
    let compiled = known.missing(EditionReason::Scheduled, &BTreeSet::new());
    known.make(db, compiled).await
}

/// The editions that a night makes of `quarter` at `now`: the first of each place that has
/// none, and the next where late data has moved a figure materially.
///
/// # Errors
/// Where the database cannot be read.
pub async fn tonight(
    db: &(impl ConnectionTrait + StreamTrait),
    quarter: Quarter,
    now: DateTimeUtc,
) -> Result<Vec<Made>, DbErr> {
    let known = Known::load(db, quarter, now).await?;
    // A place that joins the others after their night was brought by late data.
    let reason = match known.existing.has_night() {
        true => EditionReason::LateData,
        false => EditionReason::Scheduled,
    };
    let mut compiled = known.missing(reason, &BTreeSet::new());
    compiled.extend(known.moved()?);
    known.make(db, compiled).await
}

/// The next edition of one place as of `now`; none where its figures are those of the
/// newest, or where there is none and nothing counts in that quarter.
///
/// # Errors
/// Where the database cannot be read.
pub async fn next(
    db: &(impl ConnectionTrait + StreamTrait),
    place: Place,
    quarter: Quarter,
    now: DateTimeUtc,
) -> Result<Option<Made>, DbErr> {
    let known = Known::load(db, quarter, now).await?;
    let newest = known.existing.newest(&place);
    if newest.is_none() && !known.facts.places(quarter).contains(&place) {
        return Ok(None);
    }
    let compiled = known.compiled(place, EditionReason::ByHand);
    let hash = frozen(&compiled.figures)?.1;
    if newest.is_some_and(|newest| newest.internal_hash == hash) {
        return Ok(None);
    }
    Ok(known.make(db, vec![compiled]).await?.pop())
}

/// An edition that is made, with what it was made of.
#[derive(Clone, Debug)]
pub struct Made {
    /// The edition.
    pub edition: Model,
    /// What is kept beside it.
    pub source: source::Model,
}

/// A place with the figures that it has now, and why it gets an edition.
struct Compiled {
    place: Place,
    figures: Figures,
    reason: EditionReason,
}

/// A quarter as it is known at a moment.
struct Known {
    quarter: Quarter,
    cut_off: DateTimeUtc,
    existing: Existing,
    hidden_before: HiddenBefore,
    facts: Facts,
}

impl Known {
    async fn load(
        db: &(impl ConnectionTrait + StreamTrait),
        quarter: Quarter,
        cut_off: DateTimeUtc,
    ) -> Result<Self, DbErr> {
        Ok(Self {
            quarter,
            cut_off,
            existing: Existing::of(db, quarter).await?,
            hidden_before: hidden_before(db, quarter).await?,
            facts: facts::load(db, quarter, cut_off).await?,
        })
    }

    fn compiled(&self, place: Place, reason: EditionReason) -> Compiled {
        Compiled {
            figures: compile(&self.facts, place.as_deref(), self.quarter),
            place,
            reason,
        }
    }

    /// The places without an edition, `but` those.
    fn missing(&self, reason: EditionReason, but: &BTreeSet<&Place>) -> Vec<Compiled> {
        let places = self.facts.places(self.quarter).into_iter();
        let missing = places.filter(|place| self.existing.newest(place).is_none());
        let missing = missing.filter(|place| !but.contains(place));
        missing.map(|place| self.compiled(place, reason)).collect()
    }

    /// The places whose figures are materially other than those of their newest edition.
    fn moved(&self) -> Result<Vec<Compiled>, DbErr> {
        let mut moved = Vec::new();
        for (place, editions) in &self.existing.0 {
            let Some(newest) = editions.last() else {
                continue;
            };
            let now = self.compiled(place.clone(), EditionReason::LateData);
            let found = differences(&newest.figures()?, &now.figures, &self.facts.indicators);
            if found.iter().any(|one| one.is_material) {
                moved.push(now);
            }
        }
        Ok(moved)
    }

    /// What was compiled as editions. The readings before them are read only where there are any.
    async fn make(
        &self,
        db: &(impl ConnectionTrait + StreamTrait),
        compiled: Vec<Compiled>,
    ) -> Result<Vec<Made>, DbErr> {
        if compiled.is_empty() {
            return Ok(Vec::new());
        }
        let history = facts::history(db, self.quarter, self.cut_off).await?;
        self.editions(compiled, &history)
    }

    /// The rows of new editions, with the public set of each as all places together allow it.
    fn editions(
        &self,
        compiled: Vec<Compiled>,
        history: &HashMap<String, Points>,
    ) -> Result<Vec<Made>, DbErr> {
        let new: BTreeSet<&Place> = compiled.iter().map(|one| &one.place).collect();
        let mut settled: Vec<(&Place, Figures)> = Vec::new();
        for (place, editions) in &self.existing.0 {
            if let (false, Some(newest)) = (new.contains(place), editions.last()) {
                settled.push((place, newest.figures()?));
            }
        }
        // A place that gets no edition now will have one: the nation must not give away
        // what that will hide.
        let to_come = self.missing(EditionReason::Scheduled, &new);
        let open = compiled.iter().chain(&to_come);
        let open = open.map(|one| (&one.place, &one.figures, false));
        let closed = settled.iter();
        let closed = closed.map(|(place, figures)| (*place, figures, true));
        let mut seen = BTreeMap::new();
        for (place, figures, is_frozen) in open.chain(closed) {
            let before = self.existing.hidden(place)?;
            let one = Seen {
                figures,
                before,
                earlier: self.hidden_before.get(place).cloned().unwrap_or_default(),
                is_frozen,
            };
            seen.insert(place.clone(), one);
        }
        let mut hidden = disclose(&seen);
        let rows = compiled.iter().map(|one| {
            let hidden = hidden.remove(&one.place).unwrap_or_default();
            self.made(one, &public(&one.figures, &hidden), history)
        });
        rows.collect()
    }

    fn made(
        &self,
        compiled: &Compiled,
        public: &Figures,
        history: &HashMap<String, Points>,
    ) -> Result<Made, DbErr> {
        let edition = self.row(compiled, public)?;
        let place = &compiled.place;
        let known = (&self.facts, history);
        let rows = rows::csv(edition.id, known, place.as_deref(), self.quarter)?;
        let here = (place, self.quarter);
        Ok(Made {
            source: source::Model::new(edition.id, &self.facts, here, &rows)?,
            edition,
        })
    }

    fn row(&self, compiled: &Compiled, public: &Figures) -> Result<Model, DbErr> {
        let count = |of: i64| i32::try_from(of).unwrap_or(i32::MAX);
        let Compiled {
            place,
            figures,
            reason,
        } = compiled;
        let reporting = figures.reporting.map(|all| all.coverage);
        let coverage = reporting.unwrap_or_default();
        let (internal, internal_hash) = frozen(figures)?;
        let (public, public_hash) = frozen(public)?;
        let newest = self.existing.newest(place);
        Ok(Model {
            id: Uuid::now_v7(),
            province_code: place.clone(),
            quarter: figures.quarter.clone(),
            edition: newest.map_or(0, |newest| newest.edition) + 1,
            reason: *reason,
            cut_off: self.cut_off,
            compiled_by: None,
            expected: count(coverage.expected),
            received: count(coverage.received),
            internal,
            internal_hash,
            public,
            public_hash,
        })
    }
}
