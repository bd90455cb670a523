//! What stands out, at the bounds.

use super::*;

fn kinds(figures: &Figures) -> Vec<HighlightKind> {
    figures.highlights.iter().map(|one| one.kind).collect()
}

/// Of twenty months asked of as many enterprises in each of two quarters, so many came.
fn reported(before: usize, now: usize) -> Figures {
    let quarters = [(quarter().before(), before), (quarter(), now)];
    let requests = quarters.into_iter().flat_map(|(quarter, came)| {
        let month = quarter.first_month();
        (0..20).map(move |who| asked(1 + who as u128, month, who < came))
    });
    compiled(&Facts {
        requests: requests.collect(),
        ..Facts::default()
    })
}

#[test]
fn a_rate_stands_out_from_ten_points() {
    for (before, now, expected) in [
        (10, 12, Some(HighlightKind::ReportingRose)),
        (10, 11, None),
        (10, 8, Some(HighlightKind::ReportingFell)),
        (10, 9, None),
    ] {
        let figures = reported(before, now);
        let told: Vec<_> = kinds(&figures)
            .into_iter()
            .filter(|kind| *kind != HighlightKind::Silent)
            .collect();
        assert_eq!(told, Vec::from_iter(expected), "{before} {now}");
    }
    let rose = reported(10, 12);
    assert_eq!(
        (rose.highlights[0].value, rose.highlights[0].of),
        (60.0, 50.0)
    );
}

#[test]
fn who_said_nothing_stands_out_where_others_reported() {
    let silent = reported(20, 19);
    let told = silent.highlights.last().unwrap();
    assert_eq!(
        (told.kind, told.value, told.of),
        (HighlightKind::Silent, 1.0, 20.0)
    );
    assert_eq!(kinds(&reported(20, 20)), []);
}

/// Enterprises with these changes since baseline, each with a value, among `asked_of`.
fn changed(changes: &[f64], asked_of: usize) -> Figures {
    let month = quarter().first_month();
    let points = changes.iter().zip(1..).map(|(change, who)| {
        let mut one = point(who, month, 5.0 + change, 100.0);
        (one.baseline, one.change) = (Some(5.0), Some(*change));
        one
    });
    let requests = (0..asked_of).map(|who| asked(1 + who as u128, month, true));
    compiled(&Facts {
        indicators: vec![("X".into(), RATE)],
        requests: requests.collect(),
        points: in_jakarta(points.collect()),
        ..Facts::default()
    })
}

#[test]
fn most_improved_is_sixty_per_cent_of_five() {
    for (changes, expected) in [
        (vec![-2.0, -2.0, -2.0, 0.0, 0.0], true),
        (vec![-2.0, -2.0, 0.0, 0.0, 0.0], false),
        (vec![-2.0, -2.0, -2.0, -2.0], false),
    ] {
        let figures = changed(&changes, changes.len());
        let told = kinds(&figures).contains(&HighlightKind::MostImproved);
        assert_eq!(told, expected, "{changes:?}");
    }
}

#[test]
fn worse_is_a_median_past_the_floor_of_five() {
    for (changes, expected) in [
        (vec![1.1; 5], true),
        (vec![1.0; 5], false),
        (vec![9.0; 4], false),
        (vec![-9.0; 5], false),
    ] {
        let figures = changed(&changes, changes.len());
        let told = kinds(&figures).contains(&HighlightKind::Worsened);
        assert_eq!(told, expected, "{changes:?}");
    }
}

#[test]
fn known_of_fewer_than_half_is_little() {
    for (asked_of, expected) in [(4, false), (5, true)] {
        let told = kinds(&changed(&[0.0, 0.0], asked_of));
        assert_eq!(
            told.contains(&HighlightKind::LowCoverage),
            expected,
            "{asked_of}"
        );
    }
}

#[test]
fn alerts_stand_out_with_the_visits() {
    let day = quarter().first_month().first_day();
    let mut facts = Facts {
        visits: vec![held(1, "ID-JK", day)],
        ..Facts::default()
    };
    assert_eq!(kinds(&compiled(&facts)), []);
    facts.alerts = vec![alarm(1, "ID-JK", day, None), alarm(2, "ID-JK", day, None)];
    let figures = compiled(&facts);
    let told = &figures.highlights[0];
    assert_eq!(
        (told.kind, told.value, told.of),
        (HighlightKind::Alerts, 2.0, 1.0)
    );
}
