//! Each person gets one mail, however often and by however many the jobs are run.

use std::collections::HashSet;

use entity::{
    chase_step, message,
    message::{MessageState, Purpose},
    report_version::{Channel, ReportKind},
    rules::ladder::{Decision, Step},
    submission::Submission,
};
use rstest::rstest;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter};
use worker::{JobName, WorkerSettings, run_job};

use crate::support::{
    databases::{Kind, TestDatabase},
    office::{people, settings},
    programme::{NOW, at, small, submit},
    smtp::{Script, SmtpServer},
};

const PEOPLE: usize = 40;

async fn four_at_once(db: &DatabaseConnection, settings: &WorkerSettings, job: JobName) {
    let runs = (0..4).map(|_| {
        let (db, settings) = (db.clone(), settings.clone());
        tokio::spawn(async move { run_job(&db, &settings, job, at(NOW), false).await.unwrap() })
    });
    for run in runs.collect::<Vec<_>>() {
        run.await.unwrap();
    }
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn four_planners_and_four_deliverers_send_one_mail_to_each(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    small(&db).await;
    people(&db, PEOPLE - 1).await;
    let smtp = SmtpServer::start(Script::new()).await;
    let settings = settings(&smtp);
    for _ in 0..2 {
        four_at_once(&db, &settings, JobName::DataRequest).await;
        four_at_once(&db, &settings, JobName::Deliver).await;
    }
    let mails = smtp.mails();
    let reached: HashSet<_> = mails.iter().flat_map(|mail| mail.to.clone()).collect();
    assert_eq!((mails.len(), reached.len()), (PEOPLE, PEOPLE));
    let sent = chase_step::Entity::find()
        .filter(chase_step::Column::Step.eq(Step::Request))
        .filter(chase_step::Column::Decision.eq(Decision::Sent));
    assert_eq!(sent.count(&db).await.unwrap() as usize, PEOPLE);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn who_answered_before_is_not_asked(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    let small = small(&db).await;
    let smtp = SmtpServer::start(Script::new()).await;
    let settings = settings(&smtp);
    run_job(&db, &settings, JobName::DataRequest, at(NOW), false)
        .await
        .unwrap();
    let nothing = Submission {
        request: small.request,
        kind: ReportKind::NothingToReport,
        channel: Channel::Link,
        submit_key: "key".into(),
        reason: None,
        note: None,
        counts: Default::default(),
    };
    submit(&db, nothing, at(NOW)).await.unwrap();
    run_job(&db, &settings, JobName::Deliver, at(NOW), false)
        .await
        .unwrap();
    let receipts: Vec<_> = smtp.mails().iter().map(|mail| mail.subject()).collect();
    assert_eq!(receipts.len(), 1, "{receipts:?}");
    let step = chase_step::Entity::find().one(&db).await.unwrap().unwrap();
    assert_eq!(step.decision, Decision::SkippedNothing);
    let asking = message::Entity::find().filter(message::Column::Purpose.eq(Purpose::Chase));
    let message = asking.one(&db).await.unwrap().unwrap();
    assert_eq!(message.state, MessageState::Moot);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_down_loses_nothing(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    small(&db).await;
    let smtp = SmtpServer::start(Script::new().greeting("554 closed")).await;
    let settings = settings(&smtp);
    run_job(&db, &settings, JobName::DataRequest, at(NOW), false)
        .await
        .unwrap();
    run_job(&db, &settings, JobName::Deliver, at(NOW), false)
        .await
        .unwrap();
    let message = message::Entity::find().one(&db).await.unwrap().unwrap();
    assert_eq!(message.state, MessageState::Queued);
    smtp.follow(Script::new());
    run_job(
        &db,
        &settings,
        JobName::Deliver,
        at("2012-11-01T04:00:00Z"),
        false,
    )
    .await
    .unwrap();
    assert_eq!(smtp.mails().len(), 1);
}
