//! The sentence beside what cannot be taken: what is wrong, and what to do.

use entity::{
    Language, indicator, measure,
    rules::figures::{Counts, raw_measures},
    submission::{Problem, ProblemCode},
};
use view::{
    format, locale,
    parse::{self, NumberProblem},
};

use super::sheet::Sheet;

/// A sentence about one field, or about the whole form.
#[derive(Debug)]
pub(super) struct FieldProblem {
    pub(super) field: Option<String>,
    pub(super) text: String,
}

/// What a figure says that cannot be read as a number.
pub(super) fn unreadable(
    problem: NumberProblem,
    measure: &measure::Model,
    typed: &str,
    language: Language,
) -> FieldProblem {
    let choices = problem == NumberProblem::Ambiguous
        && !parse::readings(typed, measure.whole_number).is_empty();
    let key = if choices {
        "form-error-choose"
    } else {
        problem.key()
    };
    FieldProblem {
        field: Some(measure.code.clone()),
        text: locale::text_with(language, key, &[("text", typed)]),
    }
}

/// What `problem` says to the reader.
pub(super) fn sentence(
    problem: &Problem,
    sheet: &Sheet,
    indicators: &[indicator::Model],
    counts: &Counts,
    language: Language,
) -> FieldProblem {
    let say = |key| locale::text(language, key);
    let text = match problem.code {
        ProblemCode::Negative => say("form-error-negative"),
        ProblemCode::NotWhole => say("form-error-whole"),
        ProblemCode::OutOfBounds => out_of_bounds(problem, sheet, indicators, counts, language),
        ProblemCode::NotFinite => say("form-error-too-large"),
        ProblemCode::Unasked => say("form-error-unasked"),
        ProblemCode::Empty => say("form-error-empty"),
        ProblemCode::NotFound | ProblemCode::LockedPeriod | ProblemCode::Waived => {
            say("form-expired")
        }
    };
    FieldProblem {
        field: problem.field.clone(),
        text,
    }
}

fn out_of_bounds(
    problem: &Problem,
    sheet: &Sheet,
    indicators: &[indicator::Model],
    counts: &Counts,
    language: Language,
) -> String {
    let refused = indicators.iter().find_map(|indicator| {
        let formula = indicator.formula();
        let (_, _, value) = formula.value(counts)?;
        let first = raw_measures(&indicator.numerator).first().copied();
        let is_it = first == problem.field.as_deref() && !formula.hard.hold(value);
        is_it.then_some((indicator, value))
    });
    let Some((indicator, value)) = refused else {
        return locale::text(language, "form-error-required");
    };
    let decimals = usize::try_from(indicator.decimals).unwrap_or(0);
    let (bound, side) = match indicator.hard_max {
        Some(max) if value > max => (max, "max"),
        _ => (indicator.hard_min.unwrap_or(0.0), "min"),
    };
    let single = if problem.other_field.is_some() {
        ""
    } else {
        "-single"
    };
    let named = |code: &Option<String>| {
        let measure = sheet
            .asked
            .iter()
            .find(|one| Some(&one.code) == code.as_ref());
        measure.map_or_else(String::new, |one| measure_name(one, language).to_owned())
    };
    locale::text_with(
        language,
        &format!("form-error-hard-{side}{single}"),
        &[
            ("indicator", indicator_name(indicator, language).to_owned()),
            ("value", format::number(language, value, decimals)),
            ("bound", format::short_number(language, bound, decimals)),
            ("numerator", named(&problem.field)),
            ("denominator", named(&problem.other_field)),
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
