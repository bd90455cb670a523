//! The flood brake: held, told once, released.

use entity::{account::Role, rules::ladder::Step, run, run_step};
use rstest::rstest;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

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
    history(&office, 10).await;
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

/// An earlier month's run wrote to so many people.
pub(super) async fn history(office: &Office, messages: i32) {
    let row = run_step::ActiveModel {
        job: Set("data-request".into()),
        slot: Set(at("2012-10-01T02:00:00Z")),
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
