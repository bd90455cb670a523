//! What is made under a key is made once, however often and at once it is asked for.

use entity::{
    account::Role, cohort, contact, contribution, enterprise, idempotency_key, session, token,
    trainer,
};
use rstest::rstest;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use crate::support::{
    databases::Kind,
    served::{Served, served},
};

const KEY: &str = "of-the-client";

/// Each mutation that makes something and takes a key: its name, its input, the field of its
/// node, and the part of its input that another thing would have.
fn made(served: &Served) -> [(&'static str, Value, &'static str, (&'static str, Value)); 6] {
    let (enterprise, cohort, trainer, partner) = (
        served.id("enterprises"),
        served.id("cohorts"),
        served.id("trainers"),
        served.id("partners"),
    );
    let firm = json!({
        "name": "UD Kenanga", "legalForm": "UD", "province": "ID-JK", "city": "Kota",
        "kbliCode": "31001", "kbliVersion": "2009", "sizeClass": "SMALL",
        "sizeRegulation": "UU 20/2008", "women": 3, "men": 4, "outputUnit": "buah",
    });
    let person = json!({
        "enterprise": enterprise, "name": "Ibu Bunga", "role": "MANAGER", "basis": "CONTRACT",
    });
    let teacher = json!({
        "partner": partner, "name": "Pak Gunung", "email": "gunung@trainer.example.org",
        "phone": "+6281234567890",
    });
    let class = json!({
        "name": "Angkatan 9", "province": "ID-JK", "partner": partner, "leadTrainer": trainer,
        "startsOn": "2012-10-01",
    });
    let lesson = json!({
        "cohort": cohort, "module": "M1", "heldOn": "2012-10-01", "trainers": [trainer],
        "participations": [],
    });
    let gift = json!({
        "partner": partner, "amount": 1000.0, "currency": "USD", "fromYear": 2012,
        "toYear": 2012, "purpose": "Workshops",
    });
    [
        (
            "createEnterprise",
            firm,
            "enterprise",
            ("name", json!("UD Melur")),
        ),
        (
            "createContact",
            person,
            "contact",
            ("name", json!("Ibu Daun")),
        ),
        (
            "createTrainer",
            teacher,
            "trainer",
            ("name", json!("Pak Sungai")),
        ),
        (
            "createCohort",
            class,
            "cohort",
            ("name", json!("Angkatan 10")),
        ),
        ("recordSession", lesson, "session", ("days", json!(2))),
        (
            "recordContribution",
            gift,
            "contribution",
            ("amount", json!(2000.0)),
        ),
    ]
}

fn with(input: &Value, field: &str, value: Value) -> Value {
    let mut input = input.clone();
    input[field] = value;
    input
}

async fn rows(served: &Served) -> [u64; 6] {
    let db = &served.db;
    [
        enterprise::Entity::find().count(db).await.unwrap(),
        contact::Entity::find().count(db).await.unwrap(),
        trainer::Entity::find().count(db).await.unwrap(),
        cohort::Entity::find().count(db).await.unwrap(),
        session::Entity::find().count(db).await.unwrap(),
        contribution::Entity::find().count(db).await.unwrap(),
    ]
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_makes_one_and_stands_for_nothing_else(#[case] kind: Kind) {
    let Some(served) = served(kind).await else {
        return;
    };
    let before = rows(&served).await;
    for (name, input, node, (field, other)) in made(&served) {
        let keyed = with(&input, "idempotencyKey", json!(KEY));
        let more = format!("{node} {{ id }}");
        let ask = || served.done(name, keyed.clone(), &more);
        let (one, two) = tokio::join!(ask(), ask());
        assert_eq!(one, two, "{name}: at once");
        assert_eq!(ask().await, one, "{name}: again");
        let changed = with(&keyed, field, other);
        let problem = served.problem(name, changed.clone()).await;
        let taken = ("TAKEN".to_owned(), Some("idempotencyKey".to_owned()));
        assert_eq!(problem, taken, "{name}: with other contents");
        let blank = with(&changed, "idempotencyKey", json!(" "));
        let refused = served.change(&served.office, name, blank, "").await;
        assert_eq!(refused, "BAD_USER_INPUT", "{name}: a blank key");
    }
    assert_eq!(rows(&served).await, before.map(|count| count + 1));
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_its_account_s_and_what_was_refused_leaves_it_free(#[case] kind: Kind) {
    let Some(served) = served(kind).await else {
        return;
    };
    let [(name, input, node, _), ..] = made(&served);
    let keyed = with(&input, "idempotencyKey", json!(KEY));
    let more = format!("{node} {{ id }}");
    let wrong = with(&keyed, "kbliCode", json!("wood"));
    assert_eq!(served.problem(name, wrong).await.0, "INVALID");
    assert_eq!(
        idempotency_key::Entity::find()
            .count(&served.db)
            .await
            .unwrap(),
        0
    );
    let mine = served.done(name, keyed.clone(), &more).await;
    let manager = served.api.token(Role::Manager, None, &["ID-JK"]).await;
    let theirs = served.change(&manager, name, keyed, &more).await;
    assert_eq!(theirs["problems"], json!([]), "{theirs}");
    assert_ne!(mine[node]["id"], theirs[node]["id"]);
}

/// A secret is shown once, so a repetition can only say so.
#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_made_once(#[case] kind: Kind) {
    let Some(served) = served(kind).await else {
        return;
    };
    let before = token::Entity::find().count(&served.db).await.unwrap();
    let input = json!({ "email": "a@b.example.org", "role": "DONOR", "idempotencyKey": KEY });
    let ask = || served.change(&served.office, "createToken", input.clone(), "secret");
    let (one, two) = tokio::join!(ask(), ask());
    let (made, again) = if one["secret"].is_string() {
        (one, two)
    } else {
        (two, one)
    };
    assert!(made["secret"].is_string(), "{made}");
    assert_eq!(again["secret"], Value::Null);
    assert_eq!(again["problems"][0]["code"], "TAKEN");
    assert_eq!(again["problems"][0]["field"], "idempotencyKey");
    assert_eq!(
        token::Entity::find().count(&served.db).await.unwrap(),
        before + 1
    );
}
