//! Editions: made once, never changed, hashed, disclosed, and recomputed by another program.

use std::{path::Path, process::Command};

use entity::{
    account::Role,
    changes::{Author, summary::compile},
    data_request,
    report_version::{Channel, ReportKind},
    rules::slot::summary_slot,
    submission::Submission,
    summary::{self, EditionReason},
    trainer,
};
use rstest::rstest;
use sea_orm::{ActiveValue::Set, DatabaseConnection, EntityTrait, QueryOrder};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;
use worker::{JobName, jobs};

use crate::support::{
    api::Api,
    binary::score,
    databases::{Kind, TestDatabase},
    programme::{at, small, submit},
};

pub(crate) const QUARTER: &str = "2012-Q2";

pub(crate) async fn editions(db: &DatabaseConnection) -> Vec<summary::Model> {
    summary::Entity::find()
        .order_by_asc(summary::Column::ProvinceCode)
        .order_by_asc(summary::Column::Quarter)
        .order_by_asc(summary::Column::Edition)
        .all(db)
        .await
        .unwrap()
}

pub(crate) fn hash(text: impl AsRef<[u8]>) -> String {
    let digest = Sha256::digest(text);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(crate) async fn run(database: &TestDatabase, arguments: &[&str]) {
    let command = score(arguments).env("DATABASE_URL", database.url());
    let output = tokio::task::spawn_blocking(move || command.output())
        .await
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{arguments:?}: {said}");
}

/// The demo's programme with its second quarter of 2012 frozen, and Central Java's again.
pub(crate) async fn demo(database: &TestDatabase) -> DatabaseConnection {
    run(database, &["seed", "demo"]).await;
    let db = database.connect().await;
    let quarter = QUARTER.parse().unwrap();
    let due = summary_slot(quarter);
    assert_eq!(jobs::summary::freeze(&db, quarter, due).await.unwrap(), 5);
    let before = editions(&db).await;
    let now = at("2012-11-01T02:00:00Z");
    let author = Author::operator(now);
    let by_hand = async || {
        let made = compile(&db, &author, Some("ID-JT".into()), quarter).await;
        made.unwrap().edition
    };
    assert_eq!(by_hand().await, 2);
    // Made once, and what there was has not changed by a byte.
    assert_eq!(jobs::summary::freeze(&db, quarter, due).await.unwrap(), 0);
    assert_eq!(by_hand().await, 2);
    let after = editions(&db).await;
    assert!(before.iter().all(|edition| after.contains(edition)));
    assert_eq!(after.len(), 6);
    db
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn another_program_makes_the_same_figures(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = demo(&database).await;
    let folder = tempfile::tempdir().unwrap();
    let (rows, figures) = (
        folder.path().join("rows.csv"),
        folder.path().join("figures.json"),
    );
    for edition in editions(&db).await {
        assert_eq!(hash(&edition.internal), edition.internal_hash);
        assert_eq!(hash(&edition.public), edition.public_hash);
        let id = edition.id.to_string();
        let (rows, figures) = (rows.to_str().unwrap(), figures.to_str().unwrap());
        run(
            &database,
            &[
                "export",
                "summary",
                &id,
                "--rows",
                rows,
                "--figures",
                figures,
            ],
        )
        .await;
        let said = recomputed(Path::new(rows), Path::new(figures));
        assert!(
            said.contains("figures agree"),
            "{:?} {said}",
            edition.province_code
        );
    }
    // And it does notice a difference.
    let right = std::fs::read_to_string(&rows).unwrap();
    for kind in [
        "reading",
        "request",
        "enrolled",
        "earlier",
        "participation",
        "target",
    ] {
        let others = right
            .lines()
            .filter(|row| !row.starts_with(&format!("{kind},")));
        let wrong = others.collect::<Vec<_>>().join("\n");
        assert!(wrong.len() + kind.len() < right.len(), "{kind}");
        std::fs::write(&rows, wrong).unwrap();
        let said = recomputed(&rows, &figures);
        assert!(said.contains("the edition has"), "{kind}: {said}");
    }
}

pub(crate) fn recomputed(rows: &Path, figures: &Path) -> String {
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recompute/recompute.py");
    let output = Command::new("python3")
        .args([&program, rows, figures])
        .output()
        .expect("python3 is installed");
    let said = [output.stdout, output.stderr].concat();
    String::from_utf8_lossy(&said).into_owned()
}

const SUMMARY: &str = "query($province: String, $quarter: Quarter!, $edition: Int) {
    summary(province: $province, quarter: $quarter, edition: $edition) {
        edition isPublicSet hash text reason highlights(language: EN)
        differences(language: EN) { figure indicator nBefore nAfter isMaterial text }
        figures { hidden silent { name months } reporting { counts { expected received receivedRate } }
            indicators { code measured { n expected level } quarterBefore { matchedPanel growth } } } } }";

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn each_role_gets_its_set(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = demo(&database).await;
    let someone = trainer::Entity::find().one(&db).await.unwrap().unwrap();
    let api = Api::serve(db).await;
    let newest = json!({"province": "ID-JT", "quarter": QUARTER});
    let manager = api.token(Role::Manager, None, &["ID-JT"]).await;
    let all = api.data_with(&manager, SUMMARY, newest.clone()).await["summary"].clone();
    assert_eq!(
        (&all["edition"], &all["isPublicSet"]),
        (&json!(2), &json!(false))
    );
    assert_eq!(all["hash"], hash(all["text"].as_str().unwrap()));
    let differences = all["differences"].as_array().unwrap();
    assert_eq!(differences[0]["figure"], "RECEIVED_RATE");
    assert!(
        differences[0]["text"]
            .as_str()
            .unwrap()
            .starts_with("Reports received: ")
    );
    let first = json!({"province": "ID-JT", "quarter": QUARTER, "edition": 1});
    let first = api.data_with(&manager, SUMMARY, first).await["summary"].clone();
    assert_eq!(first["differences"], json!([]));
    assert_ne!(first["figures"]["silent"], json!([]));
    let donor = api.token(Role::Donor, None, &[]).await;
    let elsewhere = api.token(Role::Manager, None, &["ID-LA"]).await;
    let teaching = api.token(Role::Trainer, Some(someone.id), &[]).await;
    for token in [donor.as_str(), "", &elsewhere, &teaching] {
        let seen = api.data_with(token, SUMMARY, newest.clone()).await["summary"].clone();
        assert_eq!(seen["isPublicSet"], true);
        assert_eq!(seen["figures"]["silent"], json!([]));
        assert_ne!(seen["hash"], all["hash"]);
        assert_eq!(seen["hash"], hash(seen["text"].as_str().unwrap()));
        let text = seen["text"].as_str().unwrap();
        assert!(!text.contains("CV ") && !text.contains("PT "), "{text}");
    }
}

/// Nothing to report for October, said in January: the office had opened the month again.
pub(crate) async fn answer_late(db: &DatabaseConnection, request: Uuid) {
    let open = data_request::ActiveModel {
        id: Set(request),
        reopened_until: Set(Some(at("2013-03-01T00:00:00Z"))),
        ..Default::default()
    };
    data_request::Entity::update(open).exec(db).await.unwrap();
    let given = Submission {
        request,
        kind: ReportKind::NothingToReport,
        channel: Channel::Api,
        submit_key: "late".into(),
        reason: Some("Libur".into()),
        note: None,
        counts: Default::default(),
    };
    submit(db, given, at("2013-01-21T02:00:00Z")).await.unwrap();
}

const COMPILE: &str = "mutation($province: String, $quarter: Quarter!) {
    compileSummary(input: {province: $province, quarter: $quarter}) {
        summary { edition reason } problems { code field } } }";

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn the_worker_freezes_a_quarter_once_and_people_go_on(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    let small = small(&db).await;
    let night = |text: &str| at(&format!("{text}T20:00:00Z"));
    let job = async |text: &str| {
        jobs::plan(&db, JobName::Summary, night(text))
            .await
            .unwrap();
        editions(&db).await
    };
    assert!(job("2013-01-18").await.is_empty());
    let frozen = job("2013-01-19").await;
    assert_eq!(frozen.len(), 2);
    assert!(
        frozen
            .iter()
            .all(|one| one.reason == EditionReason::Scheduled && one.edition == 1)
    );
    // Zero reports make a summary that says so.
    assert!(frozen[0].internal.contains("NO_REPORTS"));
    assert_eq!((frozen[0].expected, frozen[0].received), (1, 0));
    assert_eq!(job("2013-01-19").await, frozen);
    assert_eq!(job("2013-01-20").await, frozen);
    // Late data that moves a rate by five points makes the next editions.
    answer_late(&db, small.request).await;
    let later = job("2013-01-21").await;
    assert_eq!(later.len(), 4);
    let made: Vec<_> = later.iter().filter(|one| one.edition == 2).collect();
    assert!(
        made.iter()
            .all(|one| one.reason == EditionReason::LateData && one.received == 1)
    );
    assert_eq!(job("2013-01-22").await, later);
    let api = Api::serve(db.clone()).await;
    let manager = api.token(Role::Manager, None, &["ID-JK"]).await;
    for (place, quarter, field) in [
        (json!("ID-JK"), "2012-Q4", "quarter"),
        // Nothing was expected there, and nothing happened.
        (json!("ID-JK"), "2012-Q3", "quarter"),
        (json!("ID-JK"), "1990-Q1", "quarter"),
        (json!("ID-LA"), "2012-Q3", "province"),
        (Value::Null, "2012-Q3", "province"),
    ] {
        let asked = json!({"province": place, "quarter": quarter});
        let refused = api.data_with(&manager, COMPILE, asked).await["compileSummary"].clone();
        assert_eq!(refused["problems"][0]["field"], field, "{quarter}");
    }
    assert_eq!(editions(&db).await, later);
    let donor = api.token(Role::Donor, None, &[]).await;
    let asked = json!({"quarter": "2012-Q3"});
    let refused = api.answer(&donor, COMPILE, asked).await;
    assert_eq!(refused["errors"][0]["extensions"]["code"], "FORBIDDEN");
}
