//! Contacts from a file.

use api::files::Noun;
use entity::{
    audit,
    changes::{Author, erase::erase},
    contact, enterprise,
};
use rstest::rstest;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, sea_query::Expr};

use super::{counts, stored, wrong};
use crate::support::{
    databases::{Kind, TestDatabase},
    programme::{NOW, at, small},
};

const HEADER: &str = "enterprise,name,email,phone,role,is_primary,language,basis,consent_version,consent_on,consent_how";
const SITI: &str = "M1,Siti Aminah,Siti@Example.org,0812-3456-7890,DATA_OFFICER,yes,id,CONSENT,2012-1,2012-10-01,Formulir";

fn file(rows: &[&str]) -> String {
    format!("{HEADER}\n{}\n", rows.join("\n"))
}

async fn with_key(db: &DatabaseConnection) {
    let small = small(db).await;
    enterprise::Entity::update_many()
        .col_expr(enterprise::Column::OfficeKey, Expr::value("M1"))
        .filter(enterprise::Column::Id.eq(small.enterprise))
        .exec(db)
        .await
        .unwrap();
}

async fn primary(db: &DatabaseConnection) -> Vec<String> {
    let rows = contact::Entity::find()
        .filter(contact::Column::IsPrimary.eq(true))
        .all(db)
        .await
        .unwrap();
    rows.into_iter().map(|row| row.name).collect()
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_new_primary_contact_takes_the_place_of_the_other(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    with_key(&db).await;
    let text = file(&[SITI]);
    assert_eq!(counts(&stored(&db, Noun::Contacts, &text).await), (1, 0, 0));
    assert_eq!(counts(&stored(&db, Noun::Contacts, &text).await), (0, 0, 1));
    assert_eq!(primary(&db).await, ["Siti Aminah"]);
    let siti = contact::Entity::find()
        .filter(contact::Column::Email.eq("siti@example.org"))
        .one(&db)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(siti.phone.as_deref(), Some("+6281234567890"));
    let back = file(&[
        &SITI.replace(",yes,", ",no,"),
        "M1,Budi Santoso,owner@melati.example.org,,OWNER,yes,id,CONTRACT,,,",
    ]);
    assert_eq!(counts(&stored(&db, Noun::Contacts, &back).await), (0, 2, 0));
    assert_eq!(primary(&db).await, ["Budi Santoso"]);
    let trail = audit::Entity::find().all(&db).await.unwrap();
    assert_eq!(trail.len(), 4, "new, stepped back, and two changed");
    assert!(
        trail
            .iter()
            .all(|entry| !entry.changes.contains("example.org") && !entry.changes.contains("Siti"))
    );
}

#[rstest]
#[case::consent(&[",2012-1,2012-10-01,Formulir", ",,,"], "2 basis: Consent needs `consent_version`, `consent_on` and `consent_how`")]
#[case::future(&["2012-10-01", "2012-12-01"], "2 consent_on: `consent_on` must not be after today")]
#[case::date(&["2012-10-01", "1/10/2012"], "2 consent_on: `1/10/2012` is not a date")]
#[case::phone(&["0812-3456-7890", "12"], "2 phone: `phone` must be a phone number")]
#[case::email(&["Siti@Example.org", "siti"], "2 email: `email` must be an address")]
#[case::enterprise(&["M1", "M9"], "2 enterprise: there is no enterprise with the key `M9`")]
#[tokio::test]
async fn a_person_that_cannot_be_kept_says_why(#[case] change: &[&str], #[case] said: &str) {
    let Some(database) = TestDatabase::new(Kind::Sqlite).await else {
        return;
    };
    let db = database.connect().await;
    with_key(&db).await;
    let lines = wrong(
        &db,
        Noun::Contacts,
        &file(&[&SITI.replace(change[0], change[1])]),
    )
    .await;
    assert_eq!(lines.len(), 1, "{lines:#?}");
    assert!(lines[0].starts_with(said), "{said}: {lines:#?}");
    assert_eq!(primary(&db).await, ["Budi Santoso"]);
}

#[tokio::test]
async fn one_person_twice_and_two_primaries_are_named() {
    let Some(database) = TestDatabase::new(Kind::Sqlite).await else {
        return;
    };
    let db = database.connect().await;
    with_key(&db).await;
    let lines = wrong(&db, Noun::Contacts, &file(&[SITI, SITI])).await;
    assert_eq!(lines.len(), 2, "{lines:#?}");
    assert!(
        lines[0].starts_with("3 email: row 2 is about the same person"),
        "{lines:#?}"
    );
    assert!(
        lines[1].starts_with("3 is_primary: row 2 is the primary contact"),
        "{lines:#?}"
    );
}

async fn named(db: &DatabaseConnection, name: &str) -> contact::Model {
    let found = contact::Entity::find().filter(contact::Column::Name.eq(name));
    found.one(db).await.unwrap().unwrap()
}

/// What a person decided counts more than a file that knows nothing of it.
#[tokio::test]
async fn a_file_takes_no_decision_of_a_person_back() {
    let database = TestDatabase::new(Kind::Sqlite).await.unwrap();
    let db = database.connect().await;
    with_key(&db).await;
    let text = file(&[SITI]);
    stored(&db, Noun::Contacts, &text).await;
    let now = at(NOW);
    contact::Entity::update_many()
        .col_expr(contact::Column::WithdrawnAt, Expr::value(now))
        .col_expr(contact::Column::UnsubscribedAt, Expr::value(now))
        .filter(contact::Column::Name.eq("Siti Aminah"))
        .exec(&db)
        .await
        .unwrap();
    let text = text.replace("Siti Aminah", "Siti A.");
    assert_eq!(counts(&stored(&db, Noun::Contacts, &text).await), (0, 1, 0));
    let siti = named(&db, "Siti A.").await;
    assert_eq!(siti.withdrawn_at, Some(now));
    assert_eq!(siti.unsubscribed_at, Some(now));
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_file_brings_nobody_back(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    with_key(&db).await;
    let text = file(&[SITI]);
    stored(&db, Noun::Contacts, &text).await;
    let siti = named(&db, "Siti Aminah").await.id;
    let author = Author::operator(at(NOW));
    erase(&db, &author, siti, "Asked by letter.".into())
        .await
        .unwrap();
    let lines = wrong(&db, Noun::Contacts, &text).await;
    assert_eq!(lines.len(), 1, "{lines:#?}");
    assert!(
        lines[0].starts_with("2 email: this person was put away or erased here"),
        "{lines:#?}"
    );
    let others = file(&[&SITI.replace("Siti@", "wulan@")]);
    assert_eq!(
        counts(&stored(&db, Noun::Contacts, &others).await),
        (1, 0, 0)
    );
}
