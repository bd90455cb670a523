//! An indicator's figures as a reader sees them.

use entity::{Language, indicator, measure};

use crate::{
    format,
    unit::{self, ChangeUnit},
};

/// The indicator's name.
pub fn name(language: Language, indicator: &indicator::Model) -> &str {
    match language {
        Language::Id => &indicator.name_id,
        Language::En => &indicator.name_en,
    }
}

/// The measure's name.
pub fn measure_name(language: Language, measure: &measure::Model) -> &str {
    match language {
        Language::Id => &measure.name_id,
        Language::En => &measure.name_en,
    }
}

/// A value with its unit, at an enterprise that counts its output in `output`.
pub fn value(language: Language, indicator: &indicator::Model, value: f64, output: &str) -> String {
    unit::figure(
        language,
        value,
        decimals(indicator),
        &indicator.unit,
        output,
    )
}

/// A change since baseline with its sign: in percent, or in the indicator's unit.
pub fn change(
    language: Language,
    indicator: &indicator::Model,
    change: f64,
    output: &str,
) -> String {
    match ChangeUnit::of(indicator) {
        ChangeUnit::Percent => format::signed_percent(language, change, 1),
        ChangeUnit::Points | ChangeUnit::Own => unit::points(
            language,
            change,
            decimals(indicator),
            &indicator.unit,
            output,
        ),
    }
}

/// How many decimals its changes have: per cent have one, others those of the indicator.
pub fn change_decimals(indicator: &indicator::Model) -> usize {
    match ChangeUnit::of(indicator) {
        ChangeUnit::Percent => 1,
        ChangeUnit::Points | ChangeUnit::Own => decimals(indicator),
    }
}

/// How many decimals its figures have.
pub fn decimals(indicator: &indicator::Model) -> usize {
    usize::try_from(indicator.decimals).unwrap_or(0)
}
