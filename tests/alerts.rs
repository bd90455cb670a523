//! Alerts from the watch to the visit that answers them, and what of them each role sees.

use chrono::{DateTime, Utc};
use entity::{
    account::Role,
    alert::{self, AlertRule, AlertState},
    data_request::{self, RequestState},
    reading,
    rules::period::Month,
};
use rstest::rstest;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder,
};
use serde_json::json;
use uuid::Uuid;
use worker::{JobName, jobs};

use crate::support::{
    api::Api,
    databases::{Kind, TestDatabase},
    programme::{at, enterprise, insert, request, small},
};

/// `enterprise` reported this change of its defect rate for `month`, within a few days.
pub(crate) async fn reported(db: &DatabaseConnection, enterprise: Uuid, month: &str, change: f64) {
    let id = request(db, enterprise, month.parse().unwrap()).await;
    reported_to(db, enterprise, (id, month), change).await;
}

/// The same in answer to a request that there is.
pub(crate) async fn reported_to(
    db: &DatabaseConnection,
    enterprise: Uuid,
    (id, month): (Uuid, &str),
    change: f64,
) {
    let month: Month = month.parse().unwrap();
    answered(db, id, month).await;
    let row = reading::Model {
        enterprise_id: enterprise,
        indicator_code: "DEFECT_RATE".into(),
        month,
        province_code: "ID-JK".into(),
        data_request_id: id,
        numerator: 10.0 + change,
        denominator: Some(100.0),
        value: 10.0 + change,
        baseline: Some(10.0),
        change: Some(change),
        improved: Some(change < -1.0),
    };
    insert::<reading::Entity, _>(db, row).await;
}

async fn answered(db: &DatabaseConnection, request: Uuid, month: Month) {
    let came = month.plus(1).first_day().and_hms_opt(5, 0, 0).unwrap();
    let row = data_request::ActiveModel {
        id: Set(request),
        state: Set(RequestState::Reported),
        received_at: Set(Some(came.and_utc())),
        ..Default::default()
    };
    data_request::Entity::update(row).exec(db).await.unwrap();
}

