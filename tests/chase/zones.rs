//! A person with enterprises in two zones.

use entity::data_request;
use rstest::rstest;
use sea_orm::{
    ActiveValue::Set, ConnectionTrait, DatabaseBackend, DatabaseConnection, EntityTrait, Statement,
    TransactionTrait,
};
use worker::JobName;

use super::{Office, nine};
use crate::support::{
    databases::Kind,
    programme::{at, enterprise, small},
    smtp::Script,
};

const OWNER: &str = "owner@melati.example.org";

fn mails(office: &Office) -> usize {
    let mails = office.smtp.mails();
    mails
        .iter()
        .filter(|mail| mail.recipient() == OWNER)
        .count()
}

/// Ten in Jakarta is noon in Jayapura, and two is four: the mail speaks of both, so it goes when
/// both offices are open.
#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_mail_goes_when_the_office_is_open_for_all_that_it_speaks_of(#[case] kind: Kind) {
    let Some(office) = Office::open(kind).await else {
        return;
    };
    small(&office.db).await;
    enterprise(&office.db, "UD Jayapura", "ID-PA", OWNER).await;
    office
        .smtp
        .follow(Script::new().rcpt(OWNER, "451 4.3.0 Not now"));
    for now in ["2012-11-05T02:00:00Z", "2012-11-05T03:00:00Z"] {
        office.job(JobName::DataRequest, at(now)).await;
        office.job(JobName::Chase, at(now)).await;
        office.job(JobName::Deliver, at(now)).await;
    }
    office.smtp.follow(Script::new());
    for closed in ["2012-11-05T07:00:00Z", "2012-11-06T00:30:00Z"] {
        office.job(JobName::Deliver, at(closed)).await;
        assert_eq!(mails(&office), 0, "{closed}");
    }
    office.job(JobName::Deliver, nine("2012-11-06")).await;
    assert_eq!(mails(&office), 1);
    assert_eq!(office.smtp.mails()[0].text().matches("/r/").count(), 2);
}

/// The office gives an enterprise more time in the moment in which its late request is composed.
#[tokio::test(flavor = "multi_thread")]
async fn a_due_date_that_is_set_meanwhile_stays() {
    let Some(office) = Office::open(Kind::Postgres).await else {
        return;
    };
    let small = small(&office.db).await;
    let late = nine("2012-11-19");
    office.job(JobName::DataRequest, late).await;
    let tx = office.db.begin().await.unwrap();
    let moved = data_request::ActiveModel {
        id: Set(small.request),
        due_on: Set("2012-12-03".parse().unwrap()),
        due_at: Set(at("2012-12-03T17:00:00Z")),
        lock_on: Set("2013-01-02".parse().unwrap()),
        locks_at: Set(at("2013-01-02T17:00:00Z")),
        ..Default::default()
    };
    data_request::Entity::update(moved).exec(&tx).await.unwrap();
    let commit = async {
        waits_for_a_lock(&office.db).await;
        tx.commit().await.unwrap();
    };
    tokio::join!(office.job(JobName::Deliver, late), commit);
    let request = data_request::Entity::find_by_id(small.request)
        .one(&office.db)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(request.due_on, "2012-12-03".parse().unwrap());
    let text = office.smtp.mails()[0].text();
    assert!(text.contains("3 Desember 2012"), "{text}");
}

/// Until a statement of this database waits for what another transaction has changed.
async fn waits_for_a_lock(db: &DatabaseConnection) {
    let asked = "SELECT count(*) AS waiting FROM pg_stat_activity \
                 WHERE datname = current_database() AND wait_event_type = 'Lock'";
    for _ in 0..600 {
        let row = Statement::from_string(DatabaseBackend::Postgres, asked);
        let row = db.query_one_raw(row).await.unwrap().unwrap();
        if row.try_get::<i64>("", "waiting").unwrap() > 0 {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("nothing waits");
}
