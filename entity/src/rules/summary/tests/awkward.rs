//! Quarters in which something happens to a place or to an enterprise, and figures at their bounds.

use super::*;
use crate::rules::statistics::Since;

fn month(at: u32) -> Month {
    quarter().first_month().plus(at)
}

fn since<T>(who: u128, from: NaiveDate, what: T) -> Since<T> {
    Since {
        who: Uuid::from_u128(who),
        from,
        what,
    }
}

/// A province splits in the second month: what was asked before stays where it was, and who is
/// enrolled counts where they are when the quarter ends.
#[test]
fn a_split_in_mid_quarter_counts_each_month_where_it_was() {
    let old = "ID-JK";
    let split = month(1).first_day();
    let long_ago = quarter().year_before().first_month().first_day();
    let mut facts = Facts {
        indicators: vec![("X".into(), RATE)],
        reached: reached(
            &[1, 2].map(|who| since(who, long_ago, true)),
            &[
                since(1, long_ago, old.to_owned()),
                since(2, long_ago, old.to_owned()),
                since(2, split, "ID-JT".to_owned()),
            ],
            quarter().last_month().last_day(),
        ),
        ..Facts::default()
    };
    for (who, at) in [1, 2]
        .into_iter()
        .flat_map(|who| [0, 1, 2].map(|at| (who, at)))
    {
        let moved = who == 2 && at > 0;
        let province = if moved { "ID-JT" } else { old };
        facts.requests.push(Asked {
            province: province.into(),
            ..asked(who, month(at), true)
        });
        let there = facts.points.entry("X".into()).or_default();
        let there = there.entry(province.into()).or_default();
        there.push(point(who, month(at), 5.0, 100.0));
    }
    let figures = |place| compile(&facts, place, quarter());
    let months = |of: &Figures| of.reporting.unwrap().coverage.expected;
    let (left, new, nation) = (figures(Some(old)), figures(Some("ID-JT")), figures(None));
    assert_eq!((months(&left), months(&new), months(&nation)), (4, 2, 6));
    let reached = [&left, &new, &nation].map(|of| of.enterprises.reached);
    assert_eq!(reached, [1, 1, 2]);
    let n = [&left, &new, &nation].map(|of| of.indicators[0].measured.unwrap().n);
    assert_eq!(n, [2, 1, 2], "in both places, and once in the nation");
}

/// Who drops out in the second month is asked for the first only, and is still reached.
#[test]
fn who_dropped_out_counts_for_the_months_before() {
    let long_ago = quarter().year_before().first_month().first_day();
    let mut facts = facts(RATE, &[(1.0, 100.0), (2.0, 100.0)]);
    let gone = Uuid::from_u128(2);
    facts
        .requests
        .retain(|one| one.enterprise != gone || one.month <= month(0));
    points(&mut facts).retain(|one| one.enterprise != gone || one.month <= month(0));
    facts.reached = reached(
        &[
            since(1, long_ago, true),
            since(2, long_ago, true),
            since(2, month(1).first_day(), false),
        ],
        &[1, 2].map(|who| since(who, long_ago, "ID-JK".to_owned())),
        quarter().last_month().last_day(),
    );
    let figures = compiled(&facts);
    assert_eq!(figures.enterprises.reached, 2);
    let reporting = figures.reporting.unwrap();
    assert_eq!(
        (reporting.enterprises_expected, reporting.coverage.expected),
        (2, 4)
    );
    assert_eq!(figures.indicators[0].measured.unwrap().n, 2);
    assert_eq!(figures.silent, []);
}

/// Counts as large as a double holds exactly, and ratios of nothing, give figures or none.
#[test]
fn figures_at_the_bounds_are_figures() {
    let most = 9_007_199_254_740_991.0;
    for (above, below, level) in [
        (0.0, most, Some(0.0)),
        (100.0, 100.0, Some(100.0)),
        (most, most, Some(100.0)),
        (most, 1.0, Some(100.0 * most)),
        (1.0, 0.0, None),
    ] {
        let facts = Facts {
            indicators: vec![("X".into(), RATE)],
            requests: vec![asked(1, month(0), true)],
            points: in_jakarta(vec![point(1, month(0), above, below)]),
            ..Facts::default()
        };
        let measured = compiled(&facts).indicators[0].measured.unwrap();
        assert_eq!(measured.level, level, "{above} {below}");
        assert_eq!(measured.n, i64::from(level.is_some()));
        assert!(serde_json::to_string(&compiled(&facts)).is_ok());
    }
}
