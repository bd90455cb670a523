//! Since when an enterprise takes part and how near to exports it is, however late that is written down.

use entity::{account::Role, audit, expected::Expectations, rules::period::Month};
use rstest::rstest;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use crate::support::{
    databases::Kind,
    served::{Served, served},
};

const STATUS: &str = "enterprise { status }";

async fn prospect(served: &Served) -> Value {
    let firm = json!({"name": "UD Kenanga", "legalForm": "UD", "province": "ID-JK", "city": "Kota",
        "kbliCode": "31001", "kbliVersion": "2009", "sizeClass": "SMALL",
        "sizeRegulation": "UU 20/2008", "women": 3, "men": 4, "outputUnit": "buah"});
    let made = served
        .done("createEnterprise", firm, "enterprise { id }")
        .await;
    made["enterprise"]["id"].clone()
}

async fn cohort(served: &Served, name: &str) -> Value {
    let class = json!({"name": name, "province": "ID-JK", "partner": served.id("partners"),
        "leadTrainer": served.id("trainers"), "startsOn": "2011-01-10"});
    let made = served.done("createCohort", class, "cohort { id }").await;
    made["cohort"]["id"].clone()
}

/// Of how many `month` is expected.
async fn expected_in(served: &Served, month: &str) -> usize {
    let month: Month = month.parse().unwrap();
    let mut expectations = Expectations::default();
    let expected = expectations.in_zone(&served.db, month, "WIB").await;
    expected.unwrap().len()
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn who_is_enrolled_late_is_expected_since(#[case] kind: Kind) {
    let Some(served) = served(kind).await else {
        return;
    };
    let id = prospect(&served).await;
    let class = cohort(&served, "Angkatan 9").await;
    let join = |class: &Value, from: &str| json!({"enterprise": id, "cohort": class, "from": from});
    let future = served.problem("enrol", join(&class, "2012-12-03")).await;
    assert_eq!(future, ("INVALID".into(), Some("from".into())));
    let joined = served
        .done("enrol", join(&class, "2012-06-01"), STATUS)
        .await;
    assert_eq!(joined["enterprise"]["status"], "ENROLLED");
    assert_eq!(
        expected_in(&served, "2012-11").await,
        2,
        "it is no prospect any more"
    );
    assert_eq!(expected_in(&served, "2012-03").await, 1);
    let earlier = cohort(&served, "Angkatan 8").await;
    served
        .done("enrol", join(&earlier, "2012-03-01"), STATUS)
        .await;
    assert_eq!(
        expected_in(&served, "2012-03").await,
        2,
        "those months are expected too"
    );

    let leave = |class: &Value, on: &str| json!({"enterprise": id, "cohort": class, "on": on, "departure": "DROPPED"});
    let still = served
        .done("withdraw", leave(&class, "2012-10-15"), STATUS)
        .await;
    assert_eq!(still["enterprise"]["status"], "ENROLLED");
    let left = served
        .done("withdraw", leave(&earlier, "2012-08-15"), STATUS)
        .await;
    assert_eq!(left["enterprise"]["status"], "DROPPED");
    assert_eq!(
        expected_in(&served, "2012-09").await,
        2,
        "it was in one cohort still"
    );
    assert_eq!(expected_in(&served, "2012-10").await, 1);
    let third = cohort(&served, "Angkatan 10").await;
    let before_it_left = served.problem("enrol", join(&third, "2012-09-01")).await;
    assert_eq!(before_it_left, ("INVALID".into(), Some("from".into())));
    let back = served
        .done("enrol", join(&third, "2012-10-20"), STATUS)
        .await;
    assert_eq!(back["enterprise"]["status"], "ENROLLED");
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn each_stage_on_the_way_to_exports_is_kept_with_its_trail(#[case] kind: Kind) {
    let Some(served) = served(kind).await else {
        return;
    };
    let id = served.id("enterprises");
    let stages = "enterprise { exportStage exportStages { stage from } }";
    let set = |stage: &str, from: &str| json!({"enterprise": id, "stage": stage, "from": from});
    served
        .done("setExportStage", set("EXPLORING", "2012-10-01"), "")
        .await;
    served
        .done("setExportStage", set("READY", "2012-06-01"), "")
        .await;
    served
        .done("setExportStage", set("NONE", "2012-06-01"), "")
        .await;
    let now = served
        .done("setExportStage", set("NONE", "2012-06-01"), stages)
        .await;
    let both = json!([{"stage": "NONE", "from": "2012-06-01"}, {"stage": "EXPLORING", "from": "2012-10-01"}]);
    assert_eq!(
        now["enterprise"],
        json!({"exportStage": "EXPLORING", "exportStages": both})
    );
    let rows = audit::Entity::find().filter(audit::Column::Changes.contains("2012-06-01"));
    let rows = rows.all(&served.db).await.unwrap();
    let stages: Vec<Value> = rows
        .iter()
        .map(|row| serde_json::from_str::<Value>(&row.changes).unwrap()["stage"].clone())
        .collect();
    let expected = [
        json!({"before": null, "after": "READY"}),
        json!({"before": "READY", "after": "NONE"}),
    ];
    assert_eq!(stages, expected);
    let trainer = served
        .api
        .token(Role::Trainer, Some(served.small.trainer), &[])
        .await;
    let query = "{ enterprises { nodes { exportStages { stage } } } }";
    let seen = served.api.data(&trainer, query).await;
    assert_eq!(
        seen["enterprises"]["nodes"][0]["exportStages"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_trainer_of_before_sees_an_enterprise_no_more(#[case] kind: Kind) {
    let Some(served) = served(kind).await else {
        return;
    };
    let trainer = served
        .api
        .token(Role::Trainer, Some(served.small.trainer), &[])
        .await;
    let query = "{ enterprises { totalCount } dataRequests { totalCount } }";
    let seen = served.api.data(&trainer, query).await;
    assert_eq!(
        seen,
        json!({"enterprises": {"totalCount": 1}, "dataRequests": {"totalCount": 1}})
    );
    let by = "{ reportingRates(from: \"2012-10\", to: \"2012-10\", groupBy: [COHORT]) { cohort { name } expected } }";
    let rates = served.api.data(&served.office, by).await;
    assert_eq!(rates["reportingRates"][0]["cohort"]["name"], "Jakarta 1");
    let leave = json!({"enterprise": served.id("enterprises"), "cohort": served.id("cohorts"),
        "on": "2012-10-15", "departure": "DROPPED"});
    served.done("withdraw", leave, "").await;
    let seen = served.api.data(&trainer, query).await;
    assert_eq!(
        seen,
        json!({"enterprises": {"totalCount": 0}, "dataRequests": {"totalCount": 0}})
    );
    let rates = served.api.data(&served.office, by).await;
    assert_eq!(rates["reportingRates"][0]["cohort"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_manager_sees_the_export_stages_of_their_provinces() {
    let served = served(Kind::Sqlite).await.unwrap();
    let query = "{ programme(year: 2012) { provinces { exportStages { stage } } } }";
    for (province, stages) in [("ID-JK", 4), ("ID-LA", 0)] {
        let manager = served.api.token(Role::Manager, None, &[province]).await;
        let seen = served.api.data(&manager, query).await;
        let shown = &seen["programme"]["provinces"][0]["exportStages"];
        assert_eq!(shown.as_array().unwrap().len(), stages, "{province}");
    }
}
