//! What an operation logs can be told from the rest: it names the request that opened the connection.

use sea_orm::ConnectionTrait;
use serde_json::json;

use crate::support::{
    api::Api,
    databases::{Kind, TestDatabase},
    office::SECRET,
    socket::Socket,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_fault_over_a_socket_names_its_request() {
    let database = TestDatabase::new(Kind::Sqlite).await.unwrap();
    let db = database.connect().await;
    let office = Api::serve(db.clone()).await.office().await;
    let mut running = crate::support::binary::score(&["api", "--bind", "127.0.0.1:0"])
        .env("DATABASE_URL", database.url())
        .env("SCORE_SECRET", SECRET)
        .spawn();
    let mut socket = Socket::of(&format!("{}/graphql", running.url()), &office).await;
    db.execute_unprepared("ALTER TABLE pause RENAME TO gone")
        .await
        .unwrap();
    socket.ask("1", "{ pauses { nodes { id } } }").await;
    let answer = socket.said().await;
    let code = &answer["payload"]["errors"][0]["extensions"]["code"];
    assert_eq!(code, &json!("INTERNAL"), "{answer}");
    let line = running.line_where(|line| line.contains("gone") || line.contains("no such table"));
    assert!(line.contains("request.id"), "{line}");
}
