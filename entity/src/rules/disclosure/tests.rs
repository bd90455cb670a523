//! Can a donor find out what is hidden? The tests try, with everything that a donor can query.

mod delivered;
mod growth;

use proptest::prelude::*;

use super::*;
use crate::rules::{
    statistics::Coverage,
    summary::{Enterprises, MonthCounts, Reporting, Training},
};

const PLACES: [Option<&str>; 6] = [None, Some("A"), Some("B"), Some("C"), Some("D"), Some("E")];
const BLOCK: &str = "X/QUARTER";

fn figures(place: Place, n: i64, top_two: f64) -> Figures {
    Figures {
        place,
        quarter: "2012-Q3".into(),
        enterprises: Enterprises {
            reached: 20,
            planned: None,
        },
        reporting: Some(Reporting {
            enterprises_expected: 20,
            enterprises_reporting: n,
            coverage: Coverage {
                expected: 60,
                received: 3 * n,
                on_time: n,
                nothing: 0,
            },
        }),
        months: Some(Vec::new()),
        indicators: vec![IndicatorFigures {
            code: "X".into(),
            measured: Some(Measured {
                n,
                expected: 20,
                level: Some(n as f64),
                compared: n,
                median_change: Some(1.0),
                improved_share: Some(50.0),
                top_two: Some(top_two),
            }),
            quarter_before: None,
            year_before: None,
        }],
        training: Some(Training::default()),
        alerts: None,
        silent: Vec::new(),
        hidden: Hidden::new(),
        highlights: Vec::new(),
    }
}

/// A quarter: the nation and provinces with so many enterprises and such a share of two.
fn quarter(provinces: &[(i64, f64)]) -> Vec<Figures> {
    let total = provinces.iter().map(|(n, _)| n).sum();
    let nation = figures(None, total, 10.0);
    let places = PLACES.iter().skip(1).zip(provinces);
    let provinces = places.map(|(place, (n, two))| figures(place.map(str::to_owned), *n, *two));
    std::iter::once(nation).chain(provinces).collect()
}

/// The public sets of a first edition of every place, or of the next one of those in `again`.
fn published(quarter: &[Figures], earlier: &[Figures], again: &[bool]) -> Vec<Figures> {
    let mut places = BTreeMap::new();
    for (at, figures) in quarter.iter().enumerate() {
        let old = earlier.iter().find(|old| old.place == figures.place);
        let seen = Seen {
            figures,
            before: old.map(|old| old.hidden.clone()).unwrap_or_default(),
            earlier: Default::default(),
            is_frozen: old.is_some() && !again[at],
        };
        places.insert(figures.place.clone(), seen);
    }
    let hidden = disclose(&places);
    let set = |figures: &Figures| {
        let old = earlier.iter().find(|old| old.place == figures.place);
        match hidden.get(&figures.place) {
            Some(hidden) => public(figures, hidden),
            None => old.unwrap().clone(),
        }
    };
    quarter.iter().map(set).collect()
}

/// What subtracting the shown provinces from the shown nation gives: how many of its
/// enterprises are left, in how many provinces; none where nothing can be subtracted.
fn left(sets: &[Figures], truth: &[Figures]) -> Option<(i64, usize)> {
    let n = |figures: &Figures| figures.indicators[0].measured.map(|all| all.n);
    let nation = n(sets.first()?)?;
    let (shown, hidden): (Vec<_>, Vec<_>) = sets
        .iter()
        .zip(truth)
        .skip(1)
        .partition(|(set, _)| n(set).is_some());
    let shown: i64 = shown.iter().filter_map(|(set, _)| n(set)).sum();
    let reporting = hidden
        .iter()
        .filter(|(_, truth)| n(truth) != Some(0))
        .count();
    (!hidden.is_empty()).then_some((nation - shown, reporting))
}

