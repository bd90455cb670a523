//! The rows behind an edition, under pseudonyms: what anybody needs to make its figures anew.
//!
//! Each row has a kind and fills the columns of that kind. Enterprises are numbered
//! afresh for every edition, so that the rows of two editions cannot be joined.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ConnectionTrait, DbErr};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{Model, facts, frozen};
use crate::rules::{
    change::{ChangeKind, Direction},
    period::Quarter,
    series::Yardstick,
    statistics::People,
    summary::{Facts, Figures, compile},
};

/// The columns, in their order.
pub const COLUMNS: [&str; 27] = [
    "kind",
    "enterprise",
    "period",
    "indicator",
    "numerator",
    "denominator",
    "baseline",
    "received",
    "on_time",
    "nothing",
    "factor",
    "direction",
    "change",
    "noise_floor",
    "has_level",
    "managers_women",
    "managers_men",
    "managers_not_stated",
    "workers_women",
    "workers_men",
    "workers_not_stated",
    "satisfaction",
    "is_visit",
    "opened",
    "resolved",
    "reached",
    "planned",
];

/// A row, by its columns.
pub type Row = BTreeMap<&'static str, String>;

/// The rows behind `edition`; none where reports were corrected since it was made, so
/// that its rows are not there any more.
///
/// # Errors
/// Where the database cannot be read.
pub async fn behind(db: &impl ConnectionTrait, edition: &Model) -> Result<Option<Vec<Row>>, DbErr> {
    let quarter = edition.period()?;
    let facts = facts::load(db, (quarter, quarter), edition.cut_off).await?;
    let place = edition.province_code.as_deref();
    let figures = compile(&facts, place, quarter);
    let (_, hash) = frozen(&figures)?;
    let rows = Rows {
        facts: &facts,
        figures: &figures,
        place,
        quarter,
        names: pseudonyms(edition.id, &facts),
    };
    Ok((hash == edition.internal_hash).then(|| rows.all()))
}

/// `E0001` and so on, in an order that the edition's id decides.
fn pseudonyms(edition: Uuid, facts: &Facts) -> BTreeMap<Uuid, String> {
    let requests = facts.requests.iter().map(|one| one.enterprise);
    let came = facts.came.iter().map(|one| one.enterprise);
    let read = facts.points.values().flatten();
    let alerts = facts.alerts.iter().map(|one| one.enterprise);
    let visits = facts.visits.iter().map(|one| one.enterprise);
    let all: BTreeSet<Uuid> = requests
        .chain(came)
        .chain(alerts)
        .chain(visits)
        .chain(read.map(|(_, point)| point.enterprise))
        .collect();
    let mut shuffled: Vec<_> = all
        .into_iter()
        .map(|id| {
            (
                Sha256::digest([edition.as_bytes().as_slice(), id.as_bytes()].concat()),
                id,
            )
        })
        .collect();
    shuffled.sort();
    let numbered = (1..).zip(shuffled);
    numbered
        .map(|(number, (_, id))| (id, format!("E{number:05}")))
        .collect()
}

struct Rows<'a> {
    facts: &'a Facts,
    figures: &'a Figures,
    place: Option<&'a str>,
    quarter: Quarter,
    names: BTreeMap<Uuid, String>,
}

