//! An API and two workers side by side on PostgreSQL, as a deployment runs them, each ended by SIGTERM.

use std::{
    collections::HashSet,
    time::{Duration, Instant},
};

use entity::{
    clock::Clock,
    message::{self, MessageState, Purpose},
};
use reqwest::StatusCode;
use rstest::rstest;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseBackend, DatabaseConnection, EntityTrait, PaginatorTrait,
    QueryFilter, Statement, TransactionTrait,
};
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::support::{
    binary::Running,
    databases::{Kind, TestDatabase},
    office::{PUBLIC_URL, people, process},
    programme::{NOW, at, small},
    site::{open, post},
    smtp::{Mail, Script, SmtpServer},
};

const PEOPLE: usize = 40;
const PATIENCE: Duration = Duration::from_secs(60);
/// What `SIGTERM` leaves a process to finish what is in hand.
const DRAIN: Duration = Duration::from_secs(20);

/// A programme of `PEOPLE` on the morning of its first requests.
async fn programme(database: &TestDatabase) -> DatabaseConnection {
    let db = database.connect().await;
    small(&db).await;
    people(&db, PEOPLE - 1).await;
    Clock::default().set(&db, at(NOW)).await.unwrap();
    db
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_api_and_two_workers_do_the_main_job() {
    let Some(database) = TestDatabase::new(Kind::Postgres).await else {
        return;
    };
    let db = programme(&database).await;
    let smtp = SmtpServer::start(Script::new()).await;
    let run = |arguments: &[&str], url: &str| process(arguments, &database, &smtp, url);
    let mut api = run(&["api", "--bind", "127.0.0.1:0"], PUBLIC_URL).spawn();
    let url = api.url();
    let workers = [0, 1].map(|_| run(&["worker", "--bind", "127.0.0.1:0"], &url).spawn());
    let workers = workers.map(ready);

    let mails = timeout(PATIENCE, smtp.wait_for(PEOPLE)).await.unwrap();
    let account = ["--account", "office@example.org", "--role", "ADMIN"];
    let token = run(&[&["token", "create"], &account[..]].concat(), &url).output();
    let token = String::from_utf8(token.stdout).unwrap();
    let link = mails
        .iter()
        .find(|mail| mail.recipient() == "owner7@example.org");
    answer(&link.unwrap().link()).await;
    let readings = readings(&url, token.trim()).await;
    assert_eq!(
        readings,
        json!([{ "value": 6.0, "changeSinceBaseline": -4.0, "indicator": { "code": "DEFECT_RATE" } }])
    );

    let mails = timeout(PATIENCE, smtp.wait_for(PEOPLE + 1)).await.unwrap();
    for worker in workers {
        ends_in_time(worker);
    }
    ends_in_time(api);
    let (asking, others) = mails.split_at(PEOPLE);
    each_person_was_asked_once(&db, asking).await;
    assert_eq!(others[0].recipient(), "owner7@example.org");
    assert_eq!(sent(&db, Purpose::Receipt).await, 1);
    assert_eq!(smtp.mails().len(), PEOPLE + 1);
}

/// Waits until a process says where it listens.
fn ready(mut process: Running) -> Running {
    process.url();
    process
}

/// Opens the link as its reader does, and posts what a workshop counted.
async fn answer(link: &str) {
    let shown = open(link).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.html);
    assert!(shown.says("UD Nomor 7"), "{}", shown.html);
    let figures = [("m-units_inspected", "1.000"), ("m-units_defective", "60")];
    let others = [("base", "0"), ("lang", "id")];
    let taken = post(link, &[figures, others].concat()).await;
    assert_eq!(taken.status, StatusCode::OK, "{}", taken.html);
    assert!(taken.says("Terima kasih"), "{}", taken.html);
}

async fn readings(url: &str, token: &str) -> Value {
    let query = "{ reports(first: 2) { nodes { version month enterprise { name } \
        readings { value changeSinceBaseline indicator { code } } } } }";
    let answer = reqwest::Client::new()
        .post(format!("{url}/graphql"))
        .bearer_auth(token)
        .json(&json!({ "query": query }))
        .send();
    let answer: Value = answer.await.unwrap().json().await.unwrap();
    let reports = &answer["data"]["reports"]["nodes"];
    assert_eq!(reports.as_array().map(Vec::len), Some(1), "{answer}");
    let report = &reports[0];
    assert_eq!(
        (&report["version"], &report["month"]),
        (&json!(1), &json!("2012-10"))
    );
    assert_eq!(report["enterprise"]["name"], "UD Nomor 7");
    report["readings"].clone()
}

