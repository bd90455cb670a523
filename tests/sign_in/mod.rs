//! Signing in by a mailed link, from the address typed to signing out.

mod closed;
mod guards;
mod journey;
mod page;

use std::time::Duration;

use entity::{Language, account, account::Role, message, sign_in};
use reqwest::{Client, Response, header, redirect::Policy};
use sea_orm::{ActiveValue::Set, DatabaseConnection, EntityTrait, PaginatorTrait};
use uuid::Uuid;

use crate::support::{
    databases::{Kind, TestDatabase},
    programme::{NOW, at},
    site::Site,
};

/// Who signs in here.
const ADDRESS: &str = "rina@office.example.org";

/// An office with one account, and the pages that it signs in by.
struct Office {
    _database: TestDatabase,
    db: DatabaseConnection,
    site: Site,
    client: Client,
}

impl Office {
    async fn open(kind: Kind, public_url: Option<&str>) -> Option<Self> {
        let database = TestDatabase::new(kind).await?;
        let db = database.connect().await;
        account(&db, ADDRESS).await;
        let site = Site::start_as(db.clone(), at(NOW), public_url).await;
        let client = Client::builder().redirect(Policy::none());
        Some(Self {
            _database: database,
            db,
            site,
            client: client.build().unwrap(),
        })
    }

    fn at(&self, path: &str) -> String {
        format!("{}{path}", self.site.url())
    }

    async fn ask(&self, address: &str) -> Response {
        let form = [("email", address), ("lang", "en")];
        let asked = self.client.post(self.at("/sign-in")).form(&form);
        asked.send().await.unwrap()
    }

    /// Ask for a link and wait until it is queued.
    async fn asked(&self) -> sign_in::Model {
        let before = sign_in::Entity::find().count(&self.db).await.unwrap();
        self.ask(ADDRESS).await;
        tokio::time::timeout(Duration::from_secs(10), async {
            while message::Entity::find().count(&self.db).await.unwrap() == before {
                tokio::task::yield_now().await;
            }
        })
        .await
        .expect("the link is queued");
        let mut all = sign_in::Entity::find().all(&self.db).await.unwrap();
        all.sort_by_key(|asked| asked.id);
        all.pop().unwrap()
    }

    /// The mailed page of what was asked for.
    fn link(&self, asked: &sign_in::Model) -> String {
        self.at(&format!("/sign-in/{}", self.site.sign(&asked.link())))
    }

    /// Sign in; the cookie as a browser sends it back.
    async fn cookie(&self) -> String {
        let link = self.link(&self.asked().await);
        cookie(&self.client.post(link).send().await.unwrap())
    }

    /// `{ viewer { role email } }` with this cookie, in a request that `sent` adds to.
    async fn viewer(&self, cookie: &str, sent: &[(&str, &str)]) -> (u16, serde_json::Value) {
        let query = serde_json::json!({ "query": "{ viewer { role email } }" });
        let mut asked = self.client.post(self.at("/graphql")).json(&query);
        asked = asked.header(header::COOKIE, cookie);
        for (name, value) in sent {
            asked = asked.header(*name, *value);
        }
        let answer = asked.send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }
}

async fn account(db: &DatabaseConnection, email: &str) {
    let row = account::ActiveModel {
        id: Set(Uuid::now_v7()),
        email: Set(email.into()),
        name: Set("Rina Wijaya".into()),
        language: Set(Language::En),
        role: Set(Role::Admin),
        trainer_id: Set(None),
        partner_id: Set(None),
        created_at: Set(at(NOW)),
        disabled_at: Set(None),
    };
    let made = account::Entity::insert(row).exec_without_returning(db);
    made.await.unwrap();
}

/// The cookie of an answer, as a browser sends it back.
fn cookie(answer: &Response) -> String {
    let line = answer.headers()[header::SET_COOKIE].to_str().unwrap();
    line.split(';').next().unwrap().to_owned()
}
