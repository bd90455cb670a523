//! Several workers on one database: whatever they plan and send at once, each person gets it once.

use entity::{clock::Clock, rules::ladder::Step, run};
use rstest::rstest;
use sea_orm::{DatabaseConnection, EntityTrait};

use crate::support::{
    databases::{Kind, TestDatabase},
    office::{PUBLIC_URL, people, process},
    once::{each_person_has_one_message, until_sent},
    programme::{NOW, at, small},
    smtp::{Script, SmtpServer},
};

const PEOPLE: usize = 40;
/// When all of them are there, and nothing is due.
const BEFORE: &str = "2012-11-01T01:00:00Z";
/// The steps that follow each other while the workers run on.
const STEPS: [(Step, &str); 3] = [
    (Step::Request, NOW),
    (Step::Nudge, "2012-11-09T02:00:00Z"),
    (Step::Reminder1, "2012-11-13T02:00:00Z"),
];

#[rstest]
#[case::two_on_sqlite(Kind::Sqlite, 2)]
#[case::two_on_postgres(Kind::Postgres, 2)]
#[case::four_on_postgres(Kind::Postgres, 4)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn workers_side_by_side_send_each_step_once(#[case] kind: Kind, #[case] count: usize) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    small(&db).await;
    people(&db, PEOPLE - 1).await;
    let smtp = SmtpServer::start(Script::new()).await;
    Clock::default().set(&db, at(BEFORE)).await.unwrap();
    let arguments = ["worker", "--bind", "127.0.0.1:0"];
    let start = |_| process(&arguments, &database, &smtp, PUBLIC_URL).spawn();
    let mut workers: Vec<_> = (0..count).map(start).collect();
    for worker in &mut workers {
        worker.line_where(|line| line.contains("at work"));
    }
    let mut before = 0;
    for (step, since) in STEPS {
        Clock::default().set(&db, at(since)).await.unwrap();
        until_sent(&db, (PEOPLE, step), async || {}).await;
        let mails = smtp.mails().split_off(before);
        before += mails.len();
        assert_eq!(mails.len(), PEOPLE, "{step:?}: repeated");
        each_person_has_one_message(&db, &mails, (PEOPLE, step), since).await;
    }
    for worker in workers {
        assert!(worker.terminate().success());
    }
    each_slot_was_run_once(&db).await;
}

/// One worker did each run from its beginning to its end, and together they queued each mail once:
/// what one plans as the month's requests, the chase of another may queue.
async fn each_slot_was_run_once(db: &DatabaseConnection) {
    let runs = run::Entity::find().all(db).await.unwrap();
    let done = |run: &run::Model| run.finished_at.is_some() && run.fence == 1;
    assert!(runs.iter().all(done), "{runs:?}");
    let queued: i32 = runs.iter().map(|run| run.queued).sum();
    assert_eq!(queued as usize, STEPS.len() * PEOPLE, "{runs:?}");
}
