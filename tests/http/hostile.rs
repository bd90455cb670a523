//! What no honest client sends: refused or answered at once, never by a fault, and the server goes on.

use std::time::{Duration, Instant};

use reqwest::{Client, header};
use rstest::rstest;
use serde_json::{Value, json};
use tokio::{io::AsyncWriteExt, net::TcpStream};

use crate::support::{
    api::Api,
    databases::{Kind, TestDatabase},
    programme::small,
};

const PATIENCE: Duration = Duration::from_secs(5);

/// Bodies that are read as JSON, and hold what they should not.
pub(super) fn requests() -> Vec<Value> {
    let aliases: String = (0..10_000).map(|at| format!("a{at}:__typename ")).collect();
    let names: Vec<_> = (0..5_000).map(|at| format!("CV {at}")).collect();
    let query = |text: &str| json!({ "query": text });
    let listed = "query ($in: [String!], $s: String, $i: Int, $after: String) {
        enterprises(first: $i, after: $after, filter: {name: {in: $in, eq: $s}}) { nodes { id } } }";
    let with = |variables: Value| json!({ "query": listed, "variables": variables });
    vec![
        query(&format!("{{ {aliases} }}")),
        query(&format!("{}a{}", "{ a ".repeat(3_000), " }".repeat(3_000))),
        query("{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }"),
        query("{ enterprise(id: 7) { id } province(code: [\"x\"]) { code } }"),
        query("{ enterprises(first: 99999999999999999999) { nodes { id } } }"),
        query("{ enterprises(first: -1) { nodes { id } } }"),
        query("{ programme(year: 2147483647) { year } }"),
        query(
            "{ reportingRates(from: \"9999-12\", to: \"0000-01\", groupBy: [MONTH]) { expected } }",
        ),
        query(
            "{ indicatorSeries(indicator: \"\", from: \"2012-01\", to: \"2012-99\", groupBy: [MONTH]) { n } }",
        ),
        query("{ chasePlan(at: \"999999-01-01T00:00:00Z\") { totalCount } }"),
        query("{ chasePlan(at: \"9999-12-31T23:59:59Z\") { totalCount nodes { step } } }"),
        query("{ chasePlan(at: \"0000-01-01T00:00:00Z\") { totalCount nodes { step } } }"),
        query("{ node(id: \"UHJvdmluY2U6AA\") { id } }"),
        query("{ enterprises(filter: {name: {eq: \"a\\u0000b\"}}) { nodes { id } } }"),
        json!({ "query": "query A { __typename } query B { __typename }", "operationName": "C" }),
        json!({ "query": "{ __typename }", "operationName": "C" }),
        json!({ "query": null, "variables": null, "operationName": null, "extensions": null }),
        json!({ "query": 7 }),
        json!([{ "query": "{ __typename }" }]),
        with(json!({ "in": names })),
        with(json!({ "s": "a\u{0}b" })),
        with(json!({ "s": "x".repeat(50_000) })),
        with(json!({ "i": 1e300 })),
        with(json!({ "i": "1" })),
        with(json!({ "in": null, "s": null, "i": null, "after": null })),
        with(json!({ "after": "W3sibiI6N30seyJuIjo3fV0" })),
        with(json!({ "s": "\u{202e}'; DROP TABLE enterprise; --" })),
    ]
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_hostile_request_is_answered_at_once_and_by_no_fault(#[case] kind: Kind) {
    let Some(database) = TestDatabase::new(kind).await else {
        return;
    };
    let db = database.connect().await;
    small(&db).await;
    let api = Api::serve(db).await;
    let office = api.office().await;
    for body in requests() {
        let shown: String = body.to_string().chars().take(160).collect();
        let begun = Instant::now();
        let asked = Client::new()
            .post(api.url())
            .bearer_auth(&office)
            .json(&body);
        let answer = asked.send().await.unwrap();
        assert!(answer.status().as_u16() < 500, "{shown}");
        let text = answer.text().await.unwrap();
        assert!(begun.elapsed() < PATIENCE, "{shown}: {:?}", begun.elapsed());
        assert!(!text.contains("INTERNAL"), "{shown}: {text}");
        // A field that is not there would be refused before anything hostile happens.
        assert!(!text.contains("Unknown field"), "{shown}: {text}");
    }
    assert!(
        api.data(&office, "{ enterprises { totalCount } }").await["enterprises"]["totalCount"] == 1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_json_or_only_half_of_it_is_refused() {
    let (_database, api) = super::served(api::Access::default()).await;
    let halves: [&[u8]; 5] = [
        b"",
        b"{\"query\":",
        b"\xff\xfe\x00",
        b"{\"query\":\"\xc3\x28\"}",
        b"null",
    ];
    for body in halves {
        let asked = Client::new()
            .post(api.url())
            .header(header::CONTENT_TYPE, "application/json")
            .body(body.to_vec());
        let status = asked.send().await.unwrap().status().as_u16();
        assert!((400..500).contains(&status), "{body:?}: {status}");
    }
    let long = json!({ "query": format!("# {}", "x".repeat(70_000)) });
    let refused = Client::new()
        .post(api.url())
        .json(&long)
        .send()
        .await
        .unwrap();
    assert_eq!(refused.status(), 413);
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_that_go_away_leave_the_server_at_work() {
    let (_database, api) = super::served(api::Access::default()).await;
    let address = api.url()["http://".len()..]
        .split('/')
        .next()
        .unwrap()
        .to_owned();
    let body = json!({ "query": "{ provinces { nodes { nameEn } } }" }).to_string();
    for length in [1, 30, 200] {
        let head = format!(
            "POST /graphql HTTP/1.1\r\nHost: score\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let mut client = TcpStream::connect(&address).await.unwrap();
        let sent = &head.as_bytes()[..head.len().min(length)];
        client.write_all(sent).await.unwrap();
        drop(client);
    }
    let provinces = api.data("", "{ provinces { totalCount } }").await;
    assert_eq!(provinces["provinces"]["totalCount"], 38);
}
