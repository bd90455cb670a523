//! One unanswered request from its first mail to its lock.

use entity::{
    chase::next::next_mail,
    chase_step, data_request,
    rules::ladder::{Decision, Step},
    run,
};
use rstest::rstest;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use super::{Office, nine};
use crate::support::{
    databases::Kind,
    programme::{at, small},
    smtp::Mail,
};

const OWNER: &str = "owner@melati.example.org";
const TRAINER: &str = "sri@trainer.example.org";

/// Days on which a worker runs at 09.00, and who gets a mail then.
const DAYS: [(&str, &[&str]); 10] = [
    ("2012-11-01", &[OWNER]),
    ("2012-11-02", &[]),
    ("2012-11-09", &[OWNER]),
    ("2012-11-12", &[]),
    ("2012-11-13", &[OWNER]),
    // 15 and 16 November are days off, 17 November is a Saturday.
    ("2012-11-17", &[]),
    ("2012-11-19", &[OWNER, TRAINER]),
    ("2012-11-22", &[]),
    ("2012-11-26", &[TRAINER]),
    // Closed; the request for November goes, late.
    ("2012-12-13", &[OWNER]),
];

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn an_unanswered_request_climbs_the_ladder_once(#[case] kind: Kind) {
    let Some(office) = Office::open(kind).await else {
        return;
    };
    let small = small(&office.db).await;
    let mut to_owner: Vec<Mail> = Vec::new();
    for (day, readers) in DAYS {
        let mut mails = office.work(nine(day)).await;
        mails.extend(office.work(nine(day)).await);
        let reached: Vec<_> = mails.iter().map(Mail::recipient).collect();
        assert_eq!(reached, readers, "{day}");
        let (asking, telling): (Vec<_>, Vec<_>) = mails
            .into_iter()
            .partition(|mail| mail.recipient() == OWNER);
        to_owner.extend(asking);
        // A trainer is told of the enterprise, and never gets its link.
        assert!(
            telling
                .iter()
                .all(|mail| mail.text().contains("CV Melati Jaya"))
        );
        assert!(telling.iter().all(|mail| !mail.text().contains("/r/")));
    }
    let ended = [
        (Step::Request, Decision::Sent),
        (Step::Nudge, Decision::Sent),
        (Step::Reminder1, Decision::Sent),
        (Step::Reminder2, Decision::Sent),
        (Step::TrainerTask, Decision::Done),
        (Step::Lock, Decision::Done),
    ];
    assert_eq!(of_october(&office, small.request).await, ended);
    let first = to_owner[0].message_id();
    for reminder in &to_owner[1..4] {
        assert_eq!(reminder.header("In-Reply-To"), format!("<{first}>"));
        assert_eq!(reminder.header("References"), format!("<{first}>"));
    }
}

/// How the steps of one request ended.
async fn of_october(office: &Office, request: Uuid) -> Vec<(Step, Decision)> {
    let mut rows: Vec<_> = chase_step::Entity::find()
        .filter(chase_step::Column::DataRequestId.eq(request))
        .all(&office.db)
        .await
        .unwrap()
        .into_iter()
        .map(|row| (row.step, row.decision))
        .collect();
    rows.sort_by_key(|(step, _)| *step);
    rows
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn after_three_months_a_request_ends_unsent_and_the_newest_goes(#[case] kind: Kind) {
    let Some(office) = Office::open(kind).await else {
        return;
    };
    let small = small(&office.db).await;
    let mails = office.work(nine("2013-02-01")).await;
    assert_eq!(mails.len(), 1, "one mail, with what is still open");
    let requests = data_request::Entity::find()
        .count(&office.db)
        .await
        .unwrap();
    assert_eq!(requests, 4, "October to January count");
    let expired = of_october(&office, small.request).await;
    assert_eq!(expired.len(), 6);
    assert_eq!(expired[0], (Step::Request, Decision::SkippedExpired));
    assert_eq!(expired[5], (Step::Lock, Decision::Done));
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_finds_nothing_leaves_its_row_and_the_clock_may_go_back(#[case] kind: Kind) {
    let Some(office) = Office::open(kind).await else {
        return;
    };
    small(&office.db).await;
    for minute in ["02:00", "02:20", "02:00", "02:05", "02:20"] {
        office.work(at(&format!("2012-11-01T{minute}:00Z"))).await;
    }
    assert_eq!(office.smtp.mails().len(), 1);
    let next = next_mail(&office.db, nine("2012-11-01")).await.unwrap();
    assert_eq!(next, Some(nine("2012-11-09")), "the nudge");
    let chases = run::Entity::find()
        .filter(run::Column::Job.eq("chase"))
        .all(&office.db)
        .await
        .unwrap();
    assert_eq!(chases.len(), 2 * 3, "two slots in three zones");
    assert!(chases.iter().all(|run| run.finished_at.is_some()));
}
