//! The nightly job erases what its rules say, once a night, and nothing before its time.

use chrono::TimeDelta;
use entity::{contact, draft, message, retention, run, sign_in, token};
use rstest::rstest;
use sea_orm::{DatabaseConnection, EntityTrait, PaginatorTrait, sea_query::Expr};
use worker::{JobName, JobReport, run_job};

use crate::support::{
    api::Api,
    databases::{Kind, TestDatabase},
    office::settings,
    programme::{NOW, at, small},
    smtp::{Script, SmtpServer},
};

async fn night(db: &DatabaseConnection, days: i64, dry_run: bool) -> JobReport {
    let smtp = SmtpServer::start(Script::new()).await;
    let now = at(NOW) + TimeDelta::days(days);
    run_job(db, &settings(&smtp), JobName::Retention, now, dry_run)
        .await
        .unwrap()
}

/// A sent mail, a draft, an ended token, a link to sign in, and a contact who has left.
async fn old_things(db: &DatabaseConnection) {
    let small = small(db).await;
    let smtp = SmtpServer::start(Script::new()).await;
    for job in [JobName::DataRequest, JobName::Deliver] {
        run_job(db, &settings(&smtp), job, at(NOW), false)
            .await
            .unwrap();
    }
    let row = draft::Model {
        data_request_id: small.request,
        typed: draft::Typed::default(),
        note: None,
        saved_at: at(NOW),
    };
    draft::Entity::save(db, row).await.unwrap();
    let api = Api::serve(db.clone()).await;
    api.office().await;
    let ends =
        token::Entity::update_many().col_expr(token::Column::ExpiresAt, Expr::value(at(NOW)));
    ends.exec(db).await.unwrap();
    let account = entity::account::Entity::find()
        .one(db)
        .await
        .unwrap()
        .unwrap();
    sign_in::ask(db, &account.email, at(NOW)).await.unwrap();
    let left =
        contact::Entity::update_many().col_expr(contact::Column::ArchivedAt, Expr::value(at(NOW)));
    left.exec(db).await.unwrap();
}

async fn left(db: &DatabaseConnection) -> [u64; 5] {
    let mails = message::Entity::find().all(db).await.unwrap();
    let people = contact::Entity::find().all(db).await.unwrap();
    [
        mails.iter().filter(|mail| mail.body_text.is_some()).count() as u64,
        draft::Entity::find().count(db).await.unwrap(),
        token::Entity::find().count(db).await.unwrap(),
        sign_in::Entity::find().count(db).await.unwrap(),
        people
            .iter()
            .filter(|person| person.email.is_some())
            .count() as u64,
    ]
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn each_thing_goes_in_its_time(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    old_things(&db).await;
    assert_eq!(left(&db).await, [1, 1, 1, 1, 1]);
    let looked = night(&db, 500, true).await;
    assert!(
        looked
            .lines
            .contains(&"CONTACT_LEFT: 1 would be erased.".into()),
        "{looked:?}"
    );
    assert_eq!(left(&db).await, [1, 1, 1, 1, 1], "looking erases nothing");
    for (days, expected) in [
        (6, [1, 1, 1, 1, 1]),
        (8, [1, 1, 1, 0, 1]),
        (91, [1, 0, 0, 0, 1]),
        (366, [0, 0, 0, 0, 0]),
    ] {
        night(&db, days, false).await;
        assert_eq!(left(&db).await, expected, "after {days} days");
    }
    let runs = run::Entity::find().all(&db).await.unwrap();
    let nights = runs.iter().filter(|run| run.job == "retention");
    assert!(
        nights
            .clone()
            .all(|run| run.outcome.as_deref() == Some("DONE"))
    );
    assert_eq!(nights.count(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_night_is_done_once_and_a_rule_is_the_programme_s() {
    let database = TestDatabase::new(Kind::Sqlite).await.unwrap();
    let db = database.connect().await;
    old_things(&db).await;
    let longer =
        retention::Entity::update_many().col_expr(retention::Column::KeepDays, Expr::value(3_650));
    longer.exec(&db).await.unwrap();
    entity::reference::load(&db).await.unwrap();
    night(&db, 400, false).await;
    assert_eq!(
        left(&db).await,
        [1, 1, 1, 1, 1],
        "what the programme chose is kept"
    );
    let again = night(&db, 400, false).await;
    assert!(
        again.lines[0].starts_with("Tonight's retention is done"),
        "{again:?}"
    );
}
