//! A client that does not read, next to one that does.

use entity::{
    message::{self, Purpose},
    news::{self, Topic},
};
use sea_orm::ActiveValue::Set;
use serde_json::Value;
use uuid::Uuid;

use super::{mail, served};
use crate::support::{
    databases::Kind,
    programme::{NOW, at},
    socket::Socket,
};

const TEXTS: &str = "subscription { messageChanged { recipient bodyText } }";
const NAMES: &str = "subscription { messageChanged { recipient } }";
/// More than the buffers of a socket on this machine take.
const LONG: usize = 300;
/// More than a listener may be behind.
const MANY: usize = 33_500;

/// So many mails of 60 kB each.
async fn long_mails(db: &sea_orm::DatabaseConnection) {
    let text = "x".repeat(60_000);
    let day = at(NOW).date_naive();
    let rows = (0..LONG).map(|number| {
        let recipient = format!("long{number}@example.org");
        message::ActiveModel {
            body_text: Set(Some(text.clone())),
            ..message::queued(Purpose::Held, &recipient, day, at(NOW))
        }
    });
    message::queue(db, rows.collect()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_does_not_read_holds_nobody_up_and_is_told() {
    let served = served(Kind::Sqlite).await.unwrap();
    let office = served.api.office().await;
    let mut slow = Socket::of(served.api.url(), &office).await;
    slow.subscribe("s", TEXTS).await;
    let mut quick = Socket::of(served.api.url(), &office).await;
    quick.subscribe("q", NAMES).await;

    long_mails(&served.db).await;
    for _ in 0..LONG {
        quick.event("q").await;
    }
    let never = (0..MANY).map(|_| Uuid::now_v7());
    news::announce(&served.db, Topic::MessageChanged, never)
        .await
        .unwrap();
    mail(&served.db, "last@example.org", true).await;
    let last = quick.event("q").await;
    assert_eq!(last["messageChanged"]["recipient"], "last@example.org");

    let mut read = 0;
    let end = loop {
        match slow.next().await {
            Ok(next) if next["type"] == "next" => read += 1,
            other => break other,
        }
    };
    assert!(read < LONG + 1, "it got everything");
    match end {
        Ok(told) => {
            let code = &told["payload"][0]["extensions"]["code"];
            assert_eq!(
                (&told["type"], code),
                (&Value::from("error"), &Value::from("SLOW_CLIENT"))
            );
        }
        // On a slow machine its time to read has run out before.
        Err(code) => assert_eq!(code, 1006),
    }
}
