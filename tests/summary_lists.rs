//! Editions over GraphQL: the next is made, and lists let through and order what they say.

use entity::{account::Role, rules::slot::summary_slot};
use rstest::rstest;
use serde_json::{Value, json};
use worker::jobs;

use crate::{
    summary::{QUARTER, run},
    support::{
        api::Api,
        databases::{Kind, TestDatabase},
    },
};

const COMPILE: &str =
    "mutation { compileSummary(input: {province: \"ID-JT\", quarter: \"2012-Q2\"}) {
    summary { edition reason differences { figure } } problems { code } } }";

/// The place, edition and reason of each summary that a list gives.
async fn listed(api: &Api, token: &str, arguments: &str) -> Vec<Value> {
    let query = format!(
        "{{ summaries({arguments}) {{ nodes {{ province {{ code }} edition reason }} }} }}"
    );
    let data = api.data(token, &query).await;
    let nodes = data["summaries"]["nodes"].as_array().unwrap();
    nodes
        .iter()
        .map(|one| json!([one["province"]["code"], one["edition"], one["reason"]]))
        .collect()
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn the_next_edition_is_made_and_found(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    run(&database, &["seed", "demo"]).await;
    let db = database.connect().await;
    let quarter = QUARTER.parse().unwrap();
    jobs::summary::freeze(&db, quarter, summary_slot(quarter))
        .await
        .unwrap();
    let api = Api::serve(db).await;
    let manager = api.token(Role::Manager, None, &["ID-JT"]).await;
    let made = api.data(&manager, COMPILE).await["compileSummary"].clone();
    assert_eq!(made["problems"], json!([]));
    assert_eq!(
        (&made["summary"]["edition"], &made["summary"]["reason"]),
        (&json!(2), &json!("BY_HAND"))
    );
    assert_ne!(made["summary"]["differences"], json!([]));
    let again = api.data(&manager, COMPILE).await["compileSummary"].clone();
    assert_eq!(again["summary"]["edition"], 2);

    let (first, second) = (
        json!(["ID-JT", 1, "SCHEDULED"]),
        json!(["ID-JT", 2, "BY_HAND"]),
    );
    let both = [first.clone(), second.clone()];
    let office = api.office().await;
    for (arguments, expected) in [
        ("filter: {province: {eq: \"ID-JT\"}}", &both[..]),
        (
            "filter: {province: {eq: \"ID-JT\"}, edition: {gte: 2}}",
            &both[1..],
        ),
        ("filter: {reason: {eq: BY_HAND}}", &both[1..]),
        (
            "filter: {isNational: true}",
            &[json!([null, 1, "SCHEDULED"])],
        ),
        ("filter: {quarter: {eq: \"2012-Q1\"}}", &[]),
    ] {
        assert_eq!(
            listed(&api, &office, arguments).await,
            expected,
            "{arguments}"
        );
    }
    let newest = "filter: {province: {eq: \"ID-JT\"}}, orderBy: {field: CUT_OFF, direction: DESC}";
    assert_eq!(listed(&api, &office, newest).await, [second, first]);
    assert_eq!(
        listed(&api, &manager, "first: 9").await.len(),
        2,
        "theirs only"
    );
    assert_eq!(listed(&api, &office, "first: 9").await.len(), 6);
}
