//! Units in the reader's language, and figures with their unit.
//!
//! Units are data, written in English; each has a text `unit-…` or `figure-…` in the
//! locale files. One that has none yet is shown as it stands in the data.

use entity::{Language, indicator, rules::change::ChangeKind};

use crate::{
    format,
    locale::{Value, plural, text_with},
};

/// What `output unit` stands for: each enterprise counts its output in its own.
const OUTPUT: &str = "output unit";

/// What an indicator's changes and growths are counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeUnit {
    /// Per cent of what was before.
    Percent,
    /// Percentage points.
    Points,
    /// The indicator's own unit.
    Own,
}

impl ChangeUnit {
    /// That of `row`. Where no change is shown, a growth still is, in per cent.
    pub fn of(row: &indicator::Model) -> Self {
        match row.change {
            ChangeKind::Relative | ChangeKind::None => Self::Percent,
            ChangeKind::Points | ChangeKind::Pooled if is_percentage(&row.unit) => Self::Points,
            ChangeKind::Points | ChangeKind::Pooled => Self::Own,
        }
    }
}

/// The unit of a measure: `jam`, or the enterprise's own unit of output.
pub fn measure(language: Language, unit: &str, output_unit: &str) -> String {
    if unit == OUTPUT {
        return output_unit.to_owned();
    }
    named(language, "unit", unit, "", output_unit)
}

/// An indicator's value with its unit: `5,2%`, `8,40 buah per jam`.
pub fn figure(
    language: Language,
    value: f64,
    decimals: usize,
    unit: &str,
    output_unit: &str,
) -> String {
    let number = format::number(language, value, decimals);
    named(language, "figure", unit, &number, output_unit)
}

/// A change in an indicator's unit: `-2,1 poin persen`, `+3,0 per 100 pekerja`.
pub fn points(
    language: Language,
    change: f64,
    decimals: usize,
    unit: &str,
    output_unit: &str,
) -> String {
    let number = format::signed(language, change, decimals);
    if is_percentage(unit) {
        return percentage_points(language, &number);
    }
    named(language, "figure", unit, &number, output_unit)
}

/// The unit of an indicator's value alone: `%`, `per 100 pekerja`.
pub fn of_value(language: Language, unit: &str) -> String {
    alone(language, unit, "")
}

/// The same, where output is counted in `output_unit`.
pub fn alone(language: Language, unit: &str, output_unit: &str) -> String {
    named(language, "figure", unit, "", output_unit)
        .trim()
        .to_owned()
}

/// The unit of an indicator's change alone: `%`, `poin persen`, `per 100 pekerja`.
pub fn of_change(language: Language, row: &indicator::Model) -> String {
    match ChangeUnit::of(row) {
        ChangeUnit::Percent => "%".to_owned(),
        ChangeUnit::Points => percentage_points(language, "").trim().to_owned(),
        ChangeUnit::Own => of_value(language, &row.unit),
    }
}

/// How far a change may be noise: `2%`, `1 poin persen`.
pub fn change_floor(language: Language, row: &indicator::Model) -> String {
    let number = format::short_number(language, row.noise_floor, 2);
    match ChangeUnit::of(row) {
        ChangeUnit::Percent => text_with(language, "format-percent", &[("number", number)]),
        ChangeUnit::Points => percentage_points(language, &number),
        ChangeUnit::Own => named(language, "figure", &row.unit, &number, ""),
    }
}

fn is_percentage(unit: &str) -> bool {
    unit.starts_with('%')
}

/// Singular for a written one alone: `1 percentage point`, `1.0 percentage points`.
fn percentage_points(language: Language, number: &str) -> String {
    let is_one = number.trim_start_matches(['+', '-']) == "1";
    let count = if is_one { 1 } else { 2 };
    let args = [("number", Value::from(number)), ("count", plural(count))];
    text_with(language, "figure-points", &args)
}

fn named(language: Language, kind: &str, unit: &str, number: &str, output_unit: &str) -> String {
    let key = format!("{kind}-{}", slug(unit));
    let args = [("number", number), ("output", output_unit)];
    let text = text_with(language, &key, &args);
    if text == key {
        format!("{number} {unit}").trim_start().to_owned()
    } else {
        text
    }
}

