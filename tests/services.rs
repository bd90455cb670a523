//! The servers of a deployment: where they listen, and what they say when they cannot.

use crate::support::{
    binary::{Score, score},
    databases::{Kind, TestDatabase},
};

const SECRET: &str = "a secret that is long enough for a test of links";

/// A worker on `database`, whose mail goes into a folder that nothing is written to.
fn worker(database: &TestDatabase) -> Score {
    score(&["worker", "--bind", "127.0.0.1:0"])
        .env("DATABASE_URL", database.url())
        .env("SCORE_SECRET", SECRET)
        .env("SMTP_URL", "file:///nowhere")
        .env("SCORE_MAIL_FROM", "SCORE <data@example.org>")
}

async fn get(url: &str) -> (u16, String) {
    let answer = reqwest::get(url).await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_has_probes_of_its_own() {
    let database = TestDatabase::new(Kind::Sqlite).await.unwrap();
    let mut running = worker(&database).spawn();
    let url = running.url();
    assert_eq!(get(&format!("{url}/live")).await, (200, "live\n".into()));
    assert_eq!(get(&format!("{url}/ready")).await, (200, "ready\n".into()));
    assert_eq!(get(&format!("{url}/metrics")).await.0, 200);
    assert!(running.terminate().success());
}

#[tokio::test(flavor = "multi_thread")]
async fn metrics_can_be_served_elsewhere_alone() {
    let database = TestDatabase::new(Kind::Sqlite).await.unwrap();
    let mut running = worker(&database)
        .env("SCORE_METRICS_BIND", "127.0.0.1:0")
        .spawn();
    let (metrics, url) = (running.url(), running.url());
    assert_eq!(get(&format!("{metrics}/metrics")).await.0, 200);
    assert_eq!(get(&format!("{metrics}/live")).await.0, 404);
    assert_eq!(get(&format!("{url}/metrics")).await.0, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_taken_port_is_one_sentence_that_names_the_setting() {
    let database = TestDatabase::new(Kind::Sqlite).await.unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let bind = taken.local_addr().unwrap().to_string();
    for command in ["api", "demo"] {
        let data = tempfile::tempdir().unwrap();
        let mut arguments = vec![command, "--bind", &bind];
        if command == "demo" {
            arguments.extend(["--data", data.path().to_str().unwrap()]);
        }
        let output = score(&arguments)
            .env("DATABASE_URL", database.url())
            .env("SCORE_SECRET", SECRET)
            .output();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(
            said.contains(&bind) && said.contains("SCORE_BIND"),
            "{said}"
        );
    }
}

#[test]
fn wrong_use_is_told_apart_from_failure() {
    for arguments in [
        &["demo", "--bind", "0.0.0.0:8000"][..],
        &["job", "dance"],
        &["seed", "scale", "--enterprises", "0", "--months", "1"],
        &["check", "--timezone", "Mars"],
    ] {
        let output = score(arguments).output();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    }
    let output = score(&["schema", "--log", "a=b=c"]).output();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("SCORE_LOG"), "{said}");
}
