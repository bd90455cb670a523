//! Nothing that was typed is lost, and *nothing to report* can be taken back.

use chrono::Duration;
use entity::{data_request, data_request::RequestState, draft, link::Link, report_version};
use reqwest::StatusCode;
use rstest::rstest;
use sea_orm::{EntityTrait, PaginatorTrait, sea_query::Expr};

use crate::support::{
    databases::{Kind, TestDatabase},
    programme::{NOW, Small, at, small},
    site::{Site, link, open, post},
};

const TYPED: &[(&str, &str)] = &[
    ("m-good_output", "seribu"),
    ("m-units_inspected", "1.000"),
    ("note", "lanjut besok"),
    ("base", "0"),
    ("lang", "id"),
];
const FIGURES: &[(&str, &str)] = &[
    ("m-units_inspected", "1.000"),
    ("m-units_defective", "60"),
    ("base", "0"),
    ("lang", "id"),
];
const NOTHING: &[(&str, &str)] = &[("nothing", "yes"), ("reason", "Sebab lain"), ("lang", "id")];

async fn form(kind: Kind) -> Option<(TestDatabase, Site, Small)> {
    let database = TestDatabase::new(kind).await?;
    let db = database.connect().await;
    let small = small(&db).await;
    let site = Site::start(db, at(NOW)).await;
    Some((database, site, small))
}

async fn drafted(site: &Site, small: &Small) -> Option<draft::Model> {
    draft::Entity::of(&site.db, small.request).await.unwrap()
}

async fn state(site: &Site, small: &Small) -> (RequestState, bool) {
    let request = data_request::Entity::find_by_id(small.request);
    let request = request.one(&site.db).await.unwrap().unwrap();
    (request.state, request.received_at.is_some())
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_draft_waits_until_it_is_sent(#[case] kind: Kind) {
    let Some((_database, site, small)) = form(kind).await else {
        return;
    };
    let page = site.page(&link(small.request));
    let saved = post(&page, &[TYPED, &[("draft", "yes")]].concat()).await;
    assert_eq!(saved.status, StatusCode::OK);
    for text in [
        "value=\"seribu\"",
        "value=\"1.000\"",
        "lanjut besok",
        "belum dikirim",
    ] {
        assert!(saved.says(text), "`{text}` is not in {}", saved.html);
    }
    assert_eq!(
        report_version::Entity::find()
            .count(&site.db)
            .await
            .unwrap(),
        0
    );
    assert_eq!(state(&site, &small).await, (RequestState::Open, false));

    assert_eq!(post(&page, FIGURES).await.status, StatusCode::OK);
    assert_eq!(drafted(&site, &small).await, None);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn what_was_refused_is_there_again_later(#[case] kind: Kind) {
    let Some((_database, site, small)) = form(kind).await else {
        return;
    };
    let page = site.page(&link(small.request));
    let refused = post(&page, TYPED).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(open(&page).await.says("value=\"seribu\""));
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_post_after_the_link_ended_is_kept_and_comes_back(#[case] kind: Kind) {
    let Some((_database, site, small)) = form(kind).await else {
        return;
    };
    let good = link(small.request);
    let expired = Link {
        expires_at: at(NOW),
        ..good
    };
    let late = post(&site.page(&expired), FIGURES).await;
    assert_eq!(late.status, StatusCode::GONE);
    assert!(
        late.says("1.000") && late.says("Kami menyimpannya"),
        "{}",
        late.html
    );
    assert!(open(&site.page(&good)).await.says("value=\"1.000\""));
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_link_writes_nothing_and_shows_what_was_typed(#[case] kind: Kind) {
    let Some((_database, site, small)) = form(kind).await else {
        return;
    };
    let old = site.page(&link(small.request));
    data_request::Entity::update_many()
        .col_expr(data_request::Column::Generation, Expr::value(2))
        .exec(&site.db)
        .await
        .unwrap();
    let late = post(&old, FIGURES).await;
    assert_eq!(late.status, StatusCode::GONE);
    assert!(late.says("1.000"), "{}", late.html);
    assert_eq!(drafted(&site, &small).await, None);
    let reissued = Link {
        generation: 2,
        ..link(small.request)
    };
    assert_eq!(open(&site.page(&reissued)).await.status, StatusCode::OK);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_post_after_the_lock_is_kept_until_the_month_is_reopened(#[case] kind: Kind) {
    let Some((_database, site, small)) = form(kind).await else {
        return;
    };
    let page = site.page(&link(small.request));
    let request = data_request::Entity::find_by_id(small.request);
    let locks_at = request.one(&site.db).await.unwrap().unwrap().locks_at;
    site.go_to(locks_at).await;
    assert_eq!(post(&page, FIGURES).await.status, StatusCode::GONE);
    let until = locks_at + Duration::days(3);
    data_request::Entity::update_many()
        .col_expr(data_request::Column::ReopenedUntil, Expr::value(until))
        .exec(&site.db)
        .await
        .unwrap();
    assert!(open(&page).await.says("value=\"1.000\""));
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn nothing_to_report_is_one_press_and_so_is_its_undo(#[case] kind: Kind) {
    let Some((_database, site, small)) = form(kind).await else {
        return;
    };
    let page = site.page(&link(small.request));
    let undo = [("undo", "yes"), ("lang", "id")];
    for round in ["0", "1"] {
        let done = post(&page, &[NOTHING, &[("base", round)]].concat()).await;
        assert!(done.says("Sebab: Sebab lain"), "{}", done.html);
        assert!(done.says("name=\"undo\""), "{}", done.html);
        assert_eq!(
            state(&site, &small).await,
            (RequestState::NothingToReport, true)
        );
        let undone = post(&page, &undo).await;
        assert!(undone.says("id=\"m-units_inspected\""), "{}", undone.html);
        assert_eq!(state(&site, &small).await, (RequestState::Open, false));
    }
    assert_eq!(
        post(&page, &[FIGURES, &[("base", "2")]].concat())
            .await
            .status,
        StatusCode::OK
    );
    post(&page, &[NOTHING, &[("base", "3")]].concat()).await;
    post(&page, &undo).await;
    assert_eq!(state(&site, &small).await, (RequestState::Reported, true));
    let current: Vec<_> = report_version::Entity::find()
        .all(&site.db)
        .await
        .unwrap()
        .into_iter()
        .filter(|row| row.is_current)
        .map(|row| row.version)
        .collect();
    assert_eq!(current, [3]);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_promise_is_one_press_and_made_once(#[case] kind: Kind) {
    let Some((_database, site, small)) = form(kind).await else {
        return;
    };
    let page = site.page(&link(small.request));
    let shown = open(&page).await;
    assert!(
        shown.html.contains("name=\"promise\" value=\"2012-11-06\""),
        "{}",
        shown.html
    );
    let promised = post(&page, &[("promise", "2012-11-06"), ("lang", "id")]).await;
    assert!(
        promised.says("sampai Selasa, 6 November 2012"),
        "{}",
        promised.html
    );
    assert!(
        !promised.html.contains("name=\"promise\""),
        "{}",
        promised.html
    );
    post(&page, &[("promise", "2012-11-20"), ("lang", "id")]).await;
    let request = data_request::Entity::find_by_id(small.request);
    let request = request.one(&site.db).await.unwrap().unwrap();
    assert_eq!(request.promised_on, Some("2012-11-06".parse().unwrap()));
    let taken = post(&page, FIGURES).await;
    assert!(!taken.says("6 November"), "{}", taken.html);
}
