//! A quarter of a province, or of the nation, as figures (`DOMAIN.md` §4).
//!
//! [`compile`] turns what is known of the enterprises ([`Facts`]) into the
//! [`Figures`] of one place and quarter. It is the same function for every province
//! and for the nation, and the order in which the facts come never matters.

mod delivered;
mod figures;
mod highlights;
mod places;
mod pool;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    period::{Month, Quarter},
    series::{Panel, Point, Yardstick},
    statistics::{Coverage, People, Since, ever_by, on_day},
};

pub use figures::{
    Alarms, Enterprises, Figures, Highlight, HighlightKind, IndicatorFigures, Matched, Measured,
    MonthCounts, Reporting, Silent, Training,
};
pub use pool::pool;

/// Everything that summaries are made of, as of one moment.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The indicators, in their order.
    pub indicators: Vec<(String, Yardstick)>,
    /// The months that were expected.
    pub requests: Vec<Asked>,
    /// The readings by indicator, each with the province where the enterprise was.
    pub points: HashMap<String, Vec<(String, Point)>>,
    /// Training that was held.
    pub sessions: Vec<Session>,
    /// Who came to it.
    pub came: Vec<Came>,
    /// Alerts.
    pub alerts: Vec<Alarm>,
    /// Advisory visits that were held.
    pub visits: Vec<Held>,
    /// Since when each enterprise is enrolled, or is not any more.
    pub enrolled: Vec<Since<bool>>,
    /// Where each enterprise is, and since when.
    pub places: Vec<Since<String>>,
    /// The planned number of enterprises: the province, none for the nation, and the year.
    pub targets: Vec<(Option<String>, i32, f64)>,
    /// What the enterprises are called.
    pub names: HashMap<Uuid, String>,
}

/// One month that was expected of an enterprise.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// The enterprise.
    pub enterprise: Uuid,
    /// Where it was on the month's last day.
    pub province: String,
    /// The month.
    pub month: Month,
    /// What came of it: one that was expected, and received, on time, nothing or not.
    pub coverage: Coverage,
}

/// A session that was held.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    /// Where.
    pub province: String,
    /// Its first day.
    pub day: NaiveDate,
    /// Was it at a workplace?
    pub is_visit: bool,
}

/// Who came to a session from one enterprise.
#[derive(Clone, Debug, PartialEq)]
pub struct Came {
    /// The enterprise.
    pub enterprise: Uuid,
    /// Where it was then.
    pub province: String,
    /// The session's first day.
    pub day: NaiveDate,
    /// Managers.
    pub managers: People,
    /// Workers.
    pub workers: People,
    /// How content they were.
    pub satisfaction: Option<f64>,
}

/// An alert.
#[derive(Clone, Debug, PartialEq)]
pub struct Alarm {
    /// The enterprise.
    pub enterprise: Uuid,
    /// Where it was.
    pub province: String,
    /// When it was opened.
    pub opened: NaiveDate,
    /// When it was resolved.
    pub resolved: Option<NaiveDate>,
}

/// An advisory visit that was held.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    /// The enterprise.
    pub enterprise: Uuid,
    /// Where it was.
    pub province: String,
    /// When.
    pub day: NaiveDate,
}

/// The figures of `place`, none for the nation, in `quarter`.
pub fn compile(facts: &Facts, place: Option<&str>, quarter: Quarter) -> Figures {
    let here = |province: &str| place.is_none_or(|code| code == province);
    let asked = |quarter: Quarter| -> Vec<&Asked> {
        let all = facts.requests.iter();
        all.filter(|one| here(&one.province) && Quarter::of(one.month) == quarter)
            .collect()
    };
    let now = asked(quarter);
    let indicators = facts
        .indicators
        .iter()
        .map(|(code, yardstick)| measure(facts, place, quarter, (code, yardstick), &now));
    let mut figures = Figures {
        place: place.map(str::to_owned),
        quarter: quarter.to_string(),
        enterprises: enterprises(facts, place, quarter),
        reporting: Some(reporting(&now)),
        months: Some(months(&now, quarter)),
        indicators: indicators.collect(),
        training: Some(delivered::training(facts, here, quarter)),
        alerts: Some(delivered::alarms(facts, here, quarter)),
        silent: silent(facts, &now),
        hidden: BTreeSet::new(),
        highlights: Vec::new(),
    };
    let before = reporting(&asked(quarter.before()));
    figures.highlights = highlights::of(&figures, &before.coverage, &facts.indicators);
    figures
}

