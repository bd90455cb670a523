//! Numbers as people write them.
//!
//! A workshop owner types `1.234`, `12,5 juta`, `Rp 1.250.000,-` or copies `１２３` from a
//! spreadsheet. What has one reading in the page's language is taken; what has two is
//! refused as [`NumberProblem::Ambiguous`], so that the page asks instead of guessing,
//! with [`readings`] to choose from. [`number_beside`] also looks at last month's figure:
//! `12.500` next to 12,4 is asked about, next to 11.900 it is not.

mod digits;
mod writing;

#[cfg(test)]
mod tests;

use std::{error::Error, fmt};

use entity::Language;

use digits::{Marks, digits};
use writing::{plain, split_scale, without_sign_and_currency};

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
///
/// # Errors
/// Where it is none, or has more than one reading.
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

/// Reads a number as [`number`] does, but asks where the other language's reading
/// lies nearer to `last`, last month's figure. `whole` things have no other reading
/// with decimals.
///
/// # Errors
/// As [`number`]; also [`NumberProblem::Ambiguous`] where `last` speaks against it.
pub fn number_beside(
    language: Language,
    text: &str,
    last: Option<f64>,
    whole: bool,
) -> Result<f64, NumberProblem> {
    let value = number(language, text)?;
    let Some(last) = last.filter(|last| *last > 0.0) else {
        return Ok(value);
    };
    let distance = |from: f64| (from / last).ln().abs();
    let nearer =
        in_each_language(text, whole).any(|other| other > 0.0 && distance(other) < distance(value));
    if nearer && value > 0.0 {
        Err(NumberProblem::Ambiguous)
    } else {
        Ok(value)
    }
}

/// Every number that `text` can mean, to choose from: as it is written in each language,
/// and with its marks left out. `whole` things are counted without decimals.
pub fn readings(text: &str, whole: bool) -> Vec<f64> {
    let unmarked: String = plain(text)
        .chars()
        .filter(|letter| !matches!(letter, '.' | ','))
        .collect();
    let mut readings: Vec<f64> = Vec::new();
    for value in in_each_language(text, whole).chain(number(Language::Id, &unmarked)) {
        if !readings.contains(&value) {
            readings.push(value);
        }
    }
    readings
}

fn in_each_language(text: &str, whole: bool) -> impl Iterator<Item = f64> {
    [Language::Id, Language::En]
        .into_iter()
        .filter_map(move |language| number(language, text).ok())
        .filter(move |value| !whole || value.fract() == 0.0)
}
