//! The limits of HTTP hold here too, and those that only a connection needs.

use api::{Access, Proxies, TrustedDocuments};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Error;

use super::{MESSAGES, served};
use crate::support::{
    api::Api,
    databases::{Kind, TestDatabase},
    socket::{self, Socket},
};

async fn code(socket: &mut Socket, query: &str) -> Value {
    socket.ask("1", query).await;
    let refused = socket.said().await;
    assert_eq!(refused["type"], "error", "{refused}");
    refused["payload"][0]["extensions"]["code"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_http_refuses_is_refused() {
    let served = served(Kind::Sqlite).await.unwrap();
    let mut socket = Socket::of(served.api.url(), &served.api.office().await).await;
    let deep = format!(
        "subscription {{ alertOpened {}id{} }}",
        "{ enterprise { alerts ".repeat(12),
        " } }".repeat(12)
    );
    let aliases: String = (0..201).map(|number| format!(" a{number}: id")).collect();
    let words = "a ".repeat(9_000);
    for query in [
        deep,
        format!("subscription {{ alertOpened {{{aliases}}} }}"),
        format!("subscription {{ {words} }}"),
        "subscription { alertOpened { province { enterprises(first: 100) { nodes { reports(last: 100) { id month version kind channel reason note submittedAt } dataRequests(last: 100) { id month dueAt } } } } } }".into(),
    ] {
        assert_eq!(code(&mut socket, &query).await, "COST_LIMIT", "{query}");
    }
    for (query, wanted) in [
        (
            "subscription { nothingLikeIt }",
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (
            "subscription { alertOpened { nothingLikeIt } }",
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (
            "subscription { alertOpened { id } messageChanged { id } }",
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (
            "subscription { ...F } fragment F on Subscription { alertOpened { id } }",
            "GRAPHQL_VALIDATION_FAILED",
        ),
        ("subscription {", "GRAPHQL_PARSE_FAILED"),
        (
            "subscription { alertOpened { ...F } } fragment F on Alert { ...F }",
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (
            "mutation { acknowledgeAlert(input: {alert: \"x\"}) { problems { code } } }",
            "BAD_USER_INPUT",
        ),
    ] {
        assert_eq!(code(&mut socket, query).await, wanted, "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_known_documents_are_listened_to() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("mails.graphql"), MESSAGES).unwrap();
    let database = TestDatabase::new(Kind::Sqlite).await.unwrap();
    let access = Access {
        documents: TrustedDocuments::read(folder.path()).unwrap(),
        only_trusted: true,
        ..Access::default()
    };
    let api = Api::serve_with(database.connect().await, access).await;
    let mut socket = Socket::of(api.url(), &api.office().await).await;
    let other = "subscription { messageChanged { id } }";
    assert_eq!(code(&mut socket, other).await, "DOCUMENT_NOT_TRUSTED");
    socket.subscribe("2", MESSAGES).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_is_too_long_closes() {
    let served = served(Kind::Sqlite).await.unwrap();
    let mut socket = Socket::of(served.api.url(), &served.api.office().await).await;
    let padding = "x".repeat(70_000);
    socket
        .say(json!({ "type": "ping", "payload": { "padding": padding } }))
        .await;
    assert_eq!(socket.closed().await, 1009);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_has_so_many_operations_and_no_more() {
    let served = served(Kind::Sqlite).await.unwrap();
    let mut socket = Socket::of(served.api.url(), &served.api.office().await).await;
    for number in 0..50 {
        socket.subscribe(&format!("m{number}"), MESSAGES).await;
    }
    assert_eq!(code(&mut socket, MESSAGES).await, "COST_LIMIT");
    socket.say(json!({ "type": "complete", "id": "m7" })).await;
    socket.subscribe("1", MESSAGES).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_has_so_many_connections_and_no_more() {
    let served = served(Kind::Sqlite).await.unwrap();
    let office = served.api.office().await;
    let mut open = Vec::new();
    for _ in 0..20 {
        open.push(Socket::of(served.api.url(), &office).await);
    }
    let mut surplus = socket::open(served.api.url(), &[]).await.unwrap();
    surplus.init(&office).await;
    assert_eq!(surplus.closed().await, 1013);
    Socket::of(served.api.url(), &served.api.office().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_has_so_many_connections_and_no_more() {
    let database = TestDatabase::new(Kind::Sqlite).await.unwrap();
    let access = Access {
        proxies: Proxies::new(&[Proxies::network("127.0.0.1").unwrap()]),
        ..Access::default()
    };
    let api = Api::serve_with(database.connect().await, access).await;
    let from = |address| [("x-forwarded-for", address)];
    let mut open = Vec::new();
    for _ in 0..100 {
        open.push(socket::open(api.url(), &from("192.0.2.1")).await.unwrap());
    }
    let Err(Error::Http(refused)) = socket::open(api.url(), &from("192.0.2.1")).await else {
        panic!("one more was let in");
    };
    assert_eq!(refused.status().as_u16(), 429);
    socket::open(api.url(), &from("192.0.2.2")).await.unwrap();
}
