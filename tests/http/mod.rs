//! HTTP around GraphQL: who is believed, who is let in, what is kept, and what ends a slow client.

mod cache;
mod hostile;
mod limits;
mod memory;
mod origins;
mod proxies;
mod timeout;
mod trusted;

use api::Access;
use serde_json::Value;

use crate::support::{
    api::Api,
    databases::{Kind, TestDatabase},
};

/// A served API on an empty database.
async fn served(access: Access) -> (TestDatabase, Api) {
    let database = TestDatabase::new(Kind::Sqlite).await.unwrap();
    let api = Api::serve_with(database.connect().await, access).await;
    (database, api)
}

fn code(answer: &Value) -> &str {
    answer["errors"][0]["extensions"]["code"]
        .as_str()
        .unwrap_or_default()
}
