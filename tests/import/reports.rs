//! Past reports from a file.

use api::files::Noun;
use entity::{
    audit,
    changes::{Author, report::give_back},
    data_request,
    data_request::RequestState,
    enterprise, measurement, message, reading,
    report_version::{self, Channel},
};
use rstest::rstest;
use sea_orm::{
    ColumnTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    sea_query::Expr,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{counts, stored, wrong};
use crate::support::{
    databases::{Kind, TestDatabase},
    programme::{NOW, at, small},
};

const HEADER: &str = "enterprise;month;received_on;units_inspected;units_defective;electricity_kwh";

async fn with_key(db: &DatabaseConnection) -> Uuid {
    let small = small(db).await;
    enterprise::Entity::update_many()
        .col_expr(enterprise::Column::OfficeKey, Expr::value("M1"))
        .filter(enterprise::Column::Id.eq(small.enterprise))
        .exec(db)
        .await
        .unwrap();
    small.enterprise
}

async fn request(db: &DatabaseConnection, month: &str) -> data_request::Model {
    let month: entity::rules::period::Month = month.parse().unwrap();
    data_request::Entity::find()
        .filter(data_request::Column::Month.eq(month))
        .one(db)
        .await
        .unwrap()
        .unwrap()
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_past_month_brings_its_request_and_gives_readings(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    with_key(&db).await;
    let text = format!("{HEADER}\nM1;2012-08;2012-09-05;1000;60;\nM1;2012-09;;1000;50,5;0\n");
    assert_eq!(counts(&stored(&db, Noun::Reports, &text).await), (2, 0, 0));
    assert_eq!(counts(&stored(&db, Noun::Reports, &text).await), (0, 0, 2));
    let (august, september) = (request(&db, "2012-08").await, request(&db, "2012-09").await);
    assert_eq!(
        (august.state, august.on_time()),
        (RequestState::Reported, Some(true))
    );
    assert_eq!(september.on_time(), Some(false), "today is late");
    let values: Vec<_> = reading::Entity::find().all(&db).await.unwrap();
    let rates: Vec<_> = values.iter().map(|row| (row.value, row.change)).collect();
    assert_eq!(rates, [(6.0, Some(-4.0)), (5.05, Some(-4.95))]);
    let given = measurement::Entity::find().count(&db).await.unwrap();
    assert_eq!(given, 5, "a blank cell is no figure, and 0 is one");
    let versions = report_version::Entity::find().all(&db).await.unwrap();
    assert!(
        versions
            .iter()
            .all(|row| row.channel == Channel::Import && row.version == 1)
    );

    let text = text.replace(";60;", ";70;");
    assert_eq!(counts(&stored(&db, Noun::Reports, &text).await), (0, 1, 1));
    let newest = report_version::Entity::find()
        .filter(report_version::Column::DataRequestId.eq(august.id))
        .filter(report_version::Column::IsCurrent.eq(true))
        .one(&db)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(newest.version, 2);
    assert_eq!(
        request(&db, "2012-08").await.received_at,
        august.received_at
    );
    assert_eq!(
        message::Entity::find().count(&db).await.unwrap(),
        0,
        "an import writes no mail"
    );
    let trail = audit::Entity::find()
        .filter(audit::Column::NounId.eq(august.id))
        .order_by_asc(audit::Column::Id)
        .all(&db)
        .await
        .unwrap();
    let defective: Vec<_> = trail.iter().map(defective).collect();
    let expected = [
        json!({ "before": null, "after": 60.0 }),
        json!({ "before": 60.0, "after": 70.0 }),
    ];
    assert_eq!(defective, expected);
}

/// What became of the defective units in an entry of the trail.
fn defective(entry: &audit::Model) -> Value {
    let changes: Value = serde_json::from_str(&entry.changes).unwrap();
    changes["units_defective"].clone()
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn what_the_form_asks_about_is_counted_and_what_it_refuses_is_refused(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    with_key(&db).await;
    let said = wrong(
        &db,
        Noun::Reports,
        &format!("{HEADER}\nM1;2012-08;;100;160;\nM1;2012-09;;-1;;\n"),
    )
    .await;
    assert_eq!(
        said,
        [
            "2 units_defective: `units_defective` and `units_inspected` cannot both be right: their ratio is impossible",
            "3 units_inspected: `units_inspected` cannot be below zero",
        ]
    );
    assert_eq!(report_version::Entity::find().count(&db).await.unwrap(), 0);
    let tally = stored(
        &db,
        Noun::Reports,
        &format!("{HEADER}\nM1;2012-08;;100;60;\n"),
    )
    .await;
    assert_eq!(tally.unusual.len(), 1, "{:?}", tally.unusual);
    assert_eq!(
        (tally.unusual[0].row, tally.unusual[0].column.as_deref()),
        (2, Some("units_defective"))
    );
}

#[rstest]
#[case::now("M1;2012-11;;1;0;", "2 month: 2012-11 is not over yet")]
#[case::before(
    "M1;2012-08;2012-07-01;1;0;",
    "2 received_on: 2012-07-01 lies before 2012-08"
)]
#[case::future(
    "M1;2012-08;2013-07-01;1;0;",
    "2 received_on: 2013-07-01 has not come yet"
)]
#[case::nothing("M1;2012-08;;;;", "2 -: no measure is given")]
#[case::month("M1;08/2012;;1;0;", "2 month: `08/2012` is not a month")]
#[case::twice(
    "M1;2012-08;;1;0;\nM1;2012-08;;1;0;",
    "3 month: row 2 is about the same month"
)]
#[tokio::test]
async fn a_month_that_cannot_be_says_why(#[case] row: &str, #[case] said: &str) {
    let Some(database) = TestDatabase::new(Kind::Sqlite).await else {
        return;
    };
    let db = database.connect().await;
    with_key(&db).await;
    let lines = wrong(&db, Noun::Reports, &format!("{HEADER}\n{row}\n")).await;
    assert!(lines[0].starts_with(said), "{said}: {lines:#?}");
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_returned_report_that_comes_again_unchanged_is_told_of(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    with_key(&db).await;
    let text = format!("{HEADER}\nM1;2012-10;;1000;60;\n");
    assert_eq!(stored(&db, Noun::Reports, &text).await.unusual, []);
    let office = Author::operator(at(NOW));
    let month = request(&db, "2012-10").await.id;
    give_back(&db, &office, (month, None), "Look again.".into())
        .await
        .unwrap();
    let tally = stored(&db, Noun::Reports, &text).await;
    assert_eq!(counts(&tally), (0, 0, 1));
    let [told] = tally.unusual.as_slice() else {
        panic!("{tally:?}");
    };
    assert_eq!((told.row, told.column.as_deref()), (2, Some("month")));
    assert!(told.message.contains("was returned"), "{}", told.message);
    assert_eq!(reading::Entity::find().count(&db).await.unwrap(), 0);
    let tally = stored(&db, Noun::Reports, &text.replace(";60;", ";50;")).await;
    assert_eq!((counts(&tally), tally.unusual), ((0, 1, 0), vec![]));
}

#[tokio::test]
async fn a_live_month_is_taken_where_it_was_asked_for() {
    let Some(database) = TestDatabase::new(Kind::Sqlite).await else {
        return;
    };
    let db = database.connect().await;
    let enterprise = with_key(&db).await;
    let text = format!("{HEADER}\nM1;2012-10;;1000;60;\n");
    assert_eq!(counts(&stored(&db, Noun::Reports, &text).await), (1, 0, 0));
    assert_eq!(request(&db, "2012-10").await.state, RequestState::Reported);
    data_request::Entity::update_many()
        .col_expr(
            data_request::Column::State,
            Expr::value(RequestState::Waived),
        )
        .filter(data_request::Column::EnterpriseId.eq(enterprise))
        .exec(&db)
        .await
        .unwrap();
    let said = wrong(&db, Noun::Reports, &text).await;
    assert!(said[0].contains("it was waived"), "{said:?}");
}
