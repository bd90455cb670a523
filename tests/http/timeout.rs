//! A query that takes too long is given up with its code, and its status to those who ask for one.

use std::time::Duration;

use reqwest::{Client, header};
use rstest::rstest;
use sea_orm::{ConnectionTrait, TransactionTrait};
use serde_json::{Value, json};

use super::code;
use crate::support::{
    api::Api,
    databases::{Kind, TestDatabase},
};

/// Time runs as fast as nothing else happens, once the query waits for a table that is locked.
#[rstest]
#[case::older_clients("application/json", 200)]
#[case::by_the_specification("application/graphql-response+json", 400)]
#[tokio::test]
async fn a_query_that_takes_too_long_is_given_up(#[case] accept: &str, #[case] status: u16) {
    let Some(database) = TestDatabase::new(Kind::Postgres).await else {
        return;
    };
    let api = Api::serve(database.connect().await).await;
    let locking = database.connect().await.begin().await.unwrap();
    let lock = "LOCK TABLE province IN ACCESS EXCLUSIVE MODE";
    locking.execute_unprepared(lock).await.unwrap();
    let asked = Client::new()
        .post(api.url())
        .header(header::ACCEPT, accept)
        .json(&json!({ "query": "{ provinces { nodes { code } } }" }))
        .send();
    let asked = tokio::spawn(asked);
    tokio::time::sleep(Duration::from_millis(700)).await;
    tokio::time::pause();
    let answer = asked.await.unwrap().unwrap();
    assert_eq!(answer.status().as_u16(), status);
    let answer: Value = answer.json().await.unwrap();
    assert_eq!(code(&answer), "TIMEOUT");
    assert_eq!(answer.get("data"), None, "it was not executed to its end");
}
