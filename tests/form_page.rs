//! What the page gives back at once, and what every one of its answers carries.

use entity::{
    report_version::{Channel, ReportKind},
    rules::{figures::Counts, period::Month},
    submission::Submission,
};
use reqwest::{Method, StatusCode};
use rstest::rstest;
use sea_orm::{DatabaseConnection, EntityTrait, PaginatorTrait};
use uuid::Uuid;

use crate::support::{
    databases::{Kind, TestDatabase},
    programme::{NOW, Small, at, enterprise, request, small, submit},
    site::{Site, link, open, post},
};

const FIGURES: &[(&str, &str)] = &[
    ("m-units_inspected", "1.000"),
    ("m-units_defective", "60"),
    ("base", "0"),
    ("lang", "id"),
];

async fn form(kind: Kind) -> Option<(TestDatabase, Site, Small)> {
    let database = TestDatabase::new(kind).await?;
    let db = database.connect().await;
    let small = small(&db).await;
    let site = Site::start(db, at(NOW)).await;
    Some((database, site, small))
}

/// Store so many defects of a hundred units for `request`.
async fn report(db: &DatabaseConnection, request: Uuid, defects: f64) {
    let submission = Submission {
        request,
        kind: ReportKind::Figures,
        channel: Channel::Import,
        submit_key: "peer".into(),
        reason: None,
        note: None,
        counts: Counts::from([
            ("units_inspected".into(), 100.0),
            ("units_defective".into(), defects),
        ]),
    };
    submit(db, submission, at(NOW)).await.unwrap();
}

