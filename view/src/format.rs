//! Numbers, money, dates and times as the reader writes them.
//!
//! Separators come from CLDR through `icu_decimal`; names of days and months, and the
//! order of a date's parts, come from the locale files, so that a language is a file.

use chrono::{Datelike, NaiveDate};
use entity::{
    Language,
    rules::{
        half_year::HalfYear,
        period::{Month, Quarter},
    },
};
use fixed_decimal::{Decimal, SignDisplay};
use icu_decimal::DecimalFormatter;
use icu_locale_core::locale;

use crate::locale::{text, text_with};

/// What stands where there is no value: missing is not zero.
pub const MISSING: &str = "–";

/// A number with so many decimals: `1.234.567,89`, `1,234,567.89`.
pub fn number(language: Language, value: f64, decimals: usize) -> String {
    decimal(language, value, decimals, SignDisplay::Negative)
}

/// How many there are: `1.840`.
pub fn count(language: Language, count: u64) -> String {
    number(language, count as f64, 0)
}

/// The same of a count that a rule gives as it sums it up; never below nought.
pub fn whole(language: Language, count: i64) -> String {
    self::count(language, count.unsigned_abs())
}

/// A number as short as it can be without losing more than `most_decimals` show: `12`, `12,5`.
pub fn short_number(language: Language, value: f64, most_decimals: usize) -> String {
    let written = format!("{value:.most_decimals$}");
    let fraction = written.split_once('.').map_or("", |(_, fraction)| fraction);
    number(language, value, fraction.trim_end_matches('0').len())
}

/// A number that says which way it went: `+8,4`, `-2,0`, and `0,0` without a sign.
pub fn signed(language: Language, value: f64, decimals: usize) -> String {
    decimal(language, value, decimals, SignDisplay::ExceptZero)
}

/// A share in percent, from a value that already is one: 12.5 is `12,5%`.
pub fn percent(language: Language, value: f64, decimals: usize) -> String {
    text_with(
        language,
        "format-percent",
        &[("number", number(language, value, decimals))],
    )
}

/// A change in percent: `+8,4%`.
pub fn signed_percent(language: Language, value: f64, decimals: usize) -> String {
    text_with(
        language,
        "format-percent",
        &[("number", signed(language, value, decimals))],
    )
}

/// An amount in rupiah, without cents: `Rp1.250.000`.
pub fn rupiah(language: Language, value: f64) -> String {
    let key = if value.round() < 0.0 {
        "format-rupiah-negative"
    } else {
        "format-rupiah"
    };
    text_with(
        language,
        key,
        &[("number", number(language, value.abs(), 0))],
    )
}

/// A day with its weekday: `Kamis, 1 November 2012`.
pub fn date_full(language: Language, date: NaiveDate) -> String {
    let weekday = text(
        language,
        &format!("weekday-{}", date.weekday().number_from_monday()),
    );
    text_with(
        language,
        "format-date-full",
        &[("weekday", weekday), ("date", date_long(language, date))],
    )
}

/// A day without its weekday: `1 November 2012`.
pub fn date_long(language: Language, date: NaiveDate) -> String {
    let args = [
        ("day", date.day().to_string()),
        ("month", month_name(language, date.month())),
        ("year", date.year().to_string()),
    ];
    text_with(language, "format-date-long", &args)
}

/// A month with its year: `Oktober 2012`.
pub fn month(language: Language, month: Month) -> String {
    let day = month.first_day();
    let args = [
        ("month", month_name(language, day.month())),
        ("year", day.year().to_string()),
    ];
    text_with(language, "format-month", &args)
}

/// A month without its year, where that is plain: `Oktober`.
pub fn month_alone(language: Language, month: Month) -> String {
    month_name(language, month.first_day().month())
}

/// A quarter with its year: `Triwulan I 2013`.
pub fn quarter(language: Language, quarter: Quarter) -> String {
    let number = text(language, &format!("quarter-{}", quarter.number()));
    text_with(
        language,
        "format-quarter",
        &[("number", number), ("year", quarter.year().to_string())],
    )
}

/// A half-year with its year: `Semester II 2012`.
pub fn half_year(language: Language, half: HalfYear) -> String {
    let number = text(language, &format!("half-year-{}", half.number()));
    text_with(
        language,
        "format-half-year",
        &[("number", number), ("year", half.year().to_string())],
    )
}

/// A time of day with its zone: `pukul 09.30 WIB`; the end of a day is `pukul 24.00 WIB`.
pub fn clock_time(language: Language, hour: u32, minute: u32, zone: &str) -> String {
    let args = [
        ("hour", format!("{hour:02}")),
        ("minute", format!("{minute:02}")),
        ("zone", zone.to_owned()),
    ];
    text_with(language, "format-clock-time", &args)
}

/// Words in a row: `A`, `A dan B`, `A, B dan C`.
pub fn list(language: Language, words: &[String]) -> String {
    let Some((last, before)) = words.split_last() else {
        return String::new();
    };
    if before.is_empty() {
        return last.clone();
    }
    let args = [("before", before.join(", ")), ("last", last.clone())];
    text_with(language, "format-list", &args)
}

