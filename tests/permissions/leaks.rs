//! A trainer learns nothing of an enterprise that is not theirs, and an outsider of none: every query
//! answers the same before and after it is there, and its ids answer like ids that never were.

use std::collections::HashMap;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use entity::{
    advisory_visit, alert, contact, pause,
    report_version::{Channel, ReportKind},
    submission::Submission,
    trainer,
};
use rstest::rstest;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;
use worker::{JobName, run_job};

use super::{roles, schema::Schema, walk::Visit};
use crate::support::{
    api::Api,
    databases::{Kind, TestDatabase},
    office::settings,
    programme::{NOW, at, enterprise, insert, request, silence, small, submit},
    smtp::{Script, SmtpServer},
};

/// Stands in every text of the foreign enterprise.
const MARK: &str = "Zamrud";
/// Who may not know of it.
const STRANGERS: [&str; 4] = ["MANAGER", "TRAINER", "DONOR", "ANONYMOUS"];

/// Somebody else's enterprises: one asked, written to, answered, paused, and visited for an
/// alert; and one that has still to answer.
async fn foreign(db: &DatabaseConnection, trainer: Uuid) -> HashMap<&'static str, Uuid> {
    let theirs = enterprise(
        db,
        &format!("CV {MARK}"),
        "ID-LA",
        "owner@zamrud.example.org",
    )
    .await;
    let month = request(db, theirs, "2012-10".parse().unwrap()).await;
    let silent = format!("CV {MARK} Dua");
    let silent = enterprise(db, &silent, "ID-LA", "dua@zamrud.example.org").await;
    request(db, silent, "2012-10".parse().unwrap()).await;
    let (alert, visit) = visited(db, theirs, trainer).await;
    let smtp = SmtpServer::start(Script::new()).await;
    for job in [JobName::DataRequest, JobName::Deliver] {
        run_job(db, &settings(&smtp), job, at(NOW), false)
            .await
            .unwrap();
    }
    let answer = Submission {
        request: month,
        kind: ReportKind::Figures,
        channel: Channel::Link,
        submit_key: "a".into(),
        reason: None,
        note: Some(MARK.into()),
        counts: [("good_output".to_owned(), 7.0)].into_iter().collect(),
    };
    submit(db, answer, at("2012-11-05T03:00:00Z"))
        .await
        .unwrap();
    let contact = contact::Entity::find().filter(contact::Column::EnterpriseId.eq(theirs));
    let contact = contact.one(db).await.unwrap().unwrap();
    HashMap::from([
        ("Enterprise", theirs),
        ("DataRequest", month),
        ("Contact", contact.id),
        ("Alert", alert),
        ("AdvisoryVisit", visit),
    ])
}

/// An alert at `enterprise`, and the visit of another trainer that answers it.
async fn visited(db: &DatabaseConnection, enterprise: Uuid, known: Uuid) -> (Uuid, Uuid) {
    let mut theirs = trainer::Entity::find_by_id(known)
        .one(db)
        .await
        .unwrap()
        .unwrap();
    theirs.id = Uuid::now_v7();
    theirs.email = "zamrud@trainer.example.org".into();
    let trainer = theirs.id;
    insert::<trainer::Entity, _>(db, theirs).await;
    let alert = silence(enterprise, "ID-LA", at(NOW));
    let visit = advisory_visit::Model {
        id: Uuid::now_v7(),
        enterprise_id: enterprise,
        alert_id: Some(alert.id),
        trainer_id: trainer,
        planned_on: "2012-11-20".parse().unwrap(),
        planned_at: at(NOW),
        held_on: None,
        findings: Some(MARK.into()),
        advice: None,
        follow_up: None,
    };
    let pause = pause::Model {
        id: Uuid::now_v7(),
        enterprise_id: Some(enterprise),
        province_code: None,
        reason: Some(MARK.into()),
        paused_at: at("2012-11-06T02:00:00Z"),
        resumed_at: None,
    };
    let ids = (alert.id, visit.id);
    insert::<alert::Entity, _>(db, alert).await;
    insert::<advisory_visit::Entity, _>(db, visit).await;
    insert::<pause::Entity, _>(db, pause).await;
    ids
}

