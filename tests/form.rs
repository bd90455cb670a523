//! The submission page over HTTP: what it refuses, and that nothing which was stored is lost by it.

mod figures;

use chrono::Duration;
use entity::{
    Language, data_request,
    data_request::RequestState,
    link::{Link, LinkPurpose},
    report_version,
    rules::period::Month,
};
use reqwest::StatusCode;
use rstest::rstest;
use sea_orm::{ConnectionTrait, DatabaseConnection, EntityTrait, QueryOrder, sea_query::Expr};
use uuid::Uuid;
use view::locale;

use crate::support::{
    databases::{Kind, TestDatabase},
    programme::{NOW, Small, at, small},
    site::{Site, link, open, post},
};

const FIGURES: &[(&str, &str)] = &[
    ("m-units_inspected", "1.000"),
    ("m-units_defective", "60"),
    ("base", "0"),
    ("lang", "id"),
];

/// A page with one open request for October 2012, on the morning of 1 November.
async fn form(kind: Kind) -> Option<(TestDatabase, Site, Small)> {
    let database = TestDatabase::new(kind).await?;
    let db = database.connect().await;
    let small = small(&db).await;
    let site = Site::start(db, at(NOW)).await;
    Some((database, site, small))
}

async fn versions(db: &DatabaseConnection) -> Vec<report_version::Model> {
    let rows = report_version::Entity::find().order_by_asc(report_version::Column::Version);
    rows.all(db).await.unwrap()
}

async fn set<V: Into<sea_orm::Value>>(site: &Site, column: data_request::Column, value: V) {
    let update = data_request::Entity::update_many().col_expr(column, Expr::value(value));
    update.exec(&site.db).await.unwrap();
}

/// Opened or answered, in both languages, the page says `key` and stores nothing.
async fn shut(
    site: &Site,
    page: &str,
    status: StatusCode,
    key: &str,
    values: &[(&'static str, String)],
) {
    for language in [Language::Id, Language::En] {
        let says = locale::text_with(language, key, values);
        let code = language.as_str();
        let posted = [FIGURES, &[("lang", code)]].concat();
        for shown in [
            open(&format!("{page}?lang={code}")).await,
            post(page, &posted).await,
        ] {
            assert_eq!(shown.status, status, "{}", shown.html);
            assert!(shown.says(&says), "`{says}` is not in {}", shown.html);
        }
    }
    assert!(versions(&site.db).await.is_empty());
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_opens_nothing_says_why(#[case] kind: Kind) {
    let Some((_database, site, small)) = form(kind).await else {
        return;
    };
    let good = link(small.request);
    let gone = |link: Link| (site.page(&link), StatusCode::GONE, "form-expired");
    let unknown = |page: String| (page, StatusCode::NOT_FOUND, "form-invalid");
    let good_page = site.page(&good);
    for (page, status, key) in [
        gone(Link {
            expires_at: at(NOW),
            ..good
        }),
        gone(Link {
            generation: 0,
            ..good
        }),
        unknown(site.page(&Link {
            purpose: LinkPurpose::Unsubscribe,
            ..good
        })),
        unknown(site.page(&link(Uuid::now_v7()))),
        unknown(good_page[..good_page.len() - 1].to_owned()),
        unknown(format!("{good_page}A")),
        unknown(tampered(&good_page)),
    ] {
        shut(&site, &page, status, key, &[]).await;
    }
    assert_eq!(open(&good_page).await.status, StatusCode::OK);
}

/// The same link with another character in its middle.
fn tampered(page: &str) -> String {
    let middle = page.len() - 20;
    let other = if page[middle..].starts_with('A') {
        "B"
    } else {
        "A"
    };
    format!("{}{other}{}", &page[..middle], &page[middle + 1..])
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_month_that_is_not_open_takes_nothing_until_it_is_reopened(#[case] kind: Kind) {
    let Some((_database, site, small)) = form(kind).await else {
        return;
    };
    let page = site.page(&link(small.request));
    set(&site, data_request::Column::State, RequestState::Waived).await;
    let waived = [("enterprise", "CV Melati Jaya".to_owned())];
    shut(&site, &page, StatusCode::GONE, "form-waived", &waived).await;

    set(&site, data_request::Column::State, RequestState::Open).await;
    let request = data_request::Entity::find_by_id(small.request);
    let locks_at = request.one(&site.db).await.unwrap().unwrap().locks_at;
    site.go_to(locks_at).await;
    for language in [Language::Id, Language::En] {
        let month = view::format::month(language, october());
        let title = locale::text_with(language, "form-locked-title", &[("month", month)]);
        let shown = open(&format!("{page}?lang={}", language.as_str())).await;
        assert_eq!(shown.status, StatusCode::GONE);
        assert!(shown.says(&title), "{}", shown.html);
    }
    assert_eq!(post(&page, FIGURES).await.status, StatusCode::GONE);
    assert!(versions(&site.db).await.is_empty());

    let until = locks_at + Duration::days(3);
    set(&site, data_request::Column::ReopenedUntil, until).await;
    assert_eq!(post(&page, FIGURES).await.status, StatusCode::OK);
    site.go_to(until).await;
    assert_eq!(post(&page, FIGURES).await.status, StatusCode::GONE);
    assert_eq!(versions(&site.db).await.len(), 1);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_fault_says_what_to_do_and_nothing_of_the_database(#[case] kind: Kind) {
    let Some((_database, site, small)) = form(kind).await else {
        return;
    };
    let page = site.page(&link(small.request));
    let rename = |from, to| format!("ALTER TABLE {from} RENAME TO {to}");
    let away = rename("measure", "measure_away");
    site.db.execute_unprepared(&away).await.unwrap();
    for language in [Language::Id, Language::En] {
        let title = locale::text(language, "form-server-error-title");
        let lang = language.as_str();
        for shown in [
            open(&format!("{page}?lang={lang}")).await,
            post(&page, &[FIGURES, &[("lang", lang)]].concat()).await,
        ] {
            assert_eq!(shown.status, StatusCode::INTERNAL_SERVER_ERROR);
            assert!(shown.says(&title), "{}", shown.html);
            assert!(!shown.says("measure"), "{}", shown.html);
        }
    }
    let back = rename("measure_away", "measure");
    site.db.execute_unprepared(&back).await.unwrap();
    assert_eq!(post(&page, FIGURES).await.status, StatusCode::OK);
}

fn october() -> Month {
    "2012-10".parse().unwrap()
}
