//! An erasure takes a person's name out, however it is written, and nothing of anybody else's.

use entity::{audit, contact, message};
use rstest::rstest;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use crate::support::{
    api::Api,
    databases::{Kind, TestDatabase},
    programme::{NOW, at, enterprise, insert, small},
};

/// People with these names, of an enterprise each.
async fn people(db: &DatabaseConnection, names: &[&str]) -> Vec<Uuid> {
    let mut ids = Vec::new();
    for (number, name) in names.iter().enumerate() {
        let email = format!("person{number}@melati.example.org");
        enterprise(db, &format!("UD Nomor {number}"), "ID-JK", &email).await;
        let theirs = contact::Entity::update_many()
            .col_expr(contact::Column::Name, Expr::value(*name))
            .filter(contact::Column::Email.eq(&email));
        theirs.exec(db).await.unwrap();
        let person = contact::Entity::find().filter(contact::Column::Email.eq(&email));
        ids.push(person.one(db).await.unwrap().unwrap().id);
    }
    ids
}

/// A row of the trail, about something of somebody else.
async fn trail(db: &DatabaseConnection, changes: serde_json::Value, reason: Option<&str>) -> Uuid {
    let row = audit::Model {
        id: Uuid::now_v7(),
        at: at(NOW),
        account_id: None,
        token_id: None,
        action: "updateEnterprise".into(),
        noun: "Enterprise".into(),
        noun_id: Uuid::now_v7(),
        changes: changes.to_string(),
        reason: reason.map(Into::into),
    };
    let id = row.id;
    insert::<audit::Entity, _>(db, row).await;
    id
}

/// A kept mail to a trainer.
async fn told(db: &DatabaseConnection, trainer: Uuid, day: u32, body: &str) -> Uuid {
    let id = Uuid::now_v7();
    let day = at(NOW).date_naive() + chrono::Days::new(day.into());
    let mail = message::ActiveModel {
        id: Set(id),
        trainer_id: Set(Some(trainer)),
        state: Set(message::MessageState::Sent),
        body_text: Set(Some(body.into())),
        ..message::queued(
            message::Purpose::TrainerDigest,
            "trainer@score.example.org",
            day,
            at(NOW),
        )
    };
    let made = message::Entity::insert(mail).exec_without_returning(db);
    made.await.unwrap();
    id
}

async fn erase(db: &DatabaseConnection, people: &[Uuid]) {
    let author = entity::changes::Author::operator(at(NOW));
    for person in people {
        entity::changes::erase::erase(db, &author, *person, "Asked by letter.".into())
            .await
            .unwrap();
    }
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_name_goes_and_words_that_hold_it_stay(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    let trainer = small(&db).await.trainer;
    let people = people(&db, &["Edi", "Ézra \"Cak\" Édi"]).await;
    let changes = json!({
        "edition": { "before": null, "after": 2 },
        "edi": { "before": "edisi kredit", "after": "kata EDI: kredit" },
        "note": { "before": "ÉZRA \"CAK\" ÉDI", "after": ["Edi2", "edi"] },
    });
    let row = trail(&db, changes, Some("EDI menelepon; media kredit.")).await;
    let strangers = trail(
        &db,
        json!({ "edition": { "before": "media", "after": "kredit" } }),
        Some("Kredit."),
    )
    .await;
    let theirs = told(&db, trainer, 0, "Hubungi EDI.").await;
    let others = told(&db, trainer, 1, "Edisi kredit.").await;
    erase(&db, &people).await;

    let read = async |id: Uuid| {
        let row = audit::Entity::find_by_id(id).one(&db).await.unwrap();
        let row = row.unwrap();
        let changes: serde_json::Value = serde_json::from_str(&row.changes).unwrap();
        (changes, row.reason.unwrap())
    };
    let hidden = json!({
        "edition": { "before": null, "after": 2 },
        "edi": { "before": "edisi kredit", "after": "kata …: kredit" },
        "note": { "before": "…", "after": ["Edi2", "…"] },
    });
    assert_eq!(
        read(row).await,
        (hidden, "… menelepon; media kredit.".into())
    );
    let stays = json!({ "edition": { "before": "media", "after": "kredit" } });
    assert_eq!(read(strangers).await, (stays, "Kredit.".into()));
    let body = async |id: Uuid| {
        let mail = message::Entity::find_by_id(id).one(&db).await.unwrap();
        mail.unwrap().body_text
    };
    assert_eq!(body(theirs).await, None);
    assert_eq!(body(others).await.as_deref(), Some("Edisi kredit."));
}

/// A whole history reads as before, for a person whose name is part of its words.
#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_s_history_can_still_be_read() {
    let database = TestDatabase::new(Kind::Sqlite).await.unwrap();
    let db = database.connect().await;
    let small = small(&db).await;
    let api = Api::serve(db.clone()).await;
    let office = api.office().await;
    let ids = api.data(&office, "{ enterprises { nodes { id } } }").await;
    let id = ids["enterprises"]["nodes"][0]["id"].clone();
    let update = "mutation ($id: ID!) { updateEnterprise(input: {enterprise: $id, version: 1, city: \"Kediri\"}) { problems { code } } }";
    api.data_with(&office, update, json!({ "id": id })).await;
    let history =
        "query ($id: ID!) { enterprise(id: $id) { history { action changes { field } } } }";
    let before = api.answer(&office, history, json!({ "id": id })).await;
    let people = people(&db, &["City", "Version", "After"]).await;
    erase(&db, &people).await;
    let after = api.answer(&office, history, json!({ "id": id })).await;
    assert_eq!(before, after, "{}", small.enterprise);
    assert!(before["errors"].is_null(), "{before}");
}
