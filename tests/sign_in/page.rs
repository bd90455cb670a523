//! The pages themselves: small, in both languages, closed to scripts, frames and caches.

use entity::link::{Link, LinkPurpose, Secrets};
use reqwest::{StatusCode, header};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::Office;
use crate::support::{
    binary::score,
    databases::{Kind, TestDatabase},
    office::SECRET,
    programme::at,
};

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_are_small_and_closed() {
    let office = Office::open(Kind::Sqlite, None).await.unwrap();
    let asked = office.asked().await;
    let token = office.link(&asked).rsplit('/').next().unwrap().to_owned();
    for (language, words) in [("id", "Alamat surel"), ("en", "Mail address")] {
        for path in [
            "/sign-in?",
            "/sign-in?sent=yes&",
            &format!("/sign-in/{token}?"),
        ] {
            let address = office.at(&format!("{path}lang={language}"));
            let page = office.client.get(address).send().await.unwrap();
            assert_eq!(page.status(), StatusCode::OK, "{path}");
            let headers = page.headers().clone();
            assert_eq!(headers[header::CACHE_CONTROL], "no-store");
            assert_eq!(headers[header::REFERRER_POLICY], "same-origin");
            let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
            assert!(
                policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'")
            );
            let html = page.text().await.unwrap();
            assert!(html.len() < 30_000 && !html.contains("<script"), "{path}");
            assert!(
                html.contains(&format!("lang=\"{language}\"")),
                "{path}: {html}"
            );
            assert!(!html.contains("sign-in-"), "a text is missing: {html}");
            assert_eq!(html.contains(words), path == "/sign-in?", "{path}: {html}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_address_comes_back_with_a_sentence() {
    let office = Office::open(Kind::Sqlite, None).await.unwrap();
    for wrong in ["rina", "a@b@office.example.org", "rina@office.example."] {
        let answer = office.ask(wrong).await;
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    let answer = office.ask("rina<b>").await;
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let html = answer.text().await.unwrap();
    assert!(html.contains("aria-invalid") && html.contains("Please type a whole mail address"));
    assert!(
        html.contains("rina&#60;b&#62;") && !html.contains("rina<b>"),
        "{html}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_is_none_of_ours_says_so() {
    let office = Office::open(Kind::Sqlite, None).await.unwrap();
    for token in ["nonsense", "%00", &"A".repeat(2_000)] {
        let address = office.at(&format!("/sign-in/{token}"));
        for asked in [office.client.get(&address), office.client.post(&address)] {
            assert_eq!(
                asked.send().await.unwrap().status(),
                StatusCode::GONE,
                "{token}"
            );
        }
    }
}

/// What another site's page sent is refused, and the other language is a page that opens.
#[tokio::test(flavor = "multi_thread")]
async fn the_language_can_be_switched_on_a_refusal() {
    let office = Office::open(Kind::Sqlite, None).await.unwrap();
    let link = office.link(&office.asked().await);
    for path in [office.at("/sign-out"), office.at("/sign-in"), link] {
        let refused = office.client.post(&path);
        let refused = refused
            .header(header::ORIGIN, "https://evil.example.org")
            .header(header::ACCEPT_LANGUAGE, "id")
            .form(&[("lang", "id")]);
        let refused = refused.send().await.unwrap();
        assert_eq!(refused.status(), StatusCode::FORBIDDEN, "{path}");
        let html = refused.text().await.unwrap();
        let (_, after) = html.split_once("</span><a href=\"").expect("a switch");
        let address = after.split('"').next().unwrap().replace("&#38;", "&");
        let base: reqwest::Url = path.parse().unwrap();
        let other = office.client.get(base.join(&address).unwrap());
        let other = other.send().await.unwrap();
        assert_eq!(other.status(), StatusCode::OK, "{path}: {address}");
        let html = other.text().await.unwrap();
        assert!(html.contains("<html lang=\"en\">"), "{html}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_answered_with_a_page() {
    let office = Office::open(Kind::Sqlite, None).await.unwrap();
    let form = "application/x-www-form-urlencoded";
    for (kind, body) in [
        ("application/json", "{}".to_owned()),
        (form, "email=a%40b.org&email=c%40d.org".to_owned()),
        (form, format!("email={}", "a".repeat(70_000))),
    ] {
        for (language, words) in [
            ("id", "Mohon buka halaman masuk"),
            ("en", "Please open the sign-in page"),
        ] {
            let posted = office.client.post(office.at("/sign-in"));
            let posted = posted
                .header(header::CONTENT_TYPE, kind)
                .header(header::ACCEPT_LANGUAGE, language)
                .body(body.clone());
            let answer = posted.send().await.unwrap();
            assert!(answer.status().is_client_error(), "{}", answer.status());
            let html = answer.text().await.unwrap();
            assert!(html.contains(words), "{kind}: {html}");
        }
    }
}

/// A fault is told in the language that was chosen, and logged as what it is: not every page
/// is a submission page.
#[tokio::test(flavor = "multi_thread")]
async fn a_fault_is_told_in_the_language_that_was_chosen() {
    let database = TestDatabase::new(Kind::Sqlite).await.unwrap();
    let mut running = score(&["api", "--bind", "127.0.0.1:0"])
        .env("DATABASE_URL", database.url())
        .env("SCORE_SECRET", SECRET)
        .spawn();
    let url = running.url();
    let db = database.connect().await;
    db.execute_unprepared("DROP TABLE sign_in").await.unwrap();
    db.execute_unprepared("ALTER TABLE contact RENAME TO elsewhere")
        .await
        .unwrap();
    let secrets = Secrets::parse(SECRET).unwrap();
    for (page, purpose) in [
        ("sign-in", LinkPurpose::SignIn),
        ("unsubscribe", LinkPurpose::Unsubscribe),
    ] {
        let link = Link {
            purpose,
            id: Uuid::now_v7(),
            generation: 1,
            expires_at: at("2099-01-01T00:00:00Z"),
        };
        let address = secrets.address(&url, page, &link);
        for (language, words) in [("id", "Terjadi gangguan"), ("en", "Something went wrong")] {
            let page = reqwest::get(format!("{address}?lang={language}")).await;
            let page = page.unwrap();
            assert_eq!(page.status(), StatusCode::INTERNAL_SERVER_ERROR);
            let html = page.text().await.unwrap();
            let lang = format!("<html lang=\"{language}\">");
            assert!(html.contains(&lang) && html.contains(words), "{html}");
            let line = running.line_where(|line| line.contains("error.id"));
            assert!(line.contains("a page could not be made"), "{line}");
        }
    }
}
