//! Limits by address, also behind a proxy, and the time that a slow client has.

use std::{net::IpAddr, time::Duration};

use api::{Access, Proxies};
use reqwest::{Client, StatusCode, header};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::{code, served};

async fn ask(client: &Client, url: &str, from: &str) -> reqwest::Response {
    let body = json!({ "query": "{ __typename }" });
    let asked = client.post(url).header("x-forwarded-for", from);
    asked.json(&body).send().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_address_is_stopped_behind_a_trusted_proxy_and_others_are_not() {
    let loopback: IpAddr = "127.0.0.1".parse().unwrap();
    let proxies = Proxies::new(&[loopback.into()]);
    let (_database, api) = served(Access {
        proxies,
        ..Access::default()
    })
    .await;
    let client = Client::new();
    let mut last = ask(&client, api.url(), "198.51.100.1, 203.0.113.9").await;
    for attempt in 0..20_000 {
        if last.status() != StatusCode::OK {
            break;
        }
        // What the client writes itself changes nothing.
        let from = format!("198.51.100.{}, 203.0.113.9", attempt % 250);
        last = ask(&client, api.url(), &from).await;
    }
    assert_eq!(last.status(), StatusCode::TOO_MANY_REQUESTS);
    let wait = last.headers()[header::RETRY_AFTER]
        .to_str()
        .unwrap()
        .to_owned();
    let answer: Value = last.json().await.unwrap();
    assert_eq!(code(&answer), "RATE_LIMITED");
    let after = answer["errors"][0]["extensions"]["retryAfter"].to_string();
    assert_eq!(after, wait);
    let other = ask(&client, api.url(), "203.0.113.10").await;
    assert_eq!(other.status(), StatusCode::OK);
}

/// What the server says at the end of a connection that began with `bytes` and then says no more.
/// Time runs as fast as nothing else happens.
async fn said_to(bytes: &[u8]) -> (String, Duration) {
    let (_database, api) = served(Access::default()).await;
    let address = api.url()["http://".len()..]
        .split('/')
        .next()
        .unwrap()
        .to_owned();
    let mut client = TcpStream::connect(address).await.unwrap();
    client.write_all(bytes).await.unwrap();
    tokio::time::pause();
    let since = tokio::time::Instant::now();
    let mut said = String::new();
    client.read_to_string(&mut said).await.unwrap();
    (said, since.elapsed())
}

#[tokio::test]
async fn a_client_that_never_ends_its_headers_is_hung_up_on() {
    let (_, took) = said_to(b"POST /graphql HTTP/1.1\r\nHost: score\r\nX-Slow: ").await;
    assert!((5..=15).contains(&took.as_secs()), "{took:?}");
}

#[tokio::test]
async fn a_client_that_never_ends_its_body_is_told_so() {
    let (said, took) = said_to(
        b"POST /graphql HTTP/1.1\r\nHost: score\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n{\"query\":",
    )
    .await;
    assert!(said.starts_with("HTTP/1.1 408"), "{said}");
    assert!(said.contains("\"code\":\"TIMEOUT\""), "{said}");
    assert!((5..=60).contains(&took.as_secs()), "{took:?}");
}

/// Each pair of links is a list in a list: few words, and hundreds of thousands of values.
#[tokio::test(flavor = "multi_thread")]
async fn lists_that_lead_to_each_other_are_refused_at_once() {
    let (_database, api) = served(Access::default()).await;
    let links =
        |link: &str, times: usize| (format!("{link} {{ ").repeat(times), " } }".repeat(times));
    let (modules, end) = links("module { indicators", 7);
    let nested = format!("{{ indicators(first: 100) {{ nodes {{ {modules} code {end} }} }} }}");
    let years: String = (2000..2100)
        .map(|year| format!("y{year}: programme(year: {year}) {{ provincesReached }} "))
        .collect();
    for query in [nested, format!("{{ {years} }}")] {
        let begun = std::time::Instant::now();
        let answer = api.answer("", &query, json!({})).await;
        assert_eq!(code(&answer), "COST_LIMIT", "{query}");
        assert!(
            begun.elapsed() < Duration::from_secs(1),
            "{:?}",
            begun.elapsed()
        );
    }
}

/// Each of thirty fragments spreads the next one twice.
fn exploding() -> String {
    let fragments = (0..30).map(|at| {
        let next = at + 1;
        format!(" fragment F{at} on Query {{ ...F{next} ...F{next} }}")
    });
    let all: String = fragments.collect();
    format!("{{ ...F0 ...F0 }} {all} fragment F30 on Query {{ __typename }}")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_much_is_refused_at_once_with_its_code() {
    let (_database, api) = served(Access::default()).await;
    let directives = format!("{{ __typename {} }}", "@include(if: true) ".repeat(60));
    for query in [exploding(), directives] {
        let begun = std::time::Instant::now();
        let answer = api.answer("", &query, json!({})).await;
        assert_eq!(code(&answer), "COST_LIMIT", "{answer}");
        assert!(
            begun.elapsed() < Duration::from_secs(1),
            "{:?}",
            begun.elapsed()
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cost_of_an_answer_is_told() {
    let (_database, api) = served(Access::default()).await;
    let query = "{ provinces(first: 2) { nodes { code } } }";
    let answer = api.answer("", query, json!({})).await;
    let cost = json!({ "requested": 5, "maximum": 100_000 });
    assert_eq!(answer["extensions"]["cost"], cost);
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_read_no_schema_and_get_no_hints() {
    let (_database, api) = served(Access::default()).await;
    let introspection = "{ __schema { types { name } } __type(name: \"Query\") { name } }";
    let answer = api.answer("", introspection, json!({})).await;
    assert!(!answer.to_string().contains("Query\""), "{answer}");
    let office = api.office().await;
    let answer = api.answer(&office, introspection, json!({})).await;
    assert_eq!(answer["data"]["__type"]["name"], "Query");
    let answer = api
        .answer("", "{ province(code: \"ID-JK\") { nam } }", json!({}))
        .await;
    assert_eq!(code(&answer), "GRAPHQL_VALIDATION_FAILED");
    assert!(!answer.to_string().contains("Did you mean"), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn several_requests_in_one_are_refused() {
    let (_database, api) = served(Access::default()).await;
    let batch = json!([{ "query": "{ __typename }" }, { "query": "{ __typename }" }]);
    let answer = Client::new()
        .post(api.url())
        .json(&batch)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
    let answer: Value = answer.json().await.unwrap();
    assert_eq!(code(&answer), "BAD_USER_INPUT");
}
