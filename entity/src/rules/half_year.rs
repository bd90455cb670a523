//! Two quarters as the half-year table that donors ask for: what was planned, what was reached, and
//! the share of women.
//!
//! Counts add up. What does not is said with its reason: an enterprise of both quarters would be
//! counted twice, and neither a median nor a mean follows from two others. What is hidden in
//! one quarter is hidden in the half-year, or the other quarter would give it away.

use std::{fmt, str::FromStr};

use super::{
    disclosure::{ALERTS, REPORTING, TRAINING, measured_block},
    period::Quarter,
    statistics::{Coverage, People, per_cent},
    summary::{Figures, Measured},
};

/// Half a year, `2012-H2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HalfYear([Quarter; 2]);

/// A text that is not a half-year.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a half-year; write it like 2012-H2")]
pub struct HalfYearError(String);

impl HalfYear {
    /// Its two quarters.
    pub const fn quarters(self) -> [Quarter; 2] {
        self.0
    }

    /// Its year.
    pub const fn year(self) -> i32 {
        self.0[0].year()
    }

    /// 1 or 2.
    pub const fn number(self) -> u32 {
        self.0[1].number() / 2
    }
}

impl FromStr for HalfYear {
    type Err = HalfYearError;

    fn from_str(text: &str) -> Result<Self, HalfYearError> {
        let wrong = || HalfYearError(text.chars().take(20).collect());
        let (year, number) = text.split_once("-H").ok_or_else(wrong)?;
        let is_year = year.len() == 4 && year.bytes().all(|digit| digit.is_ascii_digit());
        let number = match number {
            "1" => 1_u32,
            "2" => 2,
            _ => return Err(wrong()),
        };
        let year = year.parse().ok().filter(|_| is_year).ok_or_else(wrong)?;
        let quarter = |number| Quarter::new(year, number).ok_or_else(wrong);
        Ok(Self([quarter(2 * number - 1)?, quarter(2 * number)?]))
    }
}

impl fmt::Display for HalfYear {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}-H{}", self.year(), self.number())
    }
}

/// A figure of the half-year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// Enterprises that had been enrolled by its end.
    Enterprises,
    /// Reports received, in per cent of those expected.
    ReceivedRate,
    /// Sessions in a classroom.
    Sessions,
    /// Training visits at a workplace.
    Visits,
    /// Enterprises that somebody came from.
    Trained,
    /// Attendances of managers.
    Managers,
    /// Attendances of workers.
    Workers,
    /// All attendances.
    Attendances,
    /// How content they were.
    Satisfaction,
    /// Alerts that were opened.
    AlertsOpened,
    /// Alerts that were resolved.
    AlertsResolved,
    /// Advisory visits that were held.
    AdvisoryVisits,
    /// The level of the indicator with this code.
    Level(String),
    /// The median of its changes since baseline.
    MedianChange(String),
    /// The share of enterprises that improved.
    ImprovedShare(String),
}

/// What a figure comes to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Actual {
    /// This.
    Is(f64),
    /// Outsiders do not see it.
    Hidden,
    /// Nobody knows it.
    Missing,
    /// Two quarters do not add up to it.
    NotAdded(Reason),
}

/// Why two quarters do not add up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// A ratio follows from the sums, which an edition does not have.
    Ratio,
    /// A median does not follow from two others.
    Median,
    /// A mean does not follow from two others.
    Mean,
    /// An enterprise of both quarters would be counted twice.
    Twice,
}

/// A row of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Which figure.
    pub what: What,
    /// What was planned for the year, where something was.
    pub target: Option<f64>,
    /// What each quarter came to.
    pub quarters: [Actual; 2],
    /// What the half-year comes to.
    pub actual: Actual,
    /// The share of women, in per cent of those whose sex was stated; for attendances only.
    pub women: Option<Actual>,
}

impl Line {
    fn new(what: What, quarters: [Actual; 2], actual: Actual) -> Self {
        Self {
            what,
            target: None,
            quarters,
            actual,
            women: None,
        }
    }

    fn summed(what: What, quarters: [Actual; 2]) -> Self {
        Self::new(what, quarters, both(quarters, |one, other| one + other))
    }

    fn not_added(what: What, quarters: [Actual; 2], reason: Reason) -> Self {
        Self::new(what, quarters, both_or(quarters, Actual::NotAdded(reason)))
    }
}

/// The table of two quarters of one place, the earlier first.
pub fn table(quarters: [&Figures; 2]) -> Vec<Line> {
    let mut lines = vec![enterprises(quarters), received(quarters)];
    lines.extend(training(quarters));
    lines.extend(alerts(quarters));
    for one in &quarters[1].indicators {
        lines.extend(indicator(quarters, &one.code));
    }
    lines
}

