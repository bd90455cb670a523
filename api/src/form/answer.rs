//! What was posted: the fields as they were typed, the counts they mean, and
//! the sentence beside each that cannot be taken.

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
};

use entity::{
    Language, indicator, measure,
    rules::figures::{Counts, raw_measures},
    submission::{Problem, ProblemCode},
};
use view::{format, locale, parse};

use super::page::{Opened, unit_name};

/// The note is cut here, so that a page cannot grow without end.
const NOTE_AT_MOST: usize = 2000;

/// A posted form.
#[derive(Debug, Default)]
pub(super) struct Answer {
    pub(super) typed: HashMap<String, String>,
    pub(super) nothing: bool,
    pub(super) reason: Option<String>,
    pub(super) note: Option<String>,
    pub(super) language: Option<Language>,
    base: String,
}

/// A sentence about one field, or about the whole form.
#[derive(Debug)]
pub(super) struct FieldProblem {
    pub(super) field: Option<String>,
    pub(super) text: String,
}

impl From<Vec<(String, String)>> for Answer {
    fn from(fields: Vec<(String, String)>) -> Self {
        let mut answer = Self::default();
        for (name, value) in fields {
            match name.as_str() {
                "base" => answer.base = value,
                "lang" => answer.language = super::chosen(Some(&value)),
                "nothing" => answer.nothing = true,
                "reason" => answer.reason = filled(&value),
                "note" => answer.note = filled(&value),
                _ => {
                    if let Some(code) = name.strip_prefix("m-") {
                        answer.typed.insert(code.to_owned(), value);
                    }
                }
            }
        }
        answer
    }
}

fn filled(value: &str) -> Option<String> {
    let value: String = value
        .trim()
        .chars()
        .filter(|letter| *letter != '\0')
        .take(NOTE_AT_MOST)
        .collect();
    (!value.is_empty()).then_some(value)
}

impl Answer {
    /// The counts that were typed, and what cannot be read as a number. An
    /// empty field is missing, not zero.
    pub(super) fn counts(
        &self,
        asked: &[measure::Model],
        language: Language,
    ) -> (Counts, Vec<FieldProblem>) {
        let (mut counts, mut problems) = (Counts::new(), Vec::new());
        for measure in asked {
            let Some(text) = self
                .typed
                .get(&measure.code)
                .filter(|text| !text.trim().is_empty())
            else {
                continue;
            };
            match parse::number(language, text) {
                Ok(value) => {
                    counts.insert(measure.code.clone(), value);
                }
                Err(problem) => problems.push(FieldProblem {
                    field: Some(measure.code.clone()),
                    text: locale::text_with(language, problem.key(), &[("text", text.as_str())]),
                }),
            }
        }
        (counts, problems)
    }

    /// The same figures sent from the same state of the page are the same
    /// submission: a double tap, a retry and a second tab count once.
    pub(super) fn key(&self) -> String {
        let mut typed: Vec<_> = self.typed.iter().collect();
        typed.sort();
        let mut hasher = DefaultHasher::new();
        (typed, self.nothing, &self.reason, &self.note).hash(&mut hasher);
        format!(
            "page-{}-{:016x}",
            self.base.chars().take(8).collect::<String>(),
            hasher.finish()
        )
    }
}

/// What `problem` says to the reader.
pub(super) fn sentence(
    problem: &Problem,
    asked: &[measure::Model],
    indicators: &[indicator::Model],
    answer: &Answer,
    opened: &Opened,
) -> FieldProblem {
    let language = opened.language;
    let field = problem.field.clone();
    let typed = field
        .as_ref()
        .and_then(|code| answer.typed.get(code))
        .map_or("", String::as_str);
    let measure = asked
        .iter()
        .find(|measure| Some(&measure.code) == field.as_ref());
    let text = match problem.code {
        ProblemCode::Negative => locale::text(language, "form-error-negative"),
        ProblemCode::NotWhole => locale::text(language, "form-error-whole"),
        ProblemCode::OutOfBounds => out_of_bounds(problem, asked, indicators, answer, language),
        ProblemCode::Empty => locale::text(language, "form-error-required"),
        code if super::is_about_request(code) => locale::text(language, "form-expired"),
        ProblemCode::NotFinite => {
            let unit = measure.map(|measure| unit_name(&measure.unit, opened));
            let unit = unit.unwrap_or_default();
            locale::text_with(language, "form-error-too-large", &[("unit", unit)])
        }
        _ => locale::text_with(language, "form-error-not-a-number", &[("text", typed)]),
    };
    FieldProblem { field, text }
}

fn out_of_bounds(
    problem: &Problem,
    asked: &[measure::Model],
    indicators: &[indicator::Model],
    answer: &Answer,
    language: Language,
) -> String {
    let (counts, _) = answer.counts(asked, language);
    let is_it = |indicator: &&indicator::Model| {
        raw_measures(&indicator.numerator).first().copied() == problem.field.as_deref()
            && indicator
                .formula()
                .value(&counts)
                .is_some_and(|(_, _, value)| !indicator.formula().hard.hold(value))
    };
    let Some(indicator) = indicators.iter().find(is_it) else {
        return locale::text(language, "form-error-required");
    };
    let value = indicator
        .formula()
        .value(&counts)
        .map_or(f64::NAN, |(_, _, value)| value);
    let decimals = usize::try_from(indicator.decimals).unwrap_or(0);
    let (bound, side) = match indicator.hard_max {
        Some(max) if value > max => (max, "max"),
        _ => (indicator.hard_min.unwrap_or(0.0), "min"),
    };
    let name = |code: Option<&String>| {
        asked
            .iter()
            .find(|measure| Some(&measure.code) == code)
            .map_or_else(String::new, |measure| {
                measure_name(measure, language).to_owned()
            })
    };
    let single = if problem.other_field.is_some() {
        ""
    } else {
        "-single"
    };
    locale::text_with(
        language,
        &format!("form-error-hard-{side}{single}"),
        &[
            ("indicator", indicator_name(indicator, language).to_owned()),
            ("value", format::number(language, value, decimals)),
            ("bound", format::short_number(language, bound, decimals)),
            ("numerator", name(problem.field.as_ref())),
            ("denominator", name(problem.other_field.as_ref())),
        ],
    )
}

/// The measure's name in `language`.
pub(super) fn measure_name(measure: &measure::Model, language: Language) -> &str {
    match language {
        Language::Id => &measure.name_id,
        Language::En => &measure.name_en,
    }
}

/// The indicator's name in `language`.
pub(super) fn indicator_name(indicator: &indicator::Model, language: Language) -> &str {
    match language {
        Language::Id => &indicator.name_id,
        Language::En => &indicator.name_en,
    }
}
