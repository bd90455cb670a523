//! How alerts end: by a visit that helped or did not, because an enterprise left, and never by
//! a name that was used before.

use entity::{
    account::Role,
    alert::{self, AlertRule, AlertState},
    digest::alerts_of_trainers,
    enterprise::{self, EnterpriseStatus},
    measurement, reading, report_version,
    report_version::{Channel, ReportKind},
    submission::Submission,
};
use rstest::rstest;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, sea_query::Expr,
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    alerts::{reported, watch},
    support::{
        api::Api,
        databases::{Kind, TestDatabase},
        programme::{at, enterprise, request, small, submit},
    },
};

/// The alerts that there are after the watch of a night, each in its place.
async fn night(db: &DatabaseConnection, night: &str) -> Vec<alert::Model> {
    let mut all = watch(db, night).await;
    all.sort_by_key(|one| (one.opened_at, one.id));
    all
}

async fn becomes(db: &DatabaseConnection, id: Uuid, status: EnterpriseStatus) {
    let row = enterprise::ActiveModel {
        id: Set(id),
        status: Set(status),
        ..Default::default()
    };
    enterprise::Entity::update(row).exec(db).await.unwrap();
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn the_alert_of_who_left_is_resolved_with_the_reason(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    let small = small(&db).await;
    let [graduates, drops] = ["CV Lulus", "CV Pergi"];
    let graduates = enterprise(&db, graduates, "ID-JK", "owner@lulus.example.org").await;
    let drops = enterprise(&db, drops, "ID-JK", "owner@pergi.example.org").await;
    for firm in [small.enterprise, graduates, drops] {
        for month in ["2012-08", "2012-09"] {
            reported(&db, firm, month, 3.0).await;
        }
    }
    assert_eq!(night(&db, "2012-10-20").await.len(), 3);
    becomes(&db, graduates, EnterpriseStatus::Graduated).await;
    becomes(&db, small.enterprise, EnterpriseStatus::Dropped).await;
    assert_eq!(alerts_of_trainers(&db).await.unwrap().len(), 1);
    let after = night(&db, "2012-10-21").await;
    for one in &after {
        let left = one.enterprise_id != drops;
        assert_eq!(one.state == AlertState::Resolved, left);
        assert_eq!(one.resolution.as_deref() == Some(alert::LEFT), left);
        assert_eq!((one.recovered_at, one.resolved_by), (None, None));
    }
    assert!(alerts_of_trainers(&db).await.unwrap().is_empty());
    assert_eq!(night(&db, "2012-10-22").await, after, "once");
    let api = Api::serve(db.clone()).await;
    let office = api.office().await;
    let told = "{ alerts(filter: {state: {eq: RESOLVED}}) { nodes { resolution recoveredAt } } }";
    let told = api.data(&office, told).await["alerts"]["nodes"].clone();
    let said = json!({"resolution": alert::LEFT, "recoveredAt": null});
    assert_eq!(told, json!([said, said]));
    // Who comes back is watched anew.
    becomes(&db, graduates, EnterpriseStatus::Enrolled).await;
    let again = watch(&db, "2012-10-23").await;
    let theirs = again.iter().filter(|one| one.enterprise_id == graduates);
    let states: Vec<_> = theirs.map(|one| one.state).collect();
    assert_eq!(states, [AlertState::Resolved, AlertState::Open]);
}

/// A month that was corrected to good and back again trips the rule a second time.
#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn the_same_month_can_trip_a_rule_again(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    let firm = enterprise(&db, "CV Melati Jaya", "ID-JK", "owner@melati.example.org").await;
    for month in ["2012-08", "2012-09"] {
        reported(&db, firm, month, 3.0).await;
    }
    assert_eq!(watch(&db, "2012-10-20").await.len(), 1);
    corrected(&db, 0.0).await;
    assert!(watch(&db, "2012-10-21").await[0].recovered_at.is_some());
    corrected(&db, 4.0).await;
    let reopened = watch(&db, "2012-10-22").await;
    let episodes: Vec<_> = reopened.iter().map(|one| one.episode.as_str()).collect();
    let first = "Worse DEFECT_RATE 2012-09";
    assert_eq!(episodes, [first, &format!("{first} 2")]);
}

async fn corrected(db: &DatabaseConnection, change: f64) {
    reading::Entity::update_many()
        .col_expr(reading::Column::Change, Expr::value(change))
        .exec(db)
        .await
        .unwrap();
}

const ANSWERED: &str = "{ alerts { nodes { enterprise { name } state visits {
    heldOn followUp trainer { name } recoveredAt } } } }";
