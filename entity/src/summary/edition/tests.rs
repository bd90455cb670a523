use super::{existing::LATE_QUARTERS, *};
use crate::rules::{
    statistics::Coverage,
    summary::{Asked, Session},
};

fn edition(place: Option<&str>, reason: EditionReason, day: u32) -> Model {
    Model {
        id: Uuid::nil(),
        province_code: place.map(str::to_owned),
        quarter: "2012-Q4".into(),
        edition: 1,
        reason,
        cut_off: cut_off(day),
        compiled_by: None,
        expected: 0,
        received: 0,
        internal: String::new(),
        internal_hash: String::new(),
        public: String::new(),
        public_hash: String::new(),
    }
}

fn cut_off(day: u32) -> DateTimeUtc {
    format!("2013-01-{day:02}T19:00:00Z").parse().unwrap()
}

fn existing(all: &[Model]) -> Existing {
    let by_place = |one: &Model| (one.province_code.clone(), vec![one.clone()]);
    Existing(all.iter().map(by_place).collect())
}

#[test]
fn one_by_hand_stops_nobody_s_first() {
    let by_hand = edition(Some("ID-JT"), EditionReason::ByHand, 5);
    let night = edition(None, EditionReason::Scheduled, 20);
    assert_eq!(due(&existing(&[]), 0), Due::First);
    assert_eq!(
        due(&existing(std::slice::from_ref(&by_hand)), 0),
        Due::First
    );
    let both = existing(&[by_hand, night]);
    assert_eq!(due(&both, 0), Due::Late);
    assert_eq!(due(&both, LATE_QUARTERS - 1), Due::Late);
    assert_eq!(due(&both, LATE_QUARTERS), Due::Nothing);
}

/// So many enterprises of each province, each with a report a month.
fn known(provinces: &[(&str, u128)]) -> Known {
    let quarter: Quarter = "2012-Q4".parse().unwrap();
    let each = |(index, (province, n)): (u128, &(&str, u128))| {
        let (from, n, province) = (index * 100, *n, (*province).to_owned());
        let months = quarter.first_month().through(quarter.last_month());
        let all = months.flat_map(move |month| (from..from + n).map(move |who| (month, who)));
        let one = move |(month, who)| Asked {
            enterprise: Uuid::from_u128(who),
            province: province.clone(),
            month,
            coverage: Coverage {
                expected: 1,
                received: 1,
                on_time: 1,
                nothing: 0,
            },
        };
        all.map(one)
    };
    Known {
        quarter,
        cut_off: cut_off(20),
        existing: Existing::default(),
        hidden_before: HiddenBefore::new(),
        facts: Facts {
            requests: (0..).zip(provinces).flat_map(each).collect(),
            ..Facts::default()
        },
    }
}

fn hides_reporting(known: &Known, place: Option<&str>) -> bool {
    let compiled = known.compiled(place.map(str::to_owned), EditionReason::ByHand);
    let made = known
        .editions(vec![compiled], &HashMap::new())
        .unwrap()
        .pop()
        .unwrap();
    made.edition.public_figures().unwrap().reporting.is_none()
}

#[test]
fn the_nation_does_not_give_away_whom_has_no_edition() {
    let alone = known(&[("ID-JT", 9)]);
    let shown = alone.compiled(Some("ID-JT".into()), EditionReason::ByHand);
    let shown = alone.editions(vec![shown], &HashMap::new()).unwrap();
    let shown: Vec<_> = shown.into_iter().map(|made| made.edition).collect();
    let mut small = known(&[("ID-JT", 9), ("ID-LA", 3)]);
    assert!(!hides_reporting(&small, None), "nothing else is shown yet");
    assert!(
        hides_reporting(&small, Some("ID-JT")),
        "the nation's is to come"
    );
    small.existing = existing(&shown);
    assert!(hides_reporting(&small, None), "three are left of twelve");
    let mut large = known(&[("ID-JT", 9), ("ID-LA", 6)]);
    large.existing = existing(&shown);
    assert!(!hides_reporting(&large, None));
}

#[test]
fn a_place_with_training_alone_gets_an_edition() {
    let mut known = known(&[("ID-JT", 9)]);
    known.facts.sessions = vec![Session {
        province: "ID-LA".into(),
        day: known.quarter.last_month().first_day(),
        is_visit: false,
    }];
    let missing = known.missing(EditionReason::Scheduled, &BTreeSet::new());
    let places: Vec<_> = missing.into_iter().map(|one| one.place).collect();
    assert_eq!(
        places,
        [None, Some("ID-JT".to_owned()), Some("ID-LA".to_owned())]
    );
}
