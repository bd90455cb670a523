//! One set of an edition's figures, and how a figure is written.

use entity::{
    Language,
    indicator::{self, Aggregate},
    rules::{
        change::ChangeKind,
        period::Month,
        statistics::{Coverage, People},
        summary::{Figures, IndicatorFigures, Matched, Measured, Training},
    },
};
use view::{format, locale};

/// What stands where a figure would.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Said {
    Is(f64),
    Hidden,
    Missing,
}

pub(super) struct Set {
    pub(super) figures: Figures,
    pub(super) indicators: Vec<indicator::Model>,
    pub(super) language: Language,
}

/// What an indicator comes to, in the order in which the forms tell it.
pub(super) struct Row<'a> {
    pub(super) about: &'a indicator::Model,
    pub(super) level: Said,
    pub(super) change: Said,
    pub(super) share: Said,
    pub(super) quarter: Said,
    pub(super) year: Said,
    pub(super) n: Said,
    pub(super) expected: Said,
    pub(super) compared: Said,
    pub(super) panels: [Said; 2],
}

impl Set {
    pub(super) fn said(&self, block: &str, value: Option<f64>) -> Said {
        match value {
            Some(value) => Said::Is(value),
            None if self.figures.hidden.contains(block) => Said::Hidden,
            None => Said::Missing,
        }
    }

    pub(super) fn planned(&self) -> Said {
        self.said("", self.figures.enterprises.planned)
    }

    /// Enterprises with an answer, and of how many.
    pub(super) fn answering(&self) -> [Said; 2] {
        let all = self.figures.reporting;
        [
            self.said("REPORTING", all.map(|all| all.enterprises_reporting as f64)),
            self.said("REPORTING", all.map(|all| all.enterprises_expected as f64)),
        ]
    }

    /// Expected, received, on time, nothing, and the two rates.
    pub(super) fn coverage(&self, of: Option<Coverage>) -> [Said; 6] {
        let of = of.map(|of| {
            let [all, received, on_time, nothing] =
                [of.expected, of.received, of.on_time, of.nothing].map(|count| count as f64);
            let rate = |part: f64| 100.0 * part / all;
            [
                all,
                received,
                on_time,
                nothing,
                rate(received),
                rate(on_time),
            ]
        });
        match of {
            Some(all) => all.map(|one| {
                if one.is_nan() {
                    Said::Missing
                } else {
                    Said::Is(one)
                }
            }),
            None => [self.said("REPORTING", None); 6],
        }
    }

    pub(super) fn quarter(&self) -> [Said; 6] {
        self.coverage(self.figures.reporting.map(|all| all.coverage))
    }

    /// The months, with their names.
    pub(super) fn months(&self) -> Vec<(Month, Coverage)> {
        let months = self.figures.months.iter().flatten();
        months
            .map(|one| (one.month.parse().unwrap(), one.coverage))
            .collect()
    }

    /// Sessions, visits, and enterprises that came.
    pub(super) fn held(&self) -> [Said; 3] {
        let of = |of: fn(&Training) -> i64| {
            self.said("TRAINING", self.figures.training.map(|all| of(&all) as f64))
        };
        [
            of(|all| all.sessions),
            of(|all| all.visits),
            of(|all| all.enterprises),
        ]
    }

    /// Managers, workers and both: women, men, not stated, and their sum.
    pub(super) fn people(&self) -> [[Said; 4]; 3] {
        let told = |people: Option<People>| {
            let counts = people.map(|all| {
                [
                    all.women,
                    all.men,
                    all.not_stated,
                    all.women + all.men + all.not_stated,
                ]
            });
            match counts {
                Some(counts) => counts.map(|count| Said::Is(count as f64)),
                None => [self.said("TRAINING", None); 4],
            }
        };
        let all = self.figures.training;
        let both = |all: Training| People {
            women: all.managers.women + all.workers.women,
            men: all.managers.men + all.workers.men,
            not_stated: all.managers.not_stated + all.workers.not_stated,
        };
        [
            told(all.map(|all| all.managers)),
            told(all.map(|all| all.workers)),
            told(all.map(both)),
        ]
    }