fn enterprises(quarters: [&Figures; 2]) -> Line {
    let each = quarters.map(|one| Actual::Is(one.enterprises.reached as f64));
    Line {
        target: quarters[1].enterprises.planned,
        ..Line::new(What::Enterprises, each, each[1])
    }
}

fn received(quarters: [&Figures; 2]) -> Line {
    let each = quarters.map(|one| {
        let rate = one.reporting.map(|all| all.coverage.received_rate());
        actual(one, REPORTING, rate)
    });
    let mut sum = Coverage::default();
    for reporting in quarters.iter().filter_map(|one| one.reporting) {
        sum += reporting.coverage;
    }
    let rate = sum.received_rate().map_or(Actual::Missing, Actual::Is);
    // A quarter in which nothing was expected adds nothing.
    let is_hidden = each.contains(&Actual::Hidden);
    Line::new(
        What::ReceivedRate,
        each,
        if is_hidden { Actual::Hidden } else { rate },
    )
}

fn training(quarters: [&Figures; 2]) -> Vec<Line> {
    let count = |of: fn(&super::summary::Training) -> f64| {
        quarters.map(|one| actual(one, TRAINING, one.training.map(|all| Some(of(&all)))))
    };
    let satisfaction = quarters.map(|one| {
        let mean = one.training.map(|all| all.satisfaction);
        actual(one, TRAINING, mean)
    });
    vec![
        Line::summed(What::Sessions, count(|all| all.sessions as f64)),
        Line::summed(What::Visits, count(|all| all.visits as f64)),
        Line::not_added(
            What::Trained,
            count(|all| all.enterprises as f64),
            Reason::Twice,
        ),
        people(quarters, What::Managers, |all| all.managers),
        people(quarters, What::Workers, |all| all.workers),
        people(quarters, What::Attendances, |all| {
            let mut people = all.managers;
            people += all.workers;
            people
        }),
        Line::not_added(What::Satisfaction, satisfaction, Reason::Mean),
    ]
}

fn people(
    quarters: [&Figures; 2],
    what: What,
    of: fn(&super::summary::Training) -> People,
) -> Line {
    let each = quarters.map(|one| {
        let total = one.training.map(|all| Some(of(&all).total() as f64));
        actual(one, TRAINING, total)
    });
    let mut sum = People::default();
    for training in quarters.iter().filter_map(|one| one.training) {
        sum += of(&training);
    }
    let share = per_cent(sum.women as f64, (sum.women + sum.men) as f64);
    let line = Line::summed(what, each);
    let women = match line.actual {
        Actual::Is(_) => share.map_or(Actual::Missing, Actual::Is),
        other => other,
    };
    Line {
        women: Some(women),
        ..line
    }
}

fn alerts(quarters: [&Figures; 2]) -> [Line; 3] {
    let count = |of: fn(&super::summary::Alarms) -> i64| {
        quarters.map(|one| actual(one, ALERTS, one.alerts.map(|all| Some(of(&all) as f64))))
    };
    [
        Line::summed(What::AlertsOpened, count(|all| all.opened)),
        Line::summed(What::AlertsResolved, count(|all| all.resolved)),
        Line::summed(What::AdvisoryVisits, count(|all| all.visits)),
    ]
}

fn indicator(quarters: [&Figures; 2], code: &str) -> [Line; 3] {
    let figure = |of: fn(&Measured) -> Option<f64>| {
        quarters.map(|one| {
            let same = one.indicators.iter().find(|other| other.code == code);
            let measured = same.and_then(|one| one.measured);
            actual(one, &measured_block(code), measured.map(|all| of(&all)))
        })
    };
    let code = code.to_owned();
    [
        Line::not_added(
            What::Level(code.clone()),
            figure(|all| all.level),
            Reason::Ratio,
        ),
        Line::not_added(
            What::MedianChange(code.clone()),
            figure(|all| all.median_change),
            Reason::Median,
        ),
        Line::not_added(
            What::ImprovedShare(code),
            figure(|all| all.improved_share),
            Reason::Twice,
        ),
    ]
}

/// A figure of a block that may be hidden, and that may be missing in it.
fn actual(figures: &Figures, block: &str, value: Option<Option<f64>>) -> Actual {
    match value {
        Some(value) => value.map_or(Actual::Missing, Actual::Is),
        None if figures.hidden.contains(block) => Actual::Hidden,
        None => Actual::Missing,
    }
}

