//! The jobs of the night: each is done once, whatever people make by hand meanwhile, and a
//! night that failed is done again at once.

use entity::{
    alert,
    changes::{Author, summary::compile},
    digest::alerts_of_trainers,
    message::{self, Purpose},
    retention, run,
    summary::{self, EditionReason},
};
use rstest::rstest;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder,
    sea_query::Expr,
};
use worker::{JobName, jobs};

use crate::{
    summary_mail::manager,
    support::{
        databases::{Kind, TestDatabase},
        programme::{at, enterprise, insert, request_in, silence, small},
    },
};

const NIGHT: &str = "2013-01-19T20:00:00Z";

/// Managers of what is made by hand, of both provinces, and of the nation.
const MANAGERS: [(&str, &[&str]); 3] = [
    ("manager@java.example.org", &["ID-JK", "ID-JT"]),
    ("manager@jakarta.example.org", &["ID-JK"]),
    ("manager@nation.example.org", &[]),
];

/// Whom mails about summaries are queued to, a name for each mail.
async fn mailed(db: &DatabaseConnection) -> Vec<String> {
    let all = message::Entity::find().filter(message::Column::Purpose.eq(Purpose::Summary));
    let all = all.all(db).await.unwrap().into_iter();
    let mut to: Vec<_> = all.map(|one| one.recipient).collect();
    to.sort_by_key(|one| MANAGERS.iter().position(|(email, _)| email == one));
    to
}

