//! A worker that loses power at any moment: whoever starts next sends what is missing, and what may
//! have been sent already carries the same Message-ID.
//!
//! The moments are random, from a seed that is the same in every run. `SCORE_KILLS=100` tries a
//! hundred of each database instead of ten.

use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use entity::{
    chase_step,
    clock::{Clock, real_now},
    message::{self, MessageState},
    message_item, run,
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rstest::rstest;
use sea_orm::{
    ColumnTrait, DatabaseConnection, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter,
    sea_query::Expr,
};
use tokio::time::{sleep, timeout};

use crate::support::{
    binary::Running,
    databases::{Kind, TestDatabase},
    office::{PUBLIC_URL, people, process},
    programme::{NOW, at, small},
    smtp::{Mail, Script, SmtpServer},
};

const PEOPLE: usize = 12;
/// Moments of the SMTP server that one mail takes at least: MAIL, RCPT, DATA, its text, its keeping.
const MOMENTS: usize = 5;
const PATIENCE: Duration = Duration::from_secs(60);
/// How long a worker holds a message, and how long it holds a run.
const LEASES: (TimeDelta, TimeDelta) = (TimeDelta::minutes(5), TimeDelta::minutes(2));

/// When the power fails.
#[derive(Clone, Copy, Debug)]
enum Moment {
    /// So long after the worker began to plan.
    Planning(Duration),
    /// While the mail server holds back its answer at this moment.
    Sending(usize),
}

impl Moment {
    fn random(dice: &mut impl Rng) -> Self {
        if dice.random_ratio(1, 4) {
            Self::Planning(Duration::from_millis(dice.random_range(0..300)))
        } else {
            Self::Sending(dice.random_range(1..=PEOPLE * MOMENTS))
        }
    }

    fn script(self) -> Script {
        match self {
            Self::Planning(_) => Script::new(),
            Self::Sending(moment) => Script::new().freeze_at(moment),
        }
    }

    async fn come(self, smtp: &SmtpServer) {
        match self {
            Self::Planning(wait) => sleep(wait).await,
            Self::Sending(_) => timeout(PATIENCE, smtp.frozen()).await.unwrap(),
        }
    }
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_gets_the_mail_whenever_a_worker_is_killed(#[case] kind: Kind) {
    let kills = std::env::var("SCORE_KILLS").map_or(10, |count| count.parse().unwrap());
    let mut dice = ChaCha8Rng::seed_from_u64(2012);
    for kill in 0..kills {
        let moment = Moment::random(&mut dice);
        let Some(database) = TestDatabase::new(kind).await else {
            return;
        };
        let mails = kill_and_restart(&database, moment).await;
        let what = format!("kill {kill} at {moment:?}");
        each_person_has_one_message(&database.connect().await, &mails, &what).await;
    }
}

/// Everything that arrived from a worker that was killed and the one that came after it.
async fn kill_and_restart(database: &TestDatabase, moment: Moment) -> Vec<Mail> {
    let db = database.connect().await;
    small(&db).await;
    people(&db, PEOPLE - 1).await;
    Clock::default().set(&db, at(NOW)).await.unwrap();
    let smtp = SmtpServer::start(moment.script()).await;
    let first = start(database, &smtp);
    moment.come(&smtp).await;
    first.kill();
    let killed = real_now();
    let_leases_run_out(&db, killed).await;
    smtp.follow(Script::new());
    let second = start(database, &smtp);
    let all_sent = async {
        while !is_done(&db).await {
            sleep(Duration::from_millis(20)).await;
            // What the dead worker had in flight may be committed after its end.
            let_leases_run_out(&db, killed).await;
        }
    };
    timeout(PATIENCE, all_sent).await.unwrap();
    assert!(second.terminate().success());
    smtp.mails()
}

fn start(database: &TestDatabase, smtp: &SmtpServer) -> Running {
    let mut worker = process(
        &["worker", "--bind", "127.0.0.1:0"],
        database,
        smtp,
        PUBLIC_URL,
    )
    .spawn();
    worker.line_where(|line| line.contains("at work"));
    worker
}

/// Stands for the minutes that pass: whatever was claimed before `killed` is free.
async fn let_leases_run_out(db: &DatabaseConnection, killed: DateTime<Utc>) {
    let past = Expr::value(killed - TimeDelta::seconds(1));
    let held = message::Column::State
        .eq(MessageState::Sending)
        .and(message::Column::ClaimedUntil.lte(killed + LEASES.0));
    let messages = message::Entity::update_many()
        .col_expr(message::Column::ClaimedUntil, past.clone())
        .filter(held);
    messages.exec(db).await.unwrap();
    let unfinished = run::Column::FinishedAt
        .is_null()
        .and(run::Column::ClaimedUntil.lte(killed + LEASES.1));
    let runs = run::Entity::update_many()
        .col_expr(run::Column::ClaimedUntil, past)
        .filter(unfinished);
    runs.exec(db).await.unwrap();
}

async fn is_done(db: &DatabaseConnection) -> bool {
    let sent = message::Entity::find().filter(message::Column::State.eq(MessageState::Sent));
    let unfinished = run::Entity::find().filter(run::Column::FinishedAt.is_null());
    sent.count(db).await.unwrap() as usize >= PEOPLE && unfinished.count(db).await.unwrap() == 0
}

async fn each_person_has_one_message(db: &DatabaseConnection, mails: &[Mail], what: &str) {
    let mut got: HashMap<&str, HashSet<String>> = HashMap::new();
    let mut times: HashMap<String, usize> = HashMap::new();
    for mail in mails {
        let ids = got.entry(mail.recipient()).or_default();
        ids.insert(mail.message_id());
        *times.entry(mail.message_id()).or_default() += 1;
    }
    assert_eq!(got.len(), PEOPLE, "{what}: people reached");
    assert_eq!(times.len(), PEOPLE, "{what}: Message-IDs");
    assert!(got.values().all(|ids| ids.len() == 1), "{what}: {got:?}");

    let messages = message::Entity::find().all(db).await.unwrap();
    let people: HashSet<_> = messages.iter().map(|row| &row.recipient).collect();
    assert_eq!((messages.len(), people.len()), (PEOPLE, PEOPLE), "{what}");
    for (id, _) in times.iter().filter(|(_, times)| **times > 1) {
        let row = messages.iter().find(|row| id.contains(&row.id.to_string()));
        assert!(row.unwrap().uncertain, "{what}: a repeat nobody knows of");
    }
    let items = message_item::Entity::find().count(db).await.unwrap();
    let steps = chase_step::Entity::find().count(db).await.unwrap();
    assert_eq!((items as usize, steps as usize), (PEOPLE, PEOPLE), "{what}");
}
