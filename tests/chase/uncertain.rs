//! The answer to a mail was lost: a server may have taken it.

use chrono::{DateTime, Duration, Utc};
use entity::{
    changes::{Author, data_request as office_does},
    message::{self, MessageState},
    message_item,
    rules::ladder::{Decision, Step},
};
use rstest::rstest;
use sea_orm::EntityTrait;
use worker::JobName;

use super::{Office, nine};
use crate::support::{
    databases::Kind,
    programme::{Small, at, small},
    smtp::{AfterData, Mail, Script},
};

/// The nudge of Friday was kept by the server, whose answer was lost.
async fn lost_nudge(kind: Kind) -> Option<(Office, Small)> {
    let office = Office::open(kind).await?;
    let small = small(&office.db).await;
    office.work(nine("2012-11-01")).await;
    let cut = Script::new().after_data(AfterData::CutAfterKeeping);
    office.smtp.follow(cut);
    office.work(nine("2012-11-09")).await;
    office.smtp.follow(Script::new());
    Some((office, small))
}

/// The looks of a worker between two times, a quarter of an hour apart in the mornings.
async fn worked_through(office: &Office, from: DateTime<Utc>, days: i64) {
    for day in 0..days {
        for quarter in 0..4 {
            let now = from + Duration::days(day) + Duration::minutes(15 * quarter);
            for job in [JobName::DataRequest, JobName::Chase, JobName::Deliver] {
                office.job(job, now).await;
            }
        }
    }
}

fn ids_of_nudges(office: &Office) -> Vec<String> {
    let mails = office.smtp.mails();
    let mut ids: Vec<_> = mails.iter().skip(1).map(Mail::message_id).collect();
    ids.dedup();
    ids
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_pause_does_not_give_its_steps_to_another_message(#[case] kind: Kind) {
    let Some((office, small)) = lost_nudge(kind).await else {
        return;
    };
    let pause = "2012-11-09T02:00:30Z";
    office.pause(Some(small.enterprise), None, pause).await;
    worked_through(&office, at("2012-11-09T02:15:00Z"), 1).await;
    assert_eq!(office.smtp.mails().len(), 2, "the chase rests");
    office.resume(at("2012-11-09T04:00:00Z")).await;
    worked_through(&office, nine("2012-11-12"), 1).await;
    let ids = ids_of_nudges(&office);
    assert_eq!(ids.len(), 1, "{ids:?}");
    assert_eq!(
        office.smtp.mails().len(),
        3,
        "the request, the nudge and its repeat"
    );
    let nudge = (Step::Nudge, Decision::Sent);
    assert!(office.decisions().await.contains(&nudge));
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_later_due_date_does_not_either(#[case] kind: Kind) {
    let Some((office, small)) = lost_nudge(kind).await else {
        return;
    };
    let author = Author::operator(at("2012-11-09T02:00:30Z"));
    let due = "2012-11-23".parse().unwrap();
    office_does::extend_due_date(&office.db, &author, small.request, due, None)
        .await
        .unwrap();
    worked_through(&office, at("2012-11-09T02:15:00Z"), 1).await;
    assert_eq!(office.smtp.mails().len(), 2, "its day has moved");
    worked_through(&office, nine("2012-11-19"), 4).await;
    let ids = ids_of_nudges(&office);
    assert_eq!(ids.len(), 1, "{ids:?}");
    assert_eq!(office.smtp.mails().len(), 3);
}

/// A mail that is done with keeps nobody waiting: an answer ends its steps.
#[tokio::test(flavor = "multi_thread")]
async fn it_ends_where_its_step_does() {
    let (office, small) = lost_nudge(Kind::Sqlite).await.unwrap();
    let pause = "2012-11-09T02:00:30Z";
    office.pause(Some(small.enterprise), None, pause).await;
    worked_through(&office, nine("2012-11-12"), 2).await;
    let messages = message::Entity::find().all(&office.db).await.unwrap();
    assert!(messages.iter().all(|one| one.state != MessageState::Queued));
    let items = message_item::Entity::find().all(&office.db).await.unwrap();
    assert_eq!(items.len(), 2);
    let expired = (Step::Nudge, Decision::SkippedExpired);
    assert!(office.decisions().await.contains(&expired));
}
