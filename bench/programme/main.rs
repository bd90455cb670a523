//! How the programme is carried at size, as ratios to what PostgreSQL itself can do in the same run.
//!
//! `cargo bench --bench programme` seeds 20 000 enterprises with 24 months into a PostgreSQL of its own
//! and prints a small table: a page of GraphQL ([`page`]), the statistics ([`statistics`]) and the figures of
//! a quarter's editions ([`summary`]), each against one statement that reads the same.
//! Fewer enterprises and months: `cargo bench --bench programme -- 2000 6`.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a measurement ends where something is not as expected, and prints what it found"
)]

use std::time::{Duration, Instant};

use sea_orm::{ConnectionTrait, DatabaseBackend, DatabaseConnection, Statement};

#[allow(dead_code, reason = "the tests use the rest")]
#[path = "../../tests/support/mod.rs"]
mod support;

mod page;
mod serving;
mod statistics;
mod summary;

use serving::Serving;
use support::{
    binary::score,
    databases::{Kind, TestDatabase},
};

/// How much is seeded where the command line does not say.
const ENTERPRISES: usize = 20_000;
const MONTHS: usize = 24;

fn main() {
    // `cargo test --benches` starts it too, and means to be quick.
    if !std::env::args().any(|argument| argument == "--bench") {
        println!("measured by `cargo bench --bench programme`");
        return;
    }
    let mut sizes = std::env::args().filter_map(|argument| argument.parse().ok());
    let enterprises = sizes.next().unwrap_or(ENTERPRISES);
    let months = sizes.next().unwrap_or(MONTHS);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(measure(enterprises, months));
}

async fn measure(enterprises: usize, months: usize) {
    let database = TestDatabase::new(Kind::Postgres)
        .await
        .expect("PostgreSQL is installed");
    let db = database.connect().await;
    let seeding = seed(&database, enterprises, months);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let server = text(&db, "SHOW server_version").await;
    println!("\n{enterprises} enterprises, {months} months; {cores} cores, PostgreSQL {server}\n");
    println!("| measured | ours | the limit | ratio |\n|---|---|---|---|");
    let rows = rows(&db).await;
    row(
        "seed scale",
        &format!("{:.1} s", seeding.as_secs_f64()),
        &format!("{rows} rows"),
        "",
    );
    let serving = Serving::start(&database);
    page::measure(&serving, &db).await;
    statistics::measure(&serving, &db).await;
    serving.end();
    summary::measure(&db).await;
}

/// Seeds through the built binary, as an operator does.
fn seed(database: &TestDatabase, enterprises: usize, months: usize) -> Duration {
    let began = Instant::now();
    let (enterprises, months) = (enterprises.to_string(), months.to_string());
    let output = score(&[
        "seed",
        "scale",
        "--enterprises",
        &enterprises,
        "--months",
        &months,
    ])
    .env("DATABASE_URL", database.url())
    .output();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    began.elapsed()
}

/// One line of the table.
pub(crate) fn row(what: &str, ours: &str, limit: &str, ratio: &str) {
    println!("| {what} | {ours} | {limit} | {ratio} |");
}

/// The one text that `sql` selects.
async fn text(db: &DatabaseConnection, sql: &str) -> String {
    let asked = Statement::from_string(DatabaseBackend::Postgres, sql);
    let row = db.query_one_raw(asked).await.expect(sql).expect("a row");
    row.try_get_by_index(0).expect("a text")
}

/// How many rows the database holds.
async fn rows(db: &DatabaseConnection) -> String {
    db.execute_unprepared("ANALYZE").await.expect("ANALYZE");
    text(
        db,
        "SELECT sum(reltuples)::bigint::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace",
    )
    .await
}
