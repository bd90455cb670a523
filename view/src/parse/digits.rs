//! The digits themselves, with the marks that part thousands and start decimals.

use entity::Language;

use super::NumberProblem;

/// The marks of a language: what starts the decimals, and what parts thousands.
#[derive(Clone, Copy)]
pub(super) struct Marks {
    decimal: char,
    group: char,
}

impl Marks {
    pub(super) const fn of(language: Language) -> Self {
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

/// The whole digits and the decimals of an amount, without any marks.
pub(super) fn digits(
    marks: Marks,
    amount: &str,
    scaled: bool,
) -> Result<(String, &str), NumberProblem> {
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
