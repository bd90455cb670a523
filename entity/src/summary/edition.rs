//! Editions are made here: the first of each place of a quarter, and the next where
//! something is to be said anew. Nothing is written.
//!
//! Which figures of one place may be shown depends on those of all others, so editions are
//! made one after another: whoever writes what they get here takes the [`lock`] before.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{
    DatabaseTransaction, DbBackend, DbErr, QueryOrder, entity::prelude::*, prelude::DateTimeUtc,
};

use super::{Column, EditionReason, Entity, Model, facts, frozen};
use crate::rules::{
    difference::differences,
    disclosure::{Hidden, Place, Seen, disclose, public},
    period::Quarter,
    summary::{Facts, Figures, compile},
};

/// The key of PostgreSQL's advisory lock for making editions.
const LOCK: i64 = 0x65_64_69_74;
/// How many quarters are looked at for late data.
const LATE_QUARTERS: usize = 4;

/// Wait until nobody else makes editions, and let nobody until `tx` ends. On SQLite a
/// transaction that writes is the only one anyway.
///
/// # Errors
/// Where the database does not answer.
pub async fn lock(tx: &DatabaseTransaction) -> Result<(), DbErr> {
    if tx.get_database_backend() == DbBackend::Postgres {
        tx.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({LOCK})"))
            .await?;
    }
    Ok(())
}

/// The editions of a quarter that there are, by place and edition.
#[derive(Debug, Default)]
pub struct Existing(BTreeMap<Place, Vec<Model>>);

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

    /// Did a night make any of them?
    fn has_night(&self) -> bool {
        let mut all = self.0.values().flatten();
        all.any(|edition| edition.reason == EditionReason::Scheduled)
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

/// What a night makes of a quarter whose time has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// The first editions: no night has made them.
    First,
    /// The next ones, if data came after this.
    Late(DateTimeUtc),
    /// None: it is too long ago.
    Nothing,
}

/// What a night makes of a quarter that has these editions, and so many quarters after it
/// that are frozen too. Editions made by hand stand in nobody's way.
pub fn due(existing: &Existing, age: usize) -> Due {
    match existing.cut_off() {
        Some(cut_off) if existing.has_night() => match age < LATE_QUARTERS {
            true => Due::Late(cut_off),
            false => Due::Nothing,
        },
        _ => Due::First,
    }
}

/// The first editions of `quarter` as of `cut_off`: of each of its places that has none.
///
/// # Errors
/// Where the database cannot be read.
pub async fn first(
    db: &impl ConnectionTrait,
    quarter: Quarter,
    cut_off: DateTimeUtc,
) -> Result<Vec<Model>, DbErr> {
    let known = Known::load(db, quarter, cut_off).await?;
    known.editions(known.missing(EditionReason::Scheduled))
}

/// The editions that a night makes of `quarter` at `now`: the first of each place that has
/// none, and the next where late data has moved a figure materially.
///
/// # Errors
/// Where the database cannot be read.
pub async fn tonight(
    db: &impl ConnectionTrait,
    quarter: Quarter,
    now: DateTimeUtc,
) -> Result<Vec<Model>, DbErr> {
    let known = Known::load(db, quarter, now).await?;
    // A place that joins the others after their night was brought by late data.
    let reason = match known.existing.has_night() {
        true => EditionReason::LateData,
        false => EditionReason::Scheduled,
    };
    let mut compiled = known.missing(reason);
    compiled.extend(known.moved()?);
    known.editions(compiled)
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
    let known = Known::load(db, quarter, now).await?;
    let compiled = known.compiled(place, EditionReason::ByHand);
    if let Some(newest) = known.existing.newest(&compiled.place)
        && newest.internal_hash == frozen(&compiled.figures)?.1
    {
        return Ok(None);
    }
    Ok(known.editions(vec![compiled])?.pop())
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
    facts: Facts,
}

impl Known {
    async fn load(
        db: &impl ConnectionTrait,
        quarter: Quarter,
        cut_off: DateTimeUtc,
    ) -> Result<Self, DbErr> {
        Ok(Self {
            quarter,
            cut_off,
            existing: Existing::of(db, quarter).await?,
            facts: facts::load(db, (quarter, quarter), cut_off).await?,
        })
    }

    fn compiled(&self, place: Place, reason: EditionReason) -> Compiled {
        Compiled {
            figures: compile(&self.facts, place.as_deref(), self.quarter),
            place,
            reason,
        }
    }

