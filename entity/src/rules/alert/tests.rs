//! Cases of each rule, and what holds for every series.

use proptest::prelude::*;

use super::*;

fn month(number: u32) -> Month {
    "2012-01".parse::<Month>().unwrap().plus(number)
}

/// Changes since baseline from January 2012 on; a month without one was not reported.
fn reads(changes: &[Option<f64>]) -> Vec<Read> {
    let read = |(number, change): (u32, &Option<f64>)| {
        change.map(|by| Read {
            month: month(number),
            value: 10.0 + by,
            baseline: Some(10.0),
            change: Some(by),
        })
    };
    (0..).zip(changes).filter_map(read).collect()
}

fn of_changes(changes: &[Option<f64>]) -> Verdict {
    let seen = worse(Direction::Lower, 1.0, &reads(changes));
    judge(AlertRule::Worse, &seen, month(changes.len() as u32 - 1))
}

fn hit_in(verdict: &Verdict) -> Option<(u32, usize)> {
    match verdict {
        Verdict::Hit {
            month: hit,
            evidence,
        } => Some((hit.since(month(0)).unsigned_abs(), evidence.len())),
        _ => None,
    }
}

#[test]
fn worse_in_two_of_the_last_three_months_is_a_hit() {
    let (bad, good, none) = (Some(1.5), Some(0.5), None);
    for (changes, expected) in [
        (vec![bad, bad], Some((1, 2))),
        (vec![bad, good, bad], Some((2, 2))),
        (vec![bad, bad, bad], Some((2, 3))),
        (vec![bad, bad, good], Some((1, 2))),
        (vec![good, good, bad, none, bad], Some((4, 2))),
        (vec![bad], None),
        (vec![Some(1.0), Some(1.0)], None),
        (vec![bad, none, none, bad], None),
        (vec![bad, bad, none, none], None),
        (vec![none, none], None),
    ] {
        assert_eq!(hit_in(&of_changes(&changes)), expected, "{changes:?}");
    }
}

#[test]
fn two_reported_months_without_the_hit_end_an_episode() {
    let (bad, good, none) = (Some(1.5), Some(-0.5), None);
    for (changes, expected) in [
        (vec![bad, bad, good, good], true),
        (vec![bad, bad, good, none, good], true),
        (vec![bad, bad, good, none], false),
        (vec![bad, bad, good, bad], false),
        (vec![good], false),
    ] {
        let recovered = matches!(of_changes(&changes), Verdict::Recovered { .. });
        assert_eq!(recovered, expected, "{changes:?}");
    }
}

#[test]
fn context_indicators_and_months_without_a_baseline_say_nothing() {
    let bad = reads(&[Some(9.0), Some(9.0)]);
    let context = worse(Direction::Context, 1.0, &bad);
    assert!(context.iter().all(|one| !one.is_hit));
    let without: Vec<_> = bad
        .into_iter()
        .map(|read| Read {
            change: None,
            ..read
        })
        .collect();
    assert_eq!(worse(Direction::Lower, 1.0, &without), []);
}

fn of_accidents(counts: &[f64]) -> Verdict {
    let newest = month(counts.len() as u32 - 1);
    let counts = (0..).map(month).zip(counts.iter().copied()).collect();
    judge(AlertRule::Accidents, &accidents(&counts), newest)
}

#[test]
fn accidents_are_compared_with_six_earlier_months_or_more() {
    for (counts, expected) in [
        (vec![0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0], Some((6, 1))),
        (vec![0.0, 0.0, 0.0, 0.0, 0.0, 1.0], None),
        (vec![0.0, 2.0, 0.0, 0.0, 0.0, 0.0, 2.0], None),
        (vec![0.0, 2.0, 0.0, 0.0, 0.0, 0.0, 3.0], Some((6, 1))),
        (vec![0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0], Some((6, 1))),
        (vec![0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 2.0], Some((7, 2))),
    ] {
        assert_eq!(hit_in(&of_accidents(&counts)), expected, "{counts:?}");
    }
    let calm = of_accidents(&[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 0.0]);
    assert_eq!(calm, Verdict::Recovered { month: month(8) });
}

#[test]
fn silence_is_two_requests_in_a_row() {
    for (answered, expected) in [
        (vec![true, false, false], Some((2, 2))),
        (vec![false, true, false], None),
        (vec![false, false, true], None),
        (vec![false], None),
    ] {
        let requests: Vec<_> = (0..).map(month).zip(answered.iter().copied()).collect();
        let newest = month(answered.len() as u32 - 1);
        let verdict = judge(AlertRule::Silence, &silence(&requests), newest);
        assert_eq!(hit_in(&verdict), expected, "{answered:?}");
    }
    let back = silence(&[(month(0), false), (month(1), true), (month(2), true)]);
    assert_eq!(
        judge(AlertRule::Silence, &back, month(2)),
        Verdict::Recovered { month: month(2) }
    );
}

fn changes() -> impl Strategy<Value = Vec<Option<f64>>> {
    proptest::collection::vec(proptest::option::of(-5.0..5.0f64), 1..18)
}

proptest! {
    /// In whatever order readings come, and whatever happened earlier than the last three months.
    #[test]
    fn order_and_old_months_never_matter(changes in changes(), old in changes()) {
        let newest = month(changes.len() as u32 - 1);
        let mut turned = reads(&changes);
        turned.reverse();
        let seen = worse(Direction::Lower, 1.0, &turned);
        let verdict = judge(AlertRule::Worse, &seen, newest);
        prop_assert_eq!(&verdict, &of_changes(&changes));
        if changes.iter().flatten().count() >= 3 {
            let longer: Vec<_> = old.iter().chain(&changes).copied().collect();
            let shifted = hit_in(&of_changes(&longer)).map(|(at, n)| (at - old.len() as u32, n));
            prop_assert_eq!(shifted, hit_in(&verdict));
        }
    }

    /// Two good months end every episode, and what tripped one is always a hit.
    #[test]
    fn an_episode_ends_and_has_its_evidence(changes in changes()) {
        if let Verdict::Hit { month: tripped, evidence } = of_changes(&changes) {
            prop_assert!(evidence.len() >= 2 && evidence.iter().all(|one| one.is_hit));
            prop_assert_eq!(evidence.last().map(|one| one.month), Some(tripped));
        }
        let mut better = changes;
        better.extend([Some(0.0), Some(-2.0)]);
        let is_over = matches!(of_changes(&better), Verdict::Recovered { .. });
        prop_assert!(is_over);
    }

    /// Counts that never grow are never an alert.
    #[test]
    fn fewer_accidents_are_no_alert(mut counts in proptest::collection::vec(0u8..9, 1..20)) {
        counts.sort_unstable();
        counts.reverse();
        let counts: Vec<_> = counts.into_iter().map(f64::from).collect();
        prop_assert_eq!(hit_in(&of_accidents(&counts)), None);
    }
}