const PLAN: &str = "mutation($alert: ID!) {
    planVisit(input: {alert: $alert, plannedOn: \"2012-11-01\"}) { visit { id } } }";
const RECORD: &str = "mutation($visit: ID!) { recordVisit(input: {visit: $visit,
    heldOn: \"2012-11-01\", findings: \"Mesin aus\", advice: \"Atur ulang\",
    followUp: \"Telepon dua minggu lagi\"}) { visit { id } problems { code field } } }";

/// The alert is answered by a visit that is held on 1 November.
async fn visited(api: &Api, trainer: &str) {
    let alert = api.data(trainer, "{ alerts { nodes { id } } }").await;
    let alert = json!({"alert": alert["alerts"]["nodes"][0]["id"]});
    let planned = api.data_with(trainer, PLAN, alert).await;
    let visit = json!({"visit": planned["planVisit"]["visit"]["id"]});
    let held = api.data_with(trainer, RECORD, visit).await;
    assert_eq!(held["recordVisit"]["problems"], json!([]));
}

/// Where are problems, who goes there, did it help? It did where one of the two good months
/// had not ended when the visit was held.
#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn one_query_says_whether_a_visit_helped(#[case] kind: Kind) {
    for (good, helped) in [
        (["2012-09", "2012-10"], false),
        (["2012-10", "2012-11"], true),
    ] {
        let Some(database) = TestDatabase::new(kind).await else {
            return;
        };
        let db = database.connect().await;
        let small = small(&db).await;
        let bad = if helped {
            ["2012-08", "2012-09"]
        } else {
            ["2012-07", "2012-08"]
        };
        for month in bad {
            reported(&db, small.enterprise, month, 3.0).await;
        }
        watch(&db, "2012-10-20").await;
        let api = Api::serve(db.clone()).await;
        let trainer = api.token(Role::Trainer, Some(small.trainer), &[]).await;
        visited(&api, &trainer).await;
        for month in good {
            better(&db, &small, month).await;
        }
        watch(&db, "2012-12-20").await;
        let seen = api.data(&trainer, ANSWERED).await["alerts"]["nodes"][0].clone();
        assert_eq!(seen["enterprise"]["name"], "CV Melati Jaya");
        assert_eq!(seen["state"], "RESOLVED");
        let visit = &seen["visits"][0];
        assert_eq!(visit["trainer"]["name"], "Sri Lestari");
        assert_eq!(visit["followUp"], "Telepon dua minggu lagi");
        let recovered = if helped {
            json!("2012-12-20T20:00:00Z")
        } else {
            Value::Null
        };
        assert_eq!(visit["recoveredAt"], recovered, "{good:?}");
    }
}

/// A month without the hit; October is asked already.
async fn better(db: &DatabaseConnection, small: &crate::support::programme::Small, month: &str) {
    if month == "2012-10" {
        crate::alerts::reported_to(db, small.enterprise, (small.request, month), 0.0).await;
    } else {
        reported(db, small.enterprise, month, 0.0).await;
    }
}

/// Counts of accidents are those of current reports that were not returned and hold figures.
#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn accidents_are_those_of_reports_that_count(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    let firm = enterprise(&db, "CV Melati Jaya", "ID-JK", "owner@melati.example.org").await;
    let months = [
        "2012-02", "2012-03", "2012-04", "2012-05", "2012-06", "2012-07", "2012-08",
    ];
    let mut reports = Vec::new();
    for (month, count) in months.into_iter().zip([1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 2.0]) {
        reports.push(counted(&db, firm, month, count).await);
    }
    let rules = async |night| -> Vec<AlertRule> {
        let all = watch(&db, night).await.into_iter();
        all.filter(|one| one.rule == AlertRule::Accidents)
            .map(|one| one.rule)
            .collect()
    };
    // An earlier month that the office returned, of another kind, or replaced is no month.
    for (column, value) in [
        (
            report_version::Column::ReturnedAt,
            Expr::value(at("2012-09-10T00:00:00Z")),
        ),
        (
            report_version::Column::Kind,
            Expr::value("NOTHING_TO_REPORT"),
        ),
        (report_version::Column::IsCurrent, Expr::value(false)),
    ] {
        let before = report_version::Entity::find_by_id(reports[0]);
        let before = before.one(&db).await.unwrap().unwrap();
        set(&db, reports[0], column, value).await;
        assert!(rules("2012-09-20").await.is_empty(), "{column:?}");
        set(
            &db,
            reports[0],
            report_version::Column::ReturnedAt,
            Expr::value(before.returned_at),
        )
        .await;
        set(
            &db,
            reports[0],
            report_version::Column::Kind,
            Expr::value("FIGURES"),
        )
        .await;
        set(
            &db,
            reports[0],
            report_version::Column::IsCurrent,
            Expr::value(true),
        )
        .await;
        // A night is made once.
        entity::run::Entity::delete_many().exec(&db).await.unwrap();
    }
    assert_eq!(rules("2012-09-20").await, [AlertRule::Accidents]);
}

async fn set(
    db: &DatabaseConnection,
    report: Uuid,
    column: report_version::Column,
    value: sea_orm::sea_query::SimpleExpr,
) {
    report_version::Entity::update_many()
        .col_expr(column, value)
        .filter(report_version::Column::Id.eq(report))
        .exec(db)
        .await
        .unwrap();
}

/// The id of the report in which `enterprise` counted so many lost-time accidents.
async fn counted(db: &DatabaseConnection, enterprise: Uuid, month: &str, count: f64) -> Uuid {
    let request = request(db, enterprise, month.parse().unwrap()).await;
    let given = Submission {
        request,
        kind: ReportKind::Figures,
        channel: Channel::Api,
        submit_key: month.into(),
        reason: None,
        note: None,
        counts: [
            ("lost_time_accidents".to_owned(), count),
            ("hours_worked".to_owned(), 4000.0),
        ]
        .into(),
    };
    let day = month
        .parse::<entity::rules::period::Month>()
        .unwrap()
        .plus(1);
    let came = day.first_day().and_hms_opt(5, 0, 0).unwrap().and_utc();
    submit(db, given, came).await.unwrap();
    let stored =
        report_version::Entity::find().filter(report_version::Column::DataRequestId.eq(request));
    let stored = stored.one(db).await.unwrap().unwrap().id;
    let all = measurement::Entity::find().filter(measurement::Column::ReportVersionId.eq(stored));
    assert!(!all.all(db).await.unwrap().is_empty());
    stored
}
