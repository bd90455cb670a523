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
mod tallied;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    period::{Month, Quarter},
    series::{Panel, Point, Tally, Yardstick},
    statistics::{Coverage, People},
};

pub use figures::{
    Alarms, Enterprises, Figures, Highlight, HighlightKind, IndicatorFigures, Matched, Measured,
    MonthCounts, Reporting, Silent, Training,
};
pub use places::reached;
pub use pool::pool;
pub use tallied::tallied;

/// Readings by the province where the enterprise was.
pub type Points = BTreeMap<String, Vec<Point>>;

/// What enterprises came to by each indicator, in the order of the enterprises.
pub type Tallies = BTreeMap<String, Vec<Tally>>;

/// Everything that summaries are made of, as of one moment.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The indicators, in their order.
    pub indicators: Vec<(String, Yardstick)>,
    /// The measures above and below the line of each indicator.
    pub defined: BTreeMap<String, (String, Option<String>)>,
    /// The months that were expected.
    pub requests: Vec<Asked>,
    /// The readings of the quarter by indicator.
    pub points: HashMap<String, Points>,
    /// What the enterprises came to in the quarter and in those it is compared with, by place.
    pub tallies: BTreeMap<Quarter, BTreeMap<Option<String>, Tallies>>,
    /// Training that was held.
    pub sessions: Vec<Session>,
    /// Who came to it.
    pub came: Vec<Came>,
    /// Alerts.
    pub alerts: Vec<Alarm>,
    /// Advisory visits that were held.
    pub visits: Vec<Held>,
    /// Who had been enrolled by the quarter's end, and where each was then, if that is known.
    pub reached: BTreeMap<Uuid, Option<String>>,
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
    let reporting_now = reporting(&now);
    let expected = reporting_now.enterprises_expected;
    let indicators = facts
        .indicators
        .iter()
        .map(|(code, yardstick)| measure(facts, place, quarter, (code, yardstick), expected));
    let mut figures = Figures {
        place: place.map(str::to_owned),
        quarter: quarter.to_string(),
        enterprises: Enterprises {
            reached: facts.reached(place).count() as i64,
            planned: facts.planned(place, quarter),
        },
        reporting: Some(reporting_now),
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
    expected: i64,
) -> IndicatorFigures {
    let now = facts.tallies(code, place, quarter);
    let figure = yardstick.figure(now);
    let growth = |before: Quarter| {
        let panel = Panel::matched(facts.tallies(code, place, before), now);
        let growth = yardstick.growth(&panel)?;
        Some(Matched {
            panel: growth.panel,
            growth: growth.growth,
            top_two: yardstick.top_two_of_panel(&panel),
        })
    };
    IndicatorFigures {
        code: code.clone(),
        measured: Some(Measured {
            n: figure.n,
            expected,
            level: figure.level,
            compared: figure.compared,
            median_change: figure.median_change,
            improved_share: figure.improved_share,
            top_two: yardstick.top_two(now.iter()),
        }),
        quarter_before: growth(quarter.before()),
        year_before: growth(quarter.year_before()),
    }
}

impl Facts {
    /// What each enterprise came to by the indicator `code`, in a place and quarter.
    pub fn tallies(&self, code: &str, place: Option<&str>, quarter: Quarter) -> &[Tally] {
        let places = self.tallies.get(&quarter);
        let here = places.and_then(|places| places.get(&place.map(str::to_owned)));
        let here = here.and_then(|tallies| tallies.get(code));
        here.map_or(&[], Vec::as_slice)
    }

    /// The enterprises that had been enrolled by the quarter's end, each once.
    pub fn reached(&self, place: Option<&str>) -> impl Iterator<Item = Uuid> {
        let all = self.reached.iter();
        let here = all.filter(move |(_, province)| place.is_none() || province.as_deref() == place);
        here.map(|(who, _)| *who)
    }

    /// How many were planned for the quarter's year.
    pub fn planned(&self, place: Option<&str>, quarter: Quarter) -> Option<f64> {
        let mut targets = self.targets.iter();
        let here = |(code, year, _): &&(Option<String>, i32, f64)| {
            code.as_deref() == place && *year == quarter.year()
        };
        targets.find(here).map(|(_, _, value)| *value)
    }
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
