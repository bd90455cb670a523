//! An edition that is made by hand under a key is made once, whatever comes in meanwhile.

use entity::{
    report_version::{Channel, ReportKind},
    submission::{Outcome, Submission},
    summary,
};
use rstest::rstest;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{
    databases::Kind,
    programme::{at, request, submit},
    served::{Served, served},
};

/// What `compileSummary` takes for the third quarter of Jakarta.
fn jakarta(key: &str) -> Value {
    json!({ "province": "ID-JK", "quarter": "2012-Q3", "idempotencyKey": key })
}

/// The id and number of the edition that the office gets.
async fn edition(served: &Served, input: Value) -> Value {
    let more = "summary { id edition }";
    served.done("compileSummary", input, more).await["summary"].clone()
}

async fn editions(served: &Served) -> u64 {
    summary::Entity::find().count(&served.db).await.unwrap()
}

/// The answer to `request`, with one unit in ten defective, at a time when its month is open.
async fn answered(served: &Served, request: Uuid, now: &str) {
    let counts = [("units_inspected", 100.0), ("units_defective", 10.0)];
    let submission = Submission {
        request,
        kind: ReportKind::Figures,
        channel: Channel::Link,
        submit_key: "a".into(),
        reason: None,
        note: None,
        counts: counts.map(|(name, count)| (name.to_owned(), count)).into(),
    };
    let stored = submit(&served.db, submission, at(now)).await.unwrap();
    assert_eq!(stored, Outcome::Stored { version: 1 });
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_key_makes_one_edition_and_stands_for_nothing_else(#[case] kind: Kind) {
    let Some(served) = served(kind).await else {
        return;
    };
    let enterprise = served.small.enterprise;
    let august = request(&served.db, enterprise, "2012-08".parse().unwrap()).await;
    let september = request(&served.db, enterprise, "2012-09".parse().unwrap()).await;
    let ask = || edition(&served, jakarta("one"));
    let (one, other) = tokio::join!(ask(), ask());
    assert_eq!(one, other, "at once");
    assert_eq!((&one["edition"], editions(&served).await), (&json!(1), 1));

    answered(&served, august, "2012-09-05T02:00:00Z").await;
    assert_eq!(ask().await, one, "when more has come");
    assert_eq!(editions(&served).await, 1);
    let mut nation = jakarta("one");
    nation["province"] = Value::Null;
    let taken = ("TAKEN".to_owned(), Some("idempotencyKey".to_owned()));
    assert_eq!(served.problem("compileSummary", nation).await, taken);
    let blank = served.change(&served.office, "compileSummary", jakarta(" "), "");
    assert_eq!(blank.await, "BAD_USER_INPUT");

    let (two, three) = tokio::join!(
        edition(&served, jakarta("two")),
        edition(&served, jakarta("three"))
    );
    assert_eq!(two, three, "nothing differs between them");
    assert_eq!((&two["edition"], editions(&served).await), (&json!(2), 2));
    answered(&served, september, "2012-10-05T02:00:00Z").await;
    for key in ["two", "three"] {
        let again = edition(&served, jakarta(key)).await;
        assert_eq!(again, two, "{key}: made or not, it was the answer");
    }
    let newest = edition(&served, jakarta("four")).await;
    assert_eq!(
        (&newest["edition"], editions(&served).await),
        (&json!(3), 3)
    );
}

/// What was refused leaves the key free.
#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_quarter_in_which_nothing_counts_takes_no_key(#[case] kind: Kind) {
    let Some(served) = served(kind).await else {
        return;
    };
    let refused = served.problem("compileSummary", jakarta("one")).await;
    assert_eq!(refused, ("INVALID".to_owned(), Some("quarter".to_owned())));
    request(
        &served.db,
        served.small.enterprise,
        "2012-09".parse().unwrap(),
    )
    .await;
    let made = edition(&served, jakarta("one")).await;
    assert_eq!(made["edition"], 1);
}