    /// The places without an edition.
    fn missing(&self, reason: EditionReason) -> Vec<Compiled> {
        let places = self.facts.places(self.quarter).into_iter();
        let missing = places.filter(|place| self.existing.newest(place).is_none());
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

    /// The rows of new editions, with the public set of each as all places together allow it.
    fn editions(&self, compiled: Vec<Compiled>) -> Result<Vec<Model>, DbErr> {
        let new: BTreeSet<&Place> = compiled.iter().map(|one| &one.place).collect();
        let mut settled: Vec<(&Place, Figures)> = Vec::new();
        for (place, editions) in &self.existing.0 {
            if let (false, Some(newest)) = (new.contains(place), editions.last()) {
                settled.push((place, newest.figures()?));
            }
        }
        // A place that gets no edition now will have one: the nation must not give away
        // what that will hide.
        let mut to_come = self.missing(EditionReason::Scheduled);
        to_come.retain(|one| !new.contains(&one.place));
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
                is_frozen,
            };
            seen.insert(place.clone(), one);
        }
        let mut hidden = disclose(&seen);
        let rows = compiled.iter().map(|one| {
            let hidden = hidden.remove(&one.place).unwrap_or_default();
            self.row(one, &public(&one.figures, &hidden))
        });
        rows.collect()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{
        statistics::Coverage,
        summary::{Asked, Session},
    };

    fn edition(place: Option<&str>, reason: EditionReason, day: u32) -> Model {
        Model {
            id: Uuid::nil(),
            province_code: place.map(str::to_owned),
            quarter: "2012-Q4".into(),
            edition: 1,
            reason,
            cut_off: cut_off(day),
            compiled_by: None,
            expected: 0,
            received: 0,
            internal: String::new(),
            internal_hash: String::new(),
            public: String::new(),
            public_hash: String::new(),
        }
    }

    fn cut_off(day: u32) -> DateTimeUtc {
        format!("2013-01-{day:02}T19:00:00Z").parse().unwrap()
    }

    fn existing(all: &[Model]) -> Existing {
        let by_place = |one: &Model| (one.province_code.clone(), vec![one.clone()]);
        Existing(all.iter().map(by_place).collect())
    }

    #[test]
    fn one_by_hand_stops_nobody_s_first() {
        let by_hand = edition(Some("ID-JT"), EditionReason::ByHand, 5);
        let night = edition(None, EditionReason::Scheduled, 20);
        assert_eq!(due(&existing(&[]), 0), Due::First);
        assert_eq!(due(&existing(&[by_hand.clone()]), 0), Due::First);
        let both = existing(&[by_hand, night]);
        assert_eq!(due(&both, 0), Due::Late(cut_off(5)));
        assert_eq!(due(&both, LATE_QUARTERS - 1), Due::Late(cut_off(5)));
        assert_eq!(due(&both, LATE_QUARTERS), Due::Nothing);
    }

    /// So many enterprises of each province, each with one report.
    fn known(provinces: &[(&str, u128)]) -> Known {
        let quarter: Quarter = "2012-Q4".parse().unwrap();
        let each = |(index, (province, n)): (u128, &(&str, u128))| {
            let (from, province) = (index * 100, (*province).to_owned());
            let one = move |who: u128| Asked {
                enterprise: Uuid::from_u128(who),
                province: province.clone(),
                month: quarter.last_month(),
                coverage: Coverage {
                    expected: 1,
                    received: 1,
                    on_time: 1,
                    nothing: 0,
                },
            };
            (from..from + n).map(one)
        };
        Known {
            quarter,
            cut_off: cut_off(20),
            existing: Existing::default(),
            facts: Facts {
                requests: (0..).zip(provinces).flat_map(each).collect(),
                ..Facts::default()
            },
        }
    }

    fn hides_reporting(known: &Known, place: Option<&str>) -> bool {
        let compiled = known.compiled(place.map(str::to_owned), EditionReason::ByHand);
        let made = known.editions(vec![compiled]).unwrap().pop().unwrap();
        made.public_figures().unwrap().reporting.is_none()
    }

    #[test]
    fn the_nation_does_not_give_away_whom_has_no_edition() {
        let mut small = known(&[("ID-JT", 9), ("ID-LA", 3)]);
        let shown = small.compiled(Some("ID-JT".into()), EditionReason::ByHand);
        let shown = small.editions(vec![shown]).unwrap();
        assert!(!hides_reporting(&small, None), "nothing is shown yet");
        small.existing = existing(&shown);
        assert!(hides_reporting(&small, None), "three are left of twelve");
        let mut large = known(&[("ID-JT", 9), ("ID-LA", 6)]);
        large.existing = existing(&shown);
        assert!(!hides_reporting(&large, None));
    }

    #[test]
    fn a_place_with_training_alone_gets_an_edition() {
        let mut known = known(&[("ID-JT", 9)]);
        known.facts.sessions = vec![Session {
            province: "ID-LA".into(),
            day: known.quarter.last_month().first_day(),
            is_visit: false,
        }];
        let missing = known.missing(EditionReason::Scheduled);
        let places: Vec<_> = missing.into_iter().map(|one| one.place).collect();
        assert_eq!(
            places,
            [None, Some("ID-JT".to_owned()), Some("ID-LA".to_owned())]
        );
    }
}
