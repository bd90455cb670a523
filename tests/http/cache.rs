//! What may be kept by whom, and the number that ties an answer to its log lines.

use api::Access;
use reqwest::{Client, StatusCode, header};

use super::served;

const QUERY: &str = "?query=%7Bprovinces%7Bnodes%7Bcode%7D%7D%7D";

#[tokio::test(flavor = "multi_thread")]
async fn a_query_by_get_is_answered_once() {
    let (_database, api) = served(Access::default()).await;
    let address = format!("{}{QUERY}", api.url());
    let first = Client::new().get(&address).send().await.unwrap();
    let tag = first.headers()[header::ETAG].clone();
    assert_eq!(first.headers()[header::CACHE_CONTROL], "private");
    let vary: Vec<_> = first.headers().get_all(header::VARY).iter().collect();
    assert!(
        vary.contains(&&"Authorization, Cookie, Accept".parse().unwrap()),
        "{vary:?}"
    );
    assert!(first.text().await.unwrap().contains("ID-JK"));

    let again = |known: header::HeaderValue| {
        let client = Client::new().get(&address);
        client.header(header::IF_NONE_MATCH, known).send()
    };
    let same = again(tag.clone()).await.unwrap();
    assert_eq!(same.status(), StatusCode::NOT_MODIFIED);
    assert_eq!(same.headers()[header::ETAG], tag);
    assert_eq!(same.headers()[header::CACHE_CONTROL], "private");
    assert_eq!(same.text().await.unwrap(), "");
    let other = again("\"another\"".parse().unwrap()).await.unwrap();
    assert_eq!(other.status(), StatusCode::OK);

    let posted = Client::new()
        .post(api.url())
        .json(&serde_json::json!({"query": "{ __typename }"}));
    let posted = posted
        .header(header::IF_NONE_MATCH, tag)
        .send()
        .await
        .unwrap();
    assert_eq!(posted.status(), StatusCode::OK);
    assert!(posted.headers().get(header::ETAG).is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_has_a_number_of_its_own() {
    let (_database, api) = served(Access::default()).await;
    let mut numbers = Vec::new();
    for path in ["/graphql", "/live", "/nowhere", "/r/nonsense"] {
        let address = api.url().replace("/graphql", path);
        let asked = Client::new().get(address).header("x-request-id", "forged");
        let answer = asked.send().await.unwrap();
        numbers.push(answer.headers()["x-request-id"].clone());
    }
    numbers.sort_by(|one, other| one.as_bytes().cmp(other.as_bytes()));
    numbers.dedup();
    assert_eq!(numbers.len(), 4);
    assert!(!numbers.iter().any(|number| number == "forged"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trusted_proxy_gives_the_number() {
    let proxies = api::Proxies::new(&["127.0.0.1/32".parse().unwrap()]);
    let (_database, api) = served(Access {
        proxies,
        ..Access::default()
    })
    .await;
    let asked = Client::new()
        .get(api.url())
        .header("x-request-id", "edge-7");
    assert_eq!(
        asked.send().await.unwrap().headers()["x-request-id"],
        "edge-7"
    );
}