impl Rows<'_> {
    fn all(&self) -> Vec<Row> {
        let mut rows: Vec<Row> = vec![self.enterprises()];
        rows.extend(self.facts.indicators.iter().map(indicator));
        rows.extend(self.requests());
        rows.extend(self.readings());
        rows.extend(self.training());
        rows.extend(self.alarms());
        rows
    }

    fn here(&self, province: &str) -> bool {
        self.place.is_none_or(|code| code == province)
    }

    fn name(&self, who: Uuid) -> String {
        self.names.get(&who).cloned().unwrap_or_default()
    }

    /// Who had been enrolled is counted by histories that are nobody's report: one row.
    fn enterprises(&self) -> Row {
        let figures = self.figures.enterprises;
        let mut row = row("enterprises");
        row.insert("reached", figures.reached.to_string());
        row.insert("planned", number(figures.planned));
        row
    }

    fn requests(&self) -> Vec<Row> {
        let asked = self.facts.requests.iter();
        let here =
            asked.filter(|one| self.here(&one.province) && Quarter::of(one.month) == self.quarter);
        let mut rows: Vec<Row> = here
            .map(|one| {
                let mut row = row("request");
                row.insert("enterprise", self.name(one.enterprise));
                row.insert("period", one.month.to_string());
                row.insert("received", one.coverage.received.to_string());
                row.insert("on_time", one.coverage.on_time.to_string());
                row.insert("nothing", one.coverage.nothing.to_string());
                row
            })
            .collect();
        rows.sort();
        rows
    }

    /// The readings of the place; those of a pooled indicator wherever the enterprise
    /// was, marked by whether they were here.
    fn readings(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        for (code, yardstick) in &self.facts.indicators {
            let all = self.facts.points.get(code).into_iter().flatten();
            let is_pooled = yardstick.change == ChangeKind::Pooled;
            for (province, point) in all {
                let is_here = self.here(province);
                if !is_here && !is_pooled {
                    continue;
                }
                let mut row = row(if is_here { "reading" } else { "elsewhere" });
                row.insert("enterprise", self.name(point.enterprise));
                row.insert("period", point.month.to_string());
                row.insert("indicator", code.clone());
                row.insert("numerator", point.numerator.to_string());
                row.insert("denominator", number(point.denominator));
                row.insert("baseline", number(point.baseline));
                rows.push(row);
            }
        }
        rows.sort();
        rows
    }

    fn training(&self) -> Vec<Row> {
        let held = self.facts.sessions.iter();
        let sessions = held
            .filter(|one| self.here(&one.province) && self.quarter.contains(one.day))
            .map(|one| {
                let mut row = row("session");
                row.insert("period", one.day.to_string());
                row.insert("is_visit", i32::from(one.is_visit).to_string());
                row
            });
        let came = self.facts.came.iter();
        let came = came
            .filter(|one| self.here(&one.province) && self.quarter.contains(one.day))
            .map(|one| {
                let mut row = row("participation");
                row.insert("enterprise", self.name(one.enterprise));
                row.insert("period", one.day.to_string());
                people(
                    &mut row,
                    ["managers_women", "managers_men", "managers_not_stated"],
                    one.managers,
                );
                people(
                    &mut row,
                    ["workers_women", "workers_men", "workers_not_stated"],
                    one.workers,
                );
                row.insert("satisfaction", number(one.satisfaction));
                row
            });
        let mut rows: Vec<Row> = sessions.chain(came).collect();
        rows.sort();
        rows
    }

    fn alarms(&self) -> Vec<Row> {
        let day = |day: Option<chrono::NaiveDate>| day.map_or(String::new(), |day| day.to_string());
        let alerts = self.facts.alerts.iter();
        let alerts = alerts.filter(|one| self.here(&one.province)).map(|one| {
            let mut row = row("alert");
            row.insert("enterprise", self.name(one.enterprise));
            row.insert("opened", one.opened.to_string());
            row.insert("resolved", day(one.resolved));
            row
        });
        let visits = self.facts.visits.iter();
        let visits = visits.filter(|one| self.here(&one.province)).map(|one| {
            let mut row = row("visit");
            row.insert("enterprise", self.name(one.enterprise));
            row.insert("period", one.day.to_string());
            row
        });
        let mut rows: Vec<Row> = alerts.chain(visits).collect();
        rows.sort();
        rows
    }
}

fn indicator((code, yardstick): &(String, Yardstick)) -> Row {
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
    let mut row = row("indicator");
    row.insert("indicator", code.clone());
    row.insert("factor", yardstick.factor.to_string());
    row.insert("direction", direction.into());
    row.insert("change", change.into());
    row.insert("noise_floor", yardstick.noise_floor.to_string());
    row.insert("has_level", i32::from(yardstick.has_level).to_string());
    row
}

fn people(row: &mut Row, [women, men, not_stated]: [&'static str; 3], people: People) {
    row.insert(women, people.women.to_string());
    row.insert(men, people.men.to_string());
    row.insert(not_stated, people.not_stated.to_string());
}

fn row(kind: &str) -> Row {
    Row::from([("kind", kind.to_owned())])
}

fn number(value: Option<f64>) -> String {
    value.map_or(String::new(), |value| value.to_string())
}
