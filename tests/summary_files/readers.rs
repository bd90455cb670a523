//! Who gets which files, and what strangers can learn from them.

use entity::{
    account::Role,
    global_id,
    rules::{period::Quarter, slot::summary_slot},
    trainer,
};
use reqwest::StatusCode;
use rstest::rstest;
use sea_orm::EntityTrait;
use serde_json::json;
use worker::jobs;

use super::*;
use crate::support::programme::small;

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn each_role_gets_its_files_and_outsiders_no_name(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = demo(&database).await;
    let someone = trainer::Entity::find().one(&db).await.unwrap().unwrap();
    let api = Api::serve(db).await;
    let manager = api.token(Role::Manager, None, &[PROVINCE]).await;
    let office = api.office().await;
    let donor = api.token(Role::Donor, None, &[]).await;
    let all = seen(&api, &manager).await;
    let silent = all["figures"]["silent"].as_array().unwrap();
    let names: Vec<&str> = silent
        .iter()
        .map(|one| one["name"].as_str().unwrap())
        .collect();
    assert!(!names.is_empty());
    let elsewhere = api.token(Role::Manager, None, &["ID-LA"]).await;
    let trainer = api.token(Role::Trainer, Some(someone.id), &[]).await;
    for (form, path) in paths(&all) {
        let internal = bytes(&api, &manager, &path).await;
        assert_eq!(bytes(&api, &office, &path).await, internal, "{form}");
        let public = bytes(&api, &donor, &path).await;
        assert_eq!(bytes(&api, "", &path).await, public, "{form}");
        assert_ne!(internal, public, "{form}");
        let said = words(&form, &internal);
        assert!(names.iter().all(|name| said.contains(name)), "{form}");
        let said = words(&form, &public);
        assert!(
            !names.iter().any(|name| said.contains(name)),
            "{form}: {said}"
        );
        assert!(
            !said.contains("CV ") && !said.contains("PT "),
            "{form}: {said}"
        );
        for other in [&elsewhere, &trainer] {
            assert_eq!(bytes(&api, other, &path).await, public, "{form}");
        }
        let wrong = get(&api, "score_wrong", &path).await.status();
        assert_eq!(wrong, StatusCode::UNAUTHORIZED);
    }
    let id = all["id"].as_str().unwrap();
    let bare = global_id::uuid_of("Summary", id).unwrap();
    let never = global_id::written("Summary", bare.as_u128() ^ 1);
    let hidden = get(&api, &office, &format!("/summaries/{never}.csv")).await;
    let hidden = hidden.text().await.unwrap();
    for none in [
        format!("{id}.exe"),
        format!("{bare}.csv"),
        id.to_owned(),
        "x.csv".into(),
        ".csv".into(),
    ] {
        let answer = get(&api, &office, &format!("/summaries/{none}")).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{none}");
        assert_eq!(answer.text().await.unwrap(), hidden, "{none}");
    }
    for address in [format!("{id}.csv"), "half-year/2012-H1.xlsx".into()] {
        let path = format!("/summaries/{address}?lang=id&lang=en");
        let answer = get(&api, &office, &path).await;
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{path}");
        let said = answer.text().await.unwrap();
        assert!(said.contains("each once"), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn outsiders_see_no_figure_of_a_province_with_one_enterprise() {
    let database = TestDatabase::new(Kind::Sqlite).await.unwrap();
    let db = database.connect().await;
    small(&db).await;
    let quarter: Quarter = "2012-Q4".parse().unwrap();
    jobs::summary::freeze(&db, quarter, summary_slot(quarter))
        .await
        .unwrap();
    let api = Api::serve(db).await;
    let which = json!({"province": "ID-JK", "quarter": "2012-Q4"});
    let all = api.data_with("", FILES, which).await["summary"].clone();
    let table = bytes(&api, "", &paths(&all)["CSV"]).await;
    let mut reader = csv::Reader::from_reader(&table[3..]);
    let mut rows = reader.records().map(Result::unwrap);
    assert!(rows.all(|row| &row[4] == "enterprises" || (row[9].is_empty() && row[12].is_empty())));
    let xlsx = words("XLSX", &bytes(&api, "", &paths(&all)["XLSX"]).await);
    assert!(
        !xlsx.contains("Melati") && xlsx.contains("hidden"),
        "{xlsx}"
    );
}
