//! The pages themselves: small, in both languages, closed to scripts, frames and caches.

use reqwest::{StatusCode, header};

use super::Office;
use crate::support::databases::Kind;

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
