//! What stands around the digits: odd characters, a sign, a currency, a word for zeros.

use super::NumberProblem;

/// Lower case, with one kind of digit, space, minus and full stop, and nothing invisible.
pub(super) fn plain(text: &str) -> String {
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
pub(super) fn without_sign_and_currency(text: &str) -> (bool, &str) {
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
pub(super) fn split_scale(text: &str) -> Result<(&str, u32), NumberProblem> {
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