#[test]
fn few_and_dominated_cells_are_hidden() {
    for (n, two, expected) in [
        (5, 85.0, true),
        (4, 10.0, false),
        (5, 85.1, false),
        (0, 0.0, false),
    ] {
        let all = quarter(&[(n, two), (9, 10.0), (9, 10.0), (9, 10.0), (9, 10.0)]);
        let sets = published(&all, &[], &[]);
        assert_eq!(
            sets[1].indicators[0].measured.is_some(),
            expected,
            "{n} {two}"
        );
        assert!(sets[0].indicators[0].measured.is_some());
    }
}

#[test]
fn one_hidden_province_hides_a_second_and_without_one_the_nation() {
    let all = quarter(&[(4, 10.0), (7, 10.0), (9, 10.0)]);
    let sets = published(&all, &[], &[]);
    let shown: Vec<_> = sets
        .iter()
        .map(|set| set.indicators[0].measured.is_some())
        .collect();
    assert_eq!(shown, [true, false, false, true]);
    let alone = published(&quarter(&[(4, 10.0)]), &[], &[]);
    assert!(alone.iter().all(|set| set.indicators[0].measured.is_none()));
}

#[test]
fn a_public_set_has_no_names_and_no_shares() {
    let mut all = quarter(&[(9, 10.0)]);
    all[1].silent = vec![crate::rules::summary::Silent {
        enterprise: "1".into(),
        name: "CV Melati".into(),
        months: Vec::new(),
    }];
    let sets = published(&all, &[], &[]);
    assert!(sets[1].silent.is_empty());
    assert_eq!(sets[1].indicators[0].measured.unwrap().top_two, None);
}

fn received(month: usize, n: i64) -> MonthCounts {
    MonthCounts {
        month: format!("2012-{:02}", 7 + month),
        coverage: Coverage {
            expected: 20,
            received: n,
            on_time: 0,
            nothing: 0,
        },
    }
}

/// A quarter of provinces with so many reports in each of its months.
fn reported(provinces: &[[i64; 3]]) -> Vec<Figures> {
    let nation = [0, 1, 2].map(|month| provinces.iter().map(|months| months[month]).sum());
    let months = std::iter::once(&nation).chain(provinces);
    let place = |(place, months): (&Option<&str>, &[i64; 3])| {
        let busiest = months.iter().max().copied().unwrap_or_default();
        let mut figures = figures(place.map(str::to_owned), busiest, 10.0);
        if let Some(reporting) = &mut figures.reporting {
            reporting.coverage.received = months.iter().sum();
        }
        let months = (0..).zip(months).map(|(month, n)| received(month, *n));
        figures.months = Some(months.collect());
        figures
    };
    PLACES.iter().zip(months).map(place).collect()
}

/// The reports of a place, by whichever figure shows them.
fn reports(figures: &Figures) -> Option<i64> {
    let months = figures.months.as_ref();
    let sum = months.map(|all| all.iter().map(|month| month.coverage.received).sum());
    sum.or(figures.reporting.map(|all| all.coverage.received))
}

/// How many reports, of how many provinces with any, are left when those that are shown
/// somewhere are subtracted from the nation's; none where nothing can be subtracted.
fn reports_left(sets: &[Figures], truth: &[Figures]) -> Option<(i64, usize)> {
    let nation = reports(sets.first()?)?;
    let (shown, hidden): (Vec<_>, Vec<_>) = sets
        .iter()
        .zip(truth)
        .skip(1)
        .partition(|(set, _)| reports(set).is_some());
    let shown: i64 = shown.iter().filter_map(|(set, _)| reports(set)).sum();
    let reporting = hidden.iter().filter(|(_, truth)| reports(truth) != Some(0));
    (!hidden.is_empty()).then_some((nation - shown, reporting.count()))
}

#[test]
fn months_and_their_sum_are_hidden_together() {
    // A reports in one month only, B has the fewest enterprises, C the emptiest month.
    let all = reported(&[[4, 0, 0], [6, 6, 6], [9, 9, 5], [9, 9, 9]]);
    let sets = published(&all, &[], &[]);
    for set in &sets {
        assert_eq!(
            set.months.is_some(),
            set.reporting.is_some(),
            "{:?}",
            set.place
        );
    }
    let (left, provinces) = reports_left(&sets, &all).unwrap();
    assert!(left >= AT_LEAST && provinces >= 2, "{left} of {provinces}");
}

