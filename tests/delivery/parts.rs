//! A batch is prepared in parts; what becomes of the later ones when the worker is told to stop.

use std::time::Duration;

use entity::{
    clock::Clock,
    message::{self, MessageState},
};
use rstest::rstest;
use sea_orm::EntityTrait;
use tokio::time::timeout;

use crate::support::{
    databases::{Kind, TestDatabase},
    office::{PUBLIC_URL, people, process},
    programme::{NOW, at, small},
    smtp::{Script, SmtpServer},
};

/// More than two parts of a batch.
const PEOPLE: usize = 300;
/// Fewer than the first part has.
const FEW: usize = 100;
const PATIENCE: Duration = Duration::from_secs(90);

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn told_to_stop_in_its_first_part_a_worker_gives_back_the_others_untried(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    small(&db).await;
    people(&db, PEOPLE - 1).await;
    Clock::default().set(&db, at(NOW)).await.unwrap();
    // Slow enough that the end comes while the first part is sent.
    let smtp = SmtpServer::start(Script::new().drip(Duration::from_millis(2))).await;
    let arguments = ["worker", "--bind", "127.0.0.1:0"];
    let worker = process(&arguments, &database, &smtp, PUBLIC_URL).spawn();
    timeout(PATIENCE, smtp.wait_for(3)).await.unwrap();
    assert!(worker.terminate().success(), "it ends in order");

    let sent = smtp.mails().len();
    assert!(sent < FEW, "{sent} had gone: it was not in the first part");
    let all = message::Entity::find().all(&db).await.unwrap();
    let (gone, left): (Vec<_>, Vec<_>) = all
        .into_iter()
        .partition(|message| message.state == MessageState::Sent);
    assert_eq!((gone.len(), left.len()), (sent, PEOPLE - sent));
    for message in left {
        assert_eq!(
            (message.state, message.attempts, message.uncertain),
            (MessageState::Queued, 0, false)
        );
    }
}