pub(crate) async fn watch(db: &DatabaseConnection, night: &str) -> Vec<alert::Model> {
    let night: DateTime<Utc> = at(&format!("{night}T20:00:00Z"));
    jobs::plan(db, JobName::Watch, night).await.unwrap();
    alert::Entity::find()
        .order_by_asc(alert::Column::OpenedAt)
        .order_by_asc(alert::Column::Rule)
        .all(db)
        .await
        .unwrap()
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn an_episode_is_opened_once_and_ends_with_recovery(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    let firm = enterprise(&db, "CV Melati Jaya", "ID-JK", "owner@melati.example.org").await;
    reported(&db, firm, "2012-05", 0.2).await;
    reported(&db, firm, "2012-06", 3.0).await;
    assert!(watch(&db, "2012-07-20").await.is_empty());
    reported(&db, firm, "2012-07", 4.0).await;
    let opened = watch(&db, "2012-08-20").await;
    assert_eq!(opened.len(), 1);
    assert_eq!(
        (opened[0].rule, opened[0].state),
        (AlertRule::Worse, AlertState::Open)
    );
    assert_eq!(opened[0].indicator_code.as_deref(), Some("DEFECT_RATE"));
    let months: Vec<_> = opened[0]
        .evidence()
        .into_iter()
        .map(|one| one.month)
        .collect();
    assert_eq!(months, ["2012-06", "2012-07"]);
    // Nothing new that night, the next, and after a third bad month.
    assert_eq!(watch(&db, "2012-08-20").await, opened);
    assert_eq!(watch(&db, "2012-08-21").await, opened);
    reported(&db, firm, "2012-08", 5.0).await;
    assert_eq!(watch(&db, "2012-09-20").await, opened);
    // Resolved by somebody: the episode goes on, and no other is opened.
    let by_hand = alert::ActiveModel {
        id: Set(opened[0].id),
        state: Set(AlertState::Resolved),
        resolved_at: Set(Some(at("2012-09-21T03:00:00Z"))),
        ..Default::default()
    };
    alert::Entity::update(by_hand).exec(&db).await.unwrap();
    assert_eq!(watch(&db, "2012-09-22").await.len(), 1);
    reported(&db, firm, "2012-09", 0.0).await;
    reported(&db, firm, "2012-10", -2.0).await;
    let over = watch(&db, "2012-11-20").await;
    assert_eq!(over[0].recovered_at, Some(at("2012-11-20T20:00:00Z")));
    assert_eq!(over[0].resolved_at, Some(at("2012-09-21T03:00:00Z")));
    // And the next episode is another alert.
    reported(&db, firm, "2012-11", 2.0).await;
    reported(&db, firm, "2012-12", 2.0).await;
    assert_eq!(watch(&db, "2013-01-20").await.len(), 2);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn silence_is_judged_by_what_had_come(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    let firm = enterprise(&db, "UD Maju", "ID-JK", "owner@maju.example.org").await;
    for month in ["2012-08", "2012-09"] {
        request(&db, firm, month.parse().unwrap()).await;
    }
    assert!(watch(&db, "2012-10-09").await.is_empty());
    let silent = watch(&db, "2012-10-12").await;
    assert_eq!(silent.len(), 1);
    assert_eq!(
        (silent[0].rule, silent[0].indicator_code.as_ref()),
        (AlertRule::Silence, None)
    );
    let late = data_request::Entity::find()
        .filter(data_request::Column::EnterpriseId.eq(firm))
        .all(&db)
        .await
        .unwrap();
    for one in late {
        answered(&db, one.id, "2012-10".parse().unwrap()).await;
    }
    let over = watch(&db, "2012-11-05").await;
    assert_eq!(over.len(), 1);
    assert_eq!(over[0].state, AlertState::Resolved);
}

const PLAN: &str =
    "mutation($alert: ID!, $on: Date!) { planVisit(input: {alert: $alert, plannedOn: $on})
    { visit { id trainer { name } } problems { code field } } }";
const RECORD: &str =
    "mutation($visit: ID!, $findings: String!) { recordVisit(input: {visit: $visit,
    heldOn: \"2012-11-01\", findings: $findings, advice: \"Atur ulang mesin\"})
    { visit { heldOn recoveredAt alert { state resolvedAt } } problems { code field } } }";
const ALERTS: &str = "{ alerts(filter: {hasRecovered: false}) { totalCount nodes { id state rule
    indicator { code } evidence { month value compared change } enterprise { name }
    visits { plannedOn heldOn trainer { name } recoveredAt } } } }";

