//! Data goes out as files: each viewer's own, whole, and harmless when opened.

use calamine::{Data, Reader};
use entity::{account::Role, enterprise};
use reqwest::{Response, StatusCode};
use rstest::rstest;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, sea_query::Expr};

use crate::support::{
    api::Api,
    databases::{Kind, TestDatabase},
    programme::{enterprise, insert, request, small},
};

const NAMES: [&str; 4] = ["enterprises", "reports", "readings", "data-requests"];

async fn get(api: &Api, token: &str, path: &str) -> Response {
    let url = api.url().replace("/graphql", path);
    let mut asked = reqwest::Client::new().get(url);
    if !token.is_empty() {
        asked = asked.bearer_auth(token);
    }
    asked.send().await.unwrap()
}

/// The rows of a CSV export, its header first.
async fn rows(api: &Api, token: &str, path: &str) -> Vec<Vec<String>> {
    let response = get(api, token, path).await;
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    let text = response.text().await.unwrap();
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_bytes());
    let rows = reader
        .records()
        .map(|record| record.unwrap().iter().map(str::to_owned).collect());
    rows.collect()
}

/// The small programme, and an enterprise in Lampung with an answered month that nobody trains.
async fn two(db: &DatabaseConnection) -> crate::support::programme::Small {
    let small = small(db).await;
    let other = enterprise(db, "UD Kopi Rahasia", "ID-LA", "kopi@secret.example.org").await;
    request(db, other, "2012-10".parse().unwrap()).await;
    for (id, key) in [(small.enterprise, "M1"), (other, "K1")] {
        enterprise::Entity::update_many()
            .col_expr(enterprise::Column::OfficeKey, Expr::value(key))
            .filter(enterprise::Column::Id.eq(id))
            .exec(db)
            .await
            .unwrap();
    }
    let author = entity::changes::Author::operator(crate::support::programme::at(
        crate::support::programme::NOW,
    ));
    let text =
        "enterprise,month,units_inspected,units_defective\nM1,2012-10,1000,60\nK1,2012-10,777,7\n";
    let given = (text.into(), api::files::Format::Csv);
    api::files::import(db, &author, api::files::Noun::Reports, given, false)
        .await
        .unwrap();
    small
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn each_viewer_takes_along_what_is_theirs(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    let small = two(&db).await;
    let api = Api::serve(db).await;
    let office = api.office().await;
    let trainer = api.token(Role::Trainer, Some(small.trainer), &[]).await;
    let lampung = api.token(Role::Manager, None, &["ID-LA"]).await;
    let donor = api.token(Role::Donor, None, &[]).await;
    for name in NAMES {
        for ending in ["csv", "xlsx"] {
            let path = format!("/export/{name}.{ending}");
            assert_eq!(
                get(&api, "", &path).await.status(),
                StatusCode::UNAUTHORIZED
            );
            assert_eq!(
                get(&api, "score_wrong", &path).await.status(),
                StatusCode::UNAUTHORIZED
            );
            assert_eq!(
                get(&api, &donor, &path).await.status(),
                StatusCode::FORBIDDEN
            );
        }
        let path = format!("/export/{name}.csv");
        let seen = |rows: &[Vec<String>]| {
            let of = |key: &str| rows.iter().any(|row| row[0] == key);
            (of("M1"), of("K1"))
        };
        assert_eq!(
            seen(&rows(&api, &office, &path).await),
            (true, true),
            "{name}"
        );
        let theirs = rows(&api, &trainer, &path).await;
        assert_eq!(seen(&theirs), (true, false), "{name}");
        assert!(!format!("{theirs:?}").contains("Rahasia"), "{name}");
        assert_eq!(
            seen(&rows(&api, &lampung, &path).await),
            (false, true),
            "{name}"
        );
        let all = format!("{:?}", rows(&api, &office, &path).await);
        assert!(
            !all.contains("example.org") && !all.contains("Budi"),
            "no person: {name}"
        );
    }
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn rows_are_filtered_by_province_and_month(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    let small = two(&db).await;
    request(&db, small.enterprise, "2012-09".parse().unwrap()).await;
    let api = Api::serve(db).await;
    let office = api.office().await;
    for (query, left) in [
        ("", 3),
        ("?from=2012-10", 2),
        ("?to=2012-09", 1),
        ("?from=2012-10&to=2012-10", 2),
        ("?province=ID-LA", 0),
        ("?province=ID-JK", 3),
    ] {
        let found = rows(&api, &office, &format!("/export/data-requests.csv{query}")).await;
        assert_eq!(found.len() - 1, left, "{query}: {found:?}");
    }
    assert_eq!(
        rows(&api, &office, "/export/enterprises.csv?province=ID-LA")
            .await
            .len(),
        2
    );
    for wrong in [
        "readings.csv?from=2012",
        "readings.csv?form=2012-10",
        "enterprises.csv?from=2012-10",
        "readings.csv?from=%FF",
    ] {
        let status = get(&api, &office, &format!("/export/{wrong}"))
            .await
            .status();
        assert_eq!(status, StatusCode::BAD_REQUEST, "{wrong}");
    }
    for none in ["contacts.csv", "readings.pdf", "readings", ".csv"] {
        let status = get(&api, &office, &format!("/export/{none}"))
            .await
            .status();
        assert_eq!(status, StatusCode::NOT_FOUND, "{none}");
    }
}

#[tokio::test]
async fn a_file_says_what_it_is_and_is_kept_by_nobody() {
    let database = TestDatabase::new(Kind::Sqlite).await.unwrap();
    let db = database.connect().await;
    two(&db).await;
    let api = Api::serve(db).await;
    let office = api.office().await;
    let response = get(&api, &office, "/export/readings.csv").await;
    let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(header("cache-control"), "private, no-store");
    assert_eq!(
        header("content-disposition"),
        "attachment; filename=\"readings.csv\""
    );
    assert_eq!(response.bytes().await.unwrap()[..3], *b"\xef\xbb\xbf");
    let found = rows(&api, &office, "/export/readings.csv").await;
    let melati = found.iter().find(|row| row[0] == "M1").unwrap();
    assert_eq!(
        melati[2..],
        [
            "2012-10",
            "ID-JK",
            "DEFECT_RATE",
            "60",
            "1000",
            "6",
            "10",
            "-4",
            "yes"
        ]
    );
}

#[tokio::test]
async fn a_formula_in_a_name_does_nothing_when_a_file_is_opened() {
    let database = TestDatabase::new(Kind::Sqlite).await.unwrap();
    let db = database.connect().await;
    small(&db).await;
    let hostile = "=HYPERLINK(\"http://x\",\"open\")";
    enterprise(&db, hostile, "ID-JK", "x@example.org").await;
    let api = Api::serve(db).await;
    let office = api.office().await;
    let found = rows(&api, &office, "/export/enterprises.csv").await;
    assert!(
        found.iter().any(|row| row[1] == format!("'{hostile}")),
        "{found:?}"
    );
    let bytes = get(&api, &office, "/export/enterprises.xlsx")
        .await
        .bytes()
        .await
        .unwrap();
    let mut workbook: calamine::Xlsx<_> =
        calamine::open_workbook_from_rs(std::io::Cursor::new(bytes.to_vec())).unwrap();
    let cells = workbook.worksheet_range("enterprises").unwrap();
    assert!(
        cells
            .rows()
            .any(|row| row[1] == Data::String(hostile.into()))
    );
    assert!(
        cells
            .rows()
            .skip(1)
            .all(|row| matches!(row[9], Data::Float(12.0)))
    );
    let formulas = workbook.worksheet_formula("enterprises").unwrap();
    assert!(formulas.rows().flatten().all(String::is_empty));
}

#[tokio::test]
async fn pages_of_enterprises_meet_without_a_gap() {
    let database = TestDatabase::new(Kind::Sqlite).await.unwrap();
    let db = database.connect().await;
    small(&db).await;
    // More than two pages of reports, many of one name.
    for n in 0..120 {
        let id = enterprise(&db, &format!("UD Sama {}", n % 3), "ID-JK", "x@example.org").await;
        request(&db, id, "2012-10".parse().unwrap()).await;
        let row = entity::reading::Model {
            enterprise_id: id,
            indicator_code: "DEFECT_RATE".into(),
            month: "2012-10".parse().unwrap(),
            province_code: "ID-JK".into(),
            data_request_id: first_request(&db, id).await,
            numerator: f64::from(n),
            denominator: Some(1000.0),
            value: f64::from(n) / 10.0,
            baseline: None,
            change: None,
            improved: None,
        };
        insert::<entity::reading::Entity, _>(&db, row).await;
    }
    let api = Api::serve(db).await;
    let office = api.office().await;
    let found = rows(&api, &office, "/export/readings.csv").await;
    let mut numerators: Vec<u32> = found[1..]
        .iter()
        .map(|row| row[5].parse().unwrap())
        .collect();
    numerators.sort_unstable();
    assert_eq!(numerators, (0..120).collect::<Vec<_>>());
}

async fn first_request(db: &DatabaseConnection, enterprise: uuid::Uuid) -> uuid::Uuid {
    use entity::data_request::{Column, Entity};
    let found = Entity::find()
        .filter(Column::EnterpriseId.eq(enterprise))
        .one(db)
        .await;
    found.unwrap().unwrap().id
}
