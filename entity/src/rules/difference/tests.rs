//! What of two editions is told apart, and what of it matters.

use super::*;
use crate::rules::{
    change::{ChangeKind, Direction},
    disclosure::{ALERTS, Hidden, REPORTING, SATISFACTION, TRAINING, public},
    statistics::{Coverage, People},
    summary::{Alarms, Enterprises, IndicatorFigures, Matched, Measured, Reporting, Training},
};

fn figures(received: i64, level: Option<f64>, n: i64) -> Figures {
    let coverage = Coverage {
        expected: 20,
        received,
        on_time: 0,
        nothing: 0,
    };
    Figures {
        place: None,
        quarter: "2012-Q2".into(),
        enterprises: Enterprises {
            reached: 20,
            planned: None,
        },
        reporting: Some(Reporting {
            enterprises_expected: 20,
            enterprises_reporting: n,
            coverage,
        }),
        months: None,
        indicators: vec![IndicatorFigures {
            code: "DEFECT_RATE".into(),
            measured: Some(Measured {
                n,
                expected: 20,
                level,
                compared: n,
                median_change: Some(-1.0),
                improved_share: Some(50.0),
                top_two: None,
            }),
            quarter_before: None,
            year_before: None,
        }],
        training: None,
        alerts: None,
        silent: Vec::new(),
        hidden: Default::default(),
        highlights: Vec::new(),
    }
}

const DEFECTS: Yardstick = Yardstick {
    factor: 100.0,
    direction: Direction::Lower,
    change: ChangeKind::Points,
    noise_floor: 1.0,
    has_level: true,
};

#[test]
fn what_moved_past_its_floor_matters() {
    for (received, level, expected) in [
        (14, Some(5.0), vec![]),
        (15, Some(5.0), vec![(FigureKind::ReceivedRate, true)]),
        (14, Some(6.0), vec![(FigureKind::Level, false)]),
        (14, Some(6.1), vec![(FigureKind::Level, true)]),
        (14, None, vec![(FigureKind::Level, true)]),
    ] {
        let found = differences(
            &figures(14, Some(5.0), 14),
            &figures(received, level, 14),
            &[("DEFECT_RATE".into(), DEFECTS)],
        );
        let kinds: Vec<_> = found
            .iter()
            .map(|one| (one.figure, one.is_material))
            .collect();
        assert_eq!(kinds, expected, "{received} {level:?}");
    }
}

#[test]
fn a_change_is_of_the_enterprises_that_have_one() {
    let before = figures(14, Some(5.0), 14);
    let mut after = figures(14, Some(7.0), 14);
    let measured = after.indicators[0].measured.as_mut().unwrap();
    measured.n = 15;
    measured.compared = 11;
    measured.median_change = Some(-3.0);
    measured.improved_share = Some(60.0);
    let found = differences(&before, &after, &[("DEFECT_RATE".into(), DEFECTS)]);
    let of: Vec<_> = found
        .iter()
        .map(|one| (one.figure, one.n_before.unwrap(), one.n_after.unwrap()))
        .collect();
    assert_eq!(
        of,
        [
            (FigureKind::Level, 14, 15),
            (FigureKind::MedianChange, 14, 11),
            (FigureKind::ImprovedShare, 14, 11),
        ]
    );
}

/// Everything that an edition can say.
fn full() -> Figures {
    let people = |women| People {
        women,
        men: 7,
        not_stated: 1,
    };
    let growth = |growth| Matched {
        panel: 12,
        growth,
        top_two: None,
    };
    let mut figures = figures(14, Some(5.0), 14);
    figures.indicators[0].quarter_before = Some(growth(2.0));
    figures.indicators[0].year_before = Some(growth(-3.0));
    figures.training = Some(Training {
        sessions: 3,
        visits: 8,
        enterprises: 9,
        managers: people(4),
        workers: people(5),
        satisfaction: Some(80.0),
        satisfied: Some(8),
        ..Training::default()
    });
    figures.alerts = Some(Alarms {
        opened: 6,
        resolved: 2,
        visits: 1,
        ..Alarms::default()
    });
    figures
}

fn found(before: &Figures, after: &Figures) -> Vec<(FigureKind, bool)> {
    let all = differences(before, after, &[("DEFECT_RATE".into(), DEFECTS)]);
    all.iter()
        .map(|one| (one.figure, one.is_material))
        .collect()
}

/// What differs when `change` is made to everything that an edition says.
fn when(change: impl Fn(&mut Figures)) -> Vec<(FigureKind, bool)> {
    let mut after = full();
    change(&mut after);
    found(&full(), &after)
}

fn coverage(figures: &mut Figures) -> &mut Coverage {
    &mut figures.reporting.as_mut().unwrap().coverage
}

fn training(figures: &mut Figures) -> &mut Training {
    figures.training.as_mut().unwrap()
}

fn growth(figures: &mut Figures) -> &mut IndicatorFigures {
    &mut figures.indicators[0]
}

