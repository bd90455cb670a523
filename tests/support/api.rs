//! The API as a client meets it: over HTTP, with a token of each role.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use api::{Access, ApiState};
use entity::{
    account, account::Role, account_province, clock::Clock, link::Secrets, token, token::TokenKind,
};
use sea_orm::{ActiveValue::Set, DatabaseConnection, EntityTrait};
use serde_json::{Value, json};
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};
use uuid::Uuid;

use super::programme::{NOW, at, insert};

/// A served API; it ends with this value.
pub(crate) struct Api {
    url: String,
    db: DatabaseConnection,
    statements: Arc<AtomicUsize>,
    _end: DropGuard,
    _server: JoinHandle<std::io::Result<()>>,
}

impl Api {
    /// Serve `db` by a clock that stands at [`NOW`] when it starts.
    pub(crate) async fn serve(db: DatabaseConnection) -> Self {
        Self::serve_with(db, Access::default()).await
    }

    /// The same, reached as `access` says.
    pub(crate) async fn serve_with(mut db: DatabaseConnection, access: Access) -> Self {
        let clock = Clock::default();
        clock.set(&db, at(NOW)).await.unwrap();
        let statements = Arc::new(AtomicUsize::new(0));
        let counter = statements.clone();
        db.set_metric_callback(move |_| {
            counter.fetch_add(1, Ordering::SeqCst);
        });
        let state = ApiState {
            clock,
            read_db: None,
            secrets: Secrets::parse(&"s".repeat(32)).unwrap(),
            introspection: false,
            public_url: "http://score.example.org".into(),
            access,
            db: db.clone(),
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/graphql", listener.local_addr().unwrap());
        let cancel = CancellationToken::new();
        let server = tokio::spawn(api::serve(listener, api::router(state), cancel.clone()));
        Self {
            url,
            db,
            statements,
            _end: cancel.drop_guard(),
            _server: server,
        }
    }

    /// Where GraphQL is.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// A token of a new account with this role.
    pub(crate) async fn token(
        &self,
        role: Role,
        trainer: Option<Uuid>,
        provinces: &[&str],
    ) -> String {
        let account = Uuid::now_v7();
        let row = account::ActiveModel {
            id: Set(account),
            email: Set(format!("{account}@account.example.org")),
            name: Set("Rina Wijaya".into()),
            language: Set(entity::Language::Id),
            role: Set(role),
            trainer_id: Set(trainer),
            partner_id: Set(None),
            created_at: Set(at(NOW)),
            disabled_at: Set(None),
        };
        account::Entity::insert(row)
            .exec_without_returning(&self.db)
            .await
            .unwrap();
        for code in provinces {
            let row = account_province::Model {
                account_id: account,
                province_code: (*code).into(),
            };
            insert::<account_province::Entity, _>(&self.db, row).await;
        }
        let (secret, mut row) = token::mint(TokenKind::Token, account, at(NOW), None).unwrap();
        // Noted already, or a note of its use would be among the statements that are counted.
        row.last_used_at = Some(at("2099-01-01T00:00:00Z"));
        insert::<token::Entity, _>(&self.db, row).await;
        secret
    }

    /// A token of the office.
    pub(crate) async fn office(&self) -> String {
        self.token(Role::Admin, None, &[]).await
    }

    /// The whole answer to `query`; an empty token asks as nobody in particular.
    pub(crate) async fn answer(&self, token: &str, query: &str, variables: Value) -> Value {
        let mut request = reqwest::Client::new()
            .post(&self.url)
            .json(&json!({ "query": query, "variables": variables }));
        if !token.is_empty() {
            request = request.bearer_auth(token);
        }
        request.send().await.unwrap().json().await.unwrap()
    }

    /// The data of an answer without errors.
    pub(crate) async fn data(&self, token: &str, query: &str) -> Value {
        self.data_with(token, query, json!({})).await
    }

    /// The data of an answer without errors, to `query` with `variables`.
    pub(crate) async fn data_with(&self, token: &str, query: &str, variables: Value) -> Value {
        let answer = self.answer(token, query, variables).await;
        assert_eq!(answer["errors"], Value::Null, "{query}: {answer}");
        answer["data"].clone()
    }

    /// How many statements `query` takes: the fewest of three askings, since what an earlier
    /// request writes after its answer may fall into one of them.
    pub(crate) async fn statements(&self, token: &str, query: &str) -> usize {
        let mut fewest = usize::MAX;
        for _ in 0..3 {
            self.statements.store(0, Ordering::SeqCst);
            self.data(token, query).await;
            fewest = fewest.min(self.statements.load(Ordering::SeqCst));
        }
        fewest
    }
}
