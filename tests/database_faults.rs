//! A database that fails while a worker delivers: it goes on by itself, loses nothing, and repeats
//! nothing with another Message-ID.

use entity::{
    clock::{Clock, real_now},
    rules::ladder::Step,
};
use sea_orm::{ConnectionTrait, DatabaseConnection};
use tokio::time::timeout;

use crate::support::{
    binary::Running,
    databases::{Kind, TestDatabase},
    disk::SmallDisk,
    office::{PUBLIC_URL, people, process},
    once::{PATIENCE, each_person_has_one_message, let_leases_run_out, until_sent},
    programme::{NOW, at, small},
    smtp::{Script, SmtpServer},
};

const PEOPLE: usize = 40;
/// The bytes of one page, which every database file has.
const SMALL: &str = "4096";
/// Ends every other connection to the same database.
const CUT: &str = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
     WHERE datname = current_database() AND pid <> pg_backend_pid()";

/// A programme of `PEOPLE` on the morning of its first requests.
async fn programme(database: &TestDatabase) -> DatabaseConnection {
    let db = database.connect().await;
    small(&db).await;
    people(&db, PEOPLE - 1).await;
    Clock::default().set(&db, at(NOW)).await.unwrap();
    db
}

/// A worker that takes its time, so that what happens falls in the middle of its work.
fn slow_worker(database: &TestDatabase, smtp: &SmtpServer) -> Running {
    let arguments = ["worker", "--bind", "127.0.0.1:0", "--mail-rate", "20"];
    process(&arguments, database, smtp, PUBLIC_URL).spawn()
}

/// The same, of which no file grows where the test says so.
fn worker_on_little(database: &TestDatabase, smtp: &SmtpServer) -> Running {
    let arguments = ["worker", "--bind", "127.0.0.1:0", "--mail-rate", "20"];
    let worker = process(&arguments, database, smtp, PUBLIC_URL);
    worker.told_of_full_files().spawn()
}

/// Waits until the worker says what is to be done, in the middle of its work.
fn says_what_to_do(worker: &mut Running, smtp: &SmtpServer) {
    let said = worker.line_where(|line| line.contains("make room"));
    assert!(said.contains("the disk of the database is full"), "{said}");
    assert!(smtp.mails().len() < PEOPLE, "it was not in the middle");
}

/// The worker is still at it, and ends what it began.
async fn all_is_sent_once(database: &TestDatabase, smtp: &SmtpServer, worker: Running) {
    let db = database.connect().await;
    until_sent(&db, (PEOPLE, Step::Request), async || {}).await;
    assert!(worker.terminate().success());
    each_person_has_one_message(&db, &smtp.mails(), (PEOPLE, Step::Request), "all").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_are_cut_again_and_again_lose_nothing() {
    let Some(database) = TestDatabase::new(Kind::Postgres).await else {
        return;
    };
    programme(&database).await.close().await.unwrap();
    let smtp = SmtpServer::start(Script::new()).await;
    let worker = slow_worker(&database, &smtp);
    for mails in [3, 12, 24] {
        timeout(PATIENCE, smtp.wait_for(mails)).await.unwrap();
        let other = database.connect().await;
        other.execute_unprepared(CUT).await.unwrap();
        other.close().await.unwrap();
    }
    assert!(smtp.mails().len() < PEOPLE, "it was not in the middle");
    all_is_sent_once(&database, &smtp, worker).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_is_restarted_loses_nothing() {
    let Some(database) = TestDatabase::alone() else {
        return;
    };
    programme(&database).await.close().await.unwrap();
    let smtp = SmtpServer::start(Script::new()).await;
    let worker = slow_worker(&database, &smtp);
    timeout(PATIENCE, smtp.wait_for(8)).await.unwrap();
    database.restart();
    assert!(smtp.mails().len() < PEOPLE, "it was not in the middle");
    all_is_sent_once(&database, &smtp, worker).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_is_said_in_one_sentence_and_work_goes_on_when_there_is_room() {
    let Some(disk) = SmallDisk::mount() else {
        return;
    };
    let database = TestDatabase::sqlite_in(disk.folder());
    // Closed, so that its log is empty: every write needs room from then on.
    programme(&database).await.close().await.unwrap();
    let smtp = SmtpServer::start(Script::new()).await;
    let mut worker = slow_worker(&database, &smtp);
    timeout(PATIENCE, smtp.wait_for(5)).await.unwrap();
    disk.fill();
    says_what_to_do(&mut worker, &smtp);
    disk.clear();
    all_is_sent_once(&database, &smtp, worker).await;
    assert_eq!(smtp.mails().len(), PEOPLE, "what was sent is known");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_cannot_grow_is_said_like_a_full_disk_and_nothing_is_sent_twice() {
    let database = TestDatabase::new(Kind::Sqlite).await.unwrap();
    programme(&database).await.close().await.unwrap();
    let smtp = SmtpServer::start(Script::new()).await;
    let mut worker = worker_on_little(&database, &smtp);
    timeout(PATIENCE, smtp.wait_for(5)).await.unwrap();
    worker.limit_files(SMALL);
    says_what_to_do(&mut worker, &smtp);
    worker.limit_files("unlimited");
    all_is_sent_once(&database, &smtp, worker).await;
    assert_eq!(smtp.mails().len(), PEOPLE, "what was sent is known");
}

/// What it could not note any more is repeated, under its own Message-ID.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_that_was_stopped_without_room_leaves_all_to_the_next_one() {
    let database = TestDatabase::new(Kind::Sqlite).await.unwrap();
    programme(&database).await.close().await.unwrap();
    let smtp = SmtpServer::start(Script::new()).await;
    let mut worker = worker_on_little(&database, &smtp);
    timeout(PATIENCE, smtp.wait_for(5)).await.unwrap();
    worker.limit_files(SMALL);
    says_what_to_do(&mut worker, &smtp);
    worker.terminate();
    let db = database.connect().await;
    let_leases_run_out(&db, real_now()).await;
    db.close().await.unwrap();
    let worker = slow_worker(&database, &smtp);
    all_is_sent_once(&database, &smtp, worker).await;
}
