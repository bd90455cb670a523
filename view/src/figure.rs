//! An indicator's figures as a reader sees them.

use entity::{Language, indicator, rules::change::ChangeKind};

use crate::{format, unit};

/// The indicator's name.
pub fn name(language: Language, indicator: &indicator::Model) -> &str {
    match language {
        Language::Id => &indicator.name_id,
        Language::En => &indicator.name_en,
    }
}

/// A value with the indicator's decimals.
pub fn value(language: Language, indicator: &indicator::Model, value: f64) -> String {
    format::number(language, value, decimals(indicator))
}

/// A change since baseline with its sign: in percent, or in the indicator's unit.
pub fn change(language: Language, indicator: &indicator::Model, change: f64) -> String {
    match indicator.change {
        ChangeKind::Relative => format::signed_percent(language, change, 1),
        _ => format::signed(language, change, decimals(indicator)),
    }
}

/// A value with its unit: `5,2%`, `8,40 buah per jam`.
pub fn value_with_unit(
    language: Language,
    indicator: &indicator::Model,
    value: f64,
    output_unit: &str,
) -> String {
    let decimals = decimals(indicator);
    unit::figure(language, value, decimals, &indicator.unit, output_unit)
}

/// A change since baseline with its unit: `+8,4%`, `-2,1 poin persen`.
pub fn change_with_unit(
    language: Language,
    indicator: &indicator::Model,
    by: f64,
    output_unit: &str,
) -> String {
    match indicator.change {
        ChangeKind::Relative => change(language, indicator, by),
        _ => unit::points(
            language,
            by,
            decimals(indicator),
            &indicator.unit,
            output_unit,
        ),
    }
}

/// The decimals that the indicator is shown with.
pub fn decimals(indicator: &indicator::Model) -> usize {
    usize::try_from(indicator.decimals).unwrap_or(0)
}
