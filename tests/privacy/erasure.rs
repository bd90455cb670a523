//! After an erasure neither the database nor the log tells of the person.

use entity::{
    account::Role,
    contact, draft, message, report_version,
    report_version::{Channel, ReportKind},
    submission::Submission,
    suppression,
};
use reqwest::Client;
use rstest::rstest;
use sea_orm::{ActiveValue::Set, DatabaseConnection, EntityTrait, sea_query::Expr};
use serde_json::{Value, json};
use worker::{JobName, run_job};

use super::everywhere::everything;
use crate::support::{
    api::Api,
    databases::{Kind, TestDatabase},
    office::{SECRET, settings},
    programme::{NOW, Small, at, enterprise, insert, small, submit},
    smtp::{Script, SmtpServer},
};

const NAME: &str = "Siti Aminah Kusumawardani";
const ADDRESS: &str = "owner@melati.example.org";
const PHONE: [&str; 2] = ["81399988777", "+6281399988777"];

/// Somebody of two enterprises who was written to, answered, and was told of.
async fn known(db: &DatabaseConnection) -> Small {
    let small = small(db).await;
    enterprise(db, "UD Kenanga", "ID-LA", ADDRESS).await;
    contact::Entity::update_many()
        .col_expr(contact::Column::Name, Expr::value(NAME))
        .col_expr(contact::Column::Phone, Expr::value(PHONE[1]))
        .exec(db)
        .await
        .unwrap();
    let smtp = SmtpServer::start(Script::new()).await;
    for job in [JobName::DataRequest, JobName::Deliver] {
        run_job(db, &settings(&smtp), job, at(NOW), false)
            .await
            .unwrap();
    }
    assert!(!smtp.mails().is_empty());
    let answer = Submission {
        request: small.request,
        kind: ReportKind::Figures,
        channel: Channel::Link,
        submit_key: "a".into(),
        reason: None,
        note: Some(format!("Tanya {} di 081399988777.", NAME.to_uppercase())),
        counts: [("good_output".to_owned(), 7.0)].into_iter().collect(),
    };
    submit(db, answer, at("2012-11-05T03:00:00Z"))
        .await
        .unwrap();
    let draft = draft::Model {
        data_request_id: small.request,
        typed: draft::Typed::default(),
        note: Some(format!("dari {NAME}")),
        saved_at: at(NOW),
    };
    draft::Entity::save(db, draft).await.unwrap();
    let suppressed = suppression::Model {
        address: ADDRESS.into(),
        since: at(NOW),
        reason: "550 5.1.1".into(),
        lifted_at: Some(at(NOW)),
    };
    insert::<suppression::Entity, _>(db, suppressed).await;
    let told = message::ActiveModel {
        trainer_id: Set(Some(small.trainer)),
        state: Set(message::MessageState::Sent),
        sent_at: Set(Some(at(NOW))),
        body_text: Set(Some(format!("CV Melati Jaya: {NAME}, 0813-9998-8777"))),
        ..message::queued(
            message::Purpose::TrainerDigest,
            "trainer@score.example.org",
            at(NOW).date_naive(),
            at(NOW),
        )
    };
    message::Entity::insert(told)
        .exec_without_returning(db)
        .await
        .unwrap();
    small
}

const ERASE: &str = "mutation ($contact: ID!, $reason: String!) {
    eraseContact(input: {contact: $contact, reason: $reason}) {
        contact { name email phone archivedAt history { action reason } } problems { code field } } }";

