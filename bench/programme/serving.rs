//! The API in its own process, as a client with a token of the office meets it.

use serde_json::{Value, json};

use crate::support::{
    binary::{Running, score},
    databases::TestDatabase,
};

/// A served database.
pub(crate) struct Serving {
    api: Running,
    client: reqwest::Client,
    url: String,
    token: String,
}

impl Serving {
    /// Serve `database`, and make a token.
    pub(crate) fn start(database: &TestDatabase) -> Self {
        let account = ["--account", "bench@example.org", "--role", "ADMIN"];
        let token = score(&[&["token", "create"], &account[..]].concat())
            .env("DATABASE_URL", database.url())
            .output();
        let said = String::from_utf8_lossy(&token.stderr);
        assert!(token.status.success(), "{said}");
        let mut api = score(&["api", "--bind", "127.0.0.1:0"])
            .env("DATABASE_URL", database.url())
            .env("SCORE_SECRET", &"s".repeat(32))
            .env("SCORE_LOG", "warn")
            .spawn();
        Self {
            url: format!("{}/graphql", api.url()),
            api,
            client: reqwest::Client::new(),
            token: String::from_utf8(token.stdout).expect("a token"),
        }
    }

    /// The whole answer to `query`, as it comes.
    pub(crate) async fn ask(&self, query: &str) -> Vec<u8> {
        let request = self.client.post(&self.url).bearer_auth(self.token.trim());
        let answer = request.json(&json!({ "query": query })).send().await;
        let body = answer.expect("an answer").bytes().await;
        body.expect("all of it").to_vec()
    }

    /// The data of an answer without errors.
    pub(crate) async fn data(&self, query: &str) -> Value {
        let answer: Value = serde_json::from_slice(&self.ask(query).await).expect("JSON");
        assert!(answer["errors"].is_null(), "{answer}");
        answer["data"].clone()
    }

    /// Serve no more.
    pub(crate) fn end(self) {
        assert!(self.api.terminate().success());
    }
}
