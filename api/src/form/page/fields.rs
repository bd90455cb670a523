//! The fields of the form, grouped as people count.

use entity::{Language, measure};
use view::{
    locale,
    parse::{self, NumberProblem},
    unit,
};

use super::{
    super::{
        answer::Answer,
        open::Opened,
        sentence::measure_name,
        sheet::{Sheet, shown},
    },
    Findings, Words,
};

/// Fields under one heading.
pub(super) struct Group {
    pub(super) title: String,
    pub(super) fields: Vec<Field>,
}

/// One measure's field.
pub(super) struct Field {
    pub(super) code: String,
    pub(super) label: String,
    pub(super) unit: String,
    pub(super) hint: String,
    pub(super) last: String,
    pub(super) value: String,
    /// What is wrong with it, or asked about it.
    pub(super) said: String,
    /// Is what is said an error rather than a question?
    pub(super) wrong: bool,
    /// What an ambiguous figure can mean.
    pub(super) choices: Vec<Choice>,
    /// The keypad that a phone shows.
    pub(super) keypad: &'static str,
}

/// One reading of an ambiguous figure.
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) chosen: bool,
}

impl Field {
    /// The ids of what is said about the field.
    pub(super) fn described_by(&self) -> String {
        let hint = format!("h-{}", self.code);
        if self.said.is_empty() {
            hint
        } else {
            format!("e-{} {hint}", self.code)
        }
    }
}

/// The groups, in the order in which the measures first need them.
pub(super) fn groups(
    opened: &Opened,
    sheet: &Sheet,
    answer: &Answer,
    findings: &Findings,
) -> Vec<Group> {
    let words = Words::about(opened);
    let mut groups: Vec<Group> = Vec::new();
    for measure in &sheet.asked {
        let title = words.say(group_of(&measure.unit));
        let field = field(measure, opened, sheet, answer, findings);
        match groups.iter_mut().find(|group| group.title == title) {
            Some(group) => group.fields.push(field),
            None => groups.push(Group {
                title,
                fields: vec![field],
            }),
        }
    }
    groups
}

/// People, money, or what is made: told by the unit, so that a new measure is a row.
fn group_of(unit: &str) -> &'static str {
    match unit {
        "persons" | "person-days" | "accidents" | "suggestions" | "grievances" => {
            "form-group-people"
        }
        "IDR" => "form-group-money",
        _ => "form-group-production",
    }
}

fn field(
    measure: &measure::Model,
    opened: &Opened,
    sheet: &Sheet,
    answer: &Answer,
    findings: &Findings,
) -> Field {
    let words = Words::about(opened);
    let (language, code) = (opened.language, &measure.code);
    let typed = answer.typed.get(code).cloned();
    let unit = unit::measure(language, &measure.unit, &opened.enterprise.output_unit);
    let last = sheet.last.get(code).map(|value| shown(*value, opened));
    Field {
        code: code.clone(),
        label: measure_name(measure, language).to_owned(),
        unit: words.with("form-unit", &[("unit", &unit)]),
        hint: match language {
            Language::Id => measure.hint_id.clone(),
            Language::En => measure.hint_en.clone(),
        },
        last: last.map_or_else(String::new, |value| {
            words.with("form-last-month", &[("value", &value)])
        }),
        choices: choices(measure, opened, sheet, answer),
        value: typed
            .or_else(|| sheet.prefilled(measure, opened))
            .unwrap_or_default(),
        said: findings.about(code).unwrap_or_default().to_owned(),
        wrong: findings.questions.is_empty(),
        keypad: if measure.whole_number {
            "numeric"
        } else {
            "decimal"
        },
    }
}

/// What an ambiguous figure can mean, each written so that it has one reading.
fn choices(
    measure: &measure::Model,
    opened: &Opened,
    sheet: &Sheet,
    answer: &Answer,
) -> Vec<Choice> {
    let Some(typed) = answer.typed.get(&measure.code) else {
        return Vec::new();
    };
    let last = sheet.last.get(&measure.code).copied();
    let read = parse::number_beside(opened.language, typed, last, measure.whole_number);
    if read != Err(NumberProblem::Ambiguous) {
        return Vec::new();
    }
    let chosen = answer.reading(measure);
    let readings = parse::readings(typed, measure.whole_number);
    readings
        .into_iter()
        .map(|value| Choice {
            value: value.to_string(),
            label: in_words(value, opened),
            chosen: chosen == Some(value),
        })
        .collect()
}

/// The reading with what kind of number it is: `12.500 – bilangan bulat`.
fn in_words(value: f64, opened: &Opened) -> String {
    let written = shown(value, opened);
    let key = if value.fract() == 0.0 {
        "form-choice-whole"
    } else {
        "form-choice-decimal"
    };
    locale::text_with(opened.language, key, &[("value", written)])
}
