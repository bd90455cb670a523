//! Sample letters of every kind, and what holds for each of them.

use std::collections::BTreeSet;

use entity::rules::{ladder::Step, period::Month};
use rstest::rstest;

use super::*;

pub(crate) const UNSUBSCRIBE: &str = "http://127.0.0.1:8000/unsubscribe/UUUUUUUUUUUU";
const LANGUAGES: [Language; 2] = [Language::Id, Language::En];
const LONG_NAME: &str = "Koperasi Produsen Mebel dan Kerajinan Rotan Maju Bersama Tbk";
const HOSTILE_NAME: &str = "UD <Maju> & \"Co\"";
const SENDER: &str = "Dewi Lestari";

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
            .chain(to_trainers(language))
            .chain(to_the_office(language));
        letters.extend(
            samples.map(|(name, letter)| (format!("{}-{name}", language.as_str()), letter)),
        );
    }
    letters
}

pub(crate) fn chase(language: Language, items: Vec<ChaseItem>) -> Letter {
    Letter::Chase(ChaseMail {
        language,
        name: "Sari Rahmawati".into(),
        sender: SENDER.into(),
        unsubscribe: UNSUBSCRIBE.into(),
        items,
    })
}

pub(crate) fn asked(step: Step, enterprise: &str, month_text: &str) -> ChaseItem {
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

fn late(at: i64, enterprise: &str) -> LateEnterprise {
    LateEnterprise {
        enterprise: enterprise.into(),
        contact: "Sari Rahmawati".into(),
        phone: (at % 3 != 2).then(|| format!("+62812345678{at:02}")),
        months: vec![month("2012-09"), month("2012-10")],
        since: "2012-10-10".parse().unwrap(),
        days_late: 1 + at,
        prefers_call: at % 4 == 1,
    }
}

fn reachable(enterprise: &str, contact: Option<&str>, phone: Option<&str>) -> Reachable {
    Reachable {
        enterprise: enterprise.into(),
        contact: contact.map(str::to_owned),
        phone: phone.map(str::to_owned),
    }
}

fn digest(language: Language, late: Vec<LateEnterprise>, others: Vec<Reachable>) -> Letter {
    Letter::TrainerDigest(TrainerDigest {
        language,
        name: "Budi Santoso".into(),
        sender: SENDER.into(),
        day: "2012-11-19".parse().unwrap(),
        late,
        without_address: others.clone(),
        stopped: others.iter().take(1).cloned().collect(),
        prefer_call: others,
    })
}

fn to_trainers(language: Language) -> Vec<(&'static str, Letter)> {
    let some = ["CV Rotan Jaya", LONG_NAME, HOSTILE_NAME];
    let some = (0..).zip(some).map(|(at, name)| late(at, name)).collect();
    let others = vec![
        reachable(
            "UD Sumber Rejeki",
            Some("Agus Wijaya"),
            Some("+6281298765432"),
        ),
        reachable(HOSTILE_NAME, None, None),
        reachable("PT Kopi Gayo", Some("Rina"), Some("0812-99")),
    ];
    let many = (0..200).map(|at| late(at, &format!("{} {at}", &LONG_NAME[..56])));
    let many_others = vec![others[0].clone(); 200];
    vec![
        ("notice", notice(language, &["CV Rotan Jaya"])),
        (
            "notice-several",
            notice(language, &[LONG_NAME, HOSTILE_NAME, "PT Kopi Gayo"]),
        ),
        ("digest", digest(language, some, others.clone())),
        (
            "digest-one",
            digest(language, vec![late(0, "CV Rotan Jaya")], Vec::new()),
        ),
        ("digest-none-late", digest(language, Vec::new(), others)),
        ("digest-200", digest(language, many.collect(), many_others)),
        ("stopped", stopped(language, &["CV Rotan Jaya"])),
        (
            "stopped-several",
            stopped(language, &[LONG_NAME, HOSTILE_NAME]),
        ),
    ]
}

fn notice(language: Language, names: &[&str]) -> Letter {
    let items = (0..).zip(names).map(|(at, name)| {
        let late = late(at, name);
        NoticeItem {
            enterprise: late.enterprise,
            month: month("2012-10"),
            days_late: 5,
            contact: late.contact,
            phone: late.phone,
        }
    });
    Letter::TrainerNotice(TrainerNotice {
        language,
        name: "Budi Santoso".into(),
        sender: SENDER.into(),
        items: items.collect(),
    })
}

fn stopped(language: Language, names: &[&str]) -> Letter {
    Letter::Stopped(StoppedNotice {
        language,
        name: "Budi Santoso".into(),
        sender: SENDER.into(),
        enterprises: names.iter().map(ToString::to_string).collect(),
        contact: "Sari Rahmawati".into(),
        phone: Some("+6281234567890".into()),
    })
}

fn counts(name: &str, month_text: &str, expected: u64) -> ProvinceCounts {
    ProvinceCounts {
        name: name.into(),
        month: month(month_text),
        expected,
        received: expected * 7 / 10,
        on_time: expected / 2,
        nothing: expected / 10,
        late: expected * 7 / 10 - expected / 2,
    }
}

fn manager(language: Language, provinces: Vec<ProvinceCounts>) -> Letter {
    Letter::ManagerDigest(ManagerDigest {
        language,
        name: "Dewi Lestari".into(),
        sender: SENDER.into(),
        day: "2012-11-19".parse().unwrap(),
        provinces,
    })
}

fn to_the_office(language: Language) -> Vec<(&'static str, Letter)> {
    let few = vec![
        counts("Jawa Tengah", "2012-10", 20),
        counts("Daerah Istimewa Yogyakarta", "2012-10", 12),
        counts("Jawa Tengah", "2012-09", 1_840),
        counts("Papua", "2012-09", 0),
    ];
    let many = (0..114).map(|at| {
        let month = ["2012-08", "2012-09", "2012-10"][at / 38];
        counts(&format!("Kepulauan Bangka Belitung {at}"), month, 2_500)
    });
    let held = HeldNotice {
        language,
        name: "Dewi Lestari".into(),
        sender: SENDER.into(),
        run: "0193a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b".into(),
        job: "chase".into(),
        step: Some(Step::Request),
        zone: Some("WIB".into()),
        count: 18_412,
        usual: 20,
    };
    let whole = HeldNotice {
        step: None,
        zone: None,
        ..held.clone()
    };
    vec![
        ("manager", manager(language, few)),
        ("manager-all-provinces", manager(language, many.collect())),
        ("held", Letter::Held(held)),
        ("held-whole-job", Letter::Held(whole)),
    ]
}

#[test]
fn every_letter_is_whole() {
    for (name, letter) in all() {
        let content = letter.compose().unwrap();
        let Content {
            subject,
            text,
            html,
        } = &content;
        assert!(
            !subject.is_empty() && subject.chars().count() <= 120,
            "{name}: {subject}"
        );
        for (part, written) in [("subject", subject), ("text", text), ("html", html)] {
            assert!(
                !written.contains("mail-"),
                "{name}: a text is missing in its {part}:\n{written}"
            );
            assert!(
                !written.contains("{ $") && !written.contains("{{"),
                "{name}: {part}:\n{written}"
            );
        }
        assert!(!text.contains("\n\n\n"), "{name}: a gap in\n{text}");
        for line in text.lines().filter(|line| *line != "-- ") {
            assert_eq!(line, line.trim_end(), "{name}");
        }
        assert!(
            html.len() <= 100_000,
            "{name} has {} bytes of HTML",
            html.len()
        );
        assert!(
            html.contains(&format!("lang=\"{}\"", letter.language().as_str())),
            "{name}"
        );
        assert!(!html.contains("fonts.googleapis"), "{name}");
        assert!(
            text.contains(letter.name()) && text.contains(SENDER),
            "{name}:\n{text}"
        );
    }
}

#[test]
fn every_link_is_in_both_parts() {
    for (name, letter) in all() {
        let content = letter.compose().unwrap();
        for link in letter.links() {
            assert!(
                content.text.contains(link),
                "{name}: {link} is not in the text"
            );
            assert!(
                content.html.contains(&format!("href=\"{link}\"")),
                "{name}: {link}"
            );
        }
        let stop = letter.unsubscribe();
        assert!(
            stop.is_none_or(|stop| letter.links().contains(&stop)),
            "{name}"
        );
    }
}

#[test]
fn a_name_is_never_markup() {
    let mut seen = 0;
    for (name, letter) in all() {
        let content = letter.compose().unwrap();
        assert!(!content.html.contains("<Maju>"), "{name}");
        if content.text.contains(HOSTILE_NAME) {
            seen += 1;
            let escaped = content.html.contains("UD &#60;Maju&#62; &#38;");
            assert!(
                escaped || content.html.contains("UD &lt;Maju&gt; &amp;"),
                "{name}"
            );
        }
    }
    assert!(seen >= 10, "only {seen} letters had the name");
}

#[rstest]
#[case(Language::Id, "Senin, 12 November 2012, pukul 24.00 WIB")]
#[case(Language::En, "Monday, 12 November 2012, 24:00 WIB")]
fn a_request_says_until_when(#[case] language: Language, #[case] due: &str) {
    let item = asked(Step::Request, "CV Rotan Jaya", "2012-10");
    let content = chase(language, vec![item]).compose().unwrap();
    assert!(
        content.text.contains(due) && content.html.contains(due),
        "{}",
        content.text
    );
}

#[test]
fn a_reminder_says_until_when_data_are_taken_and_never_scolds() {
    for step in [Step::Reminder1, Step::Reminder2] {
        let item = asked(step, "CV Rotan Jaya", "2012-10");
        let text = chase(Language::Id, vec![item]).compose().unwrap().text;
        assert!(
            text.contains("Rabu, 12 Desember 2012, pukul 24.00 WIB"),
            "{text}"
        );
        assert!(text.to_lowercase().contains("pengingat") && text.contains("berselisih jalan"));
        assert!(!text.to_lowercase().contains("teguran"));
    }
}

#[test]
fn each_rung_is_shorter_than_the_one_before() {
    let rungs = [Step::Request, Step::Nudge, Step::Reminder1, Step::Reminder2];
    for language in LANGUAGES {
        let lengths = rungs.map(|step| {
            let item = asked(step, "CV Rotan Jaya", "2012-10");
            chase(language, vec![item]).compose().unwrap().text.len()
        });
        assert!(
            lengths.is_sorted_by(|one, next| one > next),
            "{language:?}: {lengths:?}"
        );
    }
}

#[test]
fn items_of_several_rungs_each_say_their_own_date() {
    let items = vec![
        asked(Step::Request, "CV Rotan Jaya", "2012-10"),
        asked(Step::Reminder2, "UD Maju", "2012-09"),
    ];
    let content = chase(Language::Id, items).compose().unwrap();
    assert!(
        content.subject.starts_with("Pengingat kedua: "),
        "{}",
        content.subject
    );
    for words in [
        "Mohon diisi paling lambat Senin, 12 November 2012",
        "Batas waktunya, Jumat, 12 Oktober 2012, telah lewat",
        "sampai Minggu, 11 November 2012",
    ] {
        assert!(
            content.text.contains(words),
            "{words} is not in\n{}",
            content.text
        );
    }
}

#[test]
fn mails_to_trainers_and_managers_open_nothing() {
    for (name, letter) in all() {
        let to_a_contact = matches!(letter, Letter::Chase(_) | Letter::Receipt(_));
        let content = letter.compose().unwrap();
        assert_eq!(content.text.contains("/r/"), to_a_contact, "{name}");
        assert_eq!(letter.links().is_empty(), !to_a_contact, "{name}");
    }
}

#[test]
fn a_phone_is_dialled_and_a_missing_one_is_said() {
    let letter = digest(
        Language::Id,
        vec![late(0, "CV Rotan Jaya"), late(2, "UD Maju")],
        Vec::new(),
    );
    let content = letter.compose().unwrap();
    assert!(content.html.contains("href=\"tel:+6281234567800\""));
    let chat = "https://wa.me/6281234567800?text=Selamat%20pagi";
    assert!(content.html.contains(chat) && content.text.contains(chat));
    assert_eq!(
        content.text.matches("Nomor telepon belum tercatat").count(),
        1
    );
}

#[test]
fn what_a_long_list_leaves_out_is_counted() {
    let late: Vec<_> = (0..200)
        .map(|at| late(at, &format!("CV Rotan Jaya {at}.")))
        .collect();
    let text = digest(Language::Id, late, Vec::new())
        .compose()
        .unwrap()
        .text;
    let listed = (0..200)
        .filter(|at| text.contains(&format!("CV Rotan Jaya {at}.")))
        .count();
    assert!(
        text.contains(&format!("Dan {} perusahaan lain", 200 - listed)),
        "{listed} are listed"
    );
}

#[test]
fn a_letter_is_signed_by_whom_it_is_given() {
    for (name, letter) in all() {
        let text = letter.with_sender("Rahmat Hidayat").compose().unwrap().text;
        assert!(
            text.contains("\nRahmat Hidayat\n") && !text.contains(&format!("\n{SENDER}\n")),
            "{name}"
        );
    }
}

#[test]
fn both_languages_have_the_same_letters() {
    let of = |language: Language| -> BTreeSet<String> {
        let letters = all()
            .into_iter()
            .filter(|(_, letter)| letter.language() == language);
        letters.map(|(name, _)| name[3..].to_owned()).collect()
    };
    assert_eq!(of(Language::Id), of(Language::En));
}
