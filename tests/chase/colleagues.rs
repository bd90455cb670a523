//! A mail waits, and its person may not be written to any more: a colleague is asked, where there is one.

use entity::{
    contact,
    rules::ladder::{Decision, Step},
    stop,
};
use rstest::rstest;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait};
use uuid::Uuid;
use worker::JobName;

use super::{Office, nine};
use crate::support::{
    databases::Kind,
    programme::{at, insert, small},
    smtp::Mail,
};

const OWNER: &str = "owner@melati.example.org";
const COLLEAGUE: &str = "wulan@melati.example.org";

/// What happens to the owner while the request waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Owner {
    Corrected,
    Stops,
    Withdraws,
}

/// The request is queued; before it is sent, something happens to the owner. Gives back who got
/// mail that morning, and how the steps ended.
async fn meanwhile(
    kind: Kind,
    what: Owner,
    has_colleague: bool,
) -> Option<(Vec<String>, Vec<(Step, Decision)>)> {
    let office = Office::open(kind).await?;
    small(&office.db).await;
    let owner = contact::Entity::find().one(&office.db).await.unwrap();
    let owner = owner.unwrap();
    if has_colleague {
        let colleague = contact::Model {
            id: Uuid::now_v7(),
            name: "Wulan Kartika".into(),
            email: Some(COLLEAGUE.into()),
            is_primary: false,
            ..owner.clone()
        };
        insert::<contact::Entity, _>(&office.db, colleague).await;
    }
    let now = nine("2012-11-01");
    office.job(JobName::DataRequest, now).await;
    let mut changed = contact::ActiveModel {
        id: Set(owner.id),
        ..Default::default()
    };
    match what {
        Owner::Corrected => changed.email = Set(Some("pemilik@melati.example.org".into())),
        Owner::Withdraws => changed.withdrawn_at = Set(Some(now)),
        Owner::Stops => stop::stop(&office.db, &owner, now).await.unwrap(),
    }
    if what != Owner::Stops {
        changed.update(&office.db).await.unwrap();
    }
    office.job(JobName::Deliver, now).await;
    office.work(at("2012-11-01T02:15:00Z")).await;
    let mails = office.smtp.mails();
    let asked = mails.iter().map(Mail::recipient);
    let asked = asked.filter(|reader| reader.ends_with("melati.example.org"));
    Some((asked.map(str::to_owned).collect(), office.decisions().await))
}

#[rstest]
#[case::corrected(Kind::Sqlite, Owner::Corrected, "pemilik@melati.example.org")]
#[case::stops(Kind::Sqlite, Owner::Stops, COLLEAGUE)]
#[case::withdraws(Kind::Sqlite, Owner::Withdraws, COLLEAGUE)]
#[case::postgres(Kind::Postgres, Owner::Withdraws, COLLEAGUE)]
#[tokio::test(flavor = "multi_thread")]
async fn who_may_still_be_written_to_is_asked_instead(
    #[case] kind: Kind,
    #[case] what: Owner,
    #[case] asked: &str,
) {
    let Some((readers, decisions)) = meanwhile(kind, what, true).await else {
        return;
    };
    assert_eq!(readers, [asked], "and not {OWNER}");
    assert_eq!(decisions, [(Step::Request, Decision::Sent)]);
}

#[rstest]
#[case::stops(Kind::Sqlite, Owner::Stops, Decision::Suppressed)]
#[case::withdraws(Kind::Sqlite, Owner::Withdraws, Decision::Withdrawn)]
#[case::postgres(Kind::Postgres, Owner::Withdraws, Decision::Withdrawn)]
#[tokio::test(flavor = "multi_thread")]
async fn where_nobody_is_left_the_step_ends_with_the_reason(
    #[case] kind: Kind,
    #[case] what: Owner,
    #[case] decision: Decision,
) {
    let Some((readers, decisions)) = meanwhile(kind, what, false).await else {
        return;
    };
    assert!(readers.is_empty(), "{readers:?}");
    assert_eq!(decisions, [(Step::Request, decision)]);
}
