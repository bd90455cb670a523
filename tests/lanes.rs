//! A summary's files take a while: meanwhile letters leave.

use std::time::Duration;

use entity::{
    clock::Clock,
    message::{self, MessageState, Purpose},
    sign_in,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter,
    TransactionTrait,
};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use worker::{JobName, jobs};

use crate::{
    summary_mail::manager,
    support::{
        databases::{Kind, TestDatabase},
        office::settings,
        once::PATIENCE,
        programme::{at, small},
        smtp::{Script, SmtpServer},
    },
};

const NIGHT: &str = "2013-01-19T20:00:00Z";
const MANAGER: &str = "manager@one.example.org";

async fn waits(db: &DatabaseConnection, purpose: Purpose) -> u64 {
    let waiting = message::Entity::find()
        .filter(message::Column::Purpose.eq(purpose))
        .filter(message::Column::State.ne(MessageState::Sent));
    waiting.count(db).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_letter_does_not_wait_for_a_file_that_cannot_be_made() {
    let Some(database) = TestDatabase::new(Kind::Postgres).await else {
        return;
    };
    let db = database.connect().await;
    small(&db).await;
    manager(&db, MANAGER, &["ID-JK"]).await;
    Clock::default().set(&db, at(NIGHT)).await.unwrap();
    jobs::plan(&db, JobName::Summary, at(NIGHT)).await.unwrap();
    assert_eq!(waits(&db, Purpose::Summary).await, 1);
    // Nobody can read what files there are, or keep one.
    let held = db.begin().await.unwrap();
    let lock = "LOCK TABLE summary_file IN ACCESS EXCLUSIVE MODE";
    held.execute_unprepared(lock).await.unwrap();
    let smtp = SmtpServer::start(Script::new()).await;
    let cancel = CancellationToken::new();
    let clock = Clock::of(&db).await.unwrap();
    let worker = worker::run(db.clone(), clock, settings(&smtp), cancel.clone());
    let worker = tokio::spawn(worker);
    sleep(Duration::from_millis(1500)).await;
    sign_in::ask(&db, MANAGER, at(NIGHT)).await.unwrap();
    assert_eq!(waits(&db, Purpose::SignIn).await, 1);
    let ends = async {
        while waits(&db, Purpose::SignIn).await > 0 {
            sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(PATIENCE, ends).await.expect("the letter left");
    assert_eq!(waits(&db, Purpose::Summary).await, 1);
    held.rollback().await.unwrap();
    let told = async {
        while waits(&db, Purpose::Summary).await > 0 {
            sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(PATIENCE, told).await.expect("the summary left");
    cancel.cancel();
    worker.await.unwrap().unwrap();
}
