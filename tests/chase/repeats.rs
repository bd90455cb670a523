//! Time that goes back or stands still, and dates that are changed between runs: nothing is repeated.

use chrono::Duration;
use entity::{
    changes::{Author, data_request::extend_due_date},
    data_request,
    holiday::{self, HolidayKind},
    message,
    report_version::{Channel, ReportKind},
    rules::ladder::{Decision, Step},
    submission::Submission,
};
use rstest::rstest;
use sea_orm::EntityTrait;

use super::{Office, nine};
use crate::support::{
    databases::Kind,
    programme::{insert, small, submit},
    smtp::Script,
};

const OWNER: &str = "owner@melati.example.org";

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_goes_back_repeats_nothing(#[case] kind: Kind) {
    let Some(office) = Office::open(kind).await else {
        return;
    };
    small(&office.db).await;
    assert_eq!(office.work(nine("2012-11-01")).await.len(), 1);
    assert_eq!(office.work(nine("2012-11-09")).await.len(), 1);
    for day in ["2012-11-01", "2012-11-08", "2012-11-09", "2012-11-09"] {
        let again = office.work(nine(day)).await;
        assert!(again.is_empty(), "{day}: {again:?}");
    }
    let before = office.decisions().await;
    assert_eq!(before.len(), 2, "{before:?}");
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_holiday_that_is_decreed_or_taken_back_repeats_nothing(#[case] kind: Kind) {
    let Some(office) = Office::open(kind).await else {
        return;
    };
    small(&office.db).await;
    assert_eq!(office.work(nine("2012-11-01")).await.len(), 1);
    // The request would have gone a day later, and the nudge goes a day earlier.
    for day in ["2012-11-01", "2012-11-09"] {
        decree(&office, day).await;
    }
    assert!(office.work(nine("2012-11-02")).await.is_empty());
    assert_eq!(office.work(nine("2012-11-08")).await.len(), 1);
    holiday::Entity::delete_by_id("2012-11-09".parse::<chrono::NaiveDate>().unwrap())
        .exec(&office.db)
        .await
        .unwrap();
    assert!(office.work(nine("2012-11-09")).await.is_empty());
    let requests = data_request::Entity::find().all(&office.db).await.unwrap();
    assert_eq!(requests.len(), 1);
}

async fn decree(office: &Office, day: &str) {
    let row = holiday::Model {
        date: day.parse().unwrap(),
        kind: HolidayKind::JointLeave,
        estimated: false,
        name_id: "Cuti bersama".into(),
        name_en: "Joint leave".into(),
    };
    insert::<holiday::Entity, _>(&office.db, row).await;
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_due_date_that_moves_repeats_no_step_that_was_sent(#[case] kind: Kind) {
    let Some(office) = Office::open(kind).await else {
        return;
    };
    let small = small(&office.db).await;
    for day in ["2012-11-01", "2012-11-09", "2012-11-13"] {
        assert_eq!(office.work(nine(day)).await.len(), 1, "{day}");
    }
    let author = Author::operator(nine("2012-11-13"));
    let due_on = "2012-11-22".parse().unwrap();
    extend_due_date(&office.db, &author, small.request, due_on, None)
        .await
        .unwrap();
    // The days of its nudge and of its first reminder, by the new date.
    for day in ["2012-11-19", "2012-11-23"] {
        assert!(office.work(nine(day)).await.is_empty(), "{day}");
    }
    let second = office.work(nine("2012-11-27")).await;
    assert!(second.iter().any(|mail| mail.recipient() == OWNER));
}

/// The server says *not now* to a reminder; before it is tried again, the answer comes.
#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_overtakes_a_reminder_that_waits_for_another_attempt(#[case] kind: Kind) {
    let Some(office) = Office::open(kind).await else {
        return;
    };
    let small = small(&office.db).await;
    office.work(nine("2012-11-01")).await;
    let now = nine("2012-11-13");
    let busy = Script::new().rcpt(OWNER, "451 4.3.0 Not now");
    office.smtp.follow(busy);
    assert!(office.work(now).await.is_empty());
    let nothing = Submission {
        request: small.request,
        kind: ReportKind::NothingToReport,
        channel: Channel::Link,
        submit_key: "key".into(),
        reason: None,
        note: None,
        counts: Default::default(),
    };
    submit(&office.db, nothing, now + Duration::minutes(1))
        .await
        .unwrap();
    office.smtp.follow(Script::new());
    let mails = office.work(now + Duration::hours(1)).await;
    assert_eq!(mails.len(), 1, "the receipt alone: {mails:?}");
    let answered = (Step::Reminder1, Decision::SkippedNothing);
    let decisions = office.decisions().await;
    assert!(decisions.contains(&answered), "{decisions:?}");
    let messages = message::Entity::find().all(&office.db).await.unwrap();
    let moot = |row: &&message::Model| row.state == message::MessageState::Moot;
    assert_eq!(messages.iter().filter(moot).count(), 1);
}
