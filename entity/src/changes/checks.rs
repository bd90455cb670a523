//! What several nouns ask of a value: texts, addresses, phones, provinces, days.

use chrono::NaiveDate;
use chrono_tz::Tz;
use sea_orm::{ConnectionTrait, EntityTrait};

use super::refused::{Problem, Refused};
use crate::{address, province, reference::ISLAND_GROUPS, rules::phone};

/// The longest text of one line.
const LINE: usize = 200;
/// The longest text of several lines.
const PROSE: usize = 4_000;

/// `text` without spaces around it; a problem where it is empty or too long.
pub(super) fn line(problems: &mut Vec<Problem>, field: &'static str, text: &mut String) {
    within(problems, field, text, LINE);
}

/// The same for what may have several lines.
pub(super) fn prose(problems: &mut Vec<Problem>, field: &'static str, text: &mut String) {
    within(problems, field, text, PROSE);
}

fn within(problems: &mut Vec<Problem>, field: &'static str, text: &mut String, most: usize) {
    *text = text.trim().to_owned();
    if text.is_empty() || text.chars().count() > most || text.contains('\0') {
        problems.push(Problem::invalid(
            field,
            format!("`{field}` must have 1 to {most} characters."),
        ));
    }
}

/// An address, as [`address::read`] has it.
pub(super) fn email(problems: &mut Vec<Problem>, field: &'static str, text: &mut String) {
    match address::read(text) {
        Some(address) => *text = address,
        None => problems.push(no_address(field)),
    }
}

/// What is said of a text that is no address.
pub(super) fn no_address(field: &'static str) -> Problem {
    let message = format!("`{field}` must be an address like office@example.org.");
    Problem::invalid(field, message)
}

/// A phone number, as E.164.
pub(super) fn phone(problems: &mut Vec<Problem>, field: &'static str, text: &mut String) {
    match phone::e164(text) {
        Some(number) => *text = number,
        None => problems.push(Problem::invalid(
            field,
            format!("`{field}` must be a phone number like 0812-3456-7890 or +6281234567890."),
        )),
    }
}

/// The province with this code.
pub(super) async fn province(
    db: &impl ConnectionTrait,
    code: &str,
) -> Result<province::Model, Refused> {
    if ISLAND_GROUPS.contains(&code) {
        let message =
            format!("`{code}` is an island group, not a province; codes are like `ID-JK`.");
        return Err(Problem::invalid("province", message).into());
    }
    let found = province::Entity::find_by_id(code).one(db).await?;
    let unknown = || {
        Problem::invalid(
            "province",
            "There is no such province; codes are like `ID-JK`.",
        )
    };
    Ok(found.ok_or_else(unknown)?)
}

/// The day that it is in `province` at `now`.
pub(super) fn today(province: &province::Model, now: chrono::DateTime<chrono::Utc>) -> NaiveDate {
    now.with_timezone(&zone(province)).date_naive()
}

/// The zone of `province`.
pub(super) fn zone(province: &province::Model) -> Tz {
    province.tz().unwrap_or(Tz::Asia__Jakarta)
}

/// A day that has come.
pub(super) fn not_later(field: &'static str, day: NaiveDate, today: NaiveDate) -> Option<Problem> {
    (day > today).then(|| {
        Problem::invalid(
            field,
            format!("`{field}` must not be after today, {today}."),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_lower_cased_or_refused() {
        let mut problems = Vec::new();
        let mut text = " Siti@Example.ORG ".to_owned();
        email(&mut problems, "email", &mut text);
        assert_eq!((text.as_str(), problems.len()), ("siti@example.org", 0));
        email(&mut problems, "email", &mut "siti".to_owned());
        assert_eq!(problems, [no_address("email")]);
    }

    #[test]
    fn a_line_has_something_on_it() {
        for (text, wrong) in [("  x ", 0), ("  ", 1), ("a\0b", 1), (&"x".repeat(201), 1)] {
            let mut problems = Vec::new();
            line(&mut problems, "name", &mut text.to_owned());
            assert_eq!(problems.len(), wrong, "{text}");
        }
    }
}
