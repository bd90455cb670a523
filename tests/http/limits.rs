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
    assert!((5..=60).contains(&took.as_secs()), "{took:?}");
}
