//! Several workers on one database: whatever they plan and send at once, each person gets it once.

use entity::{
    clock::Clock,
    rules::{ladder::Step, zone::ZONES},
    run,
};
use rstest::rstest;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter};

use crate::support::{
    databases::{Kind, TestDatabase},
    office::{PUBLIC_URL, people, process},
    once::{each_person_has_one_message, until_sent},
    programme::{NOW, at, small},
    smtp::{Script, SmtpServer},
};

const PEOPLE: usize = 40;
/// The steps that follow each other while the workers run on, and the job that plans each.
const STEPS: [(Step, &str, &str); 3] = [
    (Step::Request, NOW, "data-request"),
    (Step::Nudge, "2012-11-09T02:00:00Z", "chase"),
    (Step::Reminder1, "2012-11-13T02:00:00Z", "chase"),
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
    Clock::default().set(&db, at(NOW)).await.unwrap();
    let arguments = ["worker", "--bind", "127.0.0.1:0"];
    let start = |_| process(&arguments, &database, &smtp, PUBLIC_URL).spawn();
    let workers: Vec<_> = (0..count).map(start).collect();
    let mut before = 0;
    for (step, since, job) in STEPS {
        Clock::default().set(&db, at(since)).await.unwrap();
        until_sent(&db, (PEOPLE, step), async || {}).await;
        let mails = smtp.mails().split_off(before);
        before += mails.len();
        assert_eq!(mails.len(), PEOPLE, "{step:?}: repeated");
        each_person_has_one_message(&db, &mails, (PEOPLE, step), job).await;
    }
    for worker in workers {
        assert!(worker.terminate().success());
    }
    each_slot_was_run_once(&db).await;
}

/// One worker did each run from its beginning to its end, and one run queued each step's mails.
async fn each_slot_was_run_once(db: &DatabaseConnection) {
    let runs = run::Entity::find().all(db).await.unwrap();
    let done = |run: &run::Model| run.finished_at.is_some() && run.fence == 1;
    assert!(runs.iter().all(done), "{runs:?}");
    for (step, _, job) in STEPS {
        let queued = runs.iter().filter(|run| run.job == job && run.queued > 0);
        let queued: Vec<_> = queued.map(|run| run.queued).collect();
        let steps = STEPS.iter().filter(|(.., other)| *other == job).count();
        assert_eq!(queued, vec![40; steps], "{step:?}");
    }
    let digests = run::Entity::find().filter(run::Column::Job.eq("digest"));
    let digests = digests.all(db).await.unwrap().len();
    assert_eq!(digests % ZONES.len(), 0, "{digests}");
}
