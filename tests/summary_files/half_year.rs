//! Two editions as the table that donors ask for.

use calamine::{Data, Reader};
use entity::{
    account::Role,
    rules::{period::Quarter, slot::summary_slot},
};
use reqwest::{StatusCode, header};
use sea_orm::DatabaseConnection;
use worker::jobs;

use super::*;
use crate::summary::run;

async fn half_year_demo(database: &TestDatabase) -> DatabaseConnection {
    let db = demo(database).await;
    let first: Quarter = "2012-Q1".parse().unwrap();
    jobs::summary::freeze(&db, first, summary_slot(first))
        .await
        .unwrap();
    db
}

#[tokio::test(flavor = "multi_thread")]
async fn two_quarters_make_the_table_that_donors_ask_for() {
    let database = TestDatabase::new(Kind::Sqlite).await.unwrap();
    let db = half_year_demo(&database).await;
    let api = Api::serve(db).await;
    let donor = api.token(Role::Donor, None, &[]).await;
    let office = api.office().await;
    let path = "/summaries/half-year/2012-H1.xlsx?lang=id&province=ID-JT";
    let internal = bytes(&api, &office, path).await;
    let sessions = "{ one: summary(province: \"ID-JT\", quarter: \"2012-Q1\") { figures { training { sessions } } }
        other: summary(province: \"ID-JT\", quarter: \"2012-Q2\") { figures { training { sessions } } } }";
    let of = api.data(&office, sessions).await;
    let of = |quarter: &str| {
        of[quarter]["figures"]["training"]["sessions"]
            .as_f64()
            .unwrap()
    };
    let sheet = workbook(&internal).worksheet_range("Semester").unwrap();
    let row = sheet
        .rows()
        .find(|row| row[0] == Data::String("Sesi kelas".into()));
    assert_eq!(row.unwrap()[5], Data::Float(of("one") + of("other")));
    let level = |sheet: &calamine::Range<Data>| {
        let is_level = |row: &&[Data]| row[0] == Data::String("Tingkat produk cacat: nilai".into());
        sheet.rows().find(is_level).unwrap()[3..6].to_vec()
    };
    let [Data::Float(one), Data::Float(other), Data::Float(both)] = level(&sheet)[..] else {
        panic!("{:?}", level(&sheet));
    };
    assert!(
        both > one.min(other) && both < one.max(other),
        "{one} {other} {both}"
    );
    let public = bytes(&api, &donor, path).await;
    assert_ne!(public, internal);
    let shown = workbook(&public).worksheet_range("Semester").unwrap();
    assert!(
        matches!(level(&shown)[2], Data::String(_)),
        "{:?}",
        level(&shown)
    );
    assert_eq!(bytes(&api, "", path).await, public);
    // The command line makes the same.
    let folder = tempfile::tempdir().unwrap();
    let written = folder.path().join("half.xlsx");
    let named = written.to_str().unwrap();
    let command = [
        "export",
        "half-year",
        "2012-H1",
        named,
        "--province",
        "ID-JT",
        "--public",
    ];
    run(&database, &command).await;
    assert_eq!(std::fs::read(&written).unwrap(), public);
    let lampung = api.token(Role::Manager, None, &["ID-LA"]).await;
    assert_eq!(bytes(&api, &lampung, path).await, public);
    for none in [
        "2012-H2.xlsx",
        "2012-H3.xlsx",
        "2012-H1.csv",
        "2012-H1.xlsx?province=ID-XX",
    ] {
        let status = get(&api, &office, &format!("/summaries/half-year/{none}"))
            .await
            .status();
        assert_eq!(status, StatusCode::NOT_FOUND, "{none}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_the_table_makes_nobody_write_it_again() {
    let database = TestDatabase::new(Kind::Sqlite).await.unwrap();
    let api = Api::serve(half_year_demo(&database).await).await;
    let (office, donor) = (api.office().await, api.token(Role::Donor, None, &[]).await);
    let (_running, url) = serving(&database);
    let path = "/summaries/half-year/2012-H1.xlsx?lang=id&province=ID-JT";
    let ask = async |token: &str, known: &str| {
        let asked = reqwest::Client::new().get(format!("{url}{path}"));
        let asked = asked.bearer_auth(token).header("if-none-match", known);
        asked.send().await.unwrap()
    };
    let first = ask(&office, "").await;
    let tag = first.headers()[header::ETAG].to_str().unwrap().to_owned();
    assert_eq!(made(&url).await, 1);
    let again = ask(&office, &tag).await;
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    assert_eq!(made(&url).await, 1);
    let other = ask(&donor, &tag).await;
    assert_eq!(other.status(), StatusCode::OK);
    assert_ne!(other.headers()[header::ETAG], tag);
    assert_eq!(made(&url).await, 2);
}