/// Where are problems, who goes there, did it help?
#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_trainer_answers_an_alert_with_a_visit(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    let small = small(&db).await;
    let other = enterprise(&db, "CV Kenanga", "ID-LA", "owner@kenanga.example.org").await;
    for firm in [small.enterprise, other] {
        for month in ["2012-08", "2012-09"] {
            reported(&db, firm, month, 3.0).await;
        }
    }
    assert_eq!(watch(&db, "2012-10-20").await.len(), 2);
    let api = Api::serve(db).await;
    let trainer = api.token(Role::Trainer, Some(small.trainer), &[]).await;
    let seen = api.data(&trainer, ALERTS).await["alerts"].clone();
    assert_eq!(seen["totalCount"], 1);
    let alert = &seen["nodes"][0];
    assert_eq!(
        alert["evidence"][1],
        json!({"month": "2012-09", "value": 13.0, "compared": 10.0, "change": 3.0})
    );
    for (role, count) in [(Role::Admin, 2), (Role::Donor, 0)] {
        let token = api.token(role, None, &[]).await;
        assert_eq!(
            api.data(&token, ALERTS).await["alerts"]["totalCount"],
            count,
            "{role:?}"
        );
    }
    let elsewhere = api.token(Role::Manager, None, &["ID-LA"]).await;
    let theirs = api.data(&elsewhere, ALERTS).await["alerts"]["nodes"].clone();
    assert_eq!(theirs[0]["enterprise"]["name"], "CV Kenanga");
    let not_theirs = json!({"alert": theirs[0]["id"], "on": "2012-11-02"});
    let refused = api.data_with(&trainer, PLAN, not_theirs).await;
    assert_eq!(
        refused["planVisit"]["problems"],
        json!([{"code": "NOT_FOUND", "field": "alert"}])
    );

    let too_early = json!({"alert": alert["id"], "on": "2012-10-31"});
    let refused = api.data_with(&trainer, PLAN, too_early).await;
    assert_eq!(
        refused["planVisit"]["problems"],
        json!([{"code": "INVALID", "field": "plannedOn"}])
    );
    let on = json!({"alert": alert["id"], "on": "2012-11-02"});
    let planned = api.data_with(&trainer, PLAN, on.clone()).await["planVisit"]["visit"].clone();
    assert_eq!(planned["trainer"]["name"], "Sri Lestari");
    let again = api.data_with(&trainer, PLAN, on).await;
    assert_eq!(again["planVisit"]["visit"]["id"], planned["id"]);
    let empty = json!({"visit": planned["id"], "findings": " "});
    let refused = api.data_with(&trainer, RECORD, empty).await;
    assert_eq!(
        refused["recordVisit"]["problems"],
        json!([{"code": "INVALID", "field": "findings"}])
    );
    let found = json!({"visit": planned["id"], "findings": "Mesin aus"});
    let held = api.data_with(&trainer, RECORD, found).await["recordVisit"]["visit"].clone();
    assert_eq!(held["alert"]["state"], "RESOLVED");
    assert_eq!(held["recoveredAt"], json!(null));
    let seen = api.data(&trainer, ALERTS).await["alerts"]["nodes"][0].clone();
    assert_eq!(seen["visits"][0]["heldOn"], "2012-11-01");
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn an_alert_is_acknowledged_and_resolved_with_a_trail(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    let small = small(&db).await;
    for month in ["2012-08", "2012-09"] {
        reported(&db, small.enterprise, month, 3.0).await;
    }
    watch(&db, "2012-10-20").await;
    let api = Api::serve(db).await;
    let trainer = api.token(Role::Trainer, Some(small.trainer), &[]).await;
    let id = api.data(&trainer, ALERTS).await["alerts"]["nodes"][0]["id"].clone();
    let acknowledge = "mutation($id: ID!) { acknowledgeAlert(input: {alert: $id})
        { alert { state acknowledgedAt } problems { code } } }";
    let resolve =
        "mutation($id: ID!, $reason: String!) { resolveAlert(input: {alert: $id, reason: $reason})
        { alert { state resolution } problems { code field } } }";
    let taken = api
        .data_with(&trainer, acknowledge, json!({"id": id}))
        .await;
    assert_eq!(taken["acknowledgeAlert"]["alert"]["state"], "ACKNOWLEDGED");
    let refused = api
        .data_with(&trainer, resolve, json!({"id": id, "reason": ""}))
        .await;
    assert_eq!(refused["resolveAlert"]["problems"][0]["field"], "reason");
    let why = json!({"id": id, "reason": "Salah ketik, sudah diperbaiki"});
    let done = api.data_with(&trainer, resolve, why).await;
    assert_eq!(done["resolveAlert"]["alert"]["state"], "RESOLVED");
    let late = api
        .data_with(&trainer, acknowledge, json!({"id": id}))
        .await;
    assert_eq!(
        late["acknowledgeAlert"]["problems"][0]["code"],
        "WRONG_STATE"
    );
    let donor = api.token(Role::Donor, None, &[]).await;
    let refused = api.answer(&donor, acknowledge, json!({"id": id})).await;
    assert_eq!(refused["errors"][0]["extensions"]["code"], "FORBIDDEN");
    let office = api.office().await;
    let trail = "query($id: ID!) { node(id: $id) { ... on Alert { history { action } } } }";
    let trail = api.data_with(&office, trail, json!({"id": id})).await;
    let actions: Vec<_> = trail["node"]["history"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["action"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(actions, ["acknowledgeAlert", "resolveAlert"]);
}
