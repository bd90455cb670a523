//! Pages on other origins: those on the list may call, and no other.

use api::Access;
use reqwest::{Client, Method, Response, header};

use super::served;

async fn preflight(url: &str, origin: &str) -> Response {
    let asked = Client::new()
        .request(Method::OPTIONS, url)
        .header(header::ORIGIN, origin)
        .header(header::ACCESS_CONTROL_REQUEST_METHOD, "POST")
        .header(
            header::ACCESS_CONTROL_REQUEST_HEADERS,
            "authorization,content-type",
        );
    asked.send().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn only_listed_origins_are_let_in() {
    let listed = "https://app.example.org";
    let access = Access {
        origins: vec![api::origin(listed).unwrap()],
        ..Access::default()
    };
    let (_database, api) = served(access).await;
    let answer = preflight(api.url(), listed).await;
    let headers = answer.headers();
    assert_eq!(headers[header::ACCESS_CONTROL_ALLOW_ORIGIN], listed);
    assert_eq!(headers[header::ACCESS_CONTROL_ALLOW_CREDENTIALS], "true");
    assert!(
        headers[header::ACCESS_CONTROL_ALLOW_HEADERS]
            .to_str()
            .unwrap()
            .contains("authorization")
    );
    let vary = headers.get_all(header::VARY).iter();
    assert!(
        vary.map(|line| line.to_str().unwrap())
            .any(|line| line.contains("origin"))
    );

    let answer = preflight(api.url(), "https://evil.example.org").await;
    assert!(
        answer
            .headers()
            .get(header::ACCESS_CONTROL_ALLOW_ORIGIN)
            .is_none()
    );
    let called = Client::new().get(format!("{}?query={{__typename}}", api.url()));
    let answer = called.header(header::ORIGIN, listed).send().await.unwrap();
    assert_eq!(
        answer.headers()[header::ACCESS_CONTROL_ALLOW_ORIGIN],
        listed
    );
    let exposed = answer.headers()[header::ACCESS_CONTROL_EXPOSE_HEADERS]
        .to_str()
        .unwrap();
    assert!(exposed.contains("x-request-id"), "{exposed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_list_nobody_is_let_in() {
    let (_database, api) = served(Access::default()).await;
    let answer = preflight(api.url(), "https://app.example.org").await;
    assert!(
        answer
            .headers()
            .get(header::ACCESS_CONTROL_ALLOW_ORIGIN)
            .is_none()
    );
}
