//! Numbers as people write them.
//!
//! A workshop owner types `1.234`, `12,5 juta`, `Rp 1.250.000,-` or copies `１２３` from a
//! spreadsheet. What has one reading in the page's language is taken; what has two is
//! refused as [`NumberProblem::Ambiguous`], so that the page asks instead of guessing.

use std::{error::Error, fmt};

use entity::Language;

/// Longer than any amount that a person writes; keeps hostile input cheap.
const MOST_CHARACTERS: usize = 64;

/// Why a text is not taken as a number; each has a text in the locale files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberProblem {
    /// Nothing was written.
    Empty,
    /// It is no number at all.
    NotANumber,
    /// It has more than one reading, or is written in the other language's way.
    Ambiguous,
}

impl NumberProblem {
    /// The locale key of the sentence that tells the reader what to do.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Empty => "form-error-required",
            Self::NotANumber => "form-error-not-a-number",
            Self::Ambiguous => "form-error-ambiguous",
        }
    }
}

impl fmt::Display for NumberProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "the number is missing; write one",
            Self::NotANumber => "this is not a number; write digits only, such as 1234",
            Self::Ambiguous => {
                "this number has two readings; write it without separators, such as 1234"
            }
        })
    }
}

impl Error for NumberProblem {}

/// Reads a number as written in `language`; a negative one is for the caller to refuse.
pub fn number(language: Language, text: &str) -> Result<f64, NumberProblem> {
    let text = plain(text);
    let text = text.trim();
    if text.is_empty() {
        return Err(NumberProblem::Empty);
    }
    if text.chars().count() > MOST_CHARACTERS {
        return Err(NumberProblem::NotANumber);
    }
    let (negative, text) = without_sign_and_currency(text);
    let (amount, zeros) = split_scale(text)?;
    let (whole, fraction) = digits(Marks::of(language), amount, zeros > 0)?;
    let written = format!("{whole}.{fraction}e{zeros}");
    let value: f64 = written.parse().map_err(|_| NumberProblem::NotANumber)?;
    // A written minus zero is zero.
    Ok(if negative && value != 0.0 {
        -value
    } else {
        value
    })
}

/// The marks of a language: what starts the decimals, and what parts thousands.
#[derive(Clone, Copy)]
struct Marks {
    decimal: char,
    group: char,
}

impl Marks {
    const fn of(language: Language) -> Self {
        match language {
            Language::Id => Self {
                decimal: ',',
                group: '.',
            },
            Language::En => Self {
                decimal: '.',
                group: ',',
            },
        }
    }
}

/// Lower case, with one kind of digit, space, minus and full stop, and nothing invisible.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'))
        .map(|c| match c {
            // Full-width forms lie at a fixed distance from their ASCII twins.
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            '\u{2212}' | '\u{2010}'..='\u{2013}' => '-',
            c if c.is_whitespace() => ' ',
            c => c,
        })
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

/// Takes off a sign, `Rp` or `IDR` before or after, and the `,-` of written amounts.
fn without_sign_and_currency(text: &str) -> (bool, &str) {
    let (before, text) = without_sign(text);
    let currency = ["rp.", "rp", "idr"]
        .iter()
        .find_map(|prefix| text.strip_prefix(prefix));
    let text = currency.unwrap_or(text).trim_start();
    // `-Rp5` and `Rp-5` are both met; `-Rp-5` is left to fail.
    let (after, text) = if before.is_none() {
        without_sign(text)
    } else {
        (None, text)
    };
    let text = [" idr", ",-", ".-"]
        .iter()
        .find_map(|suffix| text.strip_suffix(suffix))
        .unwrap_or(text);
    (before.or(after) == Some('-'), text.trim())
}

fn without_sign(text: &str) -> (Option<char>, &str) {
    match text.strip_prefix(['-', '+']) {
        Some(rest) => (text.chars().next(), rest.trim_start()),
        None => (None, text),
    }
}

/// Parts `12,5 juta` into the amount and the zeros that the word stands for.
fn split_scale(text: &str) -> Result<(&str, u32), NumberProblem> {
    let Some(at) = text.find(|c: char| c.is_alphabetic()) else {
        return Ok((text, 0));
    };
    let (amount, word) = text.split_at(at);
    let zeros = match word {
        "ribu" | "rb" | "thousand" => 3,
        "juta" | "jt" | "million" => 6,
        "miliar" | "milyar" | "billion" => 9,
        // Million to some, miliar to others.
        "m" if amount.contains(|c: char| c.is_ascii_digit()) => {
            return Err(NumberProblem::Ambiguous);
        }
        _ => return Err(NumberProblem::NotANumber),
    };
    Ok((amount.trim_end(), zeros))
}

/// The whole digits and the decimals of an amount, without any marks.
fn digits(marks: Marks, amount: &str, scaled: bool) -> Result<(String, &str), NumberProblem> {
    let has_digit = amount.contains(|c: char| c.is_ascii_digit());
    if !has_digit || amount.contains(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ',' | ' '))
    {
        return Err(NumberProblem::NotANumber);
    }
    let (whole, fraction) = match amount.split_once(marks.decimal) {
        Some((_, "")) => return Err(NumberProblem::NotANumber),
        Some(parts) => parts,
        None => (amount, ""),
    };
    if fraction.contains(|c: char| !c.is_ascii_digit()) {
        return Err(NumberProblem::Ambiguous);
    }
    let whole = whole_digits(marks.group, whole)?;
    // `1.250 juta` is 1250 million to the rule and 1,25 million to many a writer.
    if scaled && fraction.is_empty() && amount.matches(marks.group).count() == 1 {
        return Err(NumberProblem::Ambiguous);
    }
    Ok((whole, fraction))
}

/// The digits of a whole number whose thousands are parted by `group`, by spaces or not at all.
fn whole_digits(group: char, text: &str) -> Result<String, NumberProblem> {
    if text.is_empty() {
        return Ok("0".to_owned());
    }
    let parted_by_space = text.contains(' ');
    if parted_by_space && text.contains(group) {
        return Err(NumberProblem::Ambiguous);
    }
    let groups: Vec<&str> = if parted_by_space {
        text.split_whitespace().collect()
    } else {
        text.split(group).collect()
    };
    match groups.as_slice() {
        [only] => Ok((*only).to_owned()),
        [first, rest @ ..]
            if is_first_group(first) && rest.iter().all(|group| group.len() == 3) =>
        {
            Ok(groups.concat())
        }
        _ => Err(NumberProblem::Ambiguous),
    }
}

/// One to three digits; `0.500` is more likely half than five hundred, so a zero does not lead.
fn is_first_group(group: &str) -> bool {
    (1..=3).contains(&group.len()) && !group.starts_with('0')
}

#[cfg(test)]
mod tests {
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
}
