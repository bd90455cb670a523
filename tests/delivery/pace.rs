//! `SCORE_MAIL_RATE` holds over all workers together, and a claim is never more than one worker's.

use std::{collections::HashSet, time::Instant};

use chrono::Duration;
use entity::{clock::real_now, pace};
use rstest::rstest;
use worker::{MailSettings, Transport, WorkerSettings, deliver_once};

use super::{addresses, database, queue, settings};
use crate::support::{
    databases::Kind,
    programme::{NOW, at},
    smtp::{Script, SmtpServer},
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
    let take = |count, now| pace::take(&db, count, step, now);
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
    let plain = settings(smtp.url());
    let settings = WorkerSettings {
        mail: MailSettings {
            rate: Some(RATE),
            ..plain.mail
        },
        ..plain
    };
    queue(&db, &addresses(MAILS, "example.org")).await;
    let begin = Instant::now();
    let workers = (0..2).map(|_| {
        let (db, settings) = (db.clone(), settings.clone());
        tokio::spawn(async move {
            let transport = Transport::new(&settings.mail).unwrap();
            while deliver_once(&db, &transport, &settings, at(NOW))
                .await
                .unwrap()
                .claimed
                > 0
            {}
        })
    });
    for worker in workers.collect::<Vec<_>>() {
        worker.await.unwrap();
    }
    let least = std::time::Duration::from_secs_f64((MAILS - 1) as f64 / RATE);
    assert!(
        begin.elapsed() >= least,
        "{:?} < {least:?}",
        begin.elapsed()
    );
    let reached: HashSet<_> = smtp.mails().iter().map(|mail| mail.to.clone()).collect();
    assert_eq!((smtp.mails().len(), reached.len()), (MAILS, MAILS));
}