#[test]
fn attendances_that_two_make_are_hidden() {
    for (top_two, shown) in [(Some(85.0), true), (Some(85.1), false), (None, true)] {
        let mut all = quarter(&[(9, 10.0), (9, 10.0), (9, 10.0)]);
        for set in &mut all {
            set.training = Some(Training {
                enterprises: 9,
                top_two: Some(10.0),
                ..Training::default()
            });
        }
        all[1].training.as_mut().unwrap().top_two = top_two;
        let sets = published(&all, &[], &[]);
        let training = sets[1].training;
        assert_eq!(training.is_some(), shown, "{top_two:?}");
        assert_eq!(training.and_then(|training| training.top_two), None);
        let hidden = sets[1..].iter().filter(|set| set.training.is_none());
        assert_eq!(hidden.count(), if shown { 0 } else { 2 }, "{top_two:?}");
    }
}

fn provinces() -> impl Strategy<Value = Vec<(i64, f64)>> {
    proptest::collection::vec((0i64..14, 20.0..100.0f64), 1..6)
}

proptest! {
    /// Whatever the provinces are, what is left is nobody's: of two provinces and five
    /// enterprises at least.
    #[test]
    fn a_donor_cannot_subtract(provinces in provinces()) {
        let truth = quarter(&provinces);
        let sets = published(&truth, &[], &[]);
        for (set, truth) in sets.iter().zip(&truth).skip(1) {
            if let Some(shown) = set.indicators[0].measured {
                let real = truth.indicators[0].measured.unwrap();
                prop_assert!(shown.n >= AT_LEAST && real.top_two.unwrap() <= TWO_AT_MOST);
            }
        }
        if let Some((n, places)) = left(&sets, &truth) {
            prop_assert!(n >= AT_LEAST && places >= 2, "{n} in {places} of {provinces:?}");
        }
    }

    /// Nor from the months what the quarter hides, or the other way round.
    #[test]
    fn nor_add_months_up(
        provinces in proptest::collection::vec(proptest::array::uniform3(0i64..14), 1..6),
    ) {
        let truth = reported(&provinces);
        let sets = published(&truth, &[], &[]);
        if let Some((left, places)) = reports_left(&sets, &truth) {
            prop_assert!(left >= AT_LEAST && places >= 2, "{left} in {places} of {provinces:?}");
        }
    }

    /// Nor from editions together: what one hid, no later one shows, and no nation's
    /// edition, old or new, gives it away with any edition of the provinces.
    #[test]
    fn nor_from_editions(
        first in proptest::collection::vec((0i64..14, 20.0..100.0f64), 5),
        more in proptest::collection::vec(0i64..4, 5),
        again in proptest::collection::vec(proptest::bool::ANY, 6),
    ) {
        let second: Vec<_> = first.iter().zip(&more).map(|((n, two), more)| (n + more, *two)).collect();
        let (old, new) = (quarter(&first), quarter(&second));
        let sets = published(&old, &[], &[]);
        let now: Vec<_> = new.iter().zip(&old).zip(&again)
            .map(|((new, old), again)| if *again { new.clone() } else { old.clone() }).collect();
        let later = published(&now, &sets, &again);
        for (set, before) in later.iter().zip(&sets) {
            prop_assert!(set.hidden.is_superset(&before.hidden), "{:?}", set.place);
        }
        // The best that a donor can do is to show each province by whichever edition shows it.
        let best: Vec<_> = sets.iter().zip(&later).skip(1)
            .map(|(old, new)| if old.hidden.contains(BLOCK) { new } else { old }).collect();
        for (nation, truth) in [(&sets[0], &old), (&later[0], &now)] {
            let mixed: Vec<_> = std::iter::once(nation).chain(best.iter().copied()).cloned().collect();
            if let Some((_, places)) = left(&mixed, truth) {
                prop_assert!(places >= 2, "{first:?} {more:?} {again:?}");
            }
        }
    }
}
