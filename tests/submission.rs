//! An answer is stored once, whole or not at all, and its figures follow.

use entity::{
    data_request,
    data_request::RequestState,
    measurement, reading, report_version,
    report_version::{Channel, ReportKind},
    submission::{Outcome, ProblemCode, Submission},
};
use rstest::rstest;
use sea_orm::{
    ColumnTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter, sea_query::Expr,
};
use uuid::Uuid;

use crate::support::{
    databases::{Kind, TestDatabase},
    programme::{NOW, at, small, submit},
};

fn figures(request: Uuid, key: &str, counts: &[(&str, f64)]) -> Submission {
    Submission {
        request,
        kind: ReportKind::Figures,
        channel: Channel::Link,
        submit_key: key.into(),
        reason: None,
        note: None,
        counts: counts
            .iter()
            .map(|(code, value)| ((*code).to_owned(), *value))
            .collect(),
    }
}

const DEFECTS: &[(&str, f64)] = &[("units_inspected", 1000.0), ("units_defective", 60.0)];

async fn defect_rate(db: &DatabaseConnection) -> Option<reading::Model> {
    reading::Entity::find()
        .filter(reading::Column::IndicatorCode.eq("DEFECT_RATE"))
        .one(db)
        .await
        .unwrap()
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn figures_become_readings_and_a_correction_replaces_them(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    let small = small(&db).await;
    let stored = submit(&db, figures(small.request, "a", DEFECTS), at(NOW))
        .await
        .unwrap();
    assert_eq!(stored, Outcome::Stored { version: 1 });
    let reading = defect_rate(&db).await.unwrap();
    assert_eq!(
        (
            reading.value,
            reading.baseline,
            reading.change,
            reading.improved
        ),
        (6.0, Some(10.0), Some(-4.0), Some(true))
    );

    let corrected = figures(
        small.request,
        "b",
        &[("units_inspected", 1000.0), ("units_defective", 95.0)],
    );
    assert_eq!(
        submit(&db, corrected, at("2012-11-20T02:00:00Z"))
            .await
            .unwrap(),
        Outcome::Stored { version: 2 }
    );
    let reading = defect_rate(&db).await.unwrap();
    assert_eq!(
        (reading.value, reading.change, reading.improved),
        (9.5, Some(-0.5), Some(false))
    );

    let request = data_request::Entity::find_by_id(small.request)
        .one(&db)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (request.state, request.received_at, request.on_time()),
        (RequestState::Reported, Some(at(NOW)), Some(true))
    );
    assert_eq!(report_version::Entity::find().count(&db).await.unwrap(), 2);
    assert_eq!(measurement::Entity::find().count(&db).await.unwrap(), 4);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn sixteen_at_once_with_one_key_are_one_version(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    let small = small(&db).await;
    let posts = (0..16).map(|_| {
        let (db, submission) = (db.clone(), figures(small.request, "same", DEFECTS));
        tokio::spawn(async move { submit(&db, submission, at(NOW)).await.unwrap() })
    });
    let mut outcomes = Vec::new();
    for post in posts.collect::<Vec<_>>() {
        outcomes.push(post.await.unwrap());
    }
    assert_eq!(
        outcomes
            .iter()
            .filter(|one| **one == Outcome::Stored { version: 1 })
            .count(),
        1
    );
    assert_eq!(
        outcomes
            .iter()
            .filter(|one| **one == Outcome::Repeated { version: 1 })
            .count(),
        15
    );
    assert_eq!(report_version::Entity::find().count(&db).await.unwrap(), 1);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn two_tabs_with_different_figures_are_two_versions(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    let small = small(&db).await;
    let posts = ["one", "two"].map(|key| {
        let (db, submission) = (db.clone(), figures(small.request, key, DEFECTS));
        tokio::spawn(async move { submit(&db, submission, at(NOW)).await.unwrap() })
    });
    for post in posts {
        assert!(matches!(post.await.unwrap(), Outcome::Stored { .. }));
    }
    let current = report_version::Entity::find().filter(report_version::Column::IsCurrent.eq(true));
    assert_eq!(current.one(&db).await.unwrap().unwrap().version, 2);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn bad_figures_are_refused_field_by_field_and_nothing_is_stored(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    let small = small(&db).await;
    for (counts, code, field) in [
        (&[][..], ProblemCode::Empty, None),
        (
            &[("good_output", -1.0)][..],
            ProblemCode::Negative,
            Some("good_output"),
        ),
        (
            &[("workers_female", 1.5)][..],
            ProblemCode::NotWhole,
            Some("workers_female"),
        ),
        (
            &[("hours_worked", f64::INFINITY)][..],
            ProblemCode::NotFinite,
            Some("hours_worked"),
        ),
        (
            &[("hours_worked", f64::NAN)][..],
            ProblemCode::NotFinite,
            Some("hours_worked"),
        ),
        (
            &[("hours_worked", 1e300)][..],
            ProblemCode::NotFinite,
            Some("hours_worked"),
        ),
        (
            &[("wages_paid", 1.0)][..],
            ProblemCode::Unasked,
            Some("wages_paid"),
        ),
        (
            &[("no_such", 1.0)][..],
            ProblemCode::Unasked,
            Some("no_such"),
        ),
        (
            &[("units_inspected", 10.0), ("units_defective", 11.0)][..],
            ProblemCode::OutOfBounds,
            Some("units_defective"),
        ),
    ] {
        let Outcome::Refused(problems) = submit(&db, figures(small.request, "x", counts), at(NOW))
            .await
            .unwrap()
        else {
            panic!("{counts:?} was stored");
        };
        assert_eq!(
            (problems[0].code, problems[0].field.as_deref()),
            (code, field),
            "{counts:?}"
        );
    }
    assert_eq!(report_version::Entity::find().count(&db).await.unwrap(), 0);
    assert_eq!(measurement::Entity::find().count(&db).await.unwrap(), 0);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_month_that_is_not_open_takes_nothing(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    let small = small(&db).await;
    let refused = |code| {
        Outcome::Refused(vec![entity::submission::Problem {
            code,
            field: None,
            other_field: None,
        }])
    };
    let after = submit(
        &db,
        figures(small.request, "a", DEFECTS),
        at("2012-12-12T17:00:00Z"),
    )
    .await
    .unwrap();
    assert_eq!(after, refused(ProblemCode::LockedPeriod));
    let unknown = submit(&db, figures(Uuid::now_v7(), "a", DEFECTS), at(NOW))
        .await
        .unwrap();
    assert_eq!(unknown, refused(ProblemCode::NotFound));
    data_request::Entity::update_many()
        .col_expr(
            data_request::Column::State,
            Expr::value(RequestState::Waived),
        )
        .exec(&db)
        .await
        .unwrap();
    let waived = submit(&db, figures(small.request, "a", DEFECTS), at(NOW))
        .await
        .unwrap();
    assert_eq!(waived, refused(ProblemCode::Waived));
    let _ = (small.enterprise, small.trainer);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn nothing_to_report_answers_without_readings(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    let small = small(&db).await;
    submit(&db, figures(small.request, "a", DEFECTS), at(NOW))
        .await
        .unwrap();
    let nothing = Submission {
        kind: ReportKind::NothingToReport,
        ..figures(small.request, "b", &[])
    };
    assert_eq!(
        submit(&db, nothing, at(NOW)).await.unwrap(),
        Outcome::Stored { version: 2 }
    );
    assert_eq!(defect_rate(&db).await, None);
    let request = data_request::Entity::find_by_id(small.request)
        .one(&db)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(request.state, RequestState::NothingToReport);
}
