//! Editions over GraphQL: the next is made, and lists let through and order what they say.

use entity::{account::Role, rules::slot::summary_slot, trainer};
use rstest::rstest;
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use worker::jobs;

use crate::{
    summary::{QUARTER, demo, run},
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
    assert_eq!(listed(&api, &office, "first: 9").await.len(), 6);
}

const SET: &str = "id isPublicSet hash text highlights province { code }
    figures { silent { name } } files { form url hash }";

/// What `token` gets of each edition: in a list and by its id, which is the same.
async fn sets(api: &Api, token: &str) -> Vec<Value> {
    let query = format!("{{ summaries {{ totalCount nodes {{ {SET} }} }} }}");
    let list = api.data(token, &query).await["summaries"].clone();
    let sets = list["nodes"].as_array().unwrap().clone();
    assert_eq!(list["totalCount"], sets.len());
    let query = format!("query($id: ID!) {{ node(id: $id) {{ ... on Summary {{ {SET} }} }} }}");
    for set in &sets {
        let one = api
            .data_with(token, &query, json!({ "id": set["id"] }))
            .await;
        assert_eq!(&one["node"], set);
    }
    sets
}

/// A public set is a stranger's, so it is everybody's; all figures are those of the place's managers.
#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn nobody_signed_in_sees_less_than_a_stranger(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = demo(&database).await;
    let someone = trainer::Entity::find().one(&db).await.unwrap().unwrap();
    let api = Api::serve(db).await;
    let public = sets(&api, "").await;
    assert_eq!(public.len(), 6);
    assert!(public.iter().all(|set| set["isPublicSet"] == true));
    for (role, trainer) in [(Role::Donor, None), (Role::Trainer, Some(someone.id))] {
        let token = api.token(role, trainer, &[]).await;
        assert_eq!(sets(&api, &token).await, public, "{role:?}");
    }
    let all = sets(&api, &api.office().await).await;
    let national = api.token(Role::Manager, None, &[]).await;
    assert_eq!(sets(&api, &national).await, all);
    let manager = api.token(Role::Manager, None, &["ID-JT"]).await;
    let theirs = public.iter().zip(&all).map(|(public, all)| {
        let is_theirs = public["province"]["code"] == "ID-JT";
        if is_theirs { all } else { public }.clone()
    });
    let theirs: Vec<_> = theirs.collect();
    assert_eq!(sets(&api, &manager).await, theirs);
    assert_ne!(theirs, public);
}
