//! What a quarter comes to, and what must not change it.

mod awkward;
mod delivered;
mod highlights;

use proptest::prelude::*;

use super::*;
use crate::rules::change::{ChangeKind, Direction};

const RATE: Yardstick = Yardstick {
    factor: 100.0,
    direction: Direction::Lower,
    change: ChangeKind::Points,
    noise_floor: 1.0,
    has_level: true,
};
const OUTPUT: Yardstick = Yardstick {
    factor: 1.0,
    direction: Direction::Higher,
    change: ChangeKind::Relative,
    noise_floor: 2.0,
    has_level: false,
};
const QUARTER: &str = "2012-Q3";

fn quarter() -> Quarter {
    QUARTER.parse().unwrap()
}

fn point(who: u128, month: Month, above: f64, below: f64) -> Point {
    Point {
        enterprise: Uuid::from_u128(who),
        month,
        numerator: above,
        denominator: Some(below),
        baseline: Some(5.0),
        change: None,
    }
}

/// These readings, all in Jakarta.
fn in_jakarta(points: Vec<Point>) -> HashMap<String, Points> {
    let there = Points::from([("ID-JK".to_owned(), points)]);
    HashMap::from([("X".to_owned(), there)])
}

/// The readings in Jakarta.
fn points(facts: &mut Facts) -> &mut Vec<Point> {
    let all = facts.points.entry("X".into()).or_default();
    all.entry("ID-JK".into()).or_default()
}

fn asked(who: u128, month: Month, received: bool) -> Asked {
    Asked {
        enterprise: Uuid::from_u128(who),
        province: "ID-JK".into(),
        month,
        coverage: Coverage {
            expected: 1,
            received: received.into(),
            on_time: 0,
            nothing: 0,
        },
    }
}

/// Enterprises 1 to n with these counts in each month of the quarter and of the one before.
fn facts(yardstick: Yardstick, counts: &[(f64, f64)]) -> Facts {
    let months = quarter()
        .before()
        .first_month()
        .through(quarter().last_month());
    let mut facts = Facts {
        indicators: vec![("X".into(), yardstick)],
        ..Facts::default()
    };
    for month in months {
        for (who, (above, below)) in (1..).zip(counts) {
            let grown = above * f64::from(10 + month.number() % 7);
            facts.requests.push(asked(who, month, true));
            points(&mut facts).push(point(who, month, grown, *below));
        }
    }
    facts
}

/// The figures of what is known when its readings are tallied.
fn compile(facts: &Facts, place: Option<&str>, quarter: Quarter) -> Figures {
    let compared = [quarter, quarter.before(), quarter.year_before()];
    let facts = Facts {
        tallies: compared
            .map(|quarter| (quarter, tallied(&facts.points, quarter)))
            .into(),
        ..facts.clone()
    };
    super::compile(&facts, place, quarter)
}

fn compiled(facts: &Facts) -> Figures {
    compile(facts, Some("ID-JK"), quarter())
}

#[test]
fn zero_reports_make_a_summary_that_says_so() {
    let month = quarter().first_month();
    let facts = Facts {
        indicators: vec![("X".into(), RATE)],
        requests: vec![asked(1, month, false), asked(2, month, false)],
        names: HashMap::from([(Uuid::from_u128(1), "CV Melati".to_owned())]),
        ..Facts::default()
    };
    let figures = compiled(&facts);
    assert_eq!(figures.highlights[0].kind, HighlightKind::NoReports);
    assert_eq!(figures.highlights[0].of, 2.0);
    assert_eq!(figures.silent.len(), 2);
    let measured = figures.indicators[0].measured.unwrap();
    assert_eq!(
        (measured.n, measured.expected, measured.level),
        (0, 2, None)
    );
    assert_eq!(
        figures.reporting.unwrap().coverage.received_rate(),
        Some(0.0)
    );
    assert_eq!(
        compile(&facts, Some("ID-LA"), quarter())
            .reporting
            .unwrap()
            .coverage,
        Coverage::default()
    );
}

#[test]
fn an_enterprise_counts_where_it_was() {
    let mut facts = facts(RATE, &[(1.0, 100.0), (2.0, 100.0)]);
    let last = quarter().last_month();
    let moved = Uuid::from_u128(2);
    let away = |point: &mut Point| point.enterprise == moved && point.month == last;
    let away: Vec<_> = points(&mut facts).extract_if(.., away).collect();
    let all = facts.points.get_mut("X").unwrap();
    all.insert("ID-JT".into(), away);
    for one in &mut facts.requests {
        if one.enterprise == moved && one.month == last {
            one.province = "ID-JT".into();
        }
    }
    let (from, to) = (compiled(&facts), compile(&facts, Some("ID-JT"), quarter()));
    let n = |figures: &Figures| figures.indicators[0].measured.unwrap().n;
    assert_eq!(
        (n(&from), n(&to), n(&compile(&facts, None, quarter()))),
        (2, 1, 2)
    );
    assert_eq!(from.reporting.unwrap().coverage.expected, 5);
    // It has no value there in the quarter before, so it is in no panel.
    assert_eq!(to.indicators[0].quarter_before, None);
}

#[test]
fn a_target_of_zero_is_reached() {
    let mut facts = facts(RATE, &[(1.0, 100.0)]);
    facts.targets = vec![(Some("ID-JK".into()), 2012, 0.0), (None, 2012, 9.0)];
    let below = |figures: Figures| {
        figures
            .highlights
            .iter()
            .any(|one| one.kind == HighlightKind::BelowTarget)
    };
    assert!(!below(compiled(&facts)));
    assert!(below(compile(&facts, None, quarter())));
}

