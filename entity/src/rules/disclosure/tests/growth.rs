//! A growth and the level at one of its ends tell the level at the other.

use super::*;

/// The public sets of the quarter after `earlier`, whose growth is on `earlier`.
fn published_after(quarter: &[Figures], earlier: &[Figures]) -> Vec<Figures> {
    let places = quarter.iter().zip(earlier).map(|(figures, earlier)| {
        let seen = Seen {
            figures,
            before: Hidden::new(),
            earlier: [earlier.hidden.clone(), Hidden::new()],
            is_frozen: false,
        };
        (figures.place.clone(), seen)
    });
    let hidden = disclose(&places.collect());
    let sets = quarter.iter();
    sets.map(|figures| public(figures, &hidden[&figures.place]))
        .collect()
}

/// `quarter` with the growth of all its enterprises on the quarter before.
fn grown(mut quarter: Vec<Figures>) -> Vec<Figures> {
    for figures in &mut quarter {
        let one = &mut figures.indicators[0];
        one.quarter_before = one.measured.map(|measured| Matched {
            panel: measured.n,
            growth: 1.0,
            top_two: measured.top_two,
        });
    }
    quarter
}

#[test]
fn a_growth_is_hidden_where_it_would_tell_a_hidden_level() {
    // B is hidden beside A in the first quarter, and not any more in the second.
    let old = quarter(&[(4, 10.0), (7, 10.0), (9, 10.0), (9, 10.0)]);
    let new = grown(quarter(&[(9, 10.0), (7, 10.0), (9, 10.0), (9, 10.0)]));
    let before = published(&old, &[], &[]);
    assert!(before[2].indicators[0].measured.is_none());
    let after = published_after(&new, &before);
    let b = &after[2].indicators[0];
    assert!(b.measured.is_some() && b.quarter_before.is_none());
    let d = &after[4].indicators[0];
    assert!(d.measured.is_some() && d.quarter_before.is_some());
    // The other way round: a level that is hidden now follows from the one before.
    let after = published_after(&grown(old.clone()), &published(&new, &[], &[]));
    let b = &after[2].indicators[0];
    assert!(b.measured.is_none() && b.quarter_before.is_none());
}

proptest! {
    /// Nobody can take a growth from a level, or add it to one, and have a hidden level.
    #[test]
    fn no_growth_tells_a_hidden_level(
        first in proptest::collection::vec((0i64..14, 20.0..100.0f64), 5),
        second in proptest::collection::vec((0i64..14, 20.0..100.0f64), 5),
    ) {
        let before = published(&quarter(&first), &[], &[]);
        let after = published_after(&grown(quarter(&second)), &before);
        for (old, new) in before.iter().zip(&after) {
            let (old, new) = (&old.indicators[0], &new.indicators[0]);
            if new.quarter_before.is_some() {
                prop_assert!(old.measured.is_some() && new.measured.is_some());
            }
        }
    }
}
