//! Training and alerts: of few, of two, or of none.

use super::*;
use crate::rules::summary::Alarms;

/// The public set of a province with these alerts and this training, among four large ones.
fn seen(alerts: Alarms, training: Training, reporting: i64) -> Figures {
    let of = |opened, enterprises| Alarms {
        opened,
        enterprises: Some(enterprises),
        top_two: Some(20.0),
        ..Alarms::default()
    };
    let ordinary = |enterprises| Training {
        sessions: 2,
        enterprises,
        satisfaction: Some(80.0),
        satisfied: Some(enterprises),
        top_two: Some(20.0),
        satisfied_top_two: Some(20.0),
        ..Training::default()
    };
    let mut all = quarter(&[
        (reporting, 10.0),
        (9, 10.0),
        (9, 10.0),
        (9, 10.0),
        (9, 10.0),
    ]);
    for one in &mut all {
        (one.alerts, one.training) = (Some(of(9, 9)), Some(ordinary(9)));
    }
    (all[0].alerts, all[0].training) = (Some(of(45, 45)), Some(ordinary(45)));
    (all[1].alerts, all[1].training) = (Some(alerts), Some(training));
    published(&all, &[], &[]).remove(1)
}

fn alerts(opened: i64, enterprises: i64, top_two: Option<f64>) -> Alarms {
    Alarms {
        opened,
        enterprises: Some(enterprises),
        top_two,
        ..Alarms::default()
    }
}

#[test]
fn alerts_are_of_five_enterprises_or_of_none() {
    for (cell, reporting, expected) in [
        (alerts(5, 5, Some(40.0)), 9, true),
        (alerts(9, 4, Some(40.0)), 9, false),
        (alerts(40, 5, Some(85.1)), 9, false),
        (alerts(0, 0, None), 5, true),
        (alerts(0, 0, None), 4, false),
    ] {
        let set = seen(cell, Training::default(), reporting);
        assert_eq!(set.alerts.is_some(), expected, "{cell:?} {reporting}");
        // Of how many enterprises they are is nobody's outside.
        assert_eq!(set.alerts.and_then(|all| all.enterprises), None);
    }
}

#[test]
fn satisfaction_is_of_five_that_gave_one() {
    let training = |satisfied, two| Training {
        sessions: 4,
        enterprises: 9,
        satisfaction: Some(70.0),
        satisfied: Some(satisfied),
        top_two: Some(30.0),
        satisfied_top_two: Some(two),
        ..Training::default()
    };
    for (cell, expected) in [
        (training(5, 50.0), Some((70.0, 5))),
        (training(4, 50.0), None),
        (training(5, 85.1), None),
    ] {
        let shown = seen(Alarms::default(), cell, 9).training.unwrap();
        assert_eq!(
            shown.satisfaction.zip(shown.satisfied),
            expected,
            "{cell:?}"
        );
        assert_eq!(shown.satisfied.is_some(), expected.is_some());
        assert_eq!((shown.enterprises, shown.satisfied_top_two), (9, None));
    }
    let few = Training {
        enterprises: 4,
        ..training(4, 50.0)
    };
    let hidden = seen(Alarms::default(), few, 9);
    assert_eq!(hidden.training, None);
    assert!(hidden.hidden.contains(SATISFACTION));
}

#[test]
fn that_there_was_no_training_may_be_told_where_enough_report() {
    for (reporting, expected) in [(5, true), (4, false)] {
        let set = seen(Alarms::default(), Training::default(), reporting);
        assert_eq!(set.training.is_some(), expected, "{reporting}");
    }
}

/// A hidden place without any alert gives no cover to another: a place with some is hidden too.
#[test]
fn nothing_is_no_cover() {
    let mut all = quarter(&[(9, 10.0), (9, 10.0), (9, 10.0)]);
    let counts = [15, 3, 0, 12];
    for (one, opened) in all.iter_mut().zip(counts) {
        one.alerts = Some(alerts(opened, opened, Some(20.0).filter(|_| opened > 0)));
    }
    let sets = published(&all, &[], &[]);
    let shown: Vec<_> = sets.iter().map(|one| one.alerts.is_some()).collect();
    assert_eq!(shown, [true, false, true, false]);
}
