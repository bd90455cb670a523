//! The rows behind an edition, under pseudonyms: what anybody needs to make its figures anew.
//!
//! Each row has a kind and fills the columns of that kind. Enterprises are numbered
//! afresh for every edition, so that the rows of two editions cannot be joined. The rows are
//! written when the edition is made, and kept beside it.

mod table;

use std::collections::{BTreeSet, HashMap};

use sea_orm::DbErr;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::rules::{
    change::{ChangeKind, Direction},
    period::Quarter,
    series::{Point, Yardstick},
    statistics::People,
    summary::{Facts, Points},
};
use table::{Maybe, Name, Table};

/// The rows behind the edition `id` of a place and quarter, as CSV. `history` has the readings
/// before it that pooled changes are made of.
///
/// # Errors
/// Where they cannot be written down.
pub(super) fn csv(
    id: Uuid,
    (facts, history): (&Facts, &HashMap<String, Points>),
    place: Option<&str>,
    quarter: Quarter,
) -> Result<Vec<u8>, DbErr> {
    let rows = Rows {
        facts,
        history,
        place,
        quarter,
        names: pseudonyms(id, facts, place),
    };
    let mut table = Table::default();
    let failed =
        |cause: &dyn std::error::Error| DbErr::Custom(format!("rows of a summary: {cause}"));
    rows.write(&mut table).map_err(|cause| failed(&cause))?;
    table.into_csv().map_err(|cause| failed(&cause))
}

/// A number for each enterprise that a row tells of, in an order that the edition's id decides.
fn pseudonyms(edition: Uuid, facts: &Facts, place: Option<&str>) -> HashMap<Uuid, usize> {
    let requests = facts.requests.iter().map(|one| one.enterprise);
    let came = facts.came.iter().map(|one| one.enterprise);
    let read = facts
        .points
        .values()
        .flat_map(|provinces| provinces.values().flatten());
    let kept = facts.tallies.values().flat_map(|places| places.values());
    let kept = kept.flat_map(|tallies| tallies.values().flatten());
    let all: BTreeSet<Uuid> = requests
        .chain(came)
        .chain(facts.alerts.iter().map(|one| one.enterprise))
        .chain(facts.visits.iter().map(|one| one.enterprise))
        .chain(read.map(|point| point.enterprise))
        .chain(kept.map(|tally| tally.enterprise))
        .chain(facts.reached(place))
        .collect();
    let digest =
        |id: &Uuid| Sha256::digest([edition.as_bytes().as_slice(), id.as_bytes()].concat());
    let mut shuffled: Vec<_> = all.into_iter().map(|id| (digest(&id), id)).collect();
    shuffled.sort();
    (1..)
        .zip(shuffled)
        .map(|(number, (_, id))| (id, number))
        .collect()
}

struct Rows<'a> {
    facts: &'a Facts,
    history: &'a HashMap<String, Points>,
    place: Option<&'a str>,
    quarter: Quarter,
    names: HashMap<Uuid, usize>,
}

