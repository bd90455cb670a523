//! The sentence beside what cannot be taken: what is wrong, and what to do.

use entity::{
    Language, indicator, measure,
    rules::figures::{Counts, raw_measures},
    submission::{Problem, ProblemCode},
};
use view::{
    figure, locale,
    parse::{self, NumberProblem},
    unit,
};

use super::{open::Opened, sheet::Sheet};

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
    opened: &Opened,
) -> FieldProblem {
    let say = |key| locale::text(opened.language, key);
    let text = match problem.code {
        ProblemCode::Negative => say("form-error-negative"),
        ProblemCode::NotWhole => say("form-error-whole"),
        ProblemCode::OutOfBounds => out_of_bounds(problem, sheet, indicators, counts, opened),
        ProblemCode::NotFinite => too_large(problem, sheet, opened),
        ProblemCode::Unasked => say("form-error-unasked"),
        ProblemCode::Empty => say("form-error-empty"),
        ProblemCode::NotFound
        | ProblemCode::Taken
        | ProblemCode::LockedPeriod
        | ProblemCode::Waived => say("form-expired"),
    };
    FieldProblem {
        field: problem.field.clone(),
        text,
    }
}

fn too_large(problem: &Problem, sheet: &Sheet, opened: &Opened) -> String {
    let measure = sheet
        .asked
        .iter()
        .find(|one| Some(&one.code) == problem.field.as_ref());
    let output = &opened.enterprise.output_unit;
    let unit = measure.map_or_else(String::new, |one| {
        unit::measure(opened.language, &one.unit, output)
    });
    locale::text_with(opened.language, "form-error-too-large", &[("unit", unit)])
}

fn out_of_bounds(
    problem: &Problem,
    sheet: &Sheet,
    indicators: &[indicator::Model],
    counts: &Counts,
    opened: &Opened,
) -> String {
    let language = opened.language;
    let refused = indicators
        .iter()
        .find_map(|indicator| Some((indicator, refused_value(indicator, problem, counts)?)));
    let Some((indicator, value)) = refused else {
        return locale::text(language, "form-error-required");
    };
    let (bound, side) = match indicator.hard_max {
        Some(max) if value > max => (max, "max"),
        _ => (indicator.hard_min.unwrap_or(0.0), "min"),
    };
    let single = if problem.other_field.is_some() {
        ""
    } else {
        "-single"
    };
    let output = &opened.enterprise.output_unit;
    let figure = |value| figure::value(language, indicator, value, output);
    let name = |code: &Option<String>| {
        code.as_ref()
            .map_or_else(String::new, |code| sheet.name_of(code, language))
    };
    locale::text_with(
        language,
        &format!("form-error-hard-{side}{single}"),
        &[
            ("indicator", figure::name(language, indicator).to_owned()),
            ("value", figure(value)),
            ("bound", figure(bound)),
            ("numerator", name(&problem.field)),
            ("denominator", name(&problem.other_field)),
        ],
    )
}

/// The value that `indicator` would have, where it is the one that `problem` is about.
fn refused_value(indicator: &indicator::Model, problem: &Problem, counts: &Counts) -> Option<f64> {
    let formula = indicator.formula();
    let (_, _, value) = formula.value(counts)?;
    let first = raw_measures(&indicator.numerator).first().copied();
    (first == problem.field.as_deref() && !formula.hard.hold(value)).then_some(value)
}

/// The measure's name in `language`.
pub(super) fn measure_name(measure: &measure::Model, language: Language) -> &str {
    match language {
        Language::Id => &measure.name_id,
        Language::En => &measure.name_en,
    }
}
