//! What adds up, what does not, and what stays hidden.

use super::*;
use crate::rules::summary::{Enterprises, IndicatorFigures, Reporting};

fn figures(received: i64, women: i64) -> Figures {
    let people = People {
        women,
        men: 10,
        not_stated: 1,
    };
    Figures {
        place: None,
        quarter: "2012-Q3".into(),
        enterprises: Enterprises {
            reached: 20 + received,
            planned: Some(100.0),
        },
        reporting: Some(Reporting {
            enterprises_expected: 20,
            enterprises_reporting: 14,
            coverage: Coverage {
                expected: 20,
                received,
                on_time: 0,
                nothing: 0,
            },
        }),
        months: None,
        indicators: vec![IndicatorFigures {
            code: "DEFECT_RATE".into(),
            measured: Some(Measured {
                n: 14,
                expected: 20,
                level: Some(5.0),
                compared: 14,
                median_change: Some(-1.0),
                improved_share: None,
                top_two: None,
            }),
            quarter_before: None,
            year_before: None,
        }],
        training: Some(Training {
            sessions: 2,
            managers: people,
            satisfaction: Some(80.0),
            ..Training::default()
        }),
        alerts: Some(Alarms::default()),
        silent: Vec::new(),
        hidden: Default::default(),
        highlights: Vec::new(),
    }
}

fn line(lines: &[Line], what: &What) -> Line {
    lines
        .iter()
        .find(|line| line.what == *what)
        .unwrap()
        .clone()
}

#[test]
fn counts_add_up_and_other_figures_say_why_not() {
    let lines = table([&figures(10, 10), &figures(16, 30)], &BTreeMap::new());
    let actual = |what| line(&lines, &what).actual;
    assert_eq!(actual(What::ReceivedRate), Actual::Is(65.0));
    assert_eq!(actual(What::Sessions), Actual::Is(4.0));
    assert_eq!(actual(What::Enterprises), Actual::Is(36.0));
    assert_eq!(actual(What::Managers), Actual::Is(62.0));
    assert_eq!(actual(What::Satisfaction), Actual::NotAdded(Reason::Mean));
    assert_eq!(
        actual(What::Level("DEFECT_RATE".into())),
        Actual::NotAdded(Reason::Ratio)
    );
    assert_eq!(
        actual(What::ImprovedShare("DEFECT_RATE".into())),
        Actual::Missing
    );
    let managers = line(&lines, &What::Managers);
    assert_eq!(managers.women, Some(Actual::Is(100.0 * 40.0 / 60.0)));
    assert_eq!(line(&lines, &What::Enterprises).target, Some(100.0));
}

#[test]
fn an_indicator_adds_up_where_it_is_known_of_each_enterprise() {
    let known = Figure {
        n: 14,
        level: Some(4.5),
        compared: 12,
        median_change: None,
        improved_share: Some(60.0),
    };
    let whole = BTreeMap::from([("DEFECT_RATE".to_owned(), known)]);
    let lines = table([&figures(10, 10), &figures(16, 30)], &whole);
    let actual = |what: fn(String) -> What| line(&lines, &what("DEFECT_RATE".into())).actual;
    assert_eq!(actual(What::Level), Actual::Is(4.5));
    assert_eq!(actual(What::MedianChange), Actual::Missing);
    assert_eq!(actual(What::ImprovedShare), Actual::Is(60.0));
}

#[test]
fn what_is_hidden_in_one_quarter_is_hidden_in_both() {
    let mut hidden = figures(10, 10);
    hidden.reporting = None;
    hidden.training = None;
    hidden.hidden = [REPORTING, TRAINING].map(str::to_owned).into();
    let shown = figures(16, 30);
    for pair in [[&hidden, &shown], [&shown, &hidden]] {
        let lines = table(pair, &BTreeMap::new());
        for what in [
            What::ReceivedRate,
            What::Sessions,
            What::Managers,
            What::Trained,
        ] {
            assert_eq!(line(&lines, &what).actual, Actual::Hidden, "{what:?}");
        }
        assert_eq!(line(&lines, &What::Managers).women, Some(Actual::Hidden));
    }
}

#[test]
fn a_half_year_is_read_as_it_is_written() {
    for text in ["2012-H1", "2012-H2"] {
        assert_eq!(text.parse::<HalfYear>().unwrap().to_string(), text);
    }
    let last: HalfYear = "2012-H2".parse().unwrap();
    let quarters = last.quarters().map(|one| one.to_string());
    assert_eq!(quarters, ["2012-Q3", "2012-Q4"]);
    for wrong in [
        "2012-H3", "2012-H0", "2012", "12-H1", "+201-H1", "2012-H1x", "é-H1",
    ] {
        assert!(wrong.parse::<HalfYear>().is_err(), "{wrong}");
    }
}

#[test]
fn an_indicator_of_one_quarter_has_its_lines() {
    let both = figures(10, 10);
    let mut none = figures(10, 10);
    none.indicators.clear();
    for (quarters, expected) in [
        ([&both, &none], [Actual::Is(5.0), Actual::Missing]),
        ([&none, &both], [Actual::Missing, Actual::Is(5.0)]),
    ] {
        let lines = table(quarters, &BTreeMap::new());
        let level = line(&lines, &What::Level("DEFECT_RATE".into()));
        assert_eq!(level.quarters, expected);
        assert_eq!(level.actual, Actual::Missing);
    }
    let lines = table([&both, &both], &BTreeMap::new());
    let levels = lines
        .iter()
        .filter(|one| matches!(one.what, What::Level(_)));
    assert_eq!(levels.count(), 1);
}
