//! Sample letters to managers and to the office.

use entity::rules::ladder::Step;

use super::{HOSTILE_NAME, SENDER, month};
use crate::template::*;

pub(in crate::template) fn counts(name: &str, month_text: &str, expected: u64) -> ProvinceCounts {
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

pub(in crate::template) fn manager(language: Language, provinces: Vec<ProvinceCounts>) -> Letter {
    Letter::ManagerDigest(ManagerDigest {
        language,
        name: "Dewi Lestari".into(),
        sender: SENDER.into(),
        day: "2012-11-19".parse().unwrap(),
        provinces,
    })
}

pub(in crate::template) fn to_the_office(language: Language) -> Vec<(&'static str, Letter)> {
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
