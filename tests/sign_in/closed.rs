//! Whoever has left is let in no more: no link, no session, no token.

use entity::{
    account::Role,
    audit,
    changes::{Author, token::Holder},
    message, sign_in,
};
use reqwest::StatusCode;
use rstest::rstest;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};
use worker::{JobName, run_job};

use super::{ADDRESS, Office, account};
use crate::support::{
    api::Api,
    binary::score,
    databases::{Kind, TestDatabase},
    office::settings,
    programme::{NOW, at, small},
    smtp::{Script, SmtpServer},
};

const HEAD: &str = "head@office.example.org";
const CLOSE: &str = "mutation ($email: String!) { closeAccount(input: {email: $email}) {
    closedAt problems { code field message } } }";

/// A token of the office's account with this address.
async fn token(db: &DatabaseConnection, email: &str) -> String {
    let holder = Holder {
        email: email.into(),
        name: "Rina Wijaya".into(),
        role: Role::Admin,
        provinces: Default::default(),
        trainer: None,
        partner: None,
        days: 90,
    };
    let made = entity::changes::token::create(db, &Author::operator(at(NOW)), holder).await;
    made.unwrap().1
}

impl Office {
    async fn asks(&self, token: &str, query: &str, variables: Value) -> Value {
        let body = json!({ "query": query, "variables": variables });
        let asked = self.client.post(self.at("/graphql")).bearer_auth(token);
        asked
            .json(&body)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap()
    }
}

async fn deliver(db: &DatabaseConnection) -> SmtpServer {
    let smtp = SmtpServer::start(Script::new()).await;
    run_job(db, &settings(&smtp), JobName::Deliver, at(NOW), false)
        .await
        .unwrap();
    smtp
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_closed_account_opens_nothing(#[case] kind: Kind) {
    let Some(office) = Office::open(kind, None).await else {
        return;
    };
    account(&office.db, HEAD).await;
    let (head, theirs) = (
        token(&office.db, HEAD).await,
        token(&office.db, ADDRESS).await,
    );
    let cookie = office.cookie().await;
    let waiting = office.link(&office.asked().await);
    let viewer = "{ viewer { email } }";
    let before = office.asks(&theirs, viewer, json!({})).await;
    assert_eq!(before["data"]["viewer"]["email"], ADDRESS);

    let asked = json!({ "email": " Rina@Office.Example.org " });
    let closed = office.asks(&head, CLOSE, asked.clone()).await["data"]["closeAccount"].clone();
    assert_eq!(closed["problems"], json!([]), "{closed}");
    assert!(closed["closedAt"].is_string(), "{closed}");

    let after = office.asks(&theirs, viewer, json!({})).await;
    assert_eq!(after["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
    let (_, visitor) = office.viewer(&cookie, &[]).await;
    assert_eq!(visitor["data"]["viewer"]["role"], "ANONYMOUS");
    for pressed in [office.client.get(&waiting), office.client.post(&waiting)] {
        assert_eq!(pressed.send().await.unwrap().status(), StatusCode::GONE);
    }
    assert!(deliver(&office.db).await.mails().is_empty());
    let links = sign_in::Entity::find().count(&office.db).await.unwrap();
    sign_in::ask(&office.db, ADDRESS, at(NOW)).await.unwrap();
    assert_eq!(
        sign_in::Entity::find().count(&office.db).await.unwrap(),
        links
    );
    assert_eq!(
        office.asks(&head, viewer, json!({})).await["data"]["viewer"]["email"],
        HEAD,
        "nobody else's is closed"
    );

    let again = office.asks(&head, CLOSE, asked).await["data"]["closeAccount"].clone();
    assert_eq!(again, closed, "closing twice is closing once");
    let trail = audit::Entity::find().filter(audit::Column::Action.eq("closeAccount"));
    let trail = trail.all(&office.db).await.unwrap();
    let mut nouns: Vec<_> = trail.iter().map(|row| row.noun.as_str()).collect();
    nouns.sort_unstable();
    assert_eq!(nouns, ["Account", "Token", "Token"]);
    assert!(trail.iter().all(|row| !row.changes.contains(ADDRESS)));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_address_and_a_closed_account_are_named() {
    let office = Office::open(Kind::Sqlite, None).await.unwrap();
    account(&office.db, HEAD).await;
    let head = token(&office.db, HEAD).await;
    for (email, code) in [
        ("nobody@office.example.org", "NOT_FOUND"),
        ("rina", "INVALID"),
    ] {
        let answer = office.asks(&head, CLOSE, json!({ "email": email })).await;
        let problems = &answer["data"]["closeAccount"]["problems"];
        assert_eq!(
            (&problems[0]["code"], &problems[0]["field"]),
            (&json!(code), &json!("email")),
            "{answer}"
        );
    }
    office.asks(&head, CLOSE, json!({ "email": ADDRESS })).await;
    let create = "mutation ($email: String!) { createToken(input: {email: $email, role: ADMIN}) {
        secret problems { code message } } }";
    let refused = office
        .asks(&head, create, json!({ "email": ADDRESS }))
        .await;
    let refused = &refused["data"]["createToken"];
    assert_eq!(refused["secret"], Value::Null);
    let message = refused["problems"][0]["message"].as_str().unwrap();
    assert!(message.contains("closed"), "{message}");
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_trainer_who_was_put_away_is_let_in_no_more(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    let small = small(&db).await;
    let api = Api::serve(db.clone()).await;
    let office = api.office().await;
    let theirs = api.token(Role::Trainer, Some(small.trainer), &[]).await;
    let viewer = "{ viewer { email trainer { id } } }";
    let before = api.data(&theirs, viewer).await["viewer"].clone();
    let address = before["email"].as_str().unwrap();
    let archive =
        "mutation ($id: ID!) { archiveTrainer(input: {trainer: $id}) { problems { code } } }";
    let trainer = json!({ "id": before["trainer"]["id"] });
    api.data_with(&office, archive, trainer.clone()).await;

    let refused = api.answer(&theirs, viewer, json!({})).await;
    assert_eq!(
        refused["errors"][0]["extensions"]["code"],
        "UNAUTHENTICATED"
    );
    sign_in::ask(&db, address, at(NOW)).await.unwrap();
    assert_eq!(message::Entity::find().count(&db).await.unwrap(), 0);
    let create = "mutation ($id: ID!) { createToken(input: {email: \"sri@trainer.example.org\",
        role: TRAINER, trainer: $id}) { secret problems { code field } } }";
    let refused = api.data_with(&office, create, trainer).await["createToken"].clone();
    assert_eq!(
        refused,
        json!({ "secret": null, "problems": [{ "code": "WRONG_STATE", "field": "trainer" }] })
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_closes_an_account() {
    let database = TestDatabase::new(Kind::Sqlite).await.unwrap();
    let db = database.connect().await;
    let secret = token(&db, ADDRESS).await;
    for _ in 0..2 {
        let close = score(&["account", "close", ADDRESS]).env("DATABASE_URL", database.url());
        let output = tokio::task::spawn_blocking(|| close.output())
            .await
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{said}");
        let shown = String::from_utf8(output.stdout).unwrap();
        assert!(
            shown.contains(ADDRESS) && shown.contains("closed"),
            "{shown}"
        );
    }
    let api = Api::serve(db).await;
    let refused = api.answer(&secret, "{ viewer { role } }", json!({})).await;
    assert_eq!(
        refused["errors"][0]["extensions"]["code"],
        "UNAUTHENTICATED"
    );
}
