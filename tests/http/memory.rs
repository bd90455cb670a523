//! A real server's memory under requests that no honest client sends, and under one that does not read.

use std::time::Duration;

use entity::message::{self, Purpose};
use reqwest::Client;
use sea_orm::{ActiveValue::Set, DatabaseConnection};
use serde_json::Value;

use super::hostile::requests;
use crate::support::{
    api::Api,
    binary::{Running, score},
    databases::{Kind, TestDatabase},
    office::SECRET,
    programme::{NOW, at, small},
    socket::Socket,
};

/// How much the peak may grow, in KiB. What is sent or held back is several times as much.
const ROOM: u64 = 48 * 1024;
const ROUNDS: usize = 40;
const MAILS: usize = 2_500;

async fn running() -> (TestDatabase, DatabaseConnection, Running, String) {
    let database = TestDatabase::new(Kind::Sqlite).await.unwrap();
    let db = database.connect().await;
    small(&db).await;
    let office = Api::serve(db.clone()).await.office().await;
    let running = score(&["api", "--bind", "127.0.0.1:0"])
        .env("DATABASE_URL", database.url())
        .env("SCORE_SECRET", SECRET)
        .spawn();
    (database, db, running, office)
}

async fn round(client: &Client, url: &str, office: &str, bodies: &[Value]) {
    for body in bodies {
        let asked = client.post(url).bearer_auth(office).json(body);
        let status = asked.send().await.unwrap().status().as_u16();
        assert!(status < 500, "{status}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn memory_stays_flat_under_hostile_requests() {
    let (_database, _db, mut running, office) = running().await;
    let url = format!("{}/graphql", running.url());
    // The server hangs up on some of them.
    let client = Client::builder().pool_max_idle_per_host(0);
    let (client, bodies) = (client.build().unwrap(), requests());
    for _ in 0..5 {
        round(&client, &url, &office, &bodies).await;
    }
    let before = running.peak_memory();
    for _ in 0..ROUNDS {
        round(&client, &url, &office, &bodies).await;
    }
    let grown = running.peak_memory() - before;
    assert!(grown < ROOM, "{grown} KiB more than {before} KiB");
}

/// So many mails of 60 kB each, some at a time.
async fn long_mails(db: &DatabaseConnection) {
    let text = "x".repeat(60_000);
    for some in 0..MAILS / 50 {
        let rows = (0..50).map(|number| {
            let recipient = format!("long{some}-{number}@example.org");
            message::ActiveModel {
                body_text: Set(Some(text.clone())),
                ..message::queued(Purpose::Held, &recipient, at(NOW).date_naive(), at(NOW))
            }
        });
        message::queue(db, rows.collect()).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn memory_stays_flat_while_somebody_does_not_read() {
    let (_database, db, mut running, office) = running().await;
    let url = format!("{}/graphql", running.url());
    let mut slow = Socket::of(&url, &office).await;
    let texts = "subscription { messageChanged { recipient bodyText } }";
    slow.subscribe("s", texts).await;
    let before = running.peak_memory();
    long_mails(&db).await;
    tokio::time::sleep(Duration::from_secs(5)).await;
    let grown = running.peak_memory() - before;
    assert!(grown < ROOM, "{grown} KiB more than {before} KiB");
}