/// Both quarters together, where both are known and shown.
fn both([one, other]: [Actual; 2], together: fn(f64, f64) -> f64) -> Actual {
    match (one, other) {
        (Actual::Is(one), Actual::Is(other)) => Actual::Is(together(one, other)),
        pair => absent(pair),
    }
}

/// What stands where both are known and shown, or what keeps one of them away.
fn both_or([one, other]: [Actual; 2], known: Actual) -> Actual {
    match (one, other) {
        (Actual::Is(_), Actual::Is(_)) => known,
        pair => absent(pair),
    }
}

fn absent((one, other): (Actual, Actual)) -> Actual {
    if one == Actual::Hidden || other == Actual::Hidden {
        Actual::Hidden
    } else {
        Actual::Missing
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::summary::{Alarms, Enterprises, IndicatorFigures, Reporting, Training};

    fn figures(received: i64, women: i64) -> Figures {
        let people = People {
            women,
            men: 10,
            not_stated: 1,
        };
        Figures {
            place: None,
            quarter: "2012-Q3".into(),
            enterprises: Enterprises {
                reached: 20 + received,
                planned: Some(100.0),
            },
            reporting: Some(Reporting {
                enterprises_expected: 20,
                enterprises_reporting: 14,
                coverage: Coverage {
                    expected: 20,
                    received,
                    on_time: 0,
                    nothing: 0,
                },
            }),
            months: None,
            indicators: vec![IndicatorFigures {
                code: "DEFECT_RATE".into(),
                measured: Some(Measured {
                    n: 14,
                    expected: 20,
                    level: Some(5.0),
                    compared: 14,
                    median_change: Some(-1.0),
                    improved_share: None,
                    top_two: None,
                }),
                quarter_before: None,
                year_before: None,
            }],
            training: Some(Training {
                sessions: 2,
                managers: people,
                satisfaction: Some(80.0),
                ..Training::default()
            }),
            alerts: Some(Alarms::default()),
            silent: Vec::new(),
            hidden: Default::default(),
            highlights: Vec::new(),
        }
    }

    fn line(lines: &[Line], what: &What) -> Line {
        lines
            .iter()
            .find(|line| line.what == *what)
            .unwrap()
            .clone()
    }

    #[test]
    fn counts_add_up_and_other_figures_say_why_not() {
        let lines = table([&figures(10, 10), &figures(16, 30)]);
        let actual = |what| line(&lines, &what).actual;
        assert_eq!(actual(What::ReceivedRate), Actual::Is(65.0));
        assert_eq!(actual(What::Sessions), Actual::Is(4.0));
        assert_eq!(actual(What::Enterprises), Actual::Is(36.0));
        assert_eq!(actual(What::Managers), Actual::Is(62.0));
        assert_eq!(actual(What::Satisfaction), Actual::NotAdded(Reason::Mean));
        assert_eq!(
            actual(What::Level("DEFECT_RATE".into())),
            Actual::NotAdded(Reason::Ratio)
        );
        assert_eq!(
            actual(What::ImprovedShare("DEFECT_RATE".into())),
            Actual::Missing
        );
        let managers = line(&lines, &What::Managers);
        assert_eq!(managers.women, Some(Actual::Is(100.0 * 40.0 / 60.0)));
        assert_eq!(line(&lines, &What::Enterprises).target, Some(100.0));
    }

    #[test]
    fn what_is_hidden_in_one_quarter_is_hidden_in_both() {
        let mut hidden = figures(10, 10);
        hidden.reporting = None;
        hidden.training = None;
        hidden.hidden = [REPORTING, TRAINING].map(str::to_owned).into();
        let shown = figures(16, 30);
        for pair in [[&hidden, &shown], [&shown, &hidden]] {
            let lines = table(pair);
            for what in [
                What::ReceivedRate,
                What::Sessions,
                What::Managers,
                What::Trained,
            ] {
                assert_eq!(line(&lines, &what).actual, Actual::Hidden, "{what:?}");
            }
            assert_eq!(line(&lines, &What::Managers).women, Some(Actual::Hidden));
        }
    }

    #[test]
    fn a_half_year_is_read_as_it_is_written() {
        for text in ["2012-H1", "2012-H2"] {
            assert_eq!(text.parse::<HalfYear>().unwrap().to_string(), text);
        }
        let last: HalfYear = "2012-H2".parse().unwrap();
        let quarters = last.quarters().map(|one| one.to_string());
        assert_eq!(quarters, ["2012-Q3", "2012-Q4"]);
        for wrong in [
            "2012-H3", "2012-H0", "2012", "12-H1", "+201-H1", "2012-H1x", "é-H1",
        ] {
            assert!(wrong.parse::<HalfYear>().is_err(), "{wrong}");
        }
    }
}
