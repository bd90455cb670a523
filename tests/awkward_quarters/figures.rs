//! What is planned and counted at its bounds.

use entity::{
    changes::{
        Author,
        target::{self, Plan},
    },
    rules::summary::HighlightKind,
    submission::ProblemCode,
    target::ENTERPRISES,
};
use rstest::rstest;

use super::*;

const MELATI: &str = "CV Melati Jaya";

/// No form writes what is no number.
fn all_are_numbers(forms: &[String]) {
    assert_eq!(forms.len() % 8, 0);
    for words in forms {
        let odd = words.split_whitespace().find(|word| {
            let word = word.to_lowercase();
            word.contains("nan") && word.len() < 5 || word == "inf" || word.contains('∞')
        });
        assert_eq!(odd, None, "{words}");
    }
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_target_of_zero_is_shown_and_reached(#[case] kind: Kind) {
    let Some(quarter) = Quarter::open(kind).await else {
        return;
    };
    let author = Author::operator(at(MONTHS[0].1));
    for (province, value) in [(Some("ID-JK"), 0.0), (None, 5.0)] {
        let plan = Plan {
            metric: ENTERPRISES.into(),
            province: province.map(Into::into),
            year: 2012,
            value,
            source: "Rencana kerja 2012".into(),
        };
        target::set(&quarter.db, &author, plan).await.unwrap();
    }
    quarter.month(0, &[(MELATI, 60.0)]).await;
    let frozen = quarter.frozen().await;
    for (place, planned) in [(Some("ID-JK"), 0.0), (None, 5.0)] {
        let all = &frozen[&place.map(str::to_owned)].internal;
        assert_eq!(all.enterprises.planned, Some(planned));
        let mut kinds = all.highlights.iter().map(|one| one.kind);
        let is_below = kinds.any(|kind| kind == HighlightKind::BelowTarget);
        assert_eq!(is_below, planned > 0.0, "{place:?}");
    }
    let forms = quarter.forms().await;
    all_are_numbers(&forms);
    assert!(
        forms
            .iter()
            .any(|words| words.contains("Target 2012: 0 perusahaan"))
    );
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn figures_at_their_bounds_are_frozen_and_those_beyond_are_refused(#[case] kind: Kind) {
    let Some(quarter) = Quarter::open(kind).await else {
        return;
    };
    /// The largest count that is taken.
    const MOST: f64 = 9e15;
    let highest = [
        ("units_inspected", MOST),
        ("units_defective", MOST),
        ("days_scheduled", 20.0),
        ("days_absent", 20.0),
        ("workers_female", 1.0),
        ("workers_male", 0.0),
        ("separations", 2.0),
        ("suggestions", 20.0),
        ("hours_worked", 1.0),
        ("lost_time_accidents", 1.0),
    ];
    let asked = quarter.asked(0).await;
    let now = at(MONTHS[0].1);
    for (code, beyond, why) in [
        ("units_inspected", MOST / 2.0, ProblemCode::OutOfBounds),
        ("days_absent", 20.1, ProblemCode::OutOfBounds),
        ("separations", 3.0, ProblemCode::OutOfBounds),
        ("suggestions", 21.0, ProblemCode::OutOfBounds),
        ("units_defective", MOST + 2.0, ProblemCode::NotFinite),
    ] {
        let counts = highest.map(|(name, count)| (name, if name == code { beyond } else { count }));
        let outcome = quarter.reported(asked[MELATI], &counts, now).await;
        let Outcome::Refused(problems) = outcome else {
            panic!("{code}: {outcome:?}");
        };
        assert_eq!(problems[0].code, why, "{code}");
    }
    let stored = quarter.reported(asked[MELATI], &highest, now).await;
    assert_eq!(stored, Outcome::Stored { version: 1 });
    let frozen = quarter.frozen().await;
    for sets in frozen.values() {
        for (code, level) in [
            ("DEFECT_RATE", 100.0),
            ("ABSENT_RATE", 100.0),
            ("TURNOVER_RATE", 200.0),
            ("SUGGEST_RATE", 2000.0),
            ("ACCIDENT_FREQ", 1_000_000.0),
        ] {
            let measured = indicator(&sets.internal, code).measured.unwrap();
            assert_eq!((measured.n, measured.level), (1, Some(level)), "{code}");
        }
        let defects = indicator(&sets.internal, "DEFECT_RATE").measured.unwrap();
        assert_eq!(defects.median_change, Some(90.0));
        assert_eq!(defects.improved_share, Some(0.0));
    }
    let forms = quarter.forms().await;
    all_are_numbers(&forms);
    for level in ["1.000.000,0", "2.000,0"] {
        assert!(forms.iter().any(|words| words.contains(level)), "{level}");
    }
}
