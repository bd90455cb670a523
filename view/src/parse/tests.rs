//! Cases in both languages, and what holds for every text.

use proptest::prelude::*;
use rstest::rstest;

use super::*;
use crate::{format, locale::text_with};

#[rstest]
#[case("1.234", 1234.0)]
#[case("1234", 1234.0)]
#[case("12.500", 12500.0)]
#[case("1.250.000", 1_250_000.0)]
#[case("1.234.567,89", 1_234_567.89)]
#[case("0,85", 0.85)]
#[case(",5", 0.5)]
#[case("12,5", 12.5)]
#[case("1,234", 1.234)]
#[case("12,5 juta", 12_500_000.0)]
#[case("12,5juta", 12_500_000.0)]
#[case("12,5 JT", 12_500_000.0)]
#[case("3 ribu", 3000.0)]
#[case("750rb", 750_000.0)]
#[case("1,2 miliar", 1_200_000_000.0)]
#[case("2 million", 2_000_000.0)]
#[case("Rp 1.250.000", 1_250_000.0)]
#[case("Rp1.250.000,-", 1_250_000.0)]
#[case("Rp. 500", 500.0)]
#[case("Rp 12,5 juta", 12_500_000.0)]
#[case("IDR 500", 500.0)]
#[case("500 IDR", 500.0)]
#[case("1 234", 1234.0)]
#[case("1\u{a0}234\u{202f}567", 1_234_567.0)]
#[case("１２３", 123.0)]
#[case("１．２３４，５", 1234.5)]
#[case("  42 \t", 42.0)]
#[case("\u{feff}42", 42.0)]
#[case("-5", -5.0)]
#[case("\u{2212}5", -5.0)]
#[case("-Rp5", -5.0)]
#[case("Rp -5", -5.0)]
#[case("+5", 5.0)]
#[case("-0", 0.0)]
#[case("007", 7.0)]
fn read_in_indonesian(#[case] text: &str, #[case] value: f64) {
    assert_eq!(number(Language::Id, text), Ok(value));
}

#[rstest]
#[case("1,234", 1234.0)]
#[case("1,234,567.89", 1_234_567.89)]
#[case("1.25", 1.25)]
#[case("0.85", 0.85)]
#[case("1.234", 1.234)]
#[case("12.5 million", 12_500_000.0)]
#[case("3 thousand", 3000.0)]
#[case("1 billion", 1_000_000_000.0)]
#[case("12.5 juta", 12_500_000.0)]
#[case("Rp1,250,000", 1_250_000.0)]
fn read_in_english(#[case] text: &str, #[case] value: f64) {
    assert_eq!(number(Language::En, text), Ok(value));
}

#[rstest]
#[case("", NumberProblem::Empty)]
#[case(" \u{a0}\u{200b}", NumberProblem::Empty)]
#[case("1.25", NumberProblem::Ambiguous)]
#[case("0.85", NumberProblem::Ambiguous)]
#[case("0.500", NumberProblem::Ambiguous)]
#[case("1234.567", NumberProblem::Ambiguous)]
#[case("1.23.456", NumberProblem::Ambiguous)]
#[case("1,234,567", NumberProblem::Ambiguous)]
#[case("1,234.56", NumberProblem::Ambiguous)]
#[case("1 23", NumberProblem::Ambiguous)]
#[case("1 234.567", NumberProblem::Ambiguous)]
#[case("1.250 juta", NumberProblem::Ambiguous)]
#[case("1.25 juta", NumberProblem::Ambiguous)]
#[case("5 m", NumberProblem::Ambiguous)]
#[case("m", NumberProblem::NotANumber)]
#[case("abc", NumberProblem::NotANumber)]
#[case("juta", NumberProblem::NotANumber)]
#[case("Rp", NumberProblem::NotANumber)]
#[case("12 kg", NumberProblem::NotANumber)]
#[case("12,", NumberProblem::NotANumber)]
#[case(".", NumberProblem::NotANumber)]
#[case("1e5", NumberProblem::NotANumber)]
#[case("--5", NumberProblem::NotANumber)]
#[case("-Rp-5", NumberProblem::NotANumber)]
#[case("10-12", NumberProblem::NotANumber)]
#[case("12%", NumberProblem::NotANumber)]
#[case("NaN", NumberProblem::NotANumber)]
#[case("inf", NumberProblem::NotANumber)]
fn refused_in_indonesian(#[case] text: &str, #[case] problem: NumberProblem) {
    assert_eq!(number(Language::Id, text), Err(problem));
}

