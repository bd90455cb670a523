//! `SCORE_MAIL_RATE` and `SCORE_MAIL_DOMAIN_RATE` hold over all workers together, and a claim is never more than one worker's.

use std::{collections::HashSet, time::Instant};

use chrono::Duration;
use entity::{
    clock::real_now,
    message::{self, MessageState},
    pace,
};
use rstest::rstest;
use sea_orm::{
    ColumnTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect,
};
use worker::{Transport, WorkerSettings, deliver_once};

use super::{addresses, database, queue, settings};
use crate::support::{
    databases::Kind,
    programme::{NOW, at},
    smtp::{Mail, Script, SmtpServer},
};

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn times_are_handed_out_once(#[case] kind: Kind) {
    let Some((_database, db)) = database(kind).await else {
        return;
    };
    let (now, step) = (real_now(), Duration::milliseconds(100));
    let take = |count, now| pace::take(&db, pace::MAIL, count, step, now);
    assert_eq!(take(5, now).await.unwrap(), now);
    assert_eq!(take(2, now).await.unwrap(), now + step * 5);
    assert_eq!(take(1, now + step).await.unwrap(), now + step * 7);
    let later = now + Duration::minutes(1);
    assert_eq!(
        take(1, later).await.unwrap(),
        later,
        "what nobody used is gone"
    );
}

/// Send all that is queued with two workers at once, until nothing is left.
async fn drain(db: &DatabaseConnection, settings: &WorkerSettings) {
    let workers = (0..2).map(|_| {
        let (db, settings) = (db.clone(), settings.clone());
        tokio::spawn(async move {
            let transport = Transport::new(&settings.mail).unwrap();
            let begin = Instant::now();
            // The database's clock goes on with ours: what was put back becomes due.
            let now = || at(NOW) + begin.elapsed();
            while waits(&db).await > 0 {
                deliver_once(&db, &transport, &settings, now())
                    .await
                    .unwrap();
            }
        })
    });
    for worker in workers.collect::<Vec<_>>() {
        worker.await.unwrap();
    }
}

async fn waits(db: &DatabaseConnection) -> u64 {
    let waiting = message::Entity::find().filter(message::Column::State.ne(MessageState::Sent));
    waiting.count(db).await.unwrap()
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn two_workers_keep_one_rate(#[case] kind: Kind) {
    const RATE: f64 = 50.0;
    const MAILS: usize = 60;
    let Some((_database, db)) = database(kind).await else {
        return;
    };
    let smtp = SmtpServer::start(Script::new()).await;
    let mut settings = settings(smtp.url());
    settings.mail.rate = Some(RATE);
    queue(&db, &addresses(MAILS, "example.org")).await;
    let begin = Instant::now();
    drain(&db, &settings).await;
    let least = std::time::Duration::from_secs_f64((MAILS - 1) as f64 / RATE);
    assert!(
        begin.elapsed() >= least,
        "{:?} < {least:?}",
        begin.elapsed()
    );
    let reached: HashSet<_> = smtp.mails().iter().map(|mail| mail.to.clone()).collect();
    assert_eq!((smtp.mails().len(), reached.len()), (MAILS, MAILS));
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn one_domain_s_pace_holds_no_other_up(#[case] kind: Kind) {
    const RATE: f64 = 5.0;
    const SLOW: usize = 20;
    let Some((_database, db)) = database(kind).await else {
        return;
    };
    let smtp = SmtpServer::start(Script::new()).await;
    let mut settings = settings(smtp.url());
    settings.mail.domain_rate = Some(RATE);
    queue(&db, &addresses(SLOW, "slow.example.org")).await;
    for number in 0..SLOW {
        queue(&db, &addresses(1, &format!("quick{number}.example.org"))).await;
    }
    let begin = Instant::now();
    drain(&db, &settings).await;
    let least = std::time::Duration::from_secs_f64((SLOW - 1) as f64 / RATE);
    assert!(
        begin.elapsed() >= least,
        "{:?} < {least:?}",
        begin.elapsed()
    );
    let mails = smtp.mails();
    assert_eq!(mails.len(), 2 * SLOW);
    let is_slow = |mail: &Mail| mail.recipient().ends_with("@slow.example.org");
    let last_quick = mails.iter().rposition(|mail| !is_slow(mail)).unwrap();
    let slow_before = mails[..last_quick]
        .iter()
        .filter(|mail| is_slow(mail))
        .count();
    assert!(slow_before < SLOW, "the quick ones waited for all of them");
    let attempts: Vec<i32> = message::Entity::find()
        .select_only()
        .column(message::Column::Attempts)
        .into_tuple()
        .all(&db)
        .await
        .unwrap();
    assert!(
        attempts.iter().all(|attempts| *attempts == 1),
        "{attempts:?}"
    );
}
