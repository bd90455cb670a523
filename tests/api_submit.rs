//! `submitReport`: asked twice about what is unusual, one key for one submission, and who reads which version.

use entity::{confirmation, report_version};
use rstest::rstest;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use crate::support::{
    databases::Kind,
    served::{Served, served},
};

/// So many of 1000 that were inspected are defective.
fn defects(served: &Served, key: &str, count: f64) -> Value {
    json!({"dataRequest": served.id("dataRequests"), "idempotencyKey": key, "counts": [
        {"measure": "units_inspected", "value": 1000.0},
        {"measure": "units_defective", "value": count},
    ]})
}

const MORE: &str = "report { id version } problems { confirm }";

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn an_unusual_figure_is_asked_about_and_kept_once_it_is_confirmed(#[case] kind: Kind) {
    let Some(served) = served(kind).await else {
        return;
    };
    let mut unusual = defects(&served, "a", 900.0);
    let asked = served
        .change(&served.office, "submitReport", unusual.clone(), MORE)
        .await;
    let question = &asked["problems"][0];
    assert_eq!(
        (&question["code"], &question["field"]),
        (&json!("PLAUSIBILITY"), &json!("units_defective"))
    );
    let stored = report_version::Entity::find()
        .count(&served.db)
        .await
        .unwrap();
    assert_eq!(stored, 0, "a question stores nothing");

    unusual["confirmed"] = json!(["DEFECT_RATE=80"]);
    let other = served.problem("submitReport", unusual.clone()).await;
    assert_eq!(other.0, "PLAUSIBILITY", "another figure was confirmed");
    unusual["confirmed"] = json!([question["confirm"]]);
    let taken = served.done("submitReport", unusual, MORE).await;
    assert_eq!(taken["report"]["version"], 1);
    let kept = confirmation::Entity::find().all(&served.db).await.unwrap();
    assert_eq!((kept.len(), kept[0].subject.as_str()), (1, "DEFECT_RATE"));
    served
        .done("submitReport", defects(&served, "b", 900.0), MORE)
        .await;
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn one_key_is_one_submission(#[case] kind: Kind) {
    let Some(served) = served(kind).await else {
        return;
    };
    served
        .done("submitReport", defects(&served, "a", 60.0), MORE)
        .await;
    let again = served
        .done("submitReport", defects(&served, "a", 60.0), MORE)
        .await;
    assert_eq!(again["report"]["version"], 1);
    let taken = ("TAKEN".to_owned(), Some("idempotencyKey".to_owned()));
    let other = served
        .problem("submitReport", defects(&served, "a", 70.0))
        .await;
    assert_eq!(other, taken, "figures are not dropped silently");
    let nothing = |key: &str, reason: &str| json!({"dataRequest": served.id("dataRequests"), "idempotencyKey": key, "reason": reason});
    let other = served
        .problem("declareNothingToReport", nothing("a", "closed"))
        .await;
    assert_eq!(other, taken);
    for _ in 0..2 {
        served
            .done("declareNothingToReport", nothing("b", "closed"), "")
            .await;
    }
    let other = served
        .problem("declareNothingToReport", nothing("b", "flood"))
        .await;
    assert_eq!(other, taken);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_version_that_was_not_read_is_neither_accepted_nor_returned(#[case] kind: Kind) {
    let Some(served) = served(kind).await else {
        return;
    };
    let first = served
        .done("submitReport", defects(&served, "a", 60.0), MORE)
        .await;
    let report = &first["report"]["id"];
    served
        .done("submitReport", defects(&served, "b", 70.0), MORE)
        .await;
    let accept = |version: i32| json!({"report": report, "version": version});
    let back = |version: i32| json!({"report": report, "version": version, "reason": "x"});
    let conflict = ("CONFLICT".to_owned(), Some("version".to_owned()));
    assert_eq!(served.problem("acceptReport", accept(1)).await, conflict);
    assert_eq!(served.problem("returnReport", back(1)).await, conflict);
    served.done("acceptReport", accept(2), "").await;
    served.done("returnReport", back(2), "").await;
    served
        .done("returnReport", json!({"report": report, "reason": "x"}), "")
        .await;
}
