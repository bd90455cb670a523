//! An edition's files: who gets which, made once, the same figures in each form.

use std::{collections::BTreeMap, io::Cursor};

use calamine::{Data, Reader, Xlsx};
use entity::{
    Language, account,
    account::Role,
    rules::{period::Quarter, slot::summary_slot},
    summary::{
        file::{self, Audience, Form, Key},
        material::newest,
    },
    trainer,
};
use reqwest::{Method, Response, StatusCode, header};
use rstest::rstest;
use sea_orm::{DatabaseConnection, EntityTrait, PaginatorTrait, sea_query::Expr};
use serde_json::{Value, json};
use worker::jobs;

use crate::{
    summary::{QUARTER, demo, hash, run},
    support::{
        api::Api,
        databases::{Kind, TestDatabase},
        programme::{NOW, at, small},
    },
};

const PROVINCE: &str = "ID-JT";
const FILES: &str = "query($province: String, $quarter: Quarter!) {
    summary(province: $province, quarter: $quarter) { id isPublicSet
        files(language: EN) { form url hash }
        figures { silent { name } reporting { counts { received receivedRate } }
            indicators { code measured { n level } } } } }";

async fn ask(
    api: &Api,
    method: Method,
    token: &str,
    path: &str,
    headers: &[(&str, &str)],
) -> Response {
    let url = api.url().replace("/graphql", path);
    let mut asked = reqwest::Client::new().request(method, url);
    for (name, value) in headers {
        asked = asked.header(*name, *value);
    }
    if !token.is_empty() {
        asked = asked.bearer_auth(token);
    }
    asked.send().await.unwrap()
}

async fn get(api: &Api, token: &str, path: &str) -> Response {
    ask(api, Method::GET, token, path, &[]).await
}

async fn bytes(api: &Api, token: &str, path: &str) -> Vec<u8> {
    let response = get(api, token, path).await;
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    response.bytes().await.unwrap().to_vec()
}

async fn seen(api: &Api, token: &str) -> Value {
    let which = json!({"province": PROVINCE, "quarter": QUARTER});
    api.data_with(token, FILES, which).await["summary"].clone()
}

/// The paths of an edition's files, as GraphQL links them, by form.
fn paths(summary: &Value) -> BTreeMap<String, String> {
    let files = summary["files"].as_array().unwrap();
    let path = |file: &Value| {
        let url = file["url"].as_str().unwrap();
        let path = url.strip_prefix("http://score.example.org").unwrap();
        (file["form"].as_str().unwrap().to_owned(), path.to_owned())
    };
    files.iter().map(path).collect()
}

/// The hash of a form as GraphQL tells it; null while it was not made.
fn kept_hash(summary: &Value, form: &str) -> Value {
    let files = summary["files"].as_array().unwrap();
    let one = files.iter().find(|file| file["form"] == form).unwrap();
    one["hash"].clone()
}

fn workbook(bytes: &[u8]) -> Xlsx<Cursor<&[u8]>> {
    calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap()
}