async fn contact_id(api: &Api, token: &str) -> Value {
    let nodes = api.data(token, "{ contacts { nodes { id } } }").await;
    nodes["contacts"]["nodes"][0]["id"].clone()
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn nothing_in_the_database_tells_of_an_erased_person(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    let small = known(&db).await;
    let api = Api::serve(db.clone()).await;
    let office = api.office().await;
    let id = contact_id(&api, &office).await;
    let update = "mutation ($id: ID!) { updateContact(input: {contact: $id, version: 1, role: MANAGER}) { problems { code } } }";
    api.data_with(&office, update, json!({ "id": id })).await;
    let before = everything(&db).await;
    for trace in [NAME, ADDRESS, PHONE[0], PHONE[1]] {
        assert!(before.contains(trace), "{trace} is not there to be erased");
    }

    let manager = api.token(Role::Manager, None, &[]).await;
    let asked = json!({ "contact": id, "reason": "Asked by letter." });
    let refused = api.answer(&manager, ERASE, asked.clone()).await;
    assert_eq!(refused["errors"][0]["extensions"]["code"], "FORBIDDEN");
    let naming = json!({ "contact": id, "reason": format!("{NAME} asked.") });
    let refused = api.data_with(&office, ERASE, naming).await;
    assert_eq!(refused["eraseContact"]["problems"][0]["field"], "reason");

    let erased = api.data_with(&office, ERASE, asked).await["eraseContact"].clone();
    assert_eq!(erased["problems"], json!([]));
    let contact = &erased["contact"];
    assert_eq!(
        (&contact["name"], &contact["email"]),
        (&json!("–"), &Value::Null)
    );
    let last = contact["history"]
        .as_array()
        .unwrap()
        .last()
        .unwrap()
        .clone();
    assert_eq!(
        last,
        json!({ "action": "eraseContact", "reason": "Asked by letter." })
    );

    let after = everything(&db).await;
    for trace in [NAME, ADDRESS, PHONE[0], PHONE[1], "0813-9998-8777"] {
        let found: Vec<_> = after
            .lines()
            .filter(|line| line.to_lowercase().contains(&trace.to_lowercase()))
            .collect();
        assert!(found.is_empty(), "{trace}: {found:#?}");
    }
    assert!(after.contains("sha256:"), "hashes stay");
    let versions = report_version::Entity::find().all(&db).await.unwrap();
    assert_eq!(versions[0].data_request_id, small.request);
    assert_eq!(versions[0].note.as_deref(), Some("Tanya … di …."));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_for_an_erased_person_is_not_sent() {
    let database = TestDatabase::new(Kind::Sqlite).await.unwrap();
    let db = database.connect().await;
    small(&db).await;
    let smtp = SmtpServer::start(Script::new()).await;
    let settings = settings(&smtp);
    run_job(&db, &settings, JobName::DataRequest, at(NOW), false)
        .await
        .unwrap();
    let api = Api::serve(db.clone()).await;
    let office = api.office().await;
    let asked = json!({ "contact": contact_id(&api, &office).await, "reason": "Asked by letter." });
    api.data_with(&office, ERASE, asked).await;
    run_job(&db, &settings, JobName::Deliver, at(NOW), false)
        .await
        .unwrap();
    assert!(smtp.mails().is_empty());
    assert!(!everything(&db).await.contains(ADDRESS));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_log_line_tells_of_the_person() {
    let database = TestDatabase::new(Kind::Sqlite).await.unwrap();
    let db = database.connect().await;
    known(&db).await;
    let local = Api::serve(db.clone()).await;
    let office = local.office().await;
    let id = contact_id(&local, &office).await;
    let mut running = crate::support::binary::score(&["api", "--bind", "127.0.0.1:0"])
        .env("DATABASE_URL", database.url())
        .env("SCORE_SECRET", SECRET)
        .env("SCORE_LOG", "debug")
        .spawn();
    let url = format!("{}/graphql", running.url());
    let asked = json!({ "contact": id, "reason": "Asked by letter." });
    let body = json!({ "query": ERASE, "variables": asked });
    let answer = Client::new().post(url).bearer_auth(&office).json(&body);
    let answer: Value = answer.send().await.unwrap().json().await.unwrap();
    assert_eq!(
        answer["data"]["eraseContact"]["problems"],
        json!([]),
        "{answer}"
    );
    let last = running.line_where(|line| line.contains("finished processing request"));
    let log = running.log() + &last;
    assert!(log.contains("request.id"), "{log}");
    for trace in [NAME, ADDRESS, PHONE[0], office.as_str()] {
        assert!(!log.contains(trace), "{trace} is in the log");
    }
}
