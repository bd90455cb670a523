//! Can a donor find out what is hidden? The tests try, with everything that a donor can query.

use proptest::prelude::*;

use super::*;
use crate::rules::{
    statistics::Coverage,
    summary::{Enterprises, Reporting, Training},
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
