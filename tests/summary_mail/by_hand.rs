//! What somebody makes by hand, before and after the night of a quarter.

use entity::{
    alert,
    changes::{Author, summary::compile},
};
use rstest::rstest;
use sea_orm::{DatabaseConnection, EntityTrait};

use super::*;
use crate::support::programme::silence;

/// An alert of the quarter, which moves no figure that editions are compared by.
async fn an_alert(db: &DatabaseConnection) {
    let enterprise = entity::enterprise::Entity::find()
        .one(db)
        .await
        .unwrap()
        .unwrap();
    let row = silence(enterprise.id, "ID-JK", at("2012-12-01T00:00:00Z"));
    insert::<alert::Entity, _>(db, row).await;
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn an_edition_by_hand_is_told_if_it_matters(#[case] kind: Kind) {
    let Some(programme) = Programme::open(kind).await else {
        return;
    };
    programme.night("2013-01-19").await;
    let by_hand = async |time: &str| {
        let author = Author::operator(at(time));
        let quarter = "2012-Q4".parse().unwrap();
        let made = compile(&programme.db, &author, Some("ID-JK".into()), quarter).await;
        made.unwrap().edition
    };
    an_alert(&programme.db).await;
    assert_eq!(by_hand("2013-01-20T03:00:00Z").await, 2);
    assert!(programme.night("2013-01-20").await.is_empty());
    answer_late(&programme.db, programme.request).await;
    assert_eq!(by_hand("2013-01-21T03:00:00Z").await, 3);
    let told = programme.night("2013-01-21").await;
    assert_eq!(recipients(&told)[0], JAVA);
    assert!(told[0].text().contains("edisi 3"), "{}", told[0].text());
}

/// What somebody made before comes with the rest of the quarter, in the one mail of its night.
#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_first_edition_by_hand_is_told_with_the_others(#[case] kind: Kind) {
    let Some(programme) = Programme::open(kind).await else {
        return;
    };
    manager(&programme.db, "manager@two.example.org", &["ID-JK"]).await;
    let author = Author::operator(at("2013-01-02T02:00:00Z"));
    let quarter = "2012-Q4".parse().unwrap();
    compile(&programme.db, &author, Some("ID-JK".into()), quarter)
        .await
        .unwrap();
    assert!(programme.night("2013-01-18").await.is_empty());
    let told = programme.night("2013-01-19").await;
    assert_eq!(recipients(&told), [JAVA, NATION, "manager@two.example.org"]);
    let text = told[0].text();
    assert!(
        text.contains("JAKARTA") && text.contains("JAWA TENGAH"),
        "{text}"
    );
    assert!(told[2].text().contains("JAKARTA"), "{}", told[2].text());
    assert!(programme.night("2013-01-20").await.is_empty());
}

/// Who was told of no edition is told of no *new* one, however often it was made by hand; and
/// then of a new one as everybody is.
#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_second_edition_before_the_night_is_the_first_that_is_told(#[case] kind: Kind) {
    let Some(programme) = Programme::open(kind).await else {
        return;
    };
    let two = "manager@two.example.org";
    manager(&programme.db, two, &["ID-JK"]).await;
    let by_hand = async |time: &str| {
        let author = Author::operator(at(time));
        let mut made = Vec::new();
        for place in [Some("ID-JK".to_owned()), None] {
            let quarter = "2012-Q4".parse().unwrap();
            let edition = compile(&programme.db, &author, place, quarter).await;
            made.push(edition.unwrap().edition);
        }
        made
    };
    assert_eq!(by_hand("2013-01-02T02:00:00Z").await, [1, 1]);
    an_alert(&programme.db).await;
    assert_eq!(by_hand("2013-01-03T02:00:00Z").await, [2, 2]);
    assert!(programme.night("2013-01-18").await.is_empty());
    let told = programme.night("2013-01-19").await;
    assert_eq!(recipients(&told), [JAVA, NATION, two]);
    for mail in &told {
        let (subject, text) = (mail.subject(), mail.text());
        assert!(subject.starts_with("Ringkasan SCORE"), "{subject}");
        let text = text.to_lowercase();
        for word in ["edisi baru", "yang baru dalam edisi", "menggantikan"] {
            assert!(!text.contains(word), "{word}: {text}");
        }
    }
    assert!(told[2].text().contains("edisi 2"), "{}", told[2].text());
    answer_late(&programme.db, programme.request).await;
    let told = programme.night("2013-01-21").await;
    assert_eq!(recipients(&told), [JAVA, NATION, two]);
    for mail in &told {
        assert!(
            mail.subject().starts_with("Edisi baru"),
            "{}",
            mail.subject()
        );
        let text = mail.text().to_lowercase();
        assert!(text.contains("yang baru dalam edisi 3"), "{text}");
    }
}
