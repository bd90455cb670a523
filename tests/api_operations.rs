//! What the office sees of the worker: runs, messages, its status, and a request's whole story.

use entity::{
    account::Role,
    chase_step, data_request, heartbeat, message,
    message::{MessageState, Purpose},
    message_item,
    report_version::{Channel, ReportKind},
    rules::ladder::{Decision, Step},
    run,
    submission::Submission,
};
use rstest::rstest;
use sea_orm::{DatabaseConnection, EntityTrait};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{
    api::Api,
    databases::{Kind, TestDatabase},
    programme::{NOW, Small, at, enterprise, insert, request, small, submit},
};

async fn sent_message(db: &DatabaseConnection, requests: &[Uuid]) -> Uuid {
    let id = Uuid::now_v7();
    let row = message::Model {
        id,
        purpose: Purpose::Chase,
        recipient: "owner@melati.example.org".into(),
        trainer_id: None,
        account_id: None,
        about: String::new(),
        contact_id: None,
        local_day: "2012-11-01".parse().unwrap(),
        state: MessageState::Sent,
        due_at: at("2012-11-01T02:00:00Z"),
        attempts: 1,
        fence: 1,
        claimed_until: None,
        uncertain: false,
        last_error: None,
        subject: Some("Permohonan data".into()),
        body_text: Some("Yth. Bapak/Ibu".into()),
        sent_at: Some(at("2012-11-01T02:01:00Z")),
        queued_at: at("2012-11-01T02:00:00Z"),
        put_off_seconds: 0,
    };
    insert::<message::Entity, _>(db, row).await;
    for request in requests {
        let item = message_item::Model {
            data_request_id: *request,
            step: Step::Request,
            recipient: "owner@melati.example.org".into(),
            message_id: id,
        };
        insert::<message_item::Entity, _>(db, item).await;
        let step = chase_step::Model {
            data_request_id: *request,
            step: Step::Request,
            decision: Decision::Sent,
            reason: None,
            message_id: Some(id),
            decided_at: at("2012-11-01T02:01:00Z"),
        };
        insert::<chase_step::Entity, _>(db, step).await;
    }
    id
}

fn a_run(slot: &str, zone: &str) -> run::Model {
    run::Model {
        released_at: None,
        job: "data-request".into(),
        slot: at(slot),
        zone: zone.into(),
        fence: 1,
        claimed_until: at(slot),
        started_at: at(slot),
        finished_at: Some(at(slot)),
        outcome: Some("DONE".into()),
        expected: 1,
        planned: 1,
        queued: 1,
        skipped: 0,
    }
}

/// The small programme with a second enterprise, in Lampung and of no trainer, whose request is in the same message.
async fn programme(db: &DatabaseConnection) -> (Small, Uuid) {
    let small = small(db).await;
    let other = enterprise(db, "CV Kenanga", "ID-LA", "owner@melati.example.org").await;
    let theirs = request(db, other, "2012-10".parse().unwrap()).await;
    sent_message(db, &[small.request, theirs]).await;
    (small, theirs)
}