fn october() -> Month {
    "2012-10".parse().unwrap()
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn the_thanks_show_the_own_trend_and_five_peers_but_not_four(#[case] kind: Kind) {
    let Some((_database, site, small)) = form(kind).await else {
        return;
    };
    let page = site.page(&link(small.request));
    let earlier = request(&site.db, small.enterprise, october().minus(1)).await;
    report(&site.db, earlier, 8.0).await;
    let thanks = post(&page, FIGURES).await;
    for text in [
        "Tingkat produk cacat: 6,0%",
        "Membaik: -4,0 poin persen sejak data awal (10,0%)",
        "<svg",
        "<th scope=\"row\">September 2012</th><td>8,0%</td>",
    ] {
        assert!(thanks.says(text), "`{text}` is not in {}", thanks.html);
    }
    for (n, defects) in [1.0, 9.0, 2.0, 8.0, 3.0].into_iter().enumerate() {
        assert!(
            !open(&page).await.says("UKM lain"),
            "{n} others are too few"
        );
        let mail = format!("peer{n}@example.org");
        let peer = enterprise(&site.db, &format!("UD Sejawat {n}"), "ID-JK", &mail).await;
        let asked = request(&site.db, peer, october()).await;
        report(&site.db, asked, defects).await;
    }
    let shown = open(&page).await;
    assert!(
        shown.says("Nilai tengah 5 UKM lain di DKI Jakarta: 3,0%"),
        "{}",
        shown.html
    );
}

/// Rows of every table that the page can write.
async fn rows(db: &DatabaseConnection) -> Vec<u64> {
    vec![
        entity::report_version::Entity::find()
            .count(db)
            .await
            .unwrap(),
        entity::draft::Entity::find().count(db).await.unwrap(),
        entity::confirmation::Entity::find()
            .count(db)
            .await
            .unwrap(),
    ]
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn every_answer_is_shut_to_caches_frames_and_scripts(#[case] kind: Kind) {
    let Some((_database, site, small)) = form(kind).await else {
        return;
    };
    let page = site.page(&link(small.request));
    let before = rows(&site.db).await;
    let client = reqwest::Client::new();
    for (method, address, status) in [
        (Method::GET, page.clone(), StatusCode::OK),
        (Method::HEAD, page.clone(), StatusCode::OK),
        (Method::GET, format!("{page}x"), StatusCode::NOT_FOUND),
        (Method::PUT, page.clone(), StatusCode::METHOD_NOT_ALLOWED),
    ] {
        let answer = client
            .request(method.clone(), address)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), status, "{method}");
        let header = |name: &str| {
            let value = answer
                .headers()
                .get(name)
                .map(|value| value.to_str().unwrap());
            value.unwrap_or_default().to_owned()
        };
        let policy = header("content-security-policy");
        assert!(policy.contains("default-src 'none'"), "{method}: {policy}");
        assert!(
            policy.contains("frame-ancestors 'none'"),
            "{method}: {policy}"
        );
        assert!(!policy.contains("unsafe"), "{method}: {policy}");
        assert_eq!(header("referrer-policy"), "no-referrer");
        assert_eq!(header("cache-control"), "no-store");
        assert!(header("x-robots-tag").contains("noindex"));
        assert_eq!(
            header("strict-transport-security"),
            "",
            "there is no https here"
        );
    }
    assert_eq!(rows(&site.db).await, before);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[tokio::test(flavor = "multi_thread")]
async fn a_post_that_is_no_form_or_too_large_is_answered_in_words(#[case] kind: Kind) {
    let Some((_database, site, small)) = form(kind).await else {
        return;
    };
    let page = site.page(&link(small.request));
    let client = reqwest::Client::new();
    let json = client
        .post(&page)
        .body("{}")
        .header("content-type", "application/json");
    let answer = json.send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert!(answer.text().await.unwrap().contains("tidak dapat dibaca"));
    let large = post(&page, &[("note", &"x".repeat(70_000) as &str)]).await;
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(large.says("Kiriman terlalu besar"), "{}", large.html);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_tries_links_is_told_to_wait(#[case] kind: Kind) {
    let Some((_database, site, small)) = form(kind).await else {
        return;
    };
    let wrong = format!("{}x", site.page(&link(small.request)));
    let client = reqwest::Client::new();
    for _ in 0..600 {
        let answer = client.get(&wrong).send().await.unwrap();
        if answer.status() == StatusCode::TOO_MANY_REQUESTS {
            assert!(answer.headers().contains_key("retry-after"));
            assert!(answer.text().await.unwrap().contains("Mohon tunggu"));
            return;
        }
        assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    }
    panic!("600 wrong links were all looked at");
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_year_of_every_core_figure_is_a_page_of_30_kilobytes(#[case] kind: Kind) {
    let Some((_database, site, small)) = form(kind).await else {
        return;
    };
    for back in 0..12 {
        let asked = match back {
            0 => small.request,
            back => request(&site.db, small.enterprise, october().minus(back)).await,
        };
        let submission = Submission {
            request: asked,
            kind: ReportKind::Figures,
            channel: Channel::Import,
            submit_key: "year".into(),
            reason: None,
            note: None,
            counts: core(f64::from(back)),
        };
        submit(&site.db, submission, at(NOW)).await.unwrap();
    }
    let page = site.page(&link(small.request));
    for address in [page.clone(), format!("{page}?edit=yes")] {
        let shown = open(&address).await;
        assert!(shown.html.len() <= 30_000, "{} bytes", shown.html.len());
    }
    assert_eq!(open(&page).await.html.matches("<svg").count(), 7);
}

/// A month's core counts.
fn core(back: f64) -> Counts {
    [
        ("good_output", 1_200.0 + back),
        ("hours_worked", 4_800.0),
        ("units_inspected", 1_300.0),
        ("units_defective", 60.0 + back),
        ("days_absent", 12.0),
        ("days_scheduled", 600.0),
        ("workers_female", 12.0),
        ("workers_male", 18.0),
        ("separations", 1.0),
        ("lost_time_accidents", 0.0),
        ("electricity_kwh", 3_100.0 + back),
        ("suggestions", 4.0),
    ]
    .map(|(code, value)| (code.to_owned(), value))
    .into()
}
