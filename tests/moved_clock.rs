//! The clock of the machine is moved under a worker that runs: it goes by what it is told, and
//! repeats nothing.

use std::time::Duration;

use entity::{data_request, message, run};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter};
use tokio::time::{sleep, timeout};

use crate::support::{
    databases::{Kind, TestDatabase},
    faketime::WallClock,
    office::{PUBLIC_URL, process},
    once::PATIENCE,
    programme::{at, small},
    smtp::{Script, SmtpServer},
};

/// Waits until the chase of this slot was done in all zones.
async fn ran(db: &DatabaseConnection, slot: &str) {
    let done = run::Entity::find()
        .filter(run::Column::Job.eq("chase"))
        .filter(run::Column::Slot.eq(at(slot)))
        .filter(run::Column::FinishedAt.is_not_null());
    let so = async {
        while done.clone().count(db).await.unwrap() < 3 {
            sleep(Duration::from_millis(50)).await;
        }
    };
    let in_time = timeout(PATIENCE, so).await;
    assert!(in_time.is_ok(), "not in time: {slot}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_that_jumps_ahead_is_followed_and_one_that_is_put_back_repeats_nothing() {
    let Some(clock) = WallClock::at(at("2012-10-31T02:05:00Z")) else {
        return;
    };
    let database = TestDatabase::new(Kind::Sqlite).await.unwrap();
    let db = database.connect().await;
    small(&db).await;
    let smtp = SmtpServer::start(Script::new()).await;
    let arguments = ["worker", "--bind", "127.0.0.1:0"];
    let worker = process(&arguments, &database, &smtp, PUBLIC_URL);
    let worker = clock.of(worker).spawn();
    ran(&db, "2012-10-31T02:00:00Z").await;
    assert!(smtp.mails().is_empty(), "the month is not over");

    clock.go_to(at("2012-11-01T02:05:00Z"));
    timeout(PATIENCE, smtp.wait_for(1)).await.unwrap();
    ran(&db, "2012-11-01T02:00:00Z").await;

    clock.go_to(at("2012-10-31T02:20:00Z"));
    ran(&db, "2012-10-31T02:15:00Z").await;
    clock.go_to(at("2012-11-01T02:20:00Z"));
    ran(&db, "2012-11-01T02:15:00Z").await;
    assert!(worker.terminate().success());
    assert_eq!(smtp.mails().len(), 1, "once, whatever the clock said");
    assert_eq!(message::Entity::find().count(&db).await.unwrap(), 1);
    assert_eq!(data_request::Entity::find().count(&db).await.unwrap(), 1);
}