const MESSAGES: &str =
    "{ messages { totalCount nodes { id state recipient subject bodyText lastError
    items { step dataRequest { enterprise { name } } } } } }";

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_message_shows_each_role_its_part(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    let (small, _) = programme(&db).await;
    let api = Api::serve(db).await;
    let office = api.office().await;
    let seen = api.data(&office, MESSAGES).await["messages"]["nodes"][0].clone();
    assert_eq!(seen["recipient"], "owner@melati.example.org");
    assert_eq!(seen["subject"], "Permohonan data");
    assert_eq!(seen["items"].as_array().unwrap().len(), 2);

    let trainer = api.token(Role::Trainer, Some(small.trainer), &[]).await;
    let seen = api.data(&trainer, MESSAGES).await["messages"].clone();
    assert_eq!(seen["totalCount"], 1);
    let message = &seen["nodes"][0];
    assert_eq!(message["recipient"], Value::Null);
    assert_eq!(
        message["subject"],
        Value::Null,
        "another's request is in it"
    );
    assert_eq!(message["bodyText"], Value::Null);
    let items = message["items"].as_array().unwrap();
    assert_eq!(items.len(), 1);
    assert_eq!(
        items[0]["dataRequest"]["enterprise"]["name"],
        "CV Melati Jaya"
    );

    let filter =
        "{ messages(filter: {recipient: {eq: \"owner@melati.example.org\"}}) { totalCount } }";
    assert_eq!(api.data(&office, filter).await["messages"]["totalCount"], 1);
    assert_eq!(
        api.data(&trainer, filter).await["messages"]["totalCount"],
        0
    );
    let elsewhere = api.token(Role::Manager, None, &["ID-JT"]).await;
    for token in [
        elsewhere,
        api.token(Role::Donor, None, &[]).await,
        String::new(),
    ] {
        assert_eq!(
            api.data(&token, MESSAGES).await["messages"]["totalCount"],
            0
        );
    }
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn runs_are_paged_and_found_again(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    for (slot, zone) in [
        ("2012-11-01T02:00:00Z", "WIB"),
        ("2012-11-01T02:00:00Z", "WITA"),
        ("2012-11-01T02:00:00Z", "WIT"),
        ("2012-10-01T02:00:00Z", "WIB"),
    ] {
        insert::<run::Entity, _>(&db, a_run(slot, zone)).await;
    }
    let api = Api::serve(db).await;
    let office = api.office().await;
    let query = "query ($after: String) { runs(first: 2, after: $after, orderBy: {field: SLOT, direction: DESC}) {
        totalCount nodes { id slot zone } pageInfo { endCursor hasNextPage } } }";
    let first = api.data_with(&office, query, json!({})).await["runs"].clone();
    assert_eq!(first["totalCount"], 4);
    let end = first["pageInfo"]["endCursor"].clone();
    let rest = api.data_with(&office, query, json!({"after": end})).await["runs"].clone();
    let zones: Vec<_> = [&first, &rest]
        .iter()
        .flat_map(|page| page["nodes"].as_array().unwrap())
        .map(|node| node["zone"].as_str().unwrap())
        .collect();
    assert_eq!(zones, ["WITA", "WIT", "WIB", "WIB"]);
    let id = &first["nodes"][1]["id"];
    let again = api
        .data_with(
            &office,
            "query ($id: ID!) { node(id: $id) { ... on Run { zone outcome } } }",
            json!({ "id": id }),
        )
        .await;
    assert_eq!(again["node"], json!({"zone": "WIT", "outcome": "DONE"}));
    let manager = api.token(Role::Manager, None, &[]).await;
    let hidden = api
        .data_with(
            &manager,
            "query ($id: ID!) { node(id: $id) { id } runs { totalCount } workerStatus { isHealthy } }",
            json!({ "id": id }),
        )
        .await;
    assert_eq!(
        hidden,
        json!({"node": null, "runs": {"totalCount": 0}, "workerStatus": null})
    );
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn the_status_says_what_needs_a_hand(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    let api = Api::serve(db.clone()).await;
    let office = api.office().await;
    let query = "{ workerStatus { lastHeartbeat overdueRuns queuedMessages oldestQueuedAt failedMessages heldRuns isHealthy problems } }";
    let ill = api.data(&office, query).await["workerStatus"].clone();
    assert_eq!(ill["isHealthy"], false, "no worker was ever there");
    assert_eq!(ill["lastHeartbeat"], Value::Null);
    let beat = heartbeat::Model {
        name: "deliver".into(),
        process: "one".into(),
        beaten_at: entity::clock::real_now(),
    };
    insert::<heartbeat::Entity, _>(&db, beat).await;
    let well = api.data(&office, query).await["workerStatus"].clone();
    assert_eq!(well["isHealthy"], true, "{well}");
    assert_eq!(well["problems"], json!([]));

    let held = run::Model {
        outcome: Some("HELD".into()),
        ..a_run("2012-11-01T02:00:00Z", "WIB")
    };
    insert::<run::Entity, _>(&db, held).await;
    let abandoned = run::Model {
        finished_at: None,
        outcome: None,
        ..a_run("2012-11-01T02:00:00Z", "WIT")
    };
    insert::<run::Entity, _>(&db, abandoned).await;
    let ill = api.data(&office, query).await["workerStatus"].clone();
    assert_eq!(
        (&ill["heldRuns"], &ill["overdueRuns"], &ill["isHealthy"]),
        (&json!(1), &json!(1), &json!(false)),
        "{ill}"
    );
    assert_eq!(ill["problems"].as_array().unwrap().len(), 2, "{ill}");
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_request_tells_its_whole_story(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    let (small, theirs) = programme(&db).await;
    let answer = Submission {
        request: small.request,
        kind: ReportKind::Figures,
        channel: Channel::Link,
        submit_key: "a".into(),
        reason: None,
        note: None,
        counts: [("good_output".to_owned(), 7.0)].into_iter().collect(),
    };
    submit(&db, answer, at("2012-11-05T03:00:00Z"))
        .await
        .unwrap();
    let months = data_request::Entity::find().all(&db).await.unwrap();
    assert_eq!(months.len(), 2);
    let api = Api::serve(db).await;
    let office = api.office().await;
    let list = "{ dataRequests { nodes { id enterprise { name } messages { state } } } }";
    let nodes = api.data(&office, list).await["dataRequests"]["nodes"].clone();
    let id_of = |name: &str| {
        let nodes = nodes.as_array().unwrap();
        let found = nodes.iter().find(|node| node["enterprise"]["name"] == name);
        found.unwrap()["id"].clone()
    };
    assert_eq!(nodes[0]["messages"], json!([{"state": "SENT"}]));
    let query = "query ($id: ID!) { chaseLog(dataRequest: $id) { id at kind text } }";
    let mine = json!({ "id": id_of("CV Melati Jaya") });
    let story = api.data_with(&office, query, mine.clone()).await["chaseLog"].clone();
    let kinds: Vec<_> = story
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| &entry["kind"])
        .collect();
    assert_eq!(kinds, ["PLANNED", "QUEUED", "STEP", "REPORTED"], "{story}");
    assert_eq!(
        story[2]["text"],
        "REQUEST ended SENT. Its message is SENT after 1 attempt and left on 2012-11-01 09.01 WIB."
    );
    assert!(!story.to_string().contains("example.org"), "{story}");

    let trainer = api.token(Role::Trainer, Some(small.trainer), &[]).await;
    assert_eq!(
        api.data_with(&trainer, query, mine.clone()).await["chaseLog"],
        story
    );
    let other = json!({ "id": id_of("CV Kenanga") });
    assert_eq!(
        api.data_with(&trainer, query, other).await["chaseLog"],
        json!([])
    );
    assert_eq!(api.data_with("", query, mine).await["chaseLog"], json!([]));
    assert_ne!(theirs, small.request);
    assert!(story[0]["at"].as_str().unwrap() <= NOW);
}