#[test]
fn every_figure_that_is_shown_can_differ() {
    use FigureKind as Kind;
    let alarms = |figures: &mut Figures, of: fn(&mut Alarms) -> &mut i64| {
        *of(figures.alerts.as_mut().unwrap()) += 1;
    };
    type Change<'a> = &'a dyn Fn(&mut Figures);
    let cases: [(FigureKind, Change); 20] = [
        (Kind::EnterprisesReached, &|all| {
            all.enterprises.reached += 1
        }),
        (Kind::EnterprisesPlanned, &|all| {
            all.enterprises.planned = Some(9.0)
        }),
        (Kind::EnterprisesExpected, &|all| {
            all.reporting.as_mut().unwrap().enterprises_expected += 1;
        }),
        (Kind::EnterprisesReporting, &|all| {
            all.reporting.as_mut().unwrap().enterprises_reporting += 1;
        }),
        (Kind::NothingToReport, &|all| coverage(all).nothing += 1),
        (Kind::QuarterGrowth, &|all| {
            growth(all).quarter_before.as_mut().unwrap().growth += 0.5;
        }),
        (Kind::YearGrowth, &|all| {
            growth(all).year_before.as_mut().unwrap().panel += 1;
        }),
        (Kind::Sessions, &|all| training(all).sessions += 1),
        (Kind::TrainingVisits, &|all| training(all).visits += 1),
        (Kind::EnterprisesTrained, &|all| {
            training(all).enterprises += 1
        }),
        (Kind::ManagersWomen, &|all| {
            training(all).managers.women += 1
        }),
        (Kind::ManagersMen, &|all| training(all).managers.men += 1),
        (Kind::ManagersNotStated, &|all| {
            training(all).managers.not_stated += 1
        }),
        (Kind::WorkersWomen, &|all| training(all).workers.women += 1),
        (Kind::WorkersMen, &|all| training(all).workers.men += 1),
        (Kind::WorkersNotStated, &|all| {
            training(all).workers.not_stated += 1
        }),
        (Kind::Satisfaction, &|all| training(all).satisfied = Some(7)),
        (Kind::AlertsOpened, &|all| {
            alarms(all, |all| &mut all.opened)
        }),
        (Kind::AlertsResolved, &|all| {
            alarms(all, |all| &mut all.resolved)
        }),
        (Kind::AdvisoryVisits, &|all| {
            alarms(all, |all| &mut all.visits)
        }),
    ];
    for (figure, change) in cases {
        assert_eq!(when(change), [(figure, false)]);
    }
    assert_eq!(when(|_| {}), []);
}

#[test]
fn a_rate_matters_from_five_points_and_a_growth_past_its_floor() {
    use FigureKind as Kind;
    for (by, matters) in [(1, true), (0, false)] {
        // One month of twenty is five points, one of twenty-one fewer.
        let late = |figures: &mut Figures| coverage(figures).on_time += by;
        let expected = if matters {
            vec![(Kind::OnTimeRate, true)]
        } else {
            vec![]
        };
        assert_eq!(when(late), expected);
    }
    let mut wider = full();
    coverage(&mut wider).expected = 21;
    let mut later = wider.clone();
    coverage(&mut later).on_time = 1;
    assert_eq!(found(&wider, &later), [(Kind::OnTimeRate, false)]);
    for (growth, matters) in [(3.0, false), (3.1, true)] {
        let grown = when(|all| {
            all.indicators[0].quarter_before.as_mut().unwrap().growth = growth;
        });
        assert_eq!(grown, [(Kind::QuarterGrowth, matters)], "{growth}");
    }
    assert_eq!(
        when(|all| all.indicators[0].year_before = None),
        [(Kind::YearGrowth, true)]
    );
}

#[test]
fn a_month_that_is_more_expected_is_no_rate_that_was_received() {
    let mut before = full();
    coverage(&mut before).received = 0;
    let mut after = before.clone();
    coverage(&mut after).expected += 1;
    assert_eq!(
        found(&before, &after),
        [(FigureKind::MonthsExpected, false)]
    );
}

#[test]
fn an_indicator_comes_and_goes() {
    let renamed = when(|all| all.indicators[0].code = "OTHER".into());
    assert_eq!(
        renamed,
        [
            (FigureKind::IndicatorAdded, false),
            (FigureKind::IndicatorRemoved, false)
        ]
    );
}

#[test]
fn enterprises_without_a_level_are_told_as_a_count() {
    let of_own = |n| {
        let mut figures = full();
        let measured = figures.indicators[0].measured.as_mut().unwrap();
        (measured.level, measured.n) = (None, n);
        figures
    };
    assert_eq!(
        found(&of_own(14), &of_own(15)),
        [(FigureKind::Values, false)]
    );
}

/// What either set hides is no difference, whatever else is.
#[test]
fn a_hidden_block_is_no_difference() {
    let blocks = [
        REPORTING,
        TRAINING,
        SATISFACTION,
        ALERTS,
        "DEFECT_RATE/QUARTER",
        "DEFECT_RATE/QUARTER_BEFORE",
        "DEFECT_RATE/YEAR_BEFORE",
    ];
    let mut after = full();
    coverage(&mut after).received += 1;
    (after.alerts, after.training) = (Some(Alarms::default()), Some(Training::default()));
    after.indicators = vec![IndicatorFigures {
        measured: Some(Measured {
            n: 15,
            level: Some(9.0),
            ..after.indicators[0].measured.unwrap()
        }),
        quarter_before: None,
        year_before: None,
        ..after.indicators[0].clone()
    }];
    let shown = differences(&full(), &after, &[("DEFECT_RATE".into(), DEFECTS)]).len();
    let everything = blocks.map(str::to_owned).into();
    let hide = |figures: &Figures, hidden: &Hidden| public(figures, hidden);
    let none = Default::default();
    for (before, after) in [
        (hide(&full(), &everything), hide(&after, &everything)),
        (hide(&full(), &none), hide(&after, &everything)),
    ] {
        assert_eq!(found(&before, &after), []);
    }
    // Block by block, each takes its own differences with it.
    for block in blocks {
        let one = [block.to_owned()].into();
        let left = found(&hide(&full(), &none), &hide(&after, &one)).len();
        assert!(left < shown, "{block}: {left} of {shown}");
    }
}