/// The text cut to `most` characters, with `…` where something was left out; for subjects.
pub fn shorten(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

fn month_name(language: Language, month: u32) -> String {
    text(language, &format!("month-{month}"))
}

fn decimal(language: Language, value: f64, decimals: usize, sign: SignDisplay) -> String {
    let locale = match language {
        Language::Id => locale!("id"),
        Language::En => locale!("en"),
    };
    // Rust writes the digits, correctly rounded; ICU knows the separators.
    let digits = Decimal::try_from_str(&format!("{value:.decimals$}"));
    let formatter = DecimalFormatter::try_new(locale.into(), Default::default());
    match (digits, formatter) {
        (Ok(digits), Ok(formatter)) => formatter
            .format(&digits.with_sign_display(sign))
            .to_string(),
        _ => MISSING.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[rstest]
    #[case(1_234_567.89, 2, "1.234.567,89", "1,234,567.89")]
    #[case(1234.0, 0, "1.234", "1,234")]
    #[case(999.0, 0, "999", "999")]
    #[case(0.85, 2, "0,85", "0.85")]
    #[case(0.0, 1, "0,0", "0.0")]
    #[case(-0.04, 1, "0,0", "0.0")]
    #[case(-1234.5, 1, "-1.234,5", "-1,234.5")]
    #[case(f64::NAN, 1, "–", "–")]
    #[case(f64::INFINITY, 1, "–", "–")]
    fn numbers(#[case] value: f64, #[case] decimals: usize, #[case] id: &str, #[case] en: &str) {
        assert_eq!(number(Language::Id, value, decimals), id);
        assert_eq!(number(Language::En, value, decimals), en);
    }

    #[rstest]
    #[case(12.0, "12")]
    #[case(12.5, "12,5")]
    #[case(1200.0, "1.200")]
    #[case(0.126, "0,13")]
    fn short_numbers(#[case] value: f64, #[case] id: &str) {
        assert_eq!(short_number(Language::Id, value, 2), id);
    }

    #[rstest]
    #[case(8.4, "+8,4", "+8.4")]
    #[case(-2.0, "-2,0", "-2.0")]
    #[case(0.01, "0,0", "0.0")]
    fn changes(#[case] value: f64, #[case] id: &str, #[case] en: &str) {
        assert_eq!(signed(Language::Id, value, 1), id);
        assert_eq!(signed(Language::En, value, 1), en);
    }

    #[test]
    fn shares_and_money() {
        assert_eq!(percent(Language::Id, 12.5, 1), "12,5%");
        assert_eq!(percent(Language::En, 12.5, 1), "12.5%");
        assert_eq!(signed_percent(Language::Id, 8.4, 1), "+8,4%");
        assert_eq!(rupiah(Language::Id, 1_250_000.0), "Rp1.250.000");
        assert_eq!(rupiah(Language::En, 1_250_000.0), "Rp1,250,000");
        assert_eq!(rupiah(Language::Id, -500.0), "-Rp500");
        assert_eq!(rupiah(Language::Id, -0.2), "Rp0");
    }

    #[rstest]
    #[case(
        day(2012, 11, 1),
        "Kamis, 1 November 2012",
        "Thursday, 1 November 2012"
    )]
    #[case(day(2012, 8, 17), "Jumat, 17 Agustus 2012", "Friday, 17 August 2012")]
    #[case(day(2013, 3, 31), "Minggu, 31 Maret 2013", "Sunday, 31 March 2013")]
    fn dates(#[case] date: NaiveDate, #[case] id: &str, #[case] en: &str) {
        assert_eq!(date_full(Language::Id, date), id);
        assert_eq!(date_full(Language::En, date), en);
        assert!(id.ends_with(&date_long(Language::Id, date)));
    }

    #[test]
    fn months_quarters_and_half_years() {
        let october = Month::of(day(2012, 10, 31));
        assert_eq!(month(Language::Id, october), "Oktober 2012");
        assert_eq!(month(Language::En, october), "October 2012");
        assert_eq!(month_alone(Language::Id, october), "Oktober");
        let first = Quarter::new(2013, 1).unwrap();
        assert_eq!(quarter(Language::Id, first), "Triwulan I 2013");
        assert_eq!(quarter(Language::En, first), "Quarter I 2013");
        let fourth = Quarter::new(2012, 4).unwrap();
        assert_eq!(quarter(Language::Id, fourth), "Triwulan IV 2012");
        let second: HalfYear = "2012-H2".parse().unwrap();
        assert_eq!(half_year(Language::Id, second), "Semester II 2012");
        assert_eq!(half_year(Language::En, second), "Half-year II 2012");
    }

    #[test]
    fn times_carry_their_zone() {
        assert_eq!(clock_time(Language::Id, 9, 30, "WIB"), "pukul 09.30 WIB");
        assert_eq!(clock_time(Language::En, 9, 30, "WIB"), "09:30 WIB");
        assert_eq!(clock_time(Language::Id, 24, 0, "WIT"), "pukul 24.00 WIT");
    }

    #[rstest]
    #[case(&[], "")]
    #[case(&["A"], "A")]
    #[case(&["A", "B"], "A dan B")]
    #[case(&["A", "B", "C"], "A, B dan C")]
    fn lists(#[case] words: &[&str], #[case] id: &str) {
        let words: Vec<_> = words.iter().map(ToString::to_string).collect();
        assert_eq!(list(Language::Id, &words), id);
        assert_eq!(list(Language::En, &words), id.replace("dan", "and"));
    }

    #[test]
    fn long_subjects_are_cut_between_characters() {
        assert_eq!(shorten("Perusahaan", 20), "Perusahaan");
        assert_eq!(shorten("Café é Kopi", 6), "Café…");
        assert_eq!(shorten("é", 0), "…");
    }
}
