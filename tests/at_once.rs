//! What two people change at once: nothing is lost, nobody waits for the other for ever.

use std::time::Duration;

use entity::{contact, global_id, pause};
use rstest::rstest;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::json;

use crate::support::{
    databases::Kind,
    programme::{NOW, at, insert, silence},
    served::{Served, served},
};

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn who_steps_back_while_they_are_erased_stays_erased(#[case] kind: Kind) {
    let Some(served) = served(kind).await else {
        return;
    };
    let erasing = entity::database::begin_write(&served.db).await.unwrap();
    contact::Entity::update_many()
        .col_expr(contact::Column::Name, Expr::value("–"))
        .col_expr(contact::Column::Email, Expr::value(Option::<String>::None))
        .exec(&erasing)
        .await
        .unwrap();
    let new = json!({"enterprise": served.id("enterprises"), "name": "Ibu Bunga", "role": "MANAGER",
        "basis": "CONTRACT", "isPrimary": true});
    let ends = async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        erasing.commit().await.unwrap();
    };
    tokio::join!(served.done("createContact", new, ""), ends);
    let rest = contact::Entity::find().filter(contact::Column::Name.ne("Ibu Bunga"));
    let erased = rest.one(&served.db).await.unwrap().unwrap();
    assert_eq!(
        (erased.name.as_str(), erased.email, erased.is_primary),
        ("–", None, false)
    );
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn of_pauses_that_come_at_once_there_is_one(#[case] kind: Kind) {
    let Some(served) = served(kind).await else {
        return;
    };
    for whom in [
        json!({ "province": "ID-JK" }),
        json!({ "enterprise": served.id("enterprises") }),
        json!({}),
    ] {
        let pauses = (0..8).map(|_| served.done("pauseChasing", whom.clone(), ""));
        futures_util::future::join_all(pauses).await;
    }
    let there = pause::Entity::find().all(&served.db).await.unwrap();
    assert_eq!(there.len(), 3, "{there:?}");
}

/// Plans a visit for an alert while another visit for it is recorded.
async fn meet(served: &Served, day: u32) {
    let mut alert = silence(served.small.enterprise, "ID-JK", at(NOW));
    alert.episode = format!("Silence {day}");
    alert.recovered_at = Some(at(NOW));
    insert::<entity::alert::Entity, _>(&served.db, alert.clone()).await;
    let alert = global_id::written("Alert", alert.id);
    let plan = |day: u32| json!({"alert": alert, "plannedOn": format!("2012-11-{day:02}")});
    let planned = served
        .done("planVisit", plan(day + 1), "visit { id }")
        .await;
    let held = json!({"visit": planned["visit"]["id"], "heldOn": "2012-11-01", "findings": "x", "advice": "y"});
    let (recorded, other) = tokio::join!(
        served.change(&served.office, "recordVisit", held, ""),
        served.change(&served.office, "planVisit", plan(day + 2), ""),
    );
    assert_eq!(recorded["problems"], json!([]), "{recorded}");
    // Planned before it is resolved, or refused since it is; never a fault.
    assert!(other["problems"].is_array(), "{other}");
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_visit_is_planned_while_one_is_recorded(#[case] kind: Kind) {
    let Some(served) = served(kind).await else {
        return;
    };
    for day in 1..=12 {
        meet(&served, day).await;
    }
}
