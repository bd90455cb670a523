//! What each figure means, in a sentence: the indicators by their own formulas, and the rules of
//! the programme (`DOMAIN.md` §3 and §4).

use entity::{
    indicator::{self, Aggregate},
    rules::change::{ChangeKind, Direction},
};

use super::Document;
use crate::{figure, format, locale::text_with, unit};

/// The rules, by the keys of their names and sentences.
const RULES: [&str; 11] = [
    "expected",
    "received",
    "on-time",
    "nothing",
    "coverage",
    "missing",
    "baseline-change",
    "improved",
    "matched",
    "hidden",
    "edition",
];

/// A word and what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Definition {
    pub(super) name: String,
    pub(super) sentence: String,
}

/// What the figures of `document` mean: its indicators, then the rules.
pub(super) fn definitions(document: &Document) -> Vec<Definition> {
    let shown = document.figures.indicators.iter();
    let indicators = shown.filter_map(|one| document.indicator(&one.code));
    let indicators = indicators.map(|row| Definition {
        name: figure::name(document.language, row).to_owned(),
        sentence: sentence(document, row),
    });
    let rules = RULES.iter().map(|rule| Definition {
        name: document.say(&format!("summary-rule-{rule}-name")),
        sentence: document.say(&format!("summary-rule-{rule}")),
    });
    indicators.chain(rules).collect()
}

fn sentence(document: &Document, row: &indicator::Model) -> String {
    let language = document.language;
    let args = [
        ("formula", formula(document, row)),
        ("direction", document.say(direction(row.direction))),
        ("change", document.say(change(row.change))),
        ("floor", unit::change_floor(language, row)),
        ("level", document.say(level(row.aggregate))),
    ];
    let key = match (row.change, row.direction) {
        (ChangeKind::None, _) | (_, Direction::Context) => "summary-define-plain",
        _ => "summary-define",
    };
    text_with(language, key, &args)
}

/// `reject units ÷ inspected units × 100`, by the names of the measures.
fn formula(document: &Document, row: &indicator::Model) -> String {
    let above = measure(document, &row.numerator);
    let below = row.denominator.as_deref();
    let mut formula = match below {
        Some(below) => format!("{above} ÷ {}", measure(document, below)),
        None => above,
    };
    if row.factor != 1.0 {
        formula.push_str(" × ");
        formula.push_str(&format::short_number(document.language, row.factor, 2));
    }
    formula
}

/// The name of a measure, or of one that is derived from others.
fn measure(document: &Document, code: &str) -> String {
    let known = document.measures.iter().find(|row| row.code == code);
    match known {
        Some(row) => figure::measure_name(document.language, row).to_owned(),
        None => document.say(&format!("measure-{}", unit::slug(code))),
    }
}

const fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Higher => "summary-define-higher",
        Direction::Lower => "summary-define-lower",
        Direction::Context => "summary-define-context",
    }
}

const fn change(change: ChangeKind) -> &'static str {
    match change {
        ChangeKind::Relative => "summary-define-relative",
        ChangeKind::Points => "summary-define-points",
        ChangeKind::Pooled => "summary-define-pooled",
        ChangeKind::None => "summary-define-no-change",
    }
}

const fn level(aggregate: Aggregate) -> &'static str {
    match aggregate {
        Aggregate::Sum => "summary-define-sum",
        Aggregate::MedianChange => "summary-define-median",
    }
}
