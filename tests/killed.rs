//! A worker that loses power at any moment: whoever starts next sends what is missing, and what may
//! have been sent already carries the same Message-ID.
//!
//! The moments are random, from a seed that is the same in every run, and fall in the request, the
//! nudge and the first reminder. `SCORE_KILLS=100` tries a hundred of each database instead of ten.

use std::time::Duration;

use entity::{
    clock::{Clock, real_now},
    rules::ladder::Step,
};
use rand::{Rng, SeedableRng, seq::IndexedRandom};
use rand_chacha::ChaCha8Rng;
use rstest::rstest;
use sea_orm::DatabaseConnection;
use tokio::time::{sleep, timeout};
use worker::{JobName, run_job};

use crate::support::{
    binary::Running,
    databases::{Kind, TestDatabase},
    office::{PUBLIC_URL, people, process, settings},
    once::{PATIENCE, each_person_has_one_message, let_leases_run_out, until_sent},
    programme::{NOW, at, small},
    smtp::{Mail, Script, SmtpServer},
};

const PEOPLE: usize = 12;
/// Moments of the SMTP server that one mail takes at least: MAIL, RCPT, DATA, its text, its keeping.
const MOMENTS: usize = 5;
/// What a worker is at when it is killed, and since when: the last needs a nudge that was missed.
const STEPS: [(Step, &str); 3] = [
    (Step::Request, NOW),
    (Step::Nudge, "2012-11-09T02:00:00Z"),
    (Step::Reminder1, "2012-11-13T02:00:00Z"),
];

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
        let (step, since) = *STEPS.choose(&mut dice).unwrap();
        let moment = Moment::random(&mut dice);
        let Some(database) = TestDatabase::new(kind).await else {
            return;
        };
        let db = database.connect().await;
        before(&db, step).await;
        Clock::default().set(&db, at(since)).await.unwrap();
        let mails = kill_and_restart(&database, &db, step, moment).await;
        let what = format!("kill {kill} at {moment:?} of {step:?}");
        each_person_has_one_message(&db, &mails, (PEOPLE, step), &what).await;
    }
}

/// A programme of `PEOPLE`, all of whom have been asked where `step` is a reminder.
async fn before(db: &DatabaseConnection, step: Step) {
    small(db).await;
    people(db, PEOPLE - 1).await;
    if step == Step::Request {
        return;
    }
    let smtp = SmtpServer::start(Script::new()).await;
    for job in [JobName::DataRequest, JobName::Deliver] {
        run_job(db, &settings(&smtp), job, at(NOW), false)
            .await
            .unwrap();
    }
    assert_eq!(smtp.mails().len(), PEOPLE);
}

/// Everything that arrived from a worker that was killed and the one that came after it.
async fn kill_and_restart(
    database: &TestDatabase,
    db: &DatabaseConnection,
    step: Step,
    moment: Moment,
) -> Vec<Mail> {
    let smtp = SmtpServer::start(moment.script()).await;
    let first = start(database, &smtp);
    moment.come(&smtp).await;
    first.kill();
    let killed = real_now();
    let_leases_run_out(db, killed).await;
    smtp.follow(Script::new());
    let second = start(database, &smtp);
    // What the dead worker had in flight may be committed after its end.
    until_sent(db, (PEOPLE, step), async || {
        let_leases_run_out(db, killed).await
    })
    .await;
    assert!(second.terminate().success());
    smtp.mails()
}

/// A worker at work.
pub(crate) fn start(database: &TestDatabase, smtp: &SmtpServer) -> Running {
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