fn ends_in_time(process: Running) {
    let told = Instant::now();
    let status = process.terminate();
    assert!(
        status.success() && told.elapsed() < DRAIN,
        "{status} after {:?}",
        told.elapsed()
    );
}

async fn each_person_was_asked_once(db: &DatabaseConnection, mails: &[Mail]) {
    let reached: HashSet<_> = mails.iter().map(Mail::recipient).collect();
    assert_eq!((mails.len(), reached.len()), (PEOPLE, PEOPLE));
    assert_eq!(sent(db, Purpose::Chase).await, PEOPLE);
}

async fn sent(db: &DatabaseConnection, purpose: Purpose) -> usize {
    let found = message::Entity::find()
        .filter(message::Column::Purpose.eq(purpose))
        .filter(message::Column::State.eq(MessageState::Sent));
    found.count(db).await.unwrap() as usize
}

async fn in_state(db: &DatabaseConnection, state: MessageState) -> usize {
    let found = message::Entity::find().filter(message::Column::State.eq(state));
    found.count(db).await.unwrap() as usize
}

/// Told to stop in the middle, a worker finishes the mail in hand and gives back the rest at once.
#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_worker_that_is_told_to_stop_leaves_the_rest_to_the_next(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = programme(&database).await;
    let smtp = SmtpServer::start(Script::new()).await;
    // Slow enough that the end comes in the middle.
    let slow = process(
        &["worker", "--bind", "127.0.0.1:0", "--mail-rate", "50"],
        &database,
        &smtp,
        PUBLIC_URL,
    )
    .spawn();
    timeout(PATIENCE, smtp.wait_for(3)).await.unwrap();
    ends_in_time(slow);
    let sent = smtp.mails().len();
    assert!(sent < PEOPLE, "it was not in the middle");
    assert_eq!(in_state(&db, MessageState::Sent).await, sent);
    assert_eq!(in_state(&db, MessageState::Queued).await, PEOPLE - sent);

    let next = process(
        &["worker", "--bind", "127.0.0.1:0"],
        &database,
        &smtp,
        PUBLIC_URL,
    )
    .spawn();
    timeout(PATIENCE, smtp.wait_for(PEOPLE)).await.unwrap();
    ends_in_time(next);
    each_person_was_asked_once(&db, &smtp.mails()).await;
}

/// Told to stop while it plans, a worker ends what it has begun; whatever it left is the next one's.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_worker_that_is_told_to_stop_while_it_plans_leaves_a_whole_plan() {
    let Some(database) = TestDatabase::new(Kind::Postgres).await else {
        return;
    };
    let db = programme(&database).await;
    let smtp = SmtpServer::start(Script::new()).await;
    let worker = || {
        let arguments = ["worker", "--bind", "127.0.0.1:0"];
        process(&arguments, &database, &smtp, PUBLIC_URL)
    };
    let tx = db.begin().await.unwrap();
    tx.execute_unprepared("LOCK TABLE message_item IN EXCLUSIVE MODE")
        .await
        .unwrap();
    let planning = ready(worker().spawn());
    timeout(PATIENCE, somebody_waits_for_a_lock(&db))
        .await
        .unwrap();
    let told = tokio::task::spawn_blocking(|| ends_in_time(planning));
    tokio::time::sleep(Duration::from_millis(500)).await;
    tx.commit().await.unwrap();
    told.await.unwrap();
    let next = worker().spawn();
    timeout(PATIENCE, smtp.wait_for(PEOPLE)).await.unwrap();
    ends_in_time(next);
    each_person_was_asked_once(&db, &smtp.mails()).await;
}

async fn somebody_waits_for_a_lock(db: &DatabaseConnection) {
    let asked = "SELECT count(*) AS waiting FROM pg_stat_activity \
                 WHERE datname = current_database() AND wait_event_type = 'Lock'";
    loop {
        let row = Statement::from_string(DatabaseBackend::Postgres, asked);
        let row = db.query_one_raw(row).await.unwrap().unwrap();
        if row.try_get::<i64>("", "waiting").unwrap() > 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
