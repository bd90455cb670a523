//! *Are you sure?*: what is unusual, asked once, with the reason.

use entity::{indicator, rules::plausibility::Reason, submission::Doubt};
use view::{figure, format};

use super::{open::Opened, page::Words, sheet::Sheet};

/// One question about one figure.
#[derive(Debug)]
pub(super) struct Question {
    /// What confirms it: the subject and its figure, so that another figure is asked about again.
    pub(super) token: String,
    pub(super) field: String,
    /// What is asked about.
    pub(super) subject: String,
    /// Its figure, and what is unusual about it.
    pub(super) why: String,
    /// What to look at.
    pub(super) text: String,
}

/// The question that `doubt` is to the reader.
pub(super) fn question(
    doubt: &Doubt,
    sheet: &Sheet,
    indicators: &[indicator::Model],
    opened: &Opened,
) -> Question {
    let words = Words::about(opened);
    let (subject, value, compared) = shown(doubt, sheet, indicators, opened);
    let key = match doubt.unusual.reason {
        Reason::AboveBound => "form-doubt-above-bound",
        Reason::BelowBound => "form-doubt-below-bound",
        Reason::FarAboveOwn => "form-doubt-far-above-own",
        Reason::FarBelowOwn => "form-doubt-far-below-own",
        Reason::OutsideSpread => "form-doubt-outside-spread",
    };
    let why = words.with(key, &[("value", &value), ("compared", &compared)]);
    Question {
        token: doubt.token(),
        field: doubt.field.clone(),
        text: format!("{subject}: {why} {}", look_at(doubt, sheet, &words)),
        subject,
        why,
    }
}

/// The name of what is asked about, its figure, and what it was compared with.
fn shown(
    doubt: &Doubt,
    sheet: &Sheet,
    indicators: &[indicator::Model],
    opened: &Opened,
) -> (String, String, String) {
    let (language, output) = (opened.language, &opened.enterprise.output_unit);
    if let Some(indicator) = indicators.iter().find(|one| one.code == doubt.subject) {
        let figure = |value| figure::value(language, indicator, value, output);
        let name = figure::name(language, indicator).to_owned();
        return (
            name,
            figure(doubt.value),
            figure(doubt.unusual.compared_with),
        );
    }
    let figure = |value| format::short_number(language, value, 3);
    (
        sheet.name_of(&doubt.field, language),
        figure(doubt.value),
        figure(doubt.unusual.compared_with),
    )
}

fn look_at(doubt: &Doubt, sheet: &Sheet, words: &Words) -> String {
    let name = |code| sheet.name_of(code, words.language());
    match &doubt.other_field {
        Some(other) => words.with(
            "form-doubt-fields",
            &[
                ("numerator", &name(&doubt.field)),
                ("denominator", &name(other)),
            ],
        ),
        None => words.say("form-doubt-field"),
    }
}
