//! Training, alerts and visits of a quarter.

use super::*;

const PEOPLE: People = People {
    women: 2,
    men: 1,
    not_stated: 1,
};

fn attended(who: u128, province: &str, satisfaction: Option<f64>) -> Came {
    Came {
        managers: PEOPLE,
        workers: People { men: 5, ..PEOPLE },
        satisfaction,
        ..came(who, province, 0)
    }
}

#[test]
fn people_are_added_by_role_and_sex_and_satisfaction_is_of_who_gave_one() {
    let day = quarter().first_month().first_day();
    let session = |province: &str, day, is_visit| Session {
        province: province.into(),
        day,
        is_visit,
    };
    let elsewhen = quarter().before().first_month().first_day();
    let facts = Facts {
        came: vec![
            attended(1, "ID-JK", Some(80.0)),
            attended(1, "ID-JK", Some(90.0)),
            attended(2, "ID-JK", None),
            attended(3, "ID-JT", Some(10.0)),
            Came {
                day: elsewhen,
                ..attended(4, "ID-JK", Some(10.0))
            },
        ],
        sessions: vec![
            session("ID-JK", day, false),
            session("ID-JK", day, true),
            session("ID-JK", day, true),
            session("ID-JT", day, true),
            session("ID-JK", elsewhen, false),
        ],
        ..Facts::default()
    };
    let training = compiled(&facts).training.unwrap();
    assert_eq!((training.sessions, training.visits), (1, 2));
    assert_eq!(
        [training.managers, training.workers].map(|all| (all.women, all.men, all.not_stated)),
        [(6, 3, 3), (6, 15, 3)]
    );
    assert_eq!((training.enterprises, training.satisfied), (2, Some(1)));
    assert_eq!(training.satisfaction, Some(85.0));
    assert_eq!(training.satisfied_top_two, Some(100.0));
}

/// The total is of ten alike; the men of the managers are of two.
#[test]
fn two_are_looked_for_in_each_sum_of_people() {
    let all = (1..=10).map(|who| Came {
        managers: People {
            women: 2,
            men: i64::from(who <= 2),
            not_stated: 0,
        },
        ..came(who, "ID-JK", 3)
    });
    let facts = Facts {
        came: all.collect(),
        ..Facts::default()
    };
    assert_eq!(compiled(&facts).training.unwrap().top_two, Some(100.0));
}

#[test]
fn alerts_know_how_many_enterprises_they_are_of() {
    let day = quarter().first_month().first_day();
    let before = quarter().before().first_month().first_day();
    let facts = Facts {
        alerts: vec![
            alarm(1, "ID-JK", day, None),
            alarm(1, "ID-JK", day, Some(day)),
            alarm(2, "ID-JK", before, Some(day)),
            alarm(3, "ID-JK", before, None),
            alarm(4, "ID-JT", day, None),
        ],
        visits: vec![held(5, "ID-JK", day), held(6, "ID-JK", before)],
        ..Facts::default()
    };
    let alarms = compiled(&facts).alerts.unwrap();
    assert_eq!((alarms.opened, alarms.resolved, alarms.visits), (2, 2, 1));
    assert_eq!((alarms.enterprises, alarms.top_two), (Some(3), Some(100.0)));
    let nothing = compiled(&Facts::default()).alerts.unwrap();
    assert!(nothing.is_none() && nothing.top_two.is_none());
}
