//! What outsiders can learn of attendances from a year of the programme: what the public
//! national summaries say, and nothing of a quarter that they hide.

use entity::{
    account::Role,
    participation,
    rules::{
        disclosure::{Hidden, SATISFACTION, TRAINING, public},
        period::Quarter,
        statistics::People,
        summary::{Facts, Figures, compile},
    },
    session,
    session::SessionKind,
    summary::{self, EditionReason},
};
use rstest::rstest;
use sea_orm::DatabaseConnection;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{
    api::Api,
    databases::{Kind, TestDatabase},
    programme::{Small, at, insert, small},
};

const PARTICIPANTS: &str = "query ($year: Int!) { programme(year: $year) {
    participants { managers { women total } workers { total } } } }";

/// A national edition of `quarter` with so many women among the managers, its training hidden
/// or not.
async fn edition(db: &DatabaseConnection, quarter: &str, (number, women): (i32, i64), hides: bool) {
    let quarter: Quarter = quarter.parse().unwrap();
    let mut figures: Figures = compile(&Facts::default(), None, quarter);
    figures.training.as_mut().unwrap().managers = People {
        women,
        ..People::default()
    };
    let hidden: Hidden = match hides {
        true => [TRAINING, SATISFACTION].map(str::to_owned).into(),
        false => Hidden::new(),
    };
    let row = summary::Model {
        id: Uuid::now_v7(),
        province_code: None,
        quarter: quarter.to_string(),
        edition: number,
        reason: EditionReason::Scheduled,
        cut_off: at("2013-01-19T20:00:00Z"),
        compiled_by: None,
        expected: 0,
        received: 0,
        internal: serde_json::to_string(&figures).unwrap(),
        internal_hash: String::new(),
        public: serde_json::to_string(&public(&figures, &hidden)).unwrap(),
        public_hash: String::new(),
    };
    insert::<summary::Entity, _>(db, row).await;
}

/// A session in the year at which one woman manages.
async fn held(db: &DatabaseConnection, small: &Small, day: &str) {
    let row = session::Model {
        id: Uuid::now_v7(),
        kind: SessionKind::OnSiteVisit,
        module_code: "M1".into(),
        cohort_id: None,
        enterprise_id: Some(small.enterprise),
        held_on: day.parse().unwrap(),
        days: 1,
    };
    let id = row.id;
    insert::<session::Entity, _>(db, row).await;
    let came = participation::Model {
        session_id: id,
        enterprise_id: small.enterprise,
        managers_women: 1,
        managers_men: 0,
        managers_not_stated: 0,
        workers_women: 0,
        workers_men: 0,
        workers_not_stated: 0,
        satisfaction: None,
    };
    insert::<participation::Entity, _>(db, came).await;
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_hidden_quarter_does_not_follow_from_its_year(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    let small = small(&db).await;
    held(&db, &small, "2012-02-07").await;
    let api = Api::serve(db.clone()).await;
    let donor = api.token(Role::Donor, None, &[]).await;
    let trainer = api.token(Role::Trainer, Some(small.trainer), &[]).await;
    let outsiders = [donor.as_str(), trainer.as_str(), ""];
    let of_year = async |token: &str, year: i32| {
        let told = api
            .data_with(token, PARTICIPANTS, json!({ "year": year }))
            .await;
        told["programme"]["participants"].clone()
    };
    let all_see = async |year, expected: &Value| {
        for token in outsiders {
            assert_eq!(of_year(token, year).await, *expected, "{year}");
        }
    };
    let women =
        |count| json!({"managers": {"women": count, "total": count}, "workers": {"total": 0}});
    // Nothing is frozen: nothing is told, and what is held day by day is not either.
    all_see(2012, &Value::Null).await;
    // The newest public edition of each quarter counts.
    edition(&db, "2012-Q1", (1, 10), false).await;
    edition(&db, "2012-Q1", (2, 12), false).await;
    edition(&db, "2012-Q2", (1, 20), false).await;
    all_see(2012, &women(32)).await;
    held(&db, &small, "2012-08-07").await;
    all_see(2012, &women(32)).await;
    let manager = api.token(Role::Manager, None, &[]).await;
    assert_eq!(
        of_year(&manager, 2012).await,
        women(2),
        "they see what is held"
    );
    // A quarter that hides its training takes the year's sum with it.
    edition(&db, "2012-Q3", (1, 3), true).await;
    all_see(2012, &Value::Null).await;
    all_see(2011, &Value::Null).await;
}