fn came(who: u128, province: &str, workers: i64) -> Came {
    Came {
        enterprise: Uuid::from_u128(who),
        province: province.into(),
        day: quarter().first_month().first_day(),
        managers: People {
            women: 1,
            ..People::default()
        },
        workers: People {
            men: workers,
            ..People::default()
        },
        satisfaction: None,
    }
}

fn alarm(who: u128, province: &str, opened: NaiveDate, resolved: Option<NaiveDate>) -> Alarm {
    Alarm {
        enterprise: Uuid::from_u128(who),
        province: province.into(),
        opened,
        resolved,
    }
}

fn held(who: u128, province: &str, day: NaiveDate) -> Held {
    Held {
        enterprise: Uuid::from_u128(who),
        province: province.into(),
        day,
    }
}

#[test]
fn attendances_know_the_share_of_the_two_largest() {
    let people = [(1, 9), (1, 9), (2, 14), (3, 4)];
    let facts = Facts {
        came: people
            .map(|(who, workers)| came(who, "ID-JK", workers))
            .into(),
        ..Facts::default()
    };
    let training = compiled(&facts).training.unwrap();
    // Men: 18 and 14 of 36, all sessions of an enterprise together.
    let men = 100.0 * 32.0 / 36.0;
    assert_eq!((training.enterprises, training.top_two), (3, Some(men)));
    let nobody = compiled(&Facts::default()).training.unwrap();
    assert_eq!(nobody.top_two, None);
}

#[test]
fn whatever_counts_in_the_nation_has_a_place() {
    let day = quarter().first_month().first_day();
    let before = quarter().before().first_month();
    let mut facts = Facts::default();
    assert!(facts.places(quarter()).is_empty());
    facts.requests = vec![
        asked(1, quarter().first_month(), true),
        asked(2, before, true),
    ];
    facts.requests[1].province = "ID-BA".into();
    facts.came = vec![came(3, "ID-LA", 1)];
    facts.sessions = vec![Session {
        province: "ID-SN".into(),
        day,
        is_visit: false,
    }];
    facts.alerts = vec![
        alarm(1, "ID-JT", day, None),
        alarm(1, "ID-JI", before.first_day(), Some(day)),
        alarm(1, "ID-YO", before.first_day(), None),
    ];
    facts.visits = vec![held(1, "ID-BT", day), held(1, "ID-AC", before.first_day())];
    let places: Vec<_> = facts.places(quarter()).into_iter().collect();
    let codes = ["ID-BT", "ID-JI", "ID-JK", "ID-JT", "ID-LA", "ID-SN"];
    let provinces = codes.map(|code| Some(code.to_owned()));
    assert_eq!(places, [&[None], provinces.as_slice()].concat());
}

#[test]
fn where_nothing_was_expected_nothing_is_missing() {
    let facts = Facts {
        came: vec![came(1, "ID-JK", 1)],
        ..Facts::default()
    };
    assert_eq!(compiled(&facts).highlights, []);
}

fn counts() -> impl Strategy<Value = Vec<(f64, f64)>> {
    proptest::collection::vec((0.1..50.0f64, 60.0..900.0f64), 1..9)
}

fn yardsticks() -> impl Strategy<Value = Yardstick> {
    prop_oneof![Just(RATE), Just(OUTPUT)]
}

fn close(one: Option<f64>, other: Option<f64>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => (one - other).abs() < 1e-6 * (1.0 + one.abs()),
        (one, other) => one == other,
    }
}

proptest! {
    /// Who was there in one quarter only leaves the matched change untouched.
    #[test]
    fn a_newcomer_leaves_the_matched_change(
        counts in counts(), yardstick in yardsticks(), above in 0.1..99.0f64, late in proptest::bool::ANY,
    ) {
        let before = facts(yardstick, &counts);
        let mut after = before.clone();
        let month = if late { quarter().last_month() } else { quarter().before().first_month() };
        after.requests.push(asked(99, month, true));
        points(&mut after).push(point(99, month, above, 100.0));
        let growth = |facts: &Facts| compiled(facts).indicators[0].quarter_before;
        prop_assert_eq!(growth(&before), growth(&after));
    }

    /// Pieces or dozens: relative changes are the same.
    #[test]
    fn another_unit_leaves_relative_changes(counts in counts(), scale in 0.01..100.0f64) {
        let before = facts(OUTPUT, &counts);
        let mut after = before.clone();
        for point in points(&mut after) {
            point.numerator *= scale;
            point.baseline = point.baseline.map(|base| base * scale);
        }
        let (one, other) = (compiled(&before), compiled(&after));
        let (one, other) = (&one.indicators[0], &other.indicators[0]);
        let growth = |of: &IndicatorFigures| of.quarter_before.map(|all| all.growth);
        prop_assert!(close(growth(one), growth(other)));
        let change = |of: &IndicatorFigures| of.measured.and_then(|all| all.median_change);
        prop_assert!(close(change(one), change(other)));
    }

    /// The same facts in another order make the same figures, to the last digit.
    #[test]
    fn order_never_matters(counts in counts(), yardstick in yardsticks(), turn in 0usize..40) {
        let facts = facts(yardstick, &counts);
        let mut turned = facts.clone();
        turned.requests.reverse();
        let points = points(&mut turned);
        let by = turn % points.len();
        points.rotate_left(by);
        prop_assert_eq!(compiled(&facts), compiled(&turned));
    }
}
