//! A client that is gone without a word, next to one that is there: time is advanced by hand.

use std::time::Duration;

use tokio::{
    task::yield_now,
    time::{advance, pause, resume},
};

use super::{MESSAGES, mail, served};
use crate::support::{
    databases::Kind,
    socket::{self, Socket},
};

/// Connections of one account at a time.
const CONNECTIONS: usize = 20;
/// Several of these fit between two times that a client is asked whether it is there.
const MOMENT: Duration = Duration::from_secs(9);
/// Long enough to be asked, to have time to answer, and to be given up.
const MOMENTS: u32 = 12;

/// A clock that stands still goes on by itself while nobody has anything to do.
fn keep_awake() {
    tokio::spawn(async {
        loop {
            yield_now().await;
        }
    });
}

#[tokio::test]
async fn who_vanished_is_dropped_and_who_is_there_is_not() {
    let served = served(Kind::Sqlite).await.unwrap();
    let (url, office) = (served.api.url(), served.api.office().await);
    let mut there = Socket::of(url, &office).await;
    there.subscribe("m", MESSAGES).await;
    let mut vanished = Vec::new();
    while vanished.len() + 1 < CONNECTIONS {
        let mut socket = Socket::of(url, &office).await;
        socket.subscribe("m", MESSAGES).await;
        vanished.push(socket);
    }
    let mut surplus = socket::open(url, &[]).await.unwrap();
    surplus.init(&office).await;
    assert_eq!(surplus.closed().await, 1013, "all seats are taken");

    keep_awake();
    pause();
    for _ in 0..MOMENTS {
        advance(MOMENT).await;
        assert!(there.pong().await.is_empty());
    }
    resume();
    for _ in 1..CONNECTIONS {
        vanished.push(Socket::of(url, &office).await);
    }
    mail(&served.db, "one@example.org", true).await;
    let heard = &there.event("m").await["messageChanged"];
    assert_eq!(heard["recipient"], "one@example.org");
}
