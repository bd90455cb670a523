//! What people are spared: answers, promises, pauses, stops, and mails they had today.

use entity::{
    contact,
    report_version::{Channel, ReportKind},
    rules::ladder::{Decision, Step},
    stop,
    submission::Submission,
};
use rstest::rstest;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait};

use super::{Office, nine};
use crate::support::{
    databases::Kind,
    programme::{at, enterprise, insert, promise, request, small, submit},
    smtp::Mail,
};

const OWNER: &str = "owner@melati.example.org";

fn to_owner(mails: &[Mail]) -> Vec<&Mail> {
    let owner = |mail: &&Mail| mail.recipient() == OWNER;
    mails.iter().filter(owner).collect()
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_promise_puts_the_chase_to_sleep(#[case] kind: Kind) {
    let Some(office) = Office::open(kind).await else {
        return;
    };
    let small = small(&office.db).await;
    office.work(nine("2012-11-01")).await;
    office.work(nine("2012-11-09")).await;
    let day = "2012-11-14".parse().unwrap();
    let now = at("2012-11-12T10:00:00Z");
    let made = promise(&office.db, small.request, day, now).await;
    assert_eq!(made, None);
    let other = "2012-11-15".parse().unwrap();
    let again = promise(&office.db, small.request, other, now).await;
    assert_eq!(again, Some("dataRequest"));
    assert!(office.work(nine("2012-11-13")).await.is_empty());
    assert!(office.work(nine("2012-11-14")).await.is_empty());
    // One working day after the 14th, since the 15th and the 16th are days off.
    let mails = office.work(nine("2012-11-19")).await;
    assert_eq!(to_owner(&mails).len(), 1);
    assert_eq!(
        office.decisions().await,
        [
            (Step::Request, Decision::Sent),
            (Step::Nudge, Decision::Sent),
            (Step::Reminder1, Decision::SkippedPromised),
            (Step::Reminder2, Decision::Sent),
        ]
    );
}

#[rstest]
#[case::late("2012-12-13", Some("by"))]
#[case::past("2012-10-31", Some("by"))]
#[case::last("2012-12-12", None)]
#[tokio::test(flavor = "multi_thread")]
async fn a_promise_lies_between_today_and_the_lock(
    #[case] day: &str,
    #[case] refused: Option<&str>,
) {
    let office = Office::open(Kind::Sqlite).await.unwrap();
    let small = small(&office.db).await;
    let day = day.parse().unwrap();
    let made = promise(&office.db, small.request, day, nine("2012-11-02")).await;
    assert_eq!(made, refused);
}

#[rstest]
#[case::enterprise(true)]
#[case::everywhere(false)]
#[tokio::test(flavor = "multi_thread")]
async fn a_pause_makes_mails_wait_and_they_go_when_it_ends(#[case] only_one: bool) {
    let office = Office::open(Kind::Sqlite).await.unwrap();
    let small = small(&office.db).await;
    let whom = only_one.then_some(small.enterprise);
    office.pause(whom, None, "2012-11-01T01:00:00Z").await;
    assert!(office.work(nine("2012-11-01")).await.is_empty());
    office.resume(nine("2012-11-05")).await;
    assert_eq!(office.work(nine("2012-11-05")).await.len(), 1);
}

/// Paused between queueing and sending, and resumed on the same day.
#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_queued_mail_is_taken_back_and_comes_again(#[case] kind: Kind) {
    let Some(office) = Office::open(kind).await else {
        return;
    };
    small(&office.db).await;
    let now = nine("2012-11-01");
    office.job(worker::JobName::DataRequest, now).await;
    office
        .pause(None, Some("ID-JK"), "2012-11-01T02:00:00Z")
        .await;
    office.job(worker::JobName::Deliver, now).await;
    assert!(office.smtp.mails().is_empty());
    office.resume(now).await;
    assert_eq!(office.work(at("2012-11-01T02:30:00Z")).await.len(), 1);
    assert_eq!(office.decisions().await, [(Step::Request, Decision::Sent)]);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn who_stops_the_mails_gets_none_and_the_trainer_is_told_once(#[case] kind: Kind) {
    let Some(office) = Office::open(kind).await else {
        return;
    };
    small(&office.db).await;
    office.work(nine("2012-11-01")).await;
    let owner = contact::Entity::find()
        .one(&office.db)
        .await
        .unwrap()
        .unwrap();
    for _ in 0..2 {
        stop::stop(&office.db, &owner, nine("2012-11-05"))
            .await
            .unwrap();
    }
    let told = office.work(nine("2012-11-05")).await;
    let readers: Vec<_> = told.iter().map(Mail::recipient).collect();
    // The notice, and on this Monday the digest: an enterprise without a working address.
    assert_eq!(readers, ["sri@trainer.example.org"; 2]);
    assert!(told.iter().all(|mail| !mail.text().contains("/r/")));
    assert!(office.work(nine("2012-11-09")).await.is_empty());
    let nudge = (Step::Nudge, Decision::NoContact);
    assert!(office.decisions().await.contains(&nudge));
    let owner = contact::Entity::find()
        .one(&office.db)
        .await
        .unwrap()
        .unwrap();
    stop::resume(&office.db, &owner, nine("2012-11-05"))
        .await
        .unwrap();
    assert_eq!(office.work(nine("2012-11-13")).await.len(), 1);
}

/// A person's items of one day: a request and a reminder travel in one mail.
#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn one_person_gets_one_mail_a_day(#[case] kind: Kind) {
    let Some(office) = Office::open(kind).await else {
        return;
    };
    small(&office.db).await;
    let other = enterprise(&office.db, "UD Maju", "ID-JK", &OWNER.to_uppercase()).await;
    request(&office.db, other, "2012-10".parse().unwrap()).await;
    for day in ["2012-11-01", "2012-11-13", "2012-11-19"] {
        let mails = office.work(nine(day)).await;
        let mails = to_owner(&mails);
        assert_eq!(mails.len(), 1, "{day}");
        assert_eq!(mails[0].text().matches("/r/").count(), 2, "{day}");
    }
    let later = office.work(at("2012-11-19T04:00:00Z")).await;
    assert!(to_owner(&later).is_empty());
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_ends_the_reminders_and_is_thanked_for(#[case] kind: Kind) {
    let Some(office) = Office::open(kind).await else {
        return;
    };
    let small = small(&office.db).await;
    office.work(nine("2012-11-01")).await;
    let nothing = Submission {
        request: small.request,
        kind: ReportKind::NothingToReport,
        channel: Channel::Link,
        submit_key: "key".into(),
        reason: None,
        note: None,
        counts: Default::default(),
    };
    // On a Saturday evening: a receipt does not wait for the office.
    let evening = at("2012-11-10T13:00:00Z");
    submit(&office.db, nothing, evening).await.unwrap();
    assert_eq!(office.work(evening).await.len(), 1);
    for day in ["2012-11-13", "2012-11-19", "2012-11-22", "2012-11-26"] {
        assert!(office.work(nine(day)).await.is_empty(), "{day}");
    }
    let skipped = [Step::Reminder1, Step::Reminder2, Step::TrainerTask];
    let decisions = office.decisions().await;
    for step in skipped {
        assert!(
            decisions.contains(&(step, Decision::SkippedNothing)),
            "{step:?}"
        );
    }
}

/// The trainer is to call somebody who still wants to hear of us.
#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn who_withdrew_is_named_to_nobody(#[case] kind: Kind) {
    let Some(office) = Office::open(kind).await else {
        return;
    };
    small(&office.db).await;
    let owner = contact::Entity::find().one(&office.db).await.unwrap();
    let owner = owner.unwrap();
    let other = contact::Model {
        id: uuid::Uuid::now_v7(),
        name: "Wulan Kartika".into(),
        email: Some("wulan@melati.example.org".into()),
        is_primary: false,
        ..owner.clone()
    };
    insert::<contact::Entity, _>(&office.db, other).await;
    for day in ["2012-11-01", "2012-11-09", "2012-11-13"] {
        office.work(nine(day)).await;
    }
    let gone = contact::ActiveModel {
        id: Set(owner.id),
        withdrawn_at: Set(Some(nine("2012-11-14"))),
        ..Default::default()
    };
    gone.update(&office.db).await.unwrap();
    let mails = office.work(nine("2012-11-19")).await;
    let notice = mails
        .iter()
        .find(|mail| mail.recipient() == "sri@trainer.example.org");
    let notice = notice.unwrap().text();
    assert!(notice.contains("Wulan Kartika"), "{notice}");
    assert!(!notice.contains(&owner.name), "{notice}");
}
