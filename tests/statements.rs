//! A query costs at most one SQL statement per level and link, however many rows it reads.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use api::ApiState;
use entity::{clock::Clock, link::Secrets};
use rstest::rstest;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::support::{
    binary::score,
    databases::{Kind, TestDatabase},
};

/// Seven links below the list, at three levels.
const QUERY: &str = "{ enterprises(first: 100) { nodes { name province { nameEn } \
    cohorts { name leadTrainer { name } } \
    reports(last: 3) { month readings { value indicator { code } } } \
    dataRequests(last: 2) { state } } } }";
/// enterprises, province, cohorts, leadTrainer, reports, readings, indicator, dataRequests, and who asks.
const AT_MOST: usize = 8 + 3;

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn ten_and_a_thousand_enterprises_cost_the_same(#[case] kind: Kind) {
    let Some((few, rows)) = statements(kind, 10).await else {
        return;
    };
    assert_eq!(rows, 10);
    let Some((many, rows)) = statements(kind, 1000).await else {
        return;
    };
    assert_eq!(rows, 100);
    assert_eq!(few, many);
    assert!(many <= AT_MOST, "{many} statements");
}

/// How many statements the query took over so many enterprises, and how many it returned.
async fn statements(kind: Kind, enterprises: usize) -> Option<(usize, usize)> {
    let database = TestDatabase::new(kind).await?;
    run(
        &database,
        &[
            "seed",
            "scale",
            "--enterprises",
            &enterprises.to_string(),
            "--months",
            "3",
        ],
    )
    .await;
    let token = run(
        &database,
        &[
            "token",
            "create",
            "--account",
            "office@example.org",
            "--role",
            "ADMIN",
        ],
    )
    .await;
    let counted = Arc::new(AtomicUsize::new(0));
    let mut db = database.connect().await;
    let counter = counted.clone();
    db.set_metric_callback(move |_| {
        counter.fetch_add(1, Ordering::SeqCst);
    });
    let state = ApiState {
        clock: Clock::of(&db).await.unwrap(),
        read_db: None,
        secrets: Secrets::parse(&"s".repeat(32)).unwrap(),
        introspection: false,
        public_url: "http://score.example.org".into(),
        db,
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/graphql", listener.local_addr().unwrap());
    let cancel = CancellationToken::new();
    let server = tokio::spawn(api::serve(listener, api::router(state), cancel.clone()));
    ask(&url, token.trim()).await;
    counted.store(0, Ordering::SeqCst);
    let answer = ask(&url, token.trim()).await;
    let counted = counted.load(Ordering::SeqCst);
    cancel.cancel();
    server.await.unwrap().unwrap();
    assert_eq!(answer["errors"], Value::Null, "{answer}");
    Some((
        counted,
        answer["data"]["enterprises"]["nodes"]
            .as_array()
            .unwrap()
            .len(),
    ))
}

async fn ask(url: &str, token: &str) -> Value {
    let request = reqwest::Client::new()
        .post(url)
        .bearer_auth(token)
        .json(&json!({ "query": QUERY }));
    request.send().await.unwrap().json().await.unwrap()
}

async fn run(database: &TestDatabase, arguments: &[&str]) -> String {
    let command = score(arguments).env("DATABASE_URL", database.url());
    let output = tokio::task::spawn_blocking(move || command.output())
        .await
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}
