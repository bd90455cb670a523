//! A proxy that nobody named: the operator is told once, since all its callers share one limit.

use reqwest::Client;

use crate::support::{
    binary::score,
    databases::{Kind, TestDatabase},
    office::SECRET,
};

/// How often the log of an `api` with these `settings` names the setting, after some requests
/// that a proxy passed on.
async fn warnings(settings: &[(&str, &str)]) -> usize {
    let database = TestDatabase::new(Kind::Sqlite).await.unwrap();
    let mut api = score(&["api", "--bind", "127.0.0.1:0"])
        .env("DATABASE_URL", database.url())
        .env("SCORE_SECRET", SECRET);
    for (name, value) in settings {
        api = api.env(name, value);
    }
    let mut running = api.spawn();
    let url = running.url();
    for client in ["203.0.113.8", "203.0.113.9", "203.0.113.9"] {
        let asked = Client::new().get(format!("{url}/sign-in"));
        let asked = asked.header("x-forwarded-for", client);
        assert!(asked.send().await.unwrap().status().is_success());
    }
    let log = tokio::task::spawn_blocking(|| running.end()).await.unwrap();
    assert!(!log.contains("203.0.113."), "an address: {log}");
    log.lines()
        .filter(|line| line.contains("WARN") && line.contains("SCORE_TRUSTED_PROXY"))
        .count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_that_nobody_named_is_told_of_once() {
    assert_eq!(warnings(&[]).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_that_was_named_is_not() {
    assert_eq!(warnings(&[("SCORE_TRUSTED_PROXY", "127.0.0.1")]).await, 0);
}
