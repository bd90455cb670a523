//! What the worker would do at a time, and the story of a request that waits, as each role sees them.

use entity::{account::Role, message, rules::period::Month};
use rstest::rstest;
use sea_orm::{DatabaseConnection, EntityTrait, PaginatorTrait};
use serde_json::{Value, json};
use worker::{JobName, jobs};

use crate::support::{
    api::Api,
    databases::{Kind, TestDatabase},
    programme::{NOW, Small, at, enterprise, promise, request, small},
};

const PLAN: &str = "query ($at: DateTime!, $first: Int, $after: String) {
    chasePlan(at: $at, first: $first, after: $after) {
        totalCount mailCount pageInfo { hasNextPage endCursor }
        nodes { step month since outcome decision waiting reason subject
            enterprise { name } contact { name } dataRequest { month } } } }";

/// The small programme, and an enterprise of nobody's in Lampung whose owner has the same address.
async fn programme(db: &DatabaseConnection) -> Small {
    let small = small(db).await;
    let other = enterprise(db, "CV Kenanga", "ID-LA", "owner@melati.example.org").await;
    request(db, other, "2012-10".parse::<Month>().unwrap()).await;
    small
}

async fn plan(api: &Api, token: &str, variables: Value) -> Value {
    api.data_with(token, PLAN, variables).await["chasePlan"].clone()
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn the_plan_says_whom_the_worker_would_write_to(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    let small = programme(&db).await;
    let api = Api::serve(db.clone()).await;
    let office = api.office().await;
    let seen = plan(&api, &office, json!({"at": NOW})).await;
    assert_eq!(
        (&seen["totalCount"], &seen["mailCount"]),
        (&json!(2), &json!(2)),
        "{seen}"
    );
    for node in seen["nodes"].as_array().unwrap() {
        assert_eq!(
            node["subject"],
            "Mohon data SCORE Oktober 2012 – 2 perusahaan"
        );
        assert_eq!(
            (&node["step"], &node["outcome"], &node["decision"]),
            (&json!("REQUEST"), &json!("MAIL"), &json!("SENT"))
        );
        assert_eq!(node["since"], "2012-11-01T02:00:00Z");
    }

    let trainer = api.token(Role::Trainer, Some(small.trainer), &[]).await;
    let theirs = plan(&api, &trainer, json!({"at": NOW})).await;
    assert_eq!(theirs["totalCount"], 1);
    assert_eq!(theirs["nodes"][0]["enterprise"]["name"], "CV Melati Jaya");
    assert_eq!(
        theirs["nodes"][0]["subject"],
        Value::Null,
        "the mail is also about an enterprise of others"
    );
    let manager = api.token(Role::Manager, None, &["ID-LA"]).await;
    let theirs = plan(&api, &manager, json!({"at": NOW})).await;
    assert_eq!(theirs["nodes"][0]["enterprise"]["name"], "CV Kenanga");
    for outsider in [api.token(Role::Donor, None, &[]).await, String::new()] {
        let nothing = plan(&api, &outsider, json!({"at": NOW})).await;
        assert_eq!(nothing["totalCount"], 0);
    }
    assert_eq!(message::Entity::find().count(&db).await.unwrap(), 0);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn the_plan_has_pages_and_reasons(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    programme(&db).await;
    let api = Api::serve(db.clone()).await;
    let office = api.office().await;
    let first = plan(&api, &office, json!({"at": NOW, "first": 1})).await;
    let after = &first["pageInfo"]["endCursor"];
    let second = plan(
        &api,
        &office,
        json!({"at": NOW, "first": 1, "after": after}),
    )
    .await;
    let names = |page: &Value| page["nodes"][0]["enterprise"]["name"].clone();
    assert_ne!(names(&first), names(&second));
    assert_eq!(
        (
            &first["pageInfo"]["hasNextPage"],
            &second["pageInfo"]["hasNextPage"]
        ),
        (&json!(true), &json!(false))
    );

    let early = plan(&api, &office, json!({"at": "2012-10-31T02:00:00Z"})).await;
    assert_eq!(early["totalCount"], 0);
    let night = plan(&api, &office, json!({"at": "2012-11-01T15:00:00Z"})).await;
    assert_eq!(night["mailCount"], 0);
    assert_eq!(night["nodes"][0]["waiting"], "WINDOW");
    assert_eq!(
        night["nodes"][0]["reason"],
        "It waits: the office is closed."
    );
    let late = plan(&api, &office, json!({"at": "2013-02-01T02:00:00Z"})).await;
    let ends = late["nodes"].as_array().unwrap().iter();
    let expired = ends.filter(|node| node["decision"] == "SKIPPED_EXPIRED");
    assert!(expired.count() > 2, "{late}");

    let bad = json!({"at": NOW, "after": "x"});
    let answer = api.answer(&office, PLAN, bad).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn the_story_tells_of_promises_and_pauses_and_of_what_is_to_come(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    let small = small(&db).await;
    let by = "2012-11-19".parse().unwrap();
    promise(&db, small.request, by, at("2012-11-01T01:00:00Z")).await;
    let api = Api::serve(db).await;
    let office = api.office().await;
    let pause = "mutation { pauseChasing(input: { province: \"ID-JK\", reason: \"banjir\" }) { problems { code } } }";
    api.data(&office, pause).await;
    let request = api.data(&office, "{ dataRequests { nodes { id } } }").await;
    let id = &request["dataRequests"]["nodes"][0]["id"];
    let query = "query ($id: ID!) { chaseLog(dataRequest: $id) { kind text } }";
    let story = api.data_with(&office, query, json!({ "id": id })).await;
    let mut told: Vec<_> = story["chaseLog"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| format!("{}: {}", entry["kind"], entry["text"]).replace('"', ""))
        .filter(|told| !told.starts_with("PLANNED"))
        .collect();
    told.sort();
    assert_eq!(
        told,
        [
            "DUE: REQUEST is due: the chase rests.",
            "NEXT: TRAINER_TASK comes next, on 2012-11-20 09.00 WIB, unless an answer comes first.",
            "PAUSED: The chase in ID-JK was paused: banjir.",
            "PROMISED: The enterprise promised to answer by 2012-11-19; reminders sleep until then.",
        ]
    );
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn what_no_job_looks_at_is_in_no_plan_and_in_no_story(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    let small = small(&db).await;
    let before = request(&db, small.enterprise, "2012-09".parse::<Month>().unwrap()).await;
    jobs::plan(&db, JobName::DataRequest, at(NOW))
        .await
        .unwrap();
    enterprise(&db, "CV Terlambat", "ID-JK", "late@example.org").await;
    let api = Api::serve(db).await;
    let office = api.office().await;
    let seen = plan(&api, &office, json!({"at": "2012-11-09T02:00:00Z"})).await;
    assert!(seen["totalCount"].as_i64().unwrap() > 0);
    assert!(!seen.to_string().contains("CV Terlambat"), "{seen}");
    assert!(!seen.to_string().contains("2012-09"), "{seen}");

    let list = "{ dataRequests(filter: {month: {eq: \"2012-09\"}}) { nodes { id } } }";
    let list = api.data(&office, list).await;
    let id = &list["dataRequests"]["nodes"][0]["id"];
    assert!(id.is_string(), "{before} is there");
    let query = "query ($id: ID!) { chaseLog(dataRequest: $id) { kind } }";
    let story = api.data_with(&office, query, json!({ "id": id })).await;
    assert_eq!(story["chaseLog"], json!([{"kind": "PLANNED"}]));
}