/// The global id of a row.
fn global(noun: &str, id: Uuid) -> String {
    URL_SAFE_NO_PAD.encode(format!("{noun}:{id}"))
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn nothing_changes_for_a_stranger_when_an_enterprise_comes(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    let small = small(&db).await;
    // What the programme sends to its own is there before and after.
    let smtp = SmtpServer::start(Script::new()).await;
    for job in [JobName::DataRequest, JobName::Deliver] {
        run_job(&db, &settings(&smtp), job, at(NOW), false)
            .await
            .unwrap();
    }
    let api = Api::serve(db.clone()).await;
    let roles = roles(&api, small.trainer, "ID-JK").await;
    let office = roles[0].1.clone();
    let data = api.data(&office, "{ enterprises { nodes { id dataRequests { id } } } trainers { nodes { id } } cohorts { nodes { id } } }").await;
    let id = |path: &str| data.pointer(path).unwrap().as_str().unwrap().to_owned();
    let known = HashMap::from([
        ("id", id("/enterprises/nodes/0/id")),
        ("trainer", id("/trainers/nodes/0/id")),
        ("cohort", id("/cohorts/nodes/0/id")),
        ("dataRequest", id("/enterprises/nodes/0/dataRequests/0/id")),
        ("indicator", "LAB_PROD".to_owned()),
        ("code", "ID-LA".to_owned()),
        ("at", "2012-11-09T02:00:00Z".to_owned()),
    ]);
    let schema = Schema::of(&api, &office, known).await;
    let visits = Visit::all(&schema);
    let strangers: Vec<_> = roles
        .iter()
        .filter(|(role, _)| STRANGERS.contains(role))
        .collect();
    let ask = async |query: &str, token: &str| {
        let answer = api.answer(token, query, json!({})).await;
        // The programme's counts are everybody's; whose they are is nobody's.
        if query.contains("programme(") {
            without_counts(answer)
        } else {
            answer
        }
    };
    let mut before = Vec::new();
    for visit in &visits {
        for (_, token) in &strangers {
            before.push(ask(&visit.query, token).await);
        }
    }
    let theirs = foreign(&db, small.trainer).await;
    let mut before = before.into_iter();
    let mut the_office_sees_it = false;
    for visit in &visits {
        for (role, token) in &strangers {
            let after = ask(&visit.query, token).await;
            assert_eq!(before.next().unwrap(), after, "{role}: {}", visit.query);
            assert!(!after.to_string().contains(MARK), "{role}: {after}");
        }
        the_office_sees_it |= ask(&visit.query, &office).await.to_string().contains(MARK);
    }
    assert!(the_office_sees_it, "the mark is nowhere to be seen");

    for (noun, id) in theirs {
        let (theirs, never) = (global(noun, id), global(noun, Uuid::from_u128(7)));
        assert!(
            ask(&format!("{{ node(id: \"{theirs}\") {{ id }} }}"), &office)
                .await
                .to_string()
                .contains(&theirs)
        );
        for ((role, token), query) in strangers
            .iter()
            .flat_map(|who| PATHS.map(|path| (who, path)))
        {
            let answer = async |id: &str| {
                let answer = api.answer(token, query, json!({ "id": id })).await;
                answer.to_string().replace(id, "ID")
            };
            assert_eq!(
                answer(&theirs).await,
                answer(&never).await,
                "{role}: {noun}: {query}"
            );
        }
    }
}

/// `value` without its numbers, and a list without its repetitions. Export stages of a province are
/// its managers', and have a test of their own.
fn without_counts(value: Value) -> Value {
    match value {
        Value::Number(_) => Value::Null,
        Value::Array(all) => {
            let mut kept = Vec::new();
            for one in all.into_iter().map(without_counts) {
                if !kept.contains(&one) {
                    kept.push(one);
                }
            }
            Value::Array(kept)
        }
        Value::Object(fields) => {
            let fields = fields.into_iter().filter(|field| field.0 != "exportStages");
            fields
                .map(|(name, one)| (name, without_counts(one)))
                .collect()
        }
        other => other,
    }
}

/// Every way to name a row, of which some take its noun and the others must say so alike.
const PATHS: [&str; 32] = [
    "query ($id: ID!) { node(id: $id) { id } }",
    "query ($id: ID!) { nodes(ids: [$id]) { id } }",
    "query ($id: ID!) { enterprise(id: $id) { id name } }",
    "query ($id: ID!) { enterprises(filter: {id: {eq: $id}}) { totalCount nodes { id } } }",
    "query ($id: ID!) { enterprises(filter: {not: {id: {eq: $id}}}) { totalCount nodes { id } } }",
    "query ($id: ID!) { contacts(filter: {enterprise: {eq: $id}}) { totalCount nodes { id } } }",
    "query ($id: ID!) { dataRequests(filter: {enterprise: {eq: $id}}) { totalCount nodes { id } } }",
    "query ($id: ID!) { chaseLog(dataRequest: $id) { text } }",
    "query ($id: ID!) { alerts(filter: {enterprise: {eq: $id}}) { totalCount nodes { id } } }",
    "query ($id: ID!) { advisoryVisits(filter: {enterprise: {eq: $id}}) { totalCount nodes { id } } }",
    "mutation ($id: ID!) { enterByPhone(input: {dataRequest: $id}) { url problems { code field message } } }",
    "mutation ($id: ID!) { reopenDataRequest(input: {dataRequest: $id, until: \"2012-12-31T02:00:00Z\"}) { problems { code field message } } }",
    "mutation ($id: ID!) { undoNothingToReport(input: {dataRequest: $id}) { problems { code field message } } }",
    "mutation ($id: ID!) { acknowledgeAlert(input: {alert: $id}) { problems { code field message } } }",
    "mutation ($id: ID!) { resolveAlert(input: {alert: $id, reason: \"x\"}) { problems { code field message } } }",
    "mutation ($id: ID!) { planVisit(input: {alert: $id, plannedOn: \"2012-11-20\"}) { problems { code field message } } }",
    "mutation ($id: ID!) { planVisit(input: {enterprise: $id, plannedOn: \"2012-11-20\"}) { problems { code field message } } }",
    "mutation ($id: ID!) { recordVisit(input: {visit: $id, heldOn: \"2012-11-01\", findings: \"x\", advice: \"x\"}) { problems { code field message } } }",
    "mutation ($id: ID!) { archiveEnterprise(input: {enterprise: $id}) { problems { code field message } } }",
    "mutation ($id: ID!) { archiveContact(input: {contact: $id}) { problems { code field message } } }",
    "mutation ($id: ID!) { withdrawContact(input: {contact: $id}) { problems { code field message } } }",
    "mutation ($id: ID!) { updateContact(input: {contact: $id, version: 9}) { problems { code field message } } }",
    "mutation ($id: ID!) { updateEnterprise(input: {enterprise: $id, version: 9}) { problems { code field message } } }",
    "mutation ($id: ID!) { createContact(input: {enterprise: $id, name: \"x\", role: OWNER, basis: CONTRACT}) { problems { code field message } } }",
    "mutation ($id: ID!) { extendDueDate(input: {dataRequest: $id, dueOn: \"2012-12-01\"}) { problems { code field message } } }",
    "mutation ($id: ID!) { reissueLink(input: {dataRequest: $id}) { problems { code field message } } }",
    "mutation ($id: ID!) { waiveDataRequest(input: {dataRequest: $id, reason: \"x\"}) { problems { code field message } } }",
    "mutation ($id: ID!) { promiseReport(input: {dataRequest: $id, by: \"2012-12-01\"}) { problems { code field message } } }",
    "mutation ($id: ID!) { declareNothingToReport(input: {dataRequest: $id, idempotencyKey: \"k\"}) { problems { code field message } } }",
    "mutation ($id: ID!) { pauseChasing(input: {enterprise: $id}) { problems { code field message } } }",
    "mutation ($id: ID!) { eraseContact(input: {contact: $id, reason: \"x\"}) { problems { code field message } } }",
    "{ enterprises(filter: {name: {gte: \"CV Z\"}}, orderBy: {field: NAME, direction: DESC}) { totalCount nodes { id } } }",
];
