//! graphql-transport-ws to the letter: who may connect, in which order, and how it is closed.

use api::Access;
use entity::{
    account,
    token::{self as tokens, TokenKind},
};
use rstest::rstest;
use sea_orm::{EntityTrait, sea_query::Expr};
use serde_json::json;
use tokio_tungstenite::tungstenite::Error;

use super::{MESSAGES, mail, served};
use crate::support::{
    api::Api,
    databases::{Kind, TestDatabase},
    programme::{NOW, at, insert},
    socket::{self, Socket},
};

#[rstest]
#[case::not_json("hello", 4400)]
#[case::another_protocol_s(r#"{"type":"start","id":"1","payload":{"query":"{ a }"}}"#, 4400)]
#[case::without_an_id(r#"{"type":"subscribe","payload":{"query":"{ a }"}}"#, 4400)]
#[case::before_it_is_acknowledged(
    r#"{"type":"subscribe","id":"1","payload":{"query":"{ __typename }"}}"#,
    4401
)]
#[tokio::test(flavor = "multi_thread")]
async fn what_is_out_of_order_closes(#[case] text: &str, #[case] code: u16) {
    let served = served(Kind::Sqlite).await.unwrap();
    let mut socket = socket::open(served.api.url(), &[]).await.unwrap();
    socket.text(text.into()).await;
    assert_eq!(socket.closed().await, code);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_may_come_twice() {
    let served = served(Kind::Sqlite).await.unwrap();
    let office = served.api.office().await;
    let mut socket = Socket::of(served.api.url(), &office).await;
    socket.init(&office).await;
    assert_eq!(socket.closed().await, 4429);
    let mut socket = Socket::of(served.api.url(), &office).await;
    socket.subscribe("1", MESSAGES).await;
    socket.ask("1", MESSAGES).await;
    assert_eq!(socket.closed().await, 4409);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_say_who_it_is_is_closed() {
    let served = served(Kind::Sqlite).await.unwrap();
    let mut socket = socket::open(served.api.url(), &[]).await.unwrap();
    assert_eq!(socket.closed().await, 4408);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_token_is_forbidden() {
    let served = served(Kind::Sqlite).await.unwrap();
    let url = served.api.url();
    let mut by_payload = socket::open(url, &[]).await.unwrap();
    by_payload.init("score_wrong").await;
    assert_eq!(by_payload.closed().await, 4403);
    let header = [("authorization", "Bearer score_wrong")];
    let mut by_header = socket::open(url, &header).await.unwrap();
    by_header.init("").await;
    assert_eq!(by_header.closed().await, 4403);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_of_the_request_is_taken() {
    let served = served(Kind::Sqlite).await.unwrap();
    let header = format!("Bearer {}", served.api.office().await);
    let mut socket = socket::open(served.api.url(), &[("authorization", &header)])
        .await
        .unwrap();
    socket.init("").await;
    assert_eq!(socket.said().await["type"], "connection_ack");
    socket.ask("1", "{ viewer { role } }").await;
    assert_eq!(socket.event("1").await["viewer"]["role"], "ADMIN");
    assert_eq!(
        socket.said().await,
        json!({ "type": "complete", "id": "1" })
    );
}

#[rstest]
#[case::revoked(true)]
#[case::account_closed(false)]
#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_shut_out_hears_nothing_more(#[case] is_token: bool) {
    let served = served(Kind::Sqlite).await.unwrap();
    let mut socket = Socket::of(served.api.url(), &served.api.office().await).await;
    socket.subscribe("m", MESSAGES).await;
    mail(&served.db, "one@example.org", true).await;
    socket.event("m").await;
    let ended = Expr::value(Some(at(NOW)));
    if is_token {
        let all = tokens::Entity::update_many().col_expr(tokens::Column::RevokedAt, ended);
        all.exec(&served.db).await.unwrap();
    } else {
        let all = account::Entity::update_many().col_expr(account::Column::DisabledAt, ended);
        all.exec(&served.db).await.unwrap();
    }
    mail(&served.db, "two@example.org", true).await;
    assert!(matches!(socket.next().await, Err(4403)));
}

/// The status with which a handshake is refused.
async fn refused(url: &str, headers: &[(&'static str, &str)]) -> u16 {
    match socket::open(url, headers).await {
        Err(Error::Http(response)) => response.status().as_u16(),
        other => panic!("it was not refused: {:?}", other.map(|_| "open")),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_other_protocol_is_spoken() {
    let served = served(Kind::Sqlite).await.unwrap();
    let older = [("sec-websocket-protocol", "graphql-ws")];
    assert_eq!(refused(served.api.url(), &older).await, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_pages_of_allowed_origins_connect_and_with_their_cookies() {
    let database = TestDatabase::new(Kind::Sqlite).await.unwrap();
    let db = database.connect().await;
    let listed = "https://app.example.org";
    let access = Access {
        origins: vec![api::origin(listed).unwrap()],
        ..Access::default()
    };
    let api = Api::serve_with(db.clone(), access).await;
    api.office().await;
    let account = account::Entity::find().one(&db).await.unwrap().unwrap().id;
    let (secret, row) = tokens::mint(TokenKind::Session, account, at(NOW), None).unwrap();
    insert::<tokens::Entity, _>(&db, row).await;
    let cookie = format!("score={secret}");
    let sent = |origin| [("cookie", cookie.as_str()), ("origin", origin)];
    for foreign in ["https://evil.example.org", "null"] {
        assert_eq!(refused(api.url(), &sent(foreign)).await, 403);
    }
    for ours in [listed, "http://score.example.org"] {
        let mut socket = socket::open(api.url(), &sent(ours)).await.unwrap();
        socket.init("").await;
        assert_eq!(socket.said().await["type"], "connection_ack");
        socket.subscribe("1", MESSAGES).await;
    }
}