async fn made(db: &DatabaseConnection) -> Vec<(Option<String>, i32, EditionReason)> {
    let all = summary::Entity::find().order_by_asc(summary::Column::Edition);
    let all = all.all(db).await.unwrap().into_iter();
    let mut made: Vec<_> = all
        .map(|one| (one.province_code, one.edition, one.reason))
        .collect();
    made.sort_by(|one, other| (&one.0, one.1).cmp(&(&other.0, other.1)));
    made
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn one_by_hand_leaves_the_others_to_the_night(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    small(&db).await;
    let other = enterprise(&db, "CV Kenanga", "ID-JT", "owner@kenanga.example.org").await;
    request_in(&db, "ID-JT", other, "2012-10".parse().unwrap()).await;
    for (email, provinces) in MANAGERS {
        manager(&db, email, provinces).await;
    }
    let author = Author::operator(at("2013-01-02T02:00:00Z"));
    let quarter = "2012-Q4".parse().unwrap();
    compile(&db, &author, Some("ID-JK".into()), quarter)
        .await
        .unwrap();
    assert_eq!(mailed(&db).await, [""; 0], "the night tells of it");
    jobs::plan(&db, JobName::Summary, at(NIGHT)).await.unwrap();
    assert_eq!(mailed(&db).await, MANAGERS.map(|(email, _)| email));
    for night in ["2013-01-20T20:00:00Z", "2013-01-21T20:00:00Z"] {
        jobs::plan(&db, JobName::Summary, at(night)).await.unwrap();
    }
    assert_eq!(mailed(&db).await.len(), MANAGERS.len());
    let expected = [
        (None, 1, EditionReason::Scheduled),
        (Some("ID-JK".to_owned()), 1, EditionReason::ByHand),
        (Some("ID-JT".to_owned()), 1, EditionReason::Scheduled),
    ];
    assert_eq!(made(&db).await, expected);
}

/// Where all is made by hand, the night has nothing to make and still tells of it, once.
#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn all_by_hand_is_told_by_the_night(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    small(&db).await;
    for (email, provinces) in MANAGERS {
        manager(&db, email, provinces).await;
    }
    let quarter = "2012-Q4".parse().unwrap();
    let author = Author::operator(at("2013-01-02T02:00:00Z"));
    for place in [Some("ID-JK".to_owned()), None] {
        compile(&db, &author, place, quarter).await.unwrap();
    }
    jobs::plan(&db, JobName::Summary, at("2013-01-18T20:00:00Z"))
        .await
        .unwrap();
    assert_eq!(mailed(&db).await, [""; 0]);
    for night in [NIGHT, "2013-01-20T20:00:00Z"] {
        jobs::plan(&db, JobName::Summary, at(night)).await.unwrap();
        assert_eq!(mailed(&db).await, MANAGERS.map(|(email, _)| email));
    }
    assert_eq!(made(&db).await.len(), 2);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn two_at_once_make_one_edition(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    small(&db).await;
    let author = Author::operator(at(NIGHT));
    let quarter = "2012-Q4".parse().unwrap();
    let by_hand = || compile(&db, &author, None, quarter);
    let (night, one, other, third) = tokio::join!(
        jobs::plan(&db, JobName::Summary, at(NIGHT)),
        by_hand(),
        by_hand(),
        by_hand(),
    );
    night.unwrap();
    for one in [one, other, third] {
        assert_eq!(one.unwrap().edition, 1);
    }
    let made = made(&db).await;
    let numbers: Vec<_> = made.iter().map(|one| (one.0.as_deref(), one.1)).collect();
    assert_eq!(numbers, [(None, 1), (Some("ID-JK"), 1)]);
}

/// A draft that retention is to erase, and what SQLite does when it is erased.
async fn an_old_draft(db: &DatabaseConnection, then: &str) {
    let small = small(db).await;
    let row = entity::draft::Model {
        data_request_id: small.request,
        typed: entity::draft::Typed::default(),
        note: None,
        saved_at: at("2010-01-01T00:00:00Z"),
    };
    entity::draft::Entity::save(db, row).await.unwrap();
    let trigger = format!("CREATE TRIGGER erased AFTER DELETE ON draft BEGIN {then}; END");
    db.execute_unprepared(&trigger).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_night_that_failed_is_given_back() {
    let database = TestDatabase::new(Kind::Sqlite).await.unwrap();
    let db = database.connect().await;
    an_old_draft(&db, "SELECT RAISE(ABORT, 'no')").await;
    jobs::plan(&db, JobName::Retention, at(NIGHT))
        .await
        .unwrap_err();
    db.execute_unprepared("DROP TRIGGER erased").await.unwrap();
    let again = jobs::plan(&db, JobName::Retention, at(NIGHT))
        .await
        .unwrap();
    assert!(
        again.lines.contains(&"DRAFT: 1 erased.".into()),
        "{again:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn retention_leaves_a_night_that_another_took_over() {
    let database = TestDatabase::new(Kind::Sqlite).await.unwrap();
    let db = database.connect().await;
    an_old_draft(&db, "UPDATE run SET fence = fence + 1").await;
    let said = jobs::plan(&db, JobName::Retention, at(NIGHT))
        .await
        .unwrap();
    assert_eq!(
        said.lines,
        ["Another worker took tonight's retention over."]
    );
    let night = run::Entity::find().one(&db).await.unwrap().unwrap();
    assert_eq!(night.outcome, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_that_keeps_longer_than_time_erases_nothing() {
    let database = TestDatabase::new(Kind::Sqlite).await.unwrap();
    let db = database.connect().await;
    an_old_draft(&db, "SELECT RAISE(ABORT, 'no')").await;
    let longest = Expr::value(i32::MAX);
    let rules = retention::Entity::update_many().col_expr(retention::Column::KeepDays, longest);
    rules.exec(&db).await.unwrap();
    let said = jobs::plan(&db, JobName::Retention, at(NIGHT))
        .await
        .unwrap();
    assert!(said.lines.contains(&"DRAFT: 0 erased.".into()), "{said:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alert_is_told_by_the_calendar_of_its_province() {
    let database = TestDatabase::new(Kind::Sqlite).await.unwrap();
    let db = database.connect().await;
    let small = small(&db).await;
    let row = silence(small.enterprise, "ID-JK", at("2012-11-01T19:00:00Z"));
    insert::<alert::Entity, _>(&db, row).await;
    let told = alerts_of_trainers(&db).await.unwrap();
    // Seven in the evening in Greenwich is the next day in Jakarta.
    assert_eq!(told[&small.trainer][0].since.to_string(), "2012-11-02");
}
