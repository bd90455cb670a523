//! What cannot be stored, and which field it is about.

use crate::{
    measure,
    rules::figures::{Counts, Formula, raw_measures},
};

/// Whole numbers are exact up to here.
const MOST: f64 = 9e15;

/// Why something was refused; with the field where it was one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What kind of problem.
    pub code: ProblemCode,
    /// The measure that it is about.
    pub field: Option<String>,
    /// The other measure of the ratio that cannot be.
    pub other_field: Option<String>,
}

/// What kind of problem a submission has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemCode {
    /// There is no such request.
    NotFound,
    /// The submission's key stands for another one.
    Taken,
    /// The month is not open.
    LockedPeriod,
    /// The month is not expected.
    Waived,
    /// The measure is not asked of this enterprise.
    Unasked,
    /// A count is below zero.
    Negative,
    /// A count of whole things has a fraction.
    NotWhole,
    /// Not a number that can be stored.
    NotFinite,
    /// A ratio that cannot be.
    OutOfBounds,
    /// No figure at all.
    Empty,
}

impl Problem {
    pub(crate) fn of(code: ProblemCode) -> Self {
        Self {
            code,
            field: None,
            other_field: None,
        }
    }

    pub(super) fn at(code: ProblemCode, field: &str) -> Self {
        Self {
            code,
            field: Some(field.to_owned()),
            other_field: None,
        }
    }
}

/// What is wrong with `counts`, field by field, in the order of the form.
pub fn count_problems(
    counts: &Counts,
    asked: &[measure::Model],
    formulas: &[Formula],
) -> Vec<Problem> {
    if counts.is_empty() {
        return vec![Problem::of(ProblemCode::Empty)];
    }
    let mut problems = unasked(counts, asked);
    problems.extend(asked.iter().filter_map(|measure| {
        let value = counts.get(&measure.code)?;
        Some(Problem::at(wrong_count(*value, measure)?, &measure.code))
    }));
    if problems.is_empty() {
        let ratios = formulas.iter();
        problems.extend(ratios.filter_map(|formula| out_of_bounds(formula, counts)));
    }
    problems
}

fn unasked(counts: &Counts, asked: &[measure::Model]) -> Vec<Problem> {
    let mut codes: Vec<_> = counts
        .keys()
        .filter(|code| !asked.iter().any(|measure| measure.code == **code))
        .collect();
    codes.sort();
    codes
        .into_iter()
        .map(|code| Problem::at(ProblemCode::Unasked, code))
        .collect()
}

fn wrong_count(value: f64, measure: &measure::Model) -> Option<ProblemCode> {
    match value {
        value if !value.is_finite() || value > MOST => Some(ProblemCode::NotFinite),
        value if value < 0.0 => Some(ProblemCode::Negative),
        value if measure.whole_number && value.fract() != 0.0 => Some(ProblemCode::NotWhole),
        _ => None,
    }
}

fn out_of_bounds(formula: &Formula, counts: &Counts) -> Option<Problem> {
    let (_, _, value) = formula.value(counts)?;
    (!formula.hard.hold(value)).then(|| Problem {
        code: ProblemCode::OutOfBounds,
        field: raw_measures(&formula.numerator)
            .first()
            .map(|code| (*code).to_owned()),
        other_field: formula
            .denominator
            .as_deref()
            .and_then(|below| raw_measures(below).first().copied().map(Into::into)),
    })
}
