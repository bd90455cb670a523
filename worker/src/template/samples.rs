//! Sample letters of every kind: one item and several, long names, names with markup, missing phones.

use entity::rules::{
    alert::AlertRule,
    difference::{Difference, FigureKind},
    ladder::Step,
    period::Month,
};

use super::*;

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
            .chain(to_trainers(language))
            .chain(to_the_office(language))
            .chain(summaries(language));
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

pub(super) fn late(at: i64, enterprise: &str) -> LateEnterprise {
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

/// An alert of each rule at one enterprise.
fn alarms(at: &Reachable) -> [Alarm; 3] {
    let alarm = |rule, indicator: Option<&str>| Alarm {
        enterprise: at.enterprise.clone(),
        contact: at.contact.clone(),
        phone: at.phone.clone(),
        rule,
        indicator: indicator.map(str::to_owned),
        since: "2012-10-21".parse().unwrap(),
    };
    [
        alarm(AlertRule::Worse, Some("Tingkat produk cacat")),
        alarm(
            AlertRule::Accidents,
            Some("Tingkat kekerapan kecelakaan kerja"),
        ),
        alarm(AlertRule::Silence, None),
    ]
}

pub(super) fn digest(
    language: Language,
    late: Vec<LateEnterprise>,
    others: Vec<Reachable>,
) -> Letter {
    Letter::TrainerDigest(TrainerDigest {
        language,
        name: "Budi Santoso".into(),
        sender: SENDER.into(),
        day: "2012-11-19".parse().unwrap(),
        alerts: others.iter().flat_map(alarms).collect(),
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

pub(super) fn counts(name: &str, month_text: &str, expected: u64) -> ProvinceCounts {
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

pub(super) fn manager(language: Language, provinces: Vec<ProvinceCounts>) -> Letter {
    Letter::ManagerDigest(ManagerDigest {
        language,
        name: "Dewi Lestari".into(),
        sender: SENDER.into(),
        day: "2012-11-19".parse().unwrap(),
        provinces,
    })
}

pub(super) fn to_the_office(language: Language) -> Vec<(&'static str, Letter)> {
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
        usual: Some(20),
    };
    let whole = HeldNotice {
        step: None,
        zone: None,
        usual: None,
        ..held.clone()
    };
    vec![
        ("manager", manager(language, few)),
        ("manager-all-provinces", manager(language, many.collect())),
        (
            "sign-in",
            Letter::SignIn(SignInMail {
                language,
                name: HOSTILE_NAME.into(),
                sender: SENDER.into(),
                link: format!("http://127.0.0.1:8000/sign-in/{}", "T".repeat(60)),
            }),
        ),
        ("held", Letter::Held(held)),
        ("held-whole-job", Letter::Held(whole)),
    ]
}

pub(super) fn told(language: Language, place: &str, edition: i32) -> Told {
    let later = Difference {
        figure: FigureKind::MedianChange,
        indicator: Some("LAB_PROD".into()),
        before: Some(1.2),
        after: Some(2.1),
        n_before: 14,
        n_after: 17,
        expected: 20,
        is_material: true,
    };
    let mut document = view::summary::sample(language);
    document.place = Some(place.into());
    document.edition = edition;
    document.differences = (1..edition).map(|_| later.clone()).collect();
    Told {
        document,
        address: format!("http://127.0.0.1:8000/summaries/0193a1b2-{place}-{edition}"),
        stem: format!("score-{place}-2012-Q3-{edition}"),
    }
}

pub(super) fn summary(language: Language, places: Vec<Told>) -> Letter {
    Letter::Summary(SummaryMail {
        language,
        name: "Dewi Lestari".into(),
        sender: SENDER.into(),
        places,
    })
}

fn summaries(language: Language) -> Vec<(&'static str, Letter)> {
    let many = (0..38).map(|at| told(language, &format!("Kepulauan-{at}"), 1));
    vec![
        (
            "summary",
            summary(language, vec![told(language, "Lampung", 1)]),
        ),
        (
            "summary-two",
            summary(
                language,
                vec![told(language, "Bali", 1), told(language, "Papua", 2)],
            ),
        ),
        (
            "summary-news",
            summary(language, vec![told(language, "Lampung", 2)]),
        ),
        ("summary-all", summary(language, many.collect())),
    ]
}
