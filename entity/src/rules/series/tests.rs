use super::*;

const RATE: Yardstick = Yardstick {
    factor: 100.0,
    direction: Direction::Lower,
    change: ChangeKind::Points,
    noise_floor: 1.0,
    has_level: true,
};

fn point(who: u128, month: &str, above: f64, below: f64, baseline: Option<f64>) -> Point {
    Point {
        enterprise: Uuid::from_u128(who),
        month: month.parse().unwrap(),
        numerator: above,
        denominator: Some(below),
        baseline,
        change: None,
    }
}

#[test]
fn a_level_is_the_ratio_of_sums_and_a_change_the_median_of_enterprises() {
    let points = [
        point(1, "2012-07", 1.0, 100.0, Some(6.0)),
        point(1, "2012-08", 5.0, 100.0, Some(6.0)),
        point(2, "2012-07", 90.0, 900.0, Some(10.5)),
        point(3, "2012-07", 8.0, 100.0, None),
    ];
    let figure = RATE.figure(&tallies(points.to_vec()));
    assert_eq!(figure.n, 3);
    assert_eq!(figure.level, Some(100.0 * 104.0 / 1200.0));
    // Of the first 3 − 6 = −3, of the second 10 − 10.5 = −0.5, of the third none.
    assert_eq!((figure.compared, figure.median_change), (2, Some(-1.75)));
    assert_eq!(figure.improved_share, Some(50.0));
    assert_eq!(RATE.figure(&[]), Figure::default());
}

#[test]
fn growth_is_that_of_the_matched_panel() {
    let before = [
        point(1, "2012-03", 10.0, 100.0, None),
        point(2, "2012-03", 50.0, 100.0, None),
    ];
    let now = [
        point(1, "2012-06", 7.0, 100.0, None),
        point(3, "2012-06", 99.0, 100.0, None),
    ];
    let tallied = |points: &[Point]| tallies(points.to_vec());
    let growth = |now: &[Point]| RATE.growth(&Panel::matched(&tallied(&before), &tallied(now)));
    let found = growth(&now).unwrap();
    assert_eq!((found.panel, found.growth), (1, -3.0));
    assert_eq!(growth(&now[1..]), None);
}

#[test]
fn units_of_their_own_have_no_level_but_changes() {
    let own = Yardstick {
        factor: 1.0,
        direction: Direction::Higher,
        change: ChangeKind::Relative,
        noise_floor: 2.0,
        has_level: false,
    };
    let before = [
        point(1, "2012-03", 10.0, 10.0, Some(1.0)),
        point(2, "2012-03", 40.0, 10.0, Some(2.0)),
    ];
    let now = [
        point(1, "2012-06", 12.0, 10.0, Some(1.0)),
        point(2, "2012-06", 60.0, 10.0, Some(0.0)),
    ];
    let (before, now) = (tallies(before.to_vec()), tallies(now.to_vec()));
    let figure = own.figure(&now);
    assert_eq!((figure.level, figure.compared), (None, 1));
    assert_eq!(figure.median_change.map(f64::round), Some(20.0));
    let growth = own.growth(&Panel::matched(&before, &now)).unwrap();
    assert_eq!((growth.panel, growth.growth.round()), (2, 35.0));
}

#[test]
fn two_stretches_are_one_of_sums() {
    let one = |who, month, above, below| tallies(vec![point(who, month, above, below, Some(10.0))]);
    let earlier = [one(1, "2012-02", 5.0, 100.0), one(2, "2012-02", 1.0, 50.0)].concat();
    let later = [one(1, "2012-05", 7.0, 300.0), one(3, "2012-05", 2.0, 50.0)].concat();
    let both = together(&earlier, &later);
    let sums: Vec<_> = both.iter().map(|one| (one.above, one.below)).collect();
    assert_eq!(sums, [(12.0, 400.0), (1.0, 50.0), (2.0, 50.0)]);
    let figure = RATE.figure(&both);
    assert_eq!((figure.n, figure.level), (3, Some(3.0)));
    assert_eq!(figure.median_change, Some(-7.0));
}

#[test]
fn without_a_denominator_an_enterprise_has_the_mean_of_its_months() {
    let saving = Yardstick {
        factor: 1.0,
        direction: Direction::Higher,
        change: ChangeKind::None,
        noise_floor: 0.0,
        has_level: true,
    };
    let saved = |who, month, above| Point {
        denominator: None,
        ..point(who, month, above, 0.0, Some(1.0))
    };
    let before = tallies(vec![saved(1, "2012-02", 100.0), saved(2, "2012-02", 500.0)]);
    let now = tallies(vec![
        saved(1, "2012-04", 100.0),
        saved(1, "2012-05", 300.0),
        saved(2, "2012-06", 800.0),
    ]);
    let figure = saving.figure(&now);
    assert_eq!((figure.n, figure.level), (2, Some(400.0)));
    // No change is shown of it, but its growth is relative: 400 on 300.
    assert_eq!((figure.compared, figure.median_change), (0, None));
    let growth = saving.growth(&Panel::matched(&before, &now)).unwrap();
    assert_eq!((growth.panel, growth.growth.round()), (2, 33.0));
}

#[test]
fn a_group_of_own_units_counts_those_with_a_growth() {
    let output = Yardstick {
        factor: 1.0,
        direction: Direction::Higher,
        change: ChangeKind::Relative,
        noise_floor: 2.0,
        has_level: false,
    };
    let idle = (1..5).map(|who| point(who, "2012-02", 0.0, 10.0, None));
    let before = idle.chain([point(5, "2012-02", 10.0, 10.0, None)]);
    let now = (1..6).map(|who| point(who, "2012-05", 12.0, 10.0, None));
    let panel = Panel::matched(&tallies(before.collect()), &tallies(now.collect()));
    let growth = output.growth(&panel).unwrap();
    assert_eq!((growth.panel, growth.growth.round()), (1, 20.0));
}
