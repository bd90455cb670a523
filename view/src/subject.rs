//! Subject lines of mails: short enough to be read whole in a list of mails.
//!
//! They live here because the API's plan of the chase shows the same line that the worker
//! sends. A name is cut, so that no subject is longer than 120 characters.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use entity::{
    Language,
    rules::{
        ladder::Step,
        period::{Month, Quarter},
    },
};

use crate::{
    format,
    locale::{Value, plural, text, text_with},
};

/// The longest name of an enterprise in a subject.
const NAME: usize = 48;

/// The subject of a mail that asks for data; its words follow the `highest` step in it.
pub fn chase(language: Language, highest: Step, items: &[(&str, Month)]) -> String {
    let key = format!("mail-chase-subject-{}", rung(highest));
    let months: BTreeSet<_> = items.iter().map(|(_, month)| *month).collect();
    let names: BTreeSet<_> = items.iter().map(|(name, _)| *name).collect();
    let args = [
        ("months", months_phrase(language, &months)),
        ("enterprises", enterprises_phrase(language, &names)),
    ];
    text_with(language, &key, &args)
}

/// A rung's part in the keys of the texts that ask for data.
pub const fn rung(step: Step) -> &'static str {
    match step {
        Step::Request => "request",
        Step::Nudge => "nudge",
        Step::Reminder1 => "reminder-1",
        Step::Reminder2 | Step::TrainerTask | Step::Lock => "reminder-2",
    }
}

/// The subject of the receipt for one month of one enterprise.
pub fn receipt(language: Language, enterprise: &str, month: Month, nothing: bool) -> String {
    let key = if nothing {
        "mail-receipt-subject-nothing"
    } else {
        "mail-receipt-subject"
    };
    let args = [
        ("month", format::month(language, month)),
        ("enterprise", format::shorten(enterprise, NAME)),
    ];
    text_with(language, key, &args)
}

/// The subject of the notice to a trainer about these enterprises.
pub fn trainer_notice(language: Language, enterprises: &[&str]) -> String {
    let names: BTreeSet<_> = enterprises.iter().copied().collect();
    let args = [("enterprises", enterprises_phrase(language, &names))];
    text_with(language, "mail-notice-subject", &args)
}

/// The subject of a trainer's weekly list, with how many enterprises are late.
pub fn trainer_digest(language: Language, day: NaiveDate, late: usize) -> String {
    let args = [
        ("date", Value::from(format::date_long(language, day))),
        ("count", plural(late)),
    ];
    text_with(language, "mail-digest-subject", &args)
}

/// The subject of a manager's weekly summary, with the share that was received.
pub fn manager_digest(language: Language, day: NaiveDate, received: &str) -> String {
    let args = [
        ("date", format::date_long(language, day)),
        ("percent", received.to_owned()),
    ];
    text_with(language, "mail-manager-subject", &args)
}

/// The subject of the summary of these places; `is_news` where editions replace others.
pub fn summary(language: Language, quarter: Quarter, places: &[&str], is_news: bool) -> String {
    let key = if is_news {
        "mail-summary-subject-news"
    } else {
        "mail-summary-subject"
    };
    let args = [
        ("quarter", format::quarter(language, quarter)),
        ("places", places_phrase(language, places)),
    ];
    text_with(language, key, &args)
}

/// Up to two places by name, more by number.
pub fn places_phrase(language: Language, places: &[&str]) -> String {
    if places.len() > 2 {
        let count = plural(places.len());
        return text_with(language, "mail-summary-provinces", &[("count", count)]);
    }
    let names = places.iter().map(|name| format::shorten(name, NAME / 2));
    format::list(language, &names.collect::<Vec<_>>())
}

/// The subject of the word to a trainer that a contact stopped the mails.
pub fn stopped(language: Language, enterprises: &[&str]) -> String {
    let names: BTreeSet<_> = enterprises.iter().copied().collect();
    let args = [("enterprises", enterprises_phrase(language, &names))];
    text_with(language, "mail-stopped-subject", &args)
}

