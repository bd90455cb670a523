//! Several processes on one database, one of them ending, and a database that is restarted.

use std::time::Duration;

use entity::clock::Clock;
use rstest::rstest;
use serde_json::json;

use super::{MESSAGES, mail};
use crate::support::{
    binary::Running,
    databases::{Kind, TestDatabase},
    office::{PUBLIC_URL, process},
    programme::{NOW, at, small},
    smtp::{Script, SmtpServer},
    socket::Socket,
};

/// An API of its own process on the small programme, and a token of the office.
async fn api(database: &TestDatabase, smtp: &SmtpServer) -> (Running, String, String) {
    let db = database.connect().await;
    small(&db).await;
    Clock::default().set(&db, at(NOW)).await.unwrap();
    let run = |arguments: &[&str]| process(arguments, database, smtp, PUBLIC_URL);
    let mut api = run(&["api", "--bind", "127.0.0.1:0"]).spawn();
    let url = format!("{}/graphql", api.url());
    let office = ["--account", "office@example.org", "--role", "ADMIN"];
    let token = run(&[&["token", "create"], &office[..]].concat()).output();
    let token = String::from_utf8(token.stdout).unwrap().trim().to_owned();
    (api, url, token)
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_worker_does_is_heard_at_the_api_which_says_goodbye(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let smtp = SmtpServer::start(Script::new()).await;
    let (api, url, token) = api(&database, &smtp).await;
    let mut socket = Socket::of(&url, &token).await;
    socket.subscribe("m", MESSAGES).await;
    let worker = process(
        &["worker", "--bind", "127.0.0.1:0"],
        &database,
        &smtp,
        PUBLIC_URL,
    );
    let worker = worker.spawn();
    let mut heard = json!(null);
    while heard["messageChanged"]["state"] != "SENT" {
        heard = socket.event("m").await;
    }
    assert_eq!(
        heard["messageChanged"]["recipient"],
        "owner@melati.example.org"
    );
    assert!(worker.terminate().success());
    let goodbye = tokio::spawn(async move { socket.closed().await });
    let ended = tokio::task::spawn_blocking(move || api.terminate());
    assert_eq!(goodbye.await.unwrap(), 1001);
    assert!(ended.await.unwrap().success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_is_restarted_is_listened_to_again() {
    let Some(database) = TestDatabase::alone() else {
        return;
    };
    let smtp = SmtpServer::start(Script::new()).await;
    let (_api, url, token) = api(&database, &smtp).await;
    let mut socket = Socket::of(&url, &token).await;
    socket.subscribe("m", MESSAGES).await;
    for number in 0..3 {
        let recipient = format!("mail{number}@example.org");
        if number > 0 {
            database.restart();
        }
        // Written as soon as the server takes it, most likely before the API is back.
        mail(&database.connect().await, &recipient, true).await;
        let heard = socket.event("m").await;
        assert_eq!(heard["messageChanged"]["recipient"], recipient.as_str());
    }
    assert!(
        socket.is_silent(Duration::from_secs(1)).await,
        "something is heard twice"
    );
}
