//! The mails of Monday morning.

use chrono::Duration;
use entity::{account::Role, clock::real_now, cohort, contact, enrolment, run, trainer};
use rstest::rstest;

use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};
use uuid::Uuid;
use worker::JobName;

use super::{Office, nine};
use crate::support::{
    databases::Kind,
    programme::{NOW, at, enrolled, enterprise, insert, small},
    smtp::{Mail, Script},
};

const HERE: &str = "manager@jakarta.example.org";
const ELSEWHERE: &str = "manager@lampung.example.org";
const NATION: &str = "manager@score.example.org";

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn managers_are_told_counts_of_their_provinces_once_a_week(#[case] kind: Kind) {
    let Some(office) = Office::open(kind).await else {
        return;
    };
    small(&office.db).await;
    enterprise(&office.db, "UD Maju", "ID-SN", "maju@example.org").await;
    for (email, province) in [
        (HERE, Some("ID-JK")),
        (ELSEWHERE, Some("ID-LA")),
        (NATION, None),
    ] {
        office.account(Role::Manager, email, province).await;
    }
    let to_managers = |mails: Vec<Mail>| {
        let mut told: Vec<_> = mails
            .into_iter()
            .filter(|mail| mail.recipient().starts_with("manager"))
            .collect();
        told.sort_by_key(|mail| mail.recipient().to_owned());
        told
    };
    let thursday = office.work(nine("2012-11-01")).await;
    assert!(to_managers(thursday).is_empty());
    let told = to_managers(office.work(nine("2012-11-05")).await);
    let readers: Vec<_> = told.iter().map(Mail::recipient).collect();
    assert_eq!(readers, [HERE, NATION]);
    assert!(!told[0].text().contains("Sulawesi") && told[1].text().contains("Sulawesi"));
    for mail in &told {
        let text = mail.text();
        assert!(!text.contains("Melati") && !text.contains("Maju"), "{text}");
    }
    assert!(to_managers(office.work(nine("2012-11-06")).await).is_empty());
    // The requests for November went out on this very morning: nobody could have answered.
    let told = to_managers(office.work(nine("2012-12-03")).await);
    let text = told[0].text();
    assert!(text.contains("DATA OKTOBER 2012"), "{text}");
    assert!(!text.contains("DATA NOVEMBER 2012"), "{text}");
}

const TRAINER: &str = "sri@trainer.example.org";

fn digests<'a>(mails: &'a [Mail], name: &str) -> Vec<&'a Mail> {
    let to_trainer = |mail: &&Mail| mail.recipient() == TRAINER && mail.text().contains(name);
    mails.iter().filter(to_trainer).collect()
}

/// An enterprise that would rather be called is in its trainer's digest once its report is late,
/// with whom to call.
#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn who_prefers_a_call_is_named_with_a_number_once_late(#[case] kind: Kind) {
    let Some(office) = Office::open(kind).await else {
        return;
    };
    let small = small(&office.db).await;
    let prefers = entity::enterprise::ActiveModel {
        id: Set(small.enterprise),
        prefers_call: Set(true),
        ..Default::default()
    };
    prefers.update(&office.db).await.unwrap();
    let owner = contact::Entity::find().one(&office.db).await.unwrap();
    let phone = contact::ActiveModel {
        id: Set(owner.unwrap().id),
        phone: Set(Some("+6281211112222".into())),
        ..Default::default()
    };
    phone.update(&office.db).await.unwrap();
    office.work(nine("2012-11-01")).await;
    let early = office.work(nine("2012-11-12")).await;
    assert!(digests(&early, "Melati").is_empty(), "it is not late yet");
    let late = office.work(nine("2012-11-19")).await;
    let late = digests(&late, "LEBIH SUKA");
    let [digest] = late[..] else {
        panic!("one digest: {late:?}");
    };
    let text = digest.text();
    for wanted in ["CV Melati Jaya", "Budi Santoso", "+6281211112222"] {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
}