/// `per 1,000,000 hours` as a locale key: `per-1-000-000-hours`.
pub(crate) fn slug(unit: &str) -> String {
    let plain: String = unit
        .to_lowercase()
        .replace('%', "percent")
        .chars()
        .map(|letter| {
            if letter.is_ascii_alphanumeric() {
                letter
            } else {
                ' '
            }
        })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("output unit per hour", "8,40 buah per jam", "8.40 buah per hour")]
    #[case("%", "8,40%", "8.40%")]
    #[case("% per month", "8,40% per bulan", "8.40% per month")]
    #[case(
        "per 1,000,000 hours",
        "8,40 per 1.000.000 jam",
        "8.40 per 1,000,000 hours"
    )]
    #[case("kWh per output unit", "8,40 kWh per buah", "8.40 kWh per buah")]
    #[case("per 100 workers", "8,40 per 100 pekerja", "8.40 per 100 workers")]
    #[case("IDR per month", "Rp8,40 per bulan", "Rp8.40 per month")]
    #[case("bananas", "8,40 bananas", "8.40 bananas")]
    fn figures_carry_their_unit(#[case] unit: &str, #[case] id: &str, #[case] en: &str) {
        assert_eq!(figure(Language::Id, 8.4, 2, unit, "buah"), id);
        assert_eq!(figure(Language::En, 8.4, 2, unit, "buah"), en);
    }

    #[test]
    fn a_unit_stands_alone_in_a_head() {
        assert_eq!(
            alone(Language::Id, "per 100 workers", ""),
            "per 100 pekerja"
        );
        assert_eq!(alone(Language::En, "%", ""), "%");
        assert_eq!(
            alone(Language::En, "output unit per hour", "pcs"),
            "pcs per hour"
        );
    }

    #[test]
    fn changes_of_shares_are_percentage_points() {
        let change = points(Language::Id, -2.06, 1, "% per month", "buah");
        assert_eq!(change, "-2,1 poin persen");
        let change = points(Language::En, 3.0, 1, "per 100 workers", "buah");
        assert_eq!(change, "+3.0 per 100 workers");
    }

    #[rstest]
    #[case(
        "DEFECT_RATE",
        "1 poin persen",
        "1 percentage point",
        "percentage points"
    )]
    #[case("ENERGY_INT", "2%", "2%", "%")]
    #[case("COST_SAVING", "0%", "0%", "%")]
    #[case(
        "SUGGEST_RATE",
        "1 per 100 pekerja",
        "1 per 100 workers",
        "per 100 workers"
    )]
    fn a_change_has_its_unit(
        #[case] code: &str,
        #[case] floor_id: &str,
        #[case] floor_en: &str,
        #[case] unit: &str,
    ) {
        let all = entity::reference::indicators().unwrap();
        let row = all.iter().find(|row| row.code == code).unwrap();
        assert_eq!(change_floor(Language::Id, row), floor_id);
        assert_eq!(change_floor(Language::En, row), floor_en);
        assert_eq!(of_change(Language::En, row), unit);
    }

    #[test]
    fn a_measure_has_its_unit() {
        assert_eq!(measure(Language::Id, "hours", "buah"), "jam");
        assert_eq!(measure(Language::En, "output unit", "buah"), "buah");
        assert_eq!(measure(Language::En, "bananas", "buah"), "bananas");
    }

    /// Every unit of the reference data has a text of its own in both languages.
    #[test]
    fn every_unit_of_the_data_has_a_text() {
        let files = [
            ("unit", "../entity/data/measures.csv", 3),
            ("figure", "../entity/data/indicators.csv", 3),
        ];
        for (kind, file, column) in files {
            let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
            let table = std::fs::read_to_string(path).unwrap();
            for line in table.lines().skip(1) {
                let unit = cell(line, column);
                let key = format!("{kind}-{}", slug(&unit));
                for language in [Language::Id, Language::En] {
                    let text = text_with(language, &key, &[("number", "1"), ("output", "2")]);
                    assert!(
                        unit == OUTPUT || text != key,
                        "{language:?}: no text of {key}"
                    );
                }
            }
        }
    }

    /// One cell of a line, where a comma inside quotes parts nothing.
    fn cell(line: &str, column: usize) -> String {
        let mut quoted = false;
        let parted: String = line
            .chars()
            .map(|letter| {
                quoted ^= letter == '"';
                if letter == ',' && !quoted {
                    '\t'
                } else {
                    letter
                }
            })
            .collect();
        parted
            .split('\t')
            .nth(column)
            .unwrap()
            .trim_matches('"')
            .to_owned()
    }
}