/// All words of a file.
fn words(form: &str, bytes: &[u8]) -> String {
    if form != "XLSX" {
        return String::from_utf8_lossy(bytes).into_owned();
    }
    let mut workbook = workbook(bytes);
    let sheets = workbook.worksheets();
    let cells = sheets.iter().flat_map(|(_, range)| range.rows().flatten());
    cells.map(|cell| format!("{cell}\n")).collect()
}

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
        // The words of a PDF are compressed.
        if form != "PDF" {
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
        }
        for stranger in [&elsewhere, &trainer] {
            let status = get(&api, stranger, &path).await.status();
            assert_eq!(status, StatusCode::NOT_FOUND, "{form}");
        }
        let wrong = get(&api, "score_wrong", &path).await.status();
        assert_eq!(wrong, StatusCode::UNAUTHORIZED);
    }
    let id = all["id"].as_str().unwrap();
    let hidden = get(&api, &trainer, &format!("/summaries/{id}.csv")).await;
    let hidden = hidden.text().await.unwrap();
    for none in [
        format!("{id}.exe"),
        id.to_owned(),
        "x.csv".into(),
        ".csv".into(),
    ] {
        let answer = get(&api, &office, &format!("/summaries/{none}")).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{none}");
        assert_eq!(answer.text().await.unwrap(), hidden, "{none}");
    }
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_made_once_and_never_changes(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = demo(&database).await;
    let (one, other) = (Api::serve(db.clone()).await, Api::serve(db.clone()).await);
    let manager = one.token(Role::Manager, None, &[PROVINCE]).await;
    let before = seen(&one, &manager).await;
    assert_eq!(kept_hash(&before, "XLSX"), Value::Null);
    assert_eq!(file::Entity::find().count(&db).await.unwrap(), 0);
    let path = &paths(&before)["XLSX"];
    let (first, second) = tokio::join!(bytes(&one, &manager, path), bytes(&other, &manager, path));
    assert_eq!(first, second);
    assert_eq!(file::Entity::find().count(&db).await.unwrap(), 1);
    let after = seen(&one, &manager).await;
    assert_eq!(kept_hash(&after, "XLSX"), hash(&first));
    // The account's language is not asked: the same address gives the same bytes.
    account::Entity::update_many()
        .col_expr(account::Column::Language, Expr::value("en"))
        .exec(&db)
        .await
        .unwrap();
    assert_eq!(bytes(&one, &manager, path).await, first);
    assert_ne!(
        bytes(&one, &manager, &path.replace("lang=en", "lang=id")).await,
        first
    );
    // What an older program kept is served as it was kept.
    let edition = newest(
        &db,
        &entity::scope::Scope::Admin,
        Some(PROVINCE),
        QUARTER.parse().unwrap(),
    );
    let key = Key {
        summary: edition.await.unwrap().unwrap().id,
        audience: Audience::Internal,
        form: Form::Csv,
        language: Language::En,
    };
    let old = file::keep(&db, key, b"as it was".to_vec(), at(NOW))
        .await
        .unwrap();
    let again = file::keep(&db, key, b"as it is".to_vec(), at(NOW))
        .await
        .unwrap();
    assert_eq!(again, old);
    assert_eq!(
        bytes(&one, &manager, &paths(&before)["CSV"]).await,
        b"as it was"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_says_what_it_is_and_is_not_sent_twice() {
    let database = TestDatabase::new(Kind::Sqlite).await.unwrap();
    let db = demo(&database).await;
    let api = Api::serve(db).await;
    let manager = api.token(Role::Manager, None, &[PROVINCE]).await;
    let id = seen(&api, &manager).await["id"]
        .as_str()
        .unwrap()
        .to_owned();
    for (ending, media, disposition) in [
        (
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "attachment",
        ),
        ("pdf", "application/pdf", "inline"),
        ("csv", "text/csv; charset=utf-8", "attachment"),
        ("html", "text/html; charset=utf-8", "inline"),
    ] {
        let path = format!("/summaries/{id}.{ending}");
        let response = get(&api, &manager, &path).await;
        let headers = response.headers().clone();
        let of = |name: header::HeaderName| headers[name].to_str().unwrap().to_owned();
        assert_eq!(of(header::CONTENT_TYPE), media);
        let name = format!("{disposition}; filename=\"score-jawa-tengah-{QUARTER}-2.{ending}\"");
        assert_eq!(of(header::CONTENT_DISPOSITION), name);
        assert_eq!(of(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
        assert_eq!(of(header::CACHE_CONTROL), "private, no-cache");
        assert_eq!(of(header::CONTENT_LANGUAGE), "id");
        let policy = headers.get(header::CONTENT_SECURITY_POLICY);
        assert_eq!(policy.is_some(), ending == "html");
        let body = response.bytes().await.unwrap();
        let tag = of(header::ETAG);
        assert_eq!(tag, format!("\"{}\"", hash(&body)));
        let known = [("if-none-match", tag.as_str())];
        let again = ask(&api, Method::GET, &manager, &path, &known).await;
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
        assert!(again.bytes().await.unwrap().is_empty());
        let head = ask(&api, Method::HEAD, &manager, &path, &[]).await;
        assert_eq!(head.status(), StatusCode::OK);
        assert_eq!(head.headers()[header::ETAG], tag);
        let english = [("accept-language", "de, en;q=0.8")];
        let english = ask(&api, Method::GET, &manager, &path, &english).await;
        assert_eq!(english.headers()[header::CONTENT_LANGUAGE], "en");
        let public = get(&api, "", &path).await;
        assert_eq!(public.headers()[header::CACHE_CONTROL], "public, no-cache");
        assert_ne!(public.headers()[header::ETAG], tag);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_form_shows_the_same_figures() {
    let database = TestDatabase::new(Kind::Sqlite).await.unwrap();
    let db = demo(&database).await;
    let api = Api::serve(db).await;
    for token in [api.office().await, String::new()] {
        let all = seen(&api, &token).await;
        let paths = paths(&all);
        let table = bytes(&api, &token, &paths["CSV"]).await;
        let table = String::from_utf8(table).unwrap();
        let mut reader = csv::Reader::from_reader(table.trim_start_matches('\u{feff}').as_bytes());
        let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
        let xlsx = bytes(&api, &token, &paths["XLSX"]).await;
        let sheet = workbook(&xlsx).worksheet_range("Indicators").unwrap();
        let cells: Vec<&[Data]> = sheet.rows().skip(4).collect();
        let page = bytes(&api, &token, &paths["HTML"]).await;
        let page = String::from_utf8(page).unwrap();
        let indicators = all["figures"]["indicators"].as_array().unwrap();
        assert!(!indicators.is_empty());
        for (one, cells) in indicators.iter().zip(cells) {
            let code = one["code"].as_str().unwrap();
            let row = rows
                .iter()
                .find(|row| &row[4] == code && &row[7] == "level")
                .unwrap();
            let measured = &one["measured"];
            match measured["level"].as_f64() {
                Some(level) => {
                    assert_eq!(row[8].parse::<f64>().unwrap(), level, "{code}");
                    assert_eq!(cells[1], Data::Float(level), "{code}");
                    assert!(page.contains(&format!("{level:.1}")), "{code} {level}");
                }
                None => assert_eq!(
                    (&row[8], matches!(cells[1], Data::String(_))),
                    ("", true),
                    "{code}"
                ),
            }
            let n = measured["n"].as_i64();
            assert_eq!(row[10].parse().ok(), n, "{code}");
            assert_eq!(&row[12] == "yes", measured.is_null(), "{code}");
        }
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
    assert!(rows.all(|row| &row[3] == "enterprises" || (row[8].is_empty() && row[11].is_empty())));
    let xlsx = words("XLSX", &bytes(&api, "", &paths(&all)["XLSX"]).await);
    assert!(
        !xlsx.contains("Melati") && xlsx.contains("hidden"),
        "{xlsx}"
    );
}

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
    let public = bytes(&api, &donor, path).await;
    assert_ne!(public, internal);
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
    assert_eq!(
        get(&api, &lampung, path).await.status(),
        StatusCode::NOT_FOUND
    );
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
