//! The flood brake: held, told once, released.

use chrono::{DateTime, Utc};
use entity::{
    account::Role,
    rules::ladder::{Decision, Step},
    run, run_step,
    worker_status::WorkerStatus,
};
use rstest::rstest;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{Office, nine};
use crate::support::{
    databases::Kind,
    office::people,
    programme::{NOW, at, small},
    smtp::Mail,
};

const ADMIN: &str = "admin@score.example.org";

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_flood_is_held_told_once_and_goes_when_released(#[case] kind: Kind) {
    let Some(office) = Office::open(kind).await else {
        return;
    };
    small(&office.db).await;
    people(&office.db, 59).await;
    history(&office, "2012-10-01T02:00:00Z", 10).await;
    office.account(Role::Admin, ADMIN, None).await;
    let told = office.work(at(NOW)).await;
    assert_eq!(
        told.iter().map(Mail::recipient).collect::<Vec<_>>(),
        [ADMIN]
    );
    assert!(
        told[0]
            .text()
            .contains("data-request 2012-11-01T02:00:00Z WIB")
    );
    assert!(office.work(at("2012-11-01T02:15:00Z")).await.is_empty());

    let held = run::Entity::find()
        .filter(run::Column::Outcome.eq("HELD"))
        .filter(run::Column::Job.eq("data-request"))
        .one(&office.db)
        .await
        .unwrap()
        .unwrap();
    let name = run::name(&held.job, held.slot, &held.zone);
    let parsed = run::parse_name(&name).unwrap();
    let now = at("2012-11-01T02:20:00Z");
    assert!(run::release(&office.db, parsed.clone(), now).await.unwrap());
    assert!(!run::release(&office.db, parsed, now).await.unwrap());
    let mails = office.work(at("2012-11-01T02:30:00Z")).await;
    assert_eq!(mails.len(), 60);
    assert!(office.work(nine("2012-11-02")).await.is_empty());
}

/// Sixty people are to be asked, ten were before: held on Thursday at nine.
async fn held(kind: Kind) -> Option<Office> {
    let office = Office::open(kind).await?;
    small(&office.db).await;
    people(&office.db, 59).await;
    history(&office, "2012-10-01T02:00:00Z", 10).await;
    assert!(office.work(at(NOW)).await.is_empty());
    Some(office)
}

/// Release the newest run of `job` that is held.
async fn release(office: &Office, job: &str, now: DateTime<Utc>) {
    let held = run::Entity::find()
        .filter(run::Column::Outcome.eq("HELD"))
        .filter(run::Column::Job.eq(job))
        .order_by_desc(run::Column::Slot)
        .one(&office.db)
        .await
        .unwrap()
        .unwrap();
    let key = (held.job, held.slot, held.zone);
    assert!(run::release(&office.db, key, now).await.unwrap());
}

fn to_owners(mails: &[Mail]) -> Vec<&Mail> {
    let owner = |mail: &&Mail| mail.recipient().starts_with("owner");
    mails.iter().filter(owner).collect()
}

async fn status(office: &Office, now: DateTime<Utc>) -> WorkerStatus {
    WorkerStatus::of(&office.db, now, now).await.unwrap()
}

/// The office looks at the newest run, a chase that held what an earlier run held.
#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn any_held_run_of_the_zone_releases_what_is_held_there(#[case] kind: Kind) {
    let Some(office) = held(kind).await else {
        return;
    };
    let later = at("2012-11-01T02:15:00Z");
    assert!(office.work(later).await.is_empty());
    assert!(status(&office, later).await.held_runs > 0);
    release(&office, "chase", later).await;
    let now = at("2012-11-01T02:30:00Z");
    assert_eq!(to_owners(&office.work(now).await).len(), 60);
    let status = status(&office, now).await;
    assert_eq!(status.held_runs, 0);
    let held = |problem: &String| problem.contains("held");
    assert!(!status.problems.iter().any(held), "{:?}", status.problems);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn what_is_released_when_the_office_is_closed_goes_when_it_opens(#[case] kind: Kind) {
    let Some(office) = held(kind).await else {
        return;
    };
    let friday = at("2012-11-02T05:00:00Z");
    release(&office, "data-request", friday).await;
    assert!(office.work(friday).await.is_empty());
    let monday = office.work(nine("2012-11-05")).await;
    assert_eq!(to_owners(&monday).len(), 60);
}

/// Nobody released October's requests: November's go all the same, if they are an ordinary month's.
#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_hold_is_of_what_it_held_and_ends_with_it(#[case] kind: Kind) {
    let Some(office) = held(kind).await else {
        return;
    };
    history(&office, "2012-11-20T02:00:00Z", 40).await;
    let december = office.work(nine("2012-12-03")).await;
    let december = to_owners(&december);
    assert_eq!(december.len(), 60);
    for mail in december {
        assert_eq!(mail.text().matches("/r/").count(), 1, "October is held");
    }
    assert!(status(&office, nine("2012-12-03")).await.held_runs > 0);
    office.work(nine("2012-12-13")).await;
    office.work(at("2012-12-13T02:15:00Z")).await;
    assert_eq!(status(&office, nine("2012-12-13")).await.held_runs, 0);
    let expired = (Step::Request, Decision::SkippedExpired);
    let decisions = office.decisions().await;
    let expired = decisions.iter().filter(|ended| **ended == expired);
    assert_eq!(expired.count(), 60);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn what_came_too_late_while_it_was_held_is_skipped_on_release(#[case] kind: Kind) {
    let Some(office) = held(kind).await else {
        return;
    };
    let after_the_lock = nine("2012-12-13");
    release(&office, "data-request", after_the_lock).await;
    office.job(worker::JobName::Chase, after_the_lock).await;
    office.job(worker::JobName::Deliver, after_the_lock).await;
    assert!(office.smtp.mails().is_empty());
    let decisions = office.decisions().await;
    let expired = (Step::Request, Decision::SkippedExpired);
    let expired = decisions.iter().filter(|ended| **ended == expired);
    assert_eq!(expired.count(), 60);
}

/// The run of that time wrote to so many people.
pub(super) async fn history(office: &Office, slot: &str, messages: i32) {
    let row = run_step::ActiveModel {
        job: Set("data-request".into()),
        slot: Set(at(slot)),
        zone: Set("WIB".into()),
        step: Set(Step::Request),
        messages: Set(messages),
        is_held: Set(false),
    };
    run_step::Entity::insert(row)
        .exec_without_returning(&office.db)
        .await
        .unwrap();
}
