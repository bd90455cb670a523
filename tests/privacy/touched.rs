//! Whom a time window touched, for a notice of a breach; and what a withdrawal stops.

use entity::{account::Role, audit, contact};
use rstest::rstest;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};
use worker::{JobName, run_job};

use crate::support::{
    api::Api,
    databases::{Kind, TestDatabase},
    office::settings,
    programme::{NOW, at, enterprise, small},
    smtp::{Script, SmtpServer},
};

const TOUCHED: &str = "query ($from: DateTime!, $to: DateTime!) {
    touchedContacts(from: $from, to: $to) { totalCount nodes { id email } } }";

fn window(from: &str, to: &str) -> Value {
    json!({ "from": from, "to": to })
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn the_office_sees_whom_a_window_touched(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    small(&db).await;
    let smtp = SmtpServer::start(Script::new()).await;
    for job in [JobName::DataRequest, JobName::Deliver] {
        run_job(&db, &settings(&smtp), job, at(NOW), false)
            .await
            .unwrap();
    }
    // Nobody writes to this one, and nobody changes it.
    enterprise(&db, "UD Kenanga", "ID-LA", "owner@kenanga.example.org").await;
    let api = Api::serve(db).await;
    let office = api.office().await;
    let day = window("2012-11-01T00:00:00Z", "2012-11-01T12:00:00Z");
    let seen = api.data_with(&office, TOUCHED, day.clone()).await["touchedContacts"].clone();
    assert_eq!(seen["totalCount"], 1, "{seen}");
    assert_eq!(seen["nodes"][0]["email"], "owner@melati.example.org");
    let before = window("2012-10-01T00:00:00Z", "2012-10-31T00:00:00Z");
    let seen = api.data_with(&office, TOUCHED, before).await;
    assert_eq!(seen["touchedContacts"]["totalCount"], 0);
    for token in [api.token(Role::Manager, None, &[]).await, String::new()] {
        let hidden = api.data_with(&token, TOUCHED, day.clone()).await;
        assert_eq!(
            hidden["touchedContacts"],
            json!({ "totalCount": 0, "nodes": [] })
        );
    }
}

/// A person is an address: whoever may see one of their rows withdraws them all.
#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawal_is_the_person_s_at_all_their_enterprises(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    small(&db).await;
    enterprise(&db, "UD Kenanga", "ID-LA", "owner@melati.example.org").await;
    enterprise(&db, "UD Dahlia", "ID-LA", "owner@dahlia.example.org").await;
    let smtp = SmtpServer::start(Script::new()).await;
    run_job(&db, &settings(&smtp), JobName::DataRequest, at(NOW), false)
        .await
        .unwrap();
    let api = Api::serve(db.clone()).await;
    let jakarta = api.token(Role::Manager, None, &["ID-JK"]).await;
    let mine =
        api.data(&jakarta, "{ contacts { nodes { id } } }").await["contacts"]["nodes"].clone();
    assert_eq!(mine.as_array().map(Vec::len), Some(1));
    let withdraw = "mutation ($id: ID!) { withdrawContact(input: {contact: $id}) { contact { id withdrawnAt } problems { code } } }";
    let asked = json!({ "id": mine[0]["id"] });
    let done = api.data_with(&jakarta, withdraw, asked.clone()).await["withdrawContact"].clone();
    assert_eq!(done["contact"]["id"], mine[0]["id"]);
    let rows = contact::Entity::find().all(&db).await.unwrap();
    let withdrawn = rows.iter().filter(|row| row.withdrawn_at.is_some());
    let addresses: Vec<_> = withdrawn.map(|row| row.email.as_deref()).collect();
    assert_eq!(addresses, [Some("owner@melati.example.org"); 2]);
    run_job(&db, &settings(&smtp), JobName::Deliver, at(NOW), false)
        .await
        .unwrap();
    let mails = smtp.mails();
    let written: Vec<_> = mails.iter().map(|mail| mail.recipient()).collect();
    assert_eq!(written, ["owner@dahlia.example.org"]);

    let again = api.data_with(&jakarta, withdraw, asked).await["withdrawContact"].clone();
    assert_eq!(again, done, "withdrawing twice is withdrawing once");
    let trail = audit::Entity::find().filter(audit::Column::Action.eq("withdrawContact"));
    assert_eq!(trail.count(&db).await.unwrap(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawal_stops_what_is_queued() {
    let database = TestDatabase::new(Kind::Sqlite).await.unwrap();
    let db = database.connect().await;
    small(&db).await;
    let smtp = SmtpServer::start(Script::new()).await;
    run_job(&db, &settings(&smtp), JobName::DataRequest, at(NOW), false)
        .await
        .unwrap();
    let api = Api::serve(db.clone()).await;
    let office = api.office().await;
    let id = api.data(&office, "{ contacts { nodes { id } } }").await["contacts"]["nodes"][0]["id"]
        .clone();
    let withdraw = "mutation ($id: ID!) { withdrawContact(input: {contact: $id}) { contact { withdrawnAt isUsable } problems { code } } }";
    let done =
        api.data_with(&office, withdraw, json!({ "id": id })).await["withdrawContact"].clone();
    assert_eq!(done["contact"]["isUsable"], false, "{done}");
    run_job(&db, &settings(&smtp), JobName::Deliver, at(NOW), false)
        .await
        .unwrap();
    assert!(smtp.mails().is_empty());
}