/// The office gave it more time after it had handed it to the trainer.
#[tokio::test(flavor = "multi_thread")]
async fn a_task_whose_due_date_was_moved_is_told_when_that_has_passed() {
    let office = Office::open(Kind::Sqlite).await.unwrap();
    let small = small(&office.db).await;
    for day in ["2012-11-01", "2012-11-22"] {
        office.work(nine(day)).await;
    }
    let moved = entity::data_request::ActiveModel {
        id: Set(small.request),
        due_on: Set("2012-11-28".parse().unwrap()),
        due_at: Set(at("2012-11-28T17:00:00Z")),
        ..Default::default()
    };
    moved.update(&office.db).await.unwrap();
    let early = office.work(nine("2012-11-26")).await;
    assert!(digests(&early, "Melati").is_empty());
    let late = office.work(nine("2012-12-03")).await;
    assert_eq!(digests(&late, "Melati").len(), 1);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn two_trainers_who_share_an_address_have_a_digest_each(#[case] kind: Kind) {
    let Some(office) = Office::open(kind).await else {
        return;
    };
    let small = small(&office.db).await;
    let sri = trainer::Entity::find_by_id(small.trainer)
        .one(&office.db)
        .await
        .unwrap()
        .unwrap();
    let other = trainer::Model {
        id: Uuid::now_v7(),
        name: "Agus Wibowo".into(),
        ..sri
    };
    let cohort = cohort::Entity::find().one(&office.db).await.unwrap();
    let theirs = cohort::Model {
        id: Uuid::now_v7(),
        name: "Jakarta 2".into(),
        lead_trainer_id: other.id,
        ..cohort.unwrap()
    };
    let enterprise = enrolled(&office.db, "UD Agus", "agus@example.org").await;
    let enrolments = enrolment::Entity::find().all(&office.db).await.unwrap();
    let enrolment = enrolments
        .into_iter()
        .find(|row| row.enterprise_id == enterprise)
        .unwrap();
    let mut enrolment = enrolment.into_active_model();
    enrolment.cohort_id = Set(theirs.id);
    insert::<trainer::Entity, _>(&office.db, other).await;
    insert::<cohort::Entity, _>(&office.db, theirs).await;
    enrolment.update(&office.db).await.unwrap();
    office.work(nine("2012-11-01")).await;
    office.work(nine("2012-11-22")).await;
    let monday = office.work(nine("2012-11-26")).await;
    assert_eq!(digests(&monday, "Melati").len(), 1);
    assert_eq!(digests(&monday, "UD Agus").len(), 1);
    assert_eq!(digests(&monday, "").len(), 2);
}

/// The mail server puts a digest off until the next week, which has one of its own.
#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_digest_of_last_week_is_not_sent(#[case] kind: Kind) {
    let Some(office) = Office::open(kind).await else {
        return;
    };
    small(&office.db).await;
    office.account(Role::Manager, HERE, Some("ID-JK")).await;
    office.work(nine("2012-11-01")).await;
    let busy = Script::new().greeting("554 5.3.2 Closed");
    office.smtp.follow(busy);
    office.work(nine("2012-11-05")).await;
    office.smtp.follow(Script::new());
    let mails = office.work(nine("2012-11-12")).await;
    let to_manager = mails.iter().filter(|mail| mail.recipient() == HERE);
    let days: Vec<_> = to_manager.map(|mail| mail.text()).collect();
    assert_eq!(days.len(), 1, "{days:?}");
    assert!(days[0].contains("12 November 2012"), "{days:?}");
}

/// The worker was away on Monday, and is back in the evening.
#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_digest_goes_when_an_office_is_open(#[case] kind: Kind) {
    let Some(office) = Office::open(kind).await else {
        return;
    };
    small(&office.db).await;
    office.account(Role::Manager, HERE, Some("ID-JK")).await;
    office.work(nine("2012-11-01")).await;
    let to_manager = |mails: Vec<Mail>| {
        let mine = mails.iter().filter(|mail| mail.recipient() == HERE);
        mine.count()
    };
    let evening = office.work(at("2012-11-05T13:00:00Z")).await;
    assert_eq!(to_manager(evening), 0);
    assert_eq!(to_manager(office.work(nine("2012-11-06")).await), 1);
}

/// Another worker is at the chase, whose tasks belong in the digest.
#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_digest_waits_for_the_chase_of_another_worker(#[case] kind: Kind) {
    let Some(office) = Office::open(kind).await else {
        return;
    };
    small(&office.db).await;
    office.account(Role::Manager, HERE, Some("ID-JK")).await;
    office.work(nine("2012-11-01")).await;
    let monday = nine("2012-11-05");
    let elsewhere = run::Model {
        job: "chase".into(),
        slot: monday,
        zone: "WIB".into(),
        fence: 1,
        claimed_until: real_now() + Duration::minutes(2),
        started_at: at(NOW),
        finished_at: None,
        outcome: None,
        released_at: None,
        expected: 0,
        planned: 0,
        queued: 0,
        skipped: 0,
    };
    insert::<run::Entity, _>(&office.db, elsewhere.clone()).await;
    let told = async || {
        office.job(JobName::Digest, monday).await;
        office.job(JobName::Deliver, monday).await;
        let mails = office.smtp.mails();
        mails.iter().filter(|mail| mail.recipient() == HERE).count()
    };
    assert_eq!(told().await, 0, "the chase is not done");
    let mut done = elsewhere.into_active_model();
    done.finished_at = Set(Some(monday));
    done.update(&office.db).await.unwrap();
    assert_eq!(told().await, 1);
}
