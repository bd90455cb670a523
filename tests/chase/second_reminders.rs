//! Trainers hear of every second reminder.

use chrono::{DateTime, Utc};
use entity::message::{self, MessageState, Purpose};
use rstest::rstest;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use worker::JobName;

use super::{Office, nine};
use crate::support::{
    databases::Kind,
    programme::{at, enrolled, small},
    smtp::{Mail, Script},
};

const TRAINER: &str = "sri@trainer.example.org";

fn notices(mails: &[Mail]) -> Vec<&Mail> {
    let to_trainer = |mail: &&Mail| mail.recipient() == TRAINER;
    mails.iter().filter(to_trainer).collect()
}

async fn work(office: &Office, now: DateTime<Utc>) -> Vec<Mail> {
    let before = office.smtp.mails().len();
    for job in [JobName::DataRequest, JobName::Chase, JobName::Deliver] {
        office.job(job, now).await;
    }
    // What this led to leaves with the next look at the outbox.
    office.job(JobName::Deliver, now).await;
    office.smtp.mails().split_off(before)
}

/// One of two mail servers takes its second reminder an hour later, when the notice of the
/// first has gone.
#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_reminder_that_goes_after_the_day_s_notice_has_a_further_one(#[case] kind: Kind) {
    let Some(office) = Office::open(kind).await else {
        return;
    };
    small(&office.db).await;
    enrolled(&office.db, "UD Nanti", "later@nanti.example.net").await;
    for day in ["2012-11-01", "2012-11-09", "2012-11-13"] {
        work(&office, nine(day)).await;
    }
    let busy = Script::new().rcpt("later@nanti.example.net", "451 4.3.0 Not now");
    office.smtp.follow(busy);
    let first = work(&office, nine("2012-11-19")).await;
    let first = notices(&first);
    assert_eq!(first.len(), 1);
    assert!(first[0].text().contains("Melati") && !first[0].text().contains("Nanti"));
    office.smtp.follow(Script::new());
    let second = work(&office, at("2012-11-19T03:00:00Z")).await;
    let second = notices(&second);
    assert_eq!(second.len(), 1, "the later one is told, too");
    assert!(second[0].text().contains("Nanti") && !second[0].text().contains("Melati"));
    let left = message::Entity::find()
        .filter(message::Column::Purpose.eq(Purpose::TrainerNotice))
        .filter(message::Column::State.ne(MessageState::Sent));
    let left = left.all(&office.db).await.unwrap();
    assert!(left.is_empty(), "{left:?}");
}

/// While the notice waits, it takes in what comes later.
#[tokio::test(flavor = "multi_thread")]
async fn a_notice_that_waits_takes_in_a_later_reminder() {
    let office = Office::open(Kind::Sqlite).await.unwrap();
    small(&office.db).await;
    enrolled(&office.db, "UD Nanti", "later@nanti.example.net").await;
    for day in ["2012-11-01", "2012-11-09", "2012-11-13"] {
        work(&office, nine(day)).await;
    }
    let busy = Script::new()
        .rcpt("later@nanti.example.net", "451 4.3.0 Not now")
        .rcpt(TRAINER, "451 4.3.0 Not now");
    office.smtp.follow(busy);
    work(&office, nine("2012-11-19")).await;
    office.smtp.follow(Script::new());
    let mails = work(&office, at("2012-11-19T03:00:00Z")).await;
    let mails = notices(&mails);
    assert!(!mails.is_empty(), "the trainer is told");
    let told: String = mails.iter().map(|mail| mail.text()).collect();
    assert!(told.contains("Melati") && told.contains("Nanti"), "{told}");
}
