//! Sample letters to trainers.

use entity::rules::alert::AlertRule;

use super::{HOSTILE_NAME, LONG_NAME, SENDER, month};
use crate::template::*;

pub(in crate::template) fn late(at: i64, enterprise: &str) -> LateEnterprise {
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

pub(in crate::template) fn digest(
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

pub(super) fn to_trainers(language: Language) -> Vec<(&'static str, Letter)> {
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