impl Rows<'_> {
    fn write(&self, table: &mut Table) -> csv::Result<()> {
        table.heading()?;
        self.enterprises(table)?;
        self.requests(table)?;
        for (code, yardstick) in &self.facts.indicators {
            indicator(table, code, yardstick)?;
            self.readings(table, code, yardstick)?;
            self.earlier(table, code)?;
        }
        self.training(table)?;
        self.alarms(table)
    }

    fn here(&self, province: &str) -> bool {
        self.place.is_none_or(|code| code == province)
    }

    fn number(&self, who: Uuid) -> usize {
        self.names.get(&who).copied().unwrap_or_default()
    }

    /// Who had been enrolled by the quarter's end, and how many were planned.
    fn enterprises(&self, table: &mut Table) -> csv::Result<()> {
        let reached = self.facts.reached(self.place);
        for who in self.sorted(reached, |who| (*who, ())) {
            table.row("enrolled", &[("enterprise", &Name(self.number(who)))])?;
        }
        match self.facts.planned(self.place, self.quarter) {
            Some(planned) => table.row("target", &[("planned", &planned)]),
            None => Ok(()),
        }
    }

    /// In the order of their pseudonyms, and of `key` then: their own order would say who they are.
    fn sorted<T, K: Ord>(
        &self,
        all: impl Iterator<Item = T>,
        key: impl Fn(&T) -> (Uuid, K),
    ) -> Vec<T> {
        let mut all: Vec<T> = all.collect();
        all.sort_by_cached_key(|one| {
            let (who, key) = key(one);
            (self.number(who), key)
        });
        all
    }

    fn requests(&self, table: &mut Table) -> csv::Result<()> {
        let asked = self.facts.requests.iter();
        let here =
            asked.filter(|one| self.here(&one.province) && Quarter::of(one.month) == self.quarter);
        for one in self.sorted(here, |one| (one.enterprise, one.month)) {
            let name = Name(self.number(one.enterprise));
            let counts = one.coverage;
            table.row(
                "request",
                &[
                    ("enterprise", &name),
                    ("period", &one.month),
                    ("received", &counts.received),
                    ("on_time", &counts.on_time),
                    ("nothing", &counts.nothing),
                ],
            )?;
        }
        Ok(())
    }

    /// The readings of the place and quarter; of a pooled indicator also those that the
    /// enterprises have from elsewhere and before.
    fn readings(&self, table: &mut Table, code: &str, yardstick: &Yardstick) -> csv::Result<()> {
        let read = self.facts.points.get(code).into_iter().flatten();
        let read =
            read.flat_map(|(province, points)| points.iter().map(move |point| (province, point)));
        let read = read.filter(|(_, point)| Quarter::of(point.month) == self.quarter);
        let (here, elsewhere): (Vec<_>, Vec<_>) =
            read.partition(|(province, _)| self.here(province));
        let here: Vec<&Point> = here.into_iter().map(|(_, point)| point).collect();
        let who: BTreeSet<Uuid> = here.iter().map(|point| point.enterprise).collect();
        self.points(table, "reading", code, here.into_iter())?;
        if yardstick.change != ChangeKind::Pooled {
            return Ok(());
        }
        let history = self.history.get(code).into_iter().flatten();
        let history = history.flat_map(|(_, points)| points);
        let pooled = elsewhere.into_iter().map(|(_, point)| point).chain(history);
        self.points(
            table,
            "pooled",
            code,
            pooled.filter(|point| who.contains(&point.enterprise)),
        )
    }

    fn points<'p>(
        &self,
        table: &mut Table,
        kind: &str,
        code: &str,
        points: impl Iterator<Item = &'p Point>,
    ) -> csv::Result<()> {
        for point in self.sorted(points, |point| (point.enterprise, point.month)) {
            let name = Name(self.number(point.enterprise));
            table.row(
                kind,
                &[
                    ("enterprise", &name),
                    ("period", &point.month),
                    ("indicator", &code),
                    ("numerator", &point.numerator),
                    ("denominator", &Maybe(point.denominator)),
                    ("baseline", &Maybe(point.baseline)),
                ],
            )?;
        }
        Ok(())
    }

    /// What each enterprise came to in the quarters that this one is compared with.
    fn earlier(&self, table: &mut Table, code: &str) -> csv::Result<()> {
        for quarter in self.quarter.compared_with() {
            let facts = self.facts;
            let tallies = facts.tallies(code, self.place, quarter);
            for one in self.sorted(tallies.iter(), |one| (one.enterprise, ())) {
                let name = Name(self.number(one.enterprise));
                table.row(
                    "earlier",
                    &[
                        ("enterprise", &name),
                        ("period", &quarter),
                        ("indicator", &code),
                        ("numerator", &one.above),
                        ("denominator", &one.below),
                    ],
                )?;
            }
        }
        Ok(())
    }

    fn training(&self, table: &mut Table) -> csv::Result<()> {
        let held = self.facts.sessions.iter();
        for one in held.filter(|one| self.here(&one.province) && self.quarter.contains(one.day)) {
            let is_visit = i32::from(one.is_visit);
            table.row("session", &[("period", &one.day), ("is_visit", &is_visit)])?;
        }
        let came = self.facts.came.iter();
        let came = came.filter(|one| self.here(&one.province) && self.quarter.contains(one.day));
        for one in self.sorted(came, |one| (one.enterprise, one.day)) {
            let name = Name(self.number(one.enterprise));
            let People {
                women,
                men,
                not_stated,
            } = one.managers;
            let workers = one.workers;
            table.row(
                "participation",
                &[
                    ("enterprise", &name),
                    ("period", &one.day),
                    ("managers_women", &women),
                    ("managers_men", &men),
                    ("managers_not_stated", &not_stated),
                    ("workers_women", &workers.women),
                    ("workers_men", &workers.men),
                    ("workers_not_stated", &workers.not_stated),
                    ("satisfaction", &Maybe(one.satisfaction)),
                ],
            )?;
        }
        Ok(())
    }

    fn alarms(&self, table: &mut Table) -> csv::Result<()> {
        let alerts = self.facts.alerts.iter();
        let here = alerts.filter(|one| self.here(&one.province));
        for one in self.sorted(here, |one| (one.enterprise, one.opened)) {
            let name = Name(self.number(one.enterprise));
            let resolved = Maybe(one.resolved);
            table.row(
                "alert",
                &[
                    ("enterprise", &name),
                    ("opened", &one.opened),
                    ("resolved", &resolved),
                ],
            )?;
        }
        let visits = self.facts.visits.iter();
        let here = visits.filter(|one| self.here(&one.province));
        for one in self.sorted(here, |one| (one.enterprise, one.day)) {
            let name = Name(self.number(one.enterprise));
            table.row("visit", &[("enterprise", &name), ("period", &one.day)])?;
        }
        Ok(())
    }
}

fn indicator(table: &mut Table, code: &str, yardstick: &Yardstick) -> csv::Result<()> {
    let direction = match yardstick.direction {
        Direction::Higher => "higher",
        Direction::Lower => "lower",
        Direction::Context => "context",
    };
    let change = match yardstick.change {
        ChangeKind::Relative => "relative",
        ChangeKind::Points => "points",
        ChangeKind::Pooled => "pooled",
        ChangeKind::None => "none",
    };
    table.row(
        "indicator",
        &[
            ("indicator", &code),
            ("factor", &yardstick.factor),
            ("direction", &direction),
            ("change", &change),
            ("noise_floor", &yardstick.noise_floor),
            ("has_level", &i32::from(yardstick.has_level)),
        ],
    )
}