    /// How content they were, how many said so, and of how many.
    pub(super) fn satisfaction(&self) -> (Said, Option<[f64; 2]>) {
        let Some(all) = self.figures.training else {
            return (self.said("TRAINING", None), None);
        };
        let of = all.satisfied.map(|n| [n as f64, all.enterprises as f64]);
        (self.said("TRAINING/SATISFACTION", all.satisfaction), of)
    }

    /// Alerts opened, resolved, and visits.
    pub(super) fn alerts(&self) -> [Said; 3] {
        match self.figures.alerts {
            Some(all) => [all.opened, all.resolved, all.visits].map(|count| Said::Is(count as f64)),
            None => [self.said("ALERTS", None); 3],
        }
    }

    pub(super) fn rows(&self) -> Vec<Row<'_>> {
        self.figures
            .indicators
            .iter()
            .map(|one| self.row(one))
            .collect()
    }

    fn row(&self, one: &IndicatorFigures) -> Row<'_> {
        let about = self.indicators.iter().find(|row| row.code == one.code);
        let of = |of: fn(&Measured) -> Option<f64>| {
            let block = format!("{}/QUARTER", one.code);
            self.said(&block, one.measured.and_then(|all| of(&all)))
        };
        let grown = |growth: Option<Matched>, block: &str| {
            let block = format!("{}/{block}", one.code);
            [
                self.said(&block, growth.map(|all| all.growth)),
                self.said(&block, growth.map(|all| all.panel as f64)),
            ]
        };
        let [quarter, panel] = grown(one.quarter_before, "QUARTER_BEFORE");
        let [year, year_panel] = grown(one.year_before, "YEAR_BEFORE");
        Row {
            about: about.unwrap(),
            level: of(|all| all.level),
            change: of(|all| all.median_change),
            share: of(|all| all.improved_share),
            quarter,
            year,
            n: of(|all| Some(all.n as f64)),
            expected: of(|all| Some(all.expected as f64)),
            compared: of(|all| Some(all.compared as f64)),
            panels: [panel, year_panel],
        }
    }

    pub(super) fn word(&self, key: &str) -> String {
        locale::text(self.language, key)
    }

    /// It by `write`, or the word of the forms for what keeps it away.
    pub(super) fn written(&self, said: Said, write: impl Fn(f64) -> String) -> String {
        match said {
            Said::Is(value) => write(value),
            Said::Hidden => match self.language {
                Language::Id => "disamarkan".to_owned(),
                Language::En => "hidden".to_owned(),
            },
            Said::Missing => "–".to_owned(),
        }
    }

    pub(super) fn number(&self, said: Said, decimals: usize) -> String {
        self.written(said, |value| format::number(self.language, value, decimals))
    }

    pub(super) fn whole(&self, said: Said) -> String {
        self.number(said, 0)
    }

    pub(super) fn percent(&self, said: Said) -> String {
        self.written(said, |value| format::percent(self.language, value, 0))
    }

    pub(super) fn level(&self, row: &Row<'_>) -> String {
        self.number(row.level, decimals(row))
    }
}

impl Row<'_> {
    /// Are its changes per cent of what was before?
    pub(super) fn is_relative(&self) -> bool {
        matches!(self.about.change, ChangeKind::Relative | ChangeKind::None)
    }

    pub(super) fn is_in_percent(&self) -> bool {
        self.about.unit.starts_with('%')
    }

    pub(super) fn has_level(&self) -> bool {
        self.about.aggregate == Aggregate::Sum
    }
}

pub(super) fn decimals(row: &Row<'_>) -> usize {
    usize::try_from(row.about.decimals).unwrap()
}