/// Enterprises that had been enrolled by the quarter's end, each once, against the year's plan.
fn enterprises(facts: &Facts, place: Option<&str>, quarter: Quarter) -> Enterprises {
    let day = quarter.last_month().last_day();
    let reached = ever_by(&facts.enrolled, &true, day);
    let places = on_day(&facts.places, day);
    let there = |who: &&Uuid| {
        place.is_none_or(|code| places.get(*who).is_some_and(|province| province == code))
    };
    let planned = facts
        .targets
        .iter()
        .find(|(code, year, _)| code.as_deref() == place && *year == quarter.year());
    Enterprises {
        reached: reached.iter().filter(there).count() as i64,
        planned: planned.map(|(_, _, value)| *value),
    }
}

fn reporting(asked: &[&Asked]) -> Reporting {
    let who = |with: fn(&Coverage) -> bool| -> i64 {
        let all = asked.iter().filter(|one| with(&one.coverage));
        all.map(|one| one.enterprise).collect::<BTreeSet<_>>().len() as i64
    };
    Reporting {
        enterprises_expected: who(|_| true),
        enterprises_reporting: who(|coverage| coverage.received > 0),
        coverage: sum(asked.iter().copied()),
    }
}

fn months(asked: &[&Asked], quarter: Quarter) -> Vec<MonthCounts> {
    let months = quarter.first_month().through(quarter.last_month());
    let counts = |month: Month| MonthCounts {
        month: month.to_string(),
        coverage: sum(asked.iter().copied().filter(|one| one.month == month)),
    };
    months.map(counts).collect()
}

fn sum<'a>(asked: impl Iterator<Item = &'a Asked>) -> Coverage {
    asked.fold(Coverage::default(), |mut sum, one| {
        sum += one.coverage;
        sum
    })
}

/// One indicator, with its growth on the quarter before and on the year before.
fn measure(
    facts: &Facts,
    place: Option<&str>,
    quarter: Quarter,
    (code, yardstick): (&String, &Yardstick),
    asked: &[&Asked],
) -> IndicatorFigures {
    let points = |quarter: Quarter| {
        let all = facts
            .points
            .get(code)
            .map(Vec::as_slice)
            .unwrap_or_default();
        points(all, place, quarter)
    };
    let now = points(quarter);
    let expected: BTreeSet<Uuid> = asked.iter().map(|one| one.enterprise).collect();
    let figure = yardstick.figure(&now);
    let growth = |before: Quarter| {
        let panel = Panel::matched(&points(before), &now);
        let growth = yardstick.growth(&panel)?;
        let share = [&panel.before, &panel.now].map(|points| yardstick.top_two(points));
        Some(Matched {
            panel: growth.panel,
            growth: growth.growth,
            top_two: share.into_iter().flatten().max_by(f64::total_cmp),
        })
    };
    IndicatorFigures {
        code: code.clone(),
        measured: Some(Measured {
            n: figure.n,
            expected: expected.len() as i64,
            level: figure.level,
            compared: figure.compared,
            median_change: figure.median_change,
            improved_share: figure.improved_share,
            top_two: yardstick.top_two(&now),
        }),
        quarter_before: growth(quarter.before()),
        year_before: growth(quarter.year_before()),
    }
}

/// The points of a place and quarter, in an order of their own: sums of the same
/// numbers in another order differ in their last digits.
fn points(all: &[(String, Point)], place: Option<&str>, quarter: Quarter) -> Vec<Point> {
    let here = all.iter().filter(|(province, point)| {
        place.is_none_or(|code| code == province) && Quarter::of(point.month) == quarter
    });
    let mut points: Vec<Point> = here.map(|(_, point)| *point).collect();
    points.sort_by_key(|point| (point.enterprise, point.month));
    points
}

/// The enterprises of which months are missing, by name.
fn silent(facts: &Facts, asked: &[&Asked]) -> Vec<Silent> {
    let mut missing: BTreeMap<(&str, Uuid), Vec<Month>> = BTreeMap::new();
    for one in asked.iter().filter(|one| one.coverage.received == 0) {
        let name = facts.names.get(&one.enterprise).map_or("", String::as_str);
        missing
            .entry((name, one.enterprise))
            .or_default()
            .push(one.month);
    }
    let silent = |((name, enterprise), mut months): ((&str, Uuid), Vec<Month>)| {
        months.sort();
        Silent {
            enterprise: enterprise.to_string(),
            name: name.to_owned(),
            months: months.iter().map(Month::to_string).collect(),
        }
    };
    missing.into_iter().map(silent).collect()
}
