//! An indicator's figures as a reader sees them.

use entity::{Language, indicator, rules::change::ChangeKind};

use crate::format;

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

fn decimals(indicator: &indicator::Model) -> usize {
    usize::try_from(indicator.decimals).unwrap_or(0)
}
