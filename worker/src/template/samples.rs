//! Sample letters of every kind: one item and several, long names, names with markup, missing phones.

mod office;
mod summaries;
mod trainers;

use entity::rules::{ladder::Step, period::Month};

use super::*;
pub(super) use office::{counts, manager, to_the_office};
pub(super) use summaries::{summary, told};
pub(super) use trainers::{digest, late};

pub(crate) const UNSUBSCRIBE: &str = "http://127.0.0.1:8000/unsubscribe/UUUUUUUUUUUU";
pub(super) const LANGUAGES: [Language; 2] = [Language::Id, Language::En];
pub(super) const LONG_NAME: &str = "Koperasi Produsen Mebel dan Kerajinan Rotan Maju Bersama Tbk";
pub(super) const HOSTILE_NAME: &str = "UD <Maju> & \"Co\"";
pub(super) const SENDER: &str = "Dewi Lestari";

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

/// Every kind of letter with every sample, in both languages, each with its name.
pub(crate) fn all() -> Vec<(String, Letter)> {
    let mut letters = Vec::new();
    for language in LANGUAGES {
        let samples = chases(language)
            .into_iter()
            .chain(receipts(language))
            .chain(trainers::to_trainers(language))
            .chain(to_the_office(language))
            .chain(summaries::summaries(language));
        letters.extend(
            samples.map(|(name, letter)| (format!("{}-{name}", language.as_str()), letter)),
        );
    }
    letters
}

pub(super) fn chase(language: Language, items: Vec<ChaseItem>) -> Letter {
    Letter::Chase(ChaseMail {
        language,
        name: "Sari Rahmawati".into(),
        sender: SENDER.into(),
        unsubscribe: UNSUBSCRIBE.into(),
        items,
    })
}

pub(super) fn asked(step: Step, enterprise: &str, month_text: &str) -> ChaseItem {
    let month = month(month_text);
    let due_on = month.plus(1).first_day() + chrono::Days::new(11);
    ChaseItem {
        step,
        enterprise: enterprise.into(),
        month,
        due_on,
        lock_on: due_on + chrono::Days::new(30),
        zone: "WIB".into(),
        link: format!("http://127.0.0.1:8000/r/{month_text}{}", "T".repeat(60)),
    }
}

fn chases(language: Language) -> Vec<(&'static str, Letter)> {
    let one = |step| chase(language, vec![asked(step, "CV Rotan Jaya", "2012-10")]);
    let mixed = vec![
        asked(Step::Request, "CV Rotan Jaya", "2012-10"),
        asked(Step::Reminder2, "CV Rotan Jaya", "2012-09"),
    ];
    let names = vec![
        asked(Step::Request, LONG_NAME, "2012-10"),
        asked(Step::Request, HOSTILE_NAME, "2012-10"),
    ];
    let many = (0..40).map(|at| asked(Step::Request, &format!("CV Rotan Jaya {at}"), "2012-10"));
    vec![
        ("request", one(Step::Request)),
        ("nudge", one(Step::Nudge)),
        ("reminder-1", one(Step::Reminder1)),
        ("reminder-2", one(Step::Reminder2)),
        ("request-long-name", chase(language, names[..1].to_vec())),
        ("request-names", chase(language, names)),
        ("mixed", chase(language, mixed)),
        ("request-many", chase(language, many.collect())),
    ]
}

fn receipts(language: Language) -> Vec<(&'static str, Letter)> {
    let receipt = |enterprise: &str, nothing, late, changes| {
        Letter::Receipt(ReceiptMail {
            language,
            name: "Sari Rahmawati".into(),
            sender: SENDER.into(),
            enterprise: enterprise.into(),
            month: month("2012-10"),
            nothing,
            late,
            correct_until: "2012-12-12".parse().unwrap(),
            zone: "WITA".into(),
            link: format!("http://127.0.0.1:8000/r/{}", "T".repeat(60)),
            changes,
        })
    };
    vec![
        ("receipt", receipt("CV Rotan Jaya", false, false, changes())),
        (
            "receipt-late",
            receipt(HOSTILE_NAME, false, true, Vec::new()),
        ),
        (
            "receipt-nothing",
            receipt(LONG_NAME, true, false, Vec::new()),
        ),
        (
            "receipt-nothing-late",
            receipt(LONG_NAME, true, true, Vec::new()),
        ),
    ]
}

fn changes() -> Vec<ReceiptChange> {
    let change = |indicator: &str, value: &str, change: Option<&str>| ReceiptChange {
        indicator: indicator.into(),
        value: value.into(),
        change: change.map(str::to_owned),
    };
    vec![
        change(
            "Produktivitas tenaga kerja",
            "1,25 kursi per jam",
            Some("+8,4%"),
        ),
        change("Produk cacat", "3,2%", Some("-1,1 poin")),
        change("Ketidakhadiran", "2,0%", None),
    ]
}
