//! What changes of classes, trainers and enterprises come to.

use entity::account::Role;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{databases::Kind, served::served};

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_class_is_renamed_and_put_away(#[case] kind: Kind) {
    let Some(served) = served(kind).await else {
        return;
    };
    let cohort = served.id("cohorts");
    let edit =
        json!({"cohort": cohort, "version": 1, "name": " Angkatan 1 ", "startsOn": "2011-01-03"});
    let more = "cohort { name startsOn version archivedAt }";
    let edited = served.done("updateCohort", edit.clone(), more).await["cohort"].clone();
    let expected =
        json!({"name": "Angkatan 1", "startsOn": "2011-01-03", "version": 2, "archivedAt": null});
    assert_eq!(edited, expected);
    assert_eq!(served.problem("updateCohort", edit).await.0, "CONFLICT");
    let whom = json!({ "cohort": cohort });
    let away = served.done("archiveCohort", whom.clone(), more).await["cohort"].clone();
    assert!(away["archivedAt"].is_string(), "{away}");
    let again = served.done("archiveCohort", whom, more).await["cohort"].clone();
    assert_eq!(again, away, "putting away twice changes nothing");
    let join =
        json!({"enterprise": served.id("enterprises"), "cohort": cohort, "from": "2012-10-01"});
    assert_eq!(served.problem("enrol", join).await.0, "WRONG_STATE");
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_trainer_is_changed_and_certified(#[case] kind: Kind) {
    let Some(served) = served(kind).await else {
        return;
    };
    let trainer = served.id("trainers");
    let edit = json!({"trainer": trainer, "version": 1, "name": "Sri Lestari W.", "phone": "0812-3456-7891"});
    let more = "trainer { name phone version }";
    let edited = served.done("updateTrainer", edit, more).await;
    let expected = json!({"name": "Sri Lestari W.", "phone": "+6281234567891", "version": 2});
    assert_eq!(edited["trainer"], expected);
    let more = "trainer { certifications { level fromDate module { code } } }";
    let certify = |level: &str, from: &str| json!({"trainer": trainer, "module": "M1", "level": level, "from": from});
    served
        .done("certifyTrainer", certify("CERTIFIED", "2012-01-02"), more)
        .await;
    let both = served
        .done("certifyTrainer", certify("EXPERT", "2012-10-01"), more)
        .await;
    let mut levels: Vec<Value> = both["trainer"]["certifications"]
        .as_array()
        .unwrap()
        .clone();
    levels.sort_by_key(|one| one["fromDate"].to_string());
    let level = |level: &str, from: &str| json!({"level": level, "fromDate": from, "module": {"code": "M1"}});
    assert_eq!(
        levels,
        [
            level("CERTIFIED", "2012-01-02"),
            level("EXPERT", "2012-10-01")
        ]
    );
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn an_enterprise_that_was_put_away_is_the_offices_alone(#[case] kind: Kind) {
    let Some(served) = served(kind).await else {
        return;
    };
    let manager = served.api.token(Role::Manager, None, &[]).await;
    let query = "{ enterprises { totalCount } dataRequests { totalCount } }";
    let count = async |token: &str| {
        let seen = served.api.data(token, query).await;
        (
            seen["enterprises"]["totalCount"].clone(),
            seen["dataRequests"]["totalCount"].clone(),
        )
    };
    assert_eq!(count(&manager).await, (json!(1), json!(1)));
    let whom = json!({ "enterprise": served.id("enterprises") });
    served
        .done("archiveEnterprise", whom, "enterprise { archivedAt }")
        .await;
    assert_eq!(count(&manager).await, (json!(0), json!(0)));
    assert_eq!(count(&served.office).await.0, json!(1));
}
