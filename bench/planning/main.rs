//! Planning a month through the worker's job, against the plainest way to store the same rows.
//!
//! `cargo bench --bench planning` makes 20 000 enterprises in three zones on either database, lets the
//! job plan one month with its mails, keeps a copy of the rows that came of it, empties their tables,
//! and stores the copy again by one `INSERT … SELECT … ON CONFLICT` a table: the same rows, nothing
//! asked, nothing decided. Fewer enterprises: `cargo bench --bench planning -- 2000`.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a measurement ends where something is not as expected, and prints what it found"
)]

use std::time::{Duration, Instant};

use entity::{data_request, link::Secrets};
use sea_orm::{ConnectionTrait, DatabaseConnection, EntityTrait, PaginatorTrait};
use worker::{JobName, MailSettings, WorkerSettings};

#[allow(dead_code, reason = "the tests use the rest")]
#[path = "../../tests/support/mod.rs"]
mod support;

use support::{
    databases::{Kind, TestDatabase},
    programme::{self, at},
};

/// The allocator of the product, so that what is measured is what runs.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How many are planned for where the command line does not say.
const ENTERPRISES: usize = 20_000;
/// Each side is measured so often, in turn; the median counts.
const ROUNDS: usize = 5;
/// The requests for October 2012 have come due in every zone.
const SLOT: &str = "2012-11-01T02:05:00Z";
/// One province in each zone.
const PROVINCES: [&str; 3] = ["ID-JK", "ID-SN", "ID-MA"];
/// What a planned month fills, in the order in which rows may be added.
const TABLES: [&str; 4] = ["data_request", "message", "message_item", "news"];
/// What else it leaves behind.
const TRACES: [&str; 2] = ["run_step", "run"];

fn main() {
    // `cargo test --benches` starts it too, and means to be quick.
    if !std::env::args().any(|argument| argument == "--bench") {
        println!("measured by `cargo bench --bench planning`");
        return;
    }
    let enterprises = std::env::args().find_map(|argument| argument.parse().ok());
    let enterprises = enterprises.unwrap_or(ENTERPRISES);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    println!("| planning a month of {enterprises} requests | ours | the rows alone | ratio |");
    println!("|---|---|---|---|");
    for kind in [Kind::Sqlite, Kind::Postgres] {
        runtime.block_on(measure(kind, enterprises));
    }
}

async fn measure(kind: Kind, enterprises: usize) {
    let Some(database) = TestDatabase::new(kind).await else {
        return println!("| {kind:?} | not there | | |");
    };
    let db = database.connect().await;
    seed(&db, enterprises).await;
    let (mut ours, mut limits) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        ours.push(plan(&db).await);
        let planned = data_request::Entity::find().count(&db).await.unwrap();
        assert_eq!(planned, enterprises as u64);
        limits.push(store_again(&db).await);
        empty(&db).await;
    }
    let (ours, limit) = (median(ours), median(limits));
    let ratio = ours.as_secs_f64() / limit.as_secs_f64();
    println!("| {kind:?} | {ours:.2?} | {limit:.2?} | {ratio:.1} × (wanted: 3 or less) |");
}

async fn seed(db: &DatabaseConnection, enterprises: usize) {
    programme::small(db).await;
    for number in 1..enterprises {
        let province = PROVINCES[number % PROVINCES.len()];
        let address = format!("owner{number}@example.org");
        programme::enterprise(db, &format!("UD Nomor {number}"), province, &address).await;
    }
    empty(db).await;
    run(db, "ANALYZE").await;
}

async fn plan(db: &DatabaseConnection) -> Duration {
    let settings = WorkerSettings {
        public_url: "http://score.example.org".into(),
        secrets: Secrets::parse(&"s".repeat(32)).unwrap(),
        mail: MailSettings::new("file:///nowhere", "SCORE <data@score.example.org>"),
    };
    let began = Instant::now();
    worker::run_job(db, &settings, JobName::DataRequest, at(SLOT), false)
        .await
        .expect("the job");
    began.elapsed()
}

/// Store the rows that are there once more; how long the storing took.
async fn store_again(db: &DatabaseConnection) -> Duration {
    for table in TABLES {
        run(
            db,
            &format!("CREATE TABLE kept_{table} AS SELECT * FROM {table}"),
        )
        .await;
    }
    empty(db).await;
    let mut took = Duration::ZERO;
    for table in TABLES {
        let began = Instant::now();
        let stored = run(
            db,
            &format!(
                "INSERT INTO {table} SELECT * FROM kept_{table} WHERE true ON CONFLICT DO NOTHING"
            ),
        )
        .await;
        took += began.elapsed();
        assert!(stored > 0, "no {table} was planned");
        run(db, &format!("DROP TABLE kept_{table}")).await;
    }
    took
}

/// As if nothing had been planned.
async fn empty(db: &DatabaseConnection) {
    for table in TABLES.iter().rev().chain(&TRACES) {
        run(db, &format!("DELETE FROM {table}")).await;
    }
}

async fn run(db: &DatabaseConnection, sql: &str) -> u64 {
    let done = db.execute_unprepared(sql).await;
    done.expect(sql).rows_affected()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