/// The subject of the word to an administrator that a run is held.
pub fn held(language: Language, job: &str, messages: &str) -> String {
    let args = [("job", job.to_owned()), ("count", messages.to_owned())];
    text_with(language, "mail-held-subject", &args)
}

/// The subject of the mail with the link to sign in.
pub fn sign_in(language: Language) -> String {
    text(language, "mail-sign-in-subject")
}

/// One name, or how many there are.
fn enterprises_phrase(language: Language, names: &BTreeSet<&str>) -> String {
    match names.first() {
        Some(name) if names.len() == 1 => format::shorten(name, NAME),
        _ => text_with(
            language,
            "mail-enterprises",
            &[("count", plural(names.len()))],
        ),
    }
}

/// Up to two months by name, more by number.
fn months_phrase(language: Language, months: &BTreeSet<Month>) -> String {
    if months.len() > 2 {
        return text_with(language, "mail-months", &[("count", plural(months.len()))]);
    }
    let names: Vec<_> = months
        .iter()
        .map(|month| format::month(language, *month))
        .collect();
    format::list(language, &names)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn month(text: &str) -> Month {
        text.parse().unwrap()
    }

    #[rstest]
    #[case(Step::Request, "Mohon data SCORE Oktober 2012 – CV Rotan Jaya")]
    #[case(
        Step::Nudge,
        "Menjelang batas waktu: data SCORE Oktober 2012 – CV Rotan Jaya"
    )]
    #[case(Step::Reminder1, "Pengingat: data SCORE Oktober 2012 – CV Rotan Jaya")]
    #[case(
        Step::Reminder2,
        "Pengingat kedua: data SCORE Oktober 2012 – CV Rotan Jaya"
    )]
    fn each_rung_has_its_own(#[case] step: Step, #[case] subject: &str) {
        let items = [("CV Rotan Jaya", month("2012-10"))];
        assert_eq!(chase(Language::Id, step, &items), subject);
    }

    #[test]
    fn several_are_counted() {
        let items = [
            ("CV Rotan Jaya", month("2012-10")),
            ("UD Maju", month("2012-10")),
            ("UD Maju", month("2012-09")),
        ];
        assert_eq!(
            chase(Language::Id, Step::Request, &items),
            "Mohon data SCORE September 2012 dan Oktober 2012 – 2 perusahaan"
        );
        assert_eq!(
            trainer_digest(Language::En, "2012-11-19".parse().unwrap(), 1),
            "SCORE weekly list, 19 November 2012: 1 enterprise still to answer"
        );
    }

    #[test]
    fn no_subject_is_longer_than_120_characters() {
        let name = "Perusahaan Perseorangan ".repeat(4);
        let items = [(name.as_str(), month("2012-09")), (&name, month("2012-11"))];
        for language in [Language::Id, Language::En] {
            let day = "2012-09-30".parse().unwrap();
            let mut subjects = vec![
                receipt(language, &name, month("2012-09"), true),
                receipt(language, &name, month("2012-09"), false),
                trainer_notice(language, &[&name]),
                trainer_digest(language, day, 1_000),
                manager_digest(language, day, "100%"),
                stopped(language, &[&name]),
                held(language, "quarter_summary", "20.000"),
                sign_in(language),
                summary(language, "2012-Q3".parse().unwrap(), &[&name, &name], true),
                summary(
                    language,
                    "2012-Q3".parse().unwrap(),
                    &[name.as_str(); 38],
                    false,
                ),
            ];
            for step in [Step::Request, Step::Nudge, Step::Reminder1, Step::Reminder2] {
                subjects.push(chase(language, step, &items));
            }
            for subject in subjects {
                assert!(subject.chars().count() <= 120, "{subject}");
                assert!(!subject.starts_with("mail-"), "{subject}");
            }
        }
    }
}