#[rstest]
#[case("1,25", NumberProblem::Ambiguous)]
#[case("0,85", NumberProblem::Ambiguous)]
#[case("1.234.567", NumberProblem::Ambiguous)]
#[case("1.234,5", NumberProblem::Ambiguous)]
#[case("1,250 million", NumberProblem::Ambiguous)]
fn refused_in_english(#[case] text: &str, #[case] problem: NumberProblem) {
    assert_eq!(number(Language::En, text), Err(problem));
}

#[rstest]
#[case::thousands_where_tens_were("12.500", Some(12.4), None)]
#[case::thousands_where_thousands_were("12.500", Some(11_900.0), Some(12_500.0))]
#[case::decimals_where_thousands_were("12,500", Some(12_400.0), None)]
#[case::decimals_where_tens_were("12,500", Some(12.4), Some(12.5))]
#[case::nothing_to_compare_with("12.500", None, Some(12_500.0))]
#[case::last_month_was_zero("12.500", Some(0.0), Some(12_500.0))]
#[case::one_reading_only("12500", Some(12.4), Some(12_500.0))]
#[case::one_decimal_has_one_reading("12,5", Some(12_400.0), Some(12.5))]
#[case::below_zero_is_for_the_caller("-12.500", Some(12.4), Some(-12_500.0))]
fn beside_last_month(#[case] text: &str, #[case] last: Option<f64>, #[case] value: Option<f64>) {
    let expected = value.ok_or(NumberProblem::Ambiguous);
    assert_eq!(number_beside(Language::Id, text, last, false), expected);
}

#[rstest]
#[case("12,500", Some(12.4), None)]
#[case("12,500", Some(11_900.0), Some(12_500.0))]
#[case("12.500", Some(12_400.0), None)]
fn beside_last_month_in_english(
    #[case] text: &str,
    #[case] last: Option<f64>,
    #[case] value: Option<f64>,
) {
    let expected = value.ok_or(NumberProblem::Ambiguous);
    assert_eq!(number_beside(Language::En, text, last, false), expected);
}

#[test]
fn whole_things_have_no_reading_with_decimals() {
    assert_eq!(
        number_beside(Language::Id, "12.500", Some(12.0), true),
        Ok(12_500.0)
    );
    assert_eq!(readings("1.250", true), [1250.0]);
}

#[rstest]
#[case("1.25", &[1.25, 125.0])]
#[case("12.500", &[12_500.0, 12.5])]
#[case("0.500", &[0.5, 500.0])]
#[case("1.250 juta", &[1_250_000.0, 1_250_000_000.0])]
#[case("1234", &[1234.0])]
#[case("abc", &[])]
fn what_is_ambiguous_has_readings_to_choose_from(#[case] text: &str, #[case] values: &[f64]) {
    assert_eq!(readings(text, false), values);
}

#[test]
fn a_very_long_text_is_no_number() {
    assert_eq!(
        number(Language::Id, &"9".repeat(65)),
        Err(NumberProblem::NotANumber)
    );
    assert!(number(Language::Id, &"9".repeat(64)).is_ok());
}

#[test]
fn every_problem_has_a_text() {
    for problem in [
        NumberProblem::Empty,
        NumberProblem::NotANumber,
        NumberProblem::Ambiguous,
    ] {
        let sentence = text_with(Language::Id, problem.key(), &[("text", "1.25")]);
        assert_ne!(sentence, problem.key());
    }
}

fn language() -> impl Strategy<Value = Language> {
    prop_oneof![Just(Language::Id), Just(Language::En)]
}

proptest! {
    #[test]
    fn what_is_formatted_is_read_back(
        language in language(), digits in -999_999_999_999_i64..999_999_999_999, decimals in 0_usize..4,
    ) {
        let value: f64 = format!("{digits}e-{decimals}").parse().unwrap();
        let written = format::number(language, value, decimals);
        prop_assert_eq!(number(language, &written), Ok(value), "{}", written);
    }

    #[test]
    fn rupiah_are_read_back(language in language(), amount in 0_u32..) {
        let written = format::rupiah(language, f64::from(amount));
        prop_assert_eq!(number(language, &written), Ok(f64::from(amount)), "{}", written);
    }

    #[test]
    fn no_text_panics(language in language(), text in "\\PC*") {
        let _ = number(language, &text);
    }

    #[test]
    fn what_looks_like_a_number_gives_a_finite_one(
        language in language(), text in "[-+]?(Rp ?)?[0-9., ０-９]{0,20}( ?(juta|rb|m|million))?",
    ) {
        prop_assert!(number(language, &text).is_ok_and(f64::is_finite) || number(language, &text).is_err());
    }
}
