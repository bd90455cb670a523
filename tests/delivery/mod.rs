//! Delivery: what leaves, what comes back, and what becomes of it when servers misbehave.
//!
//! `transport` speaks with one server, message by message; the others deliver from
//! an outbox in a database. Their clock is handed in; only time limits are real.

mod bounces;
mod conditions;
mod faults;
mod letters;
mod pace;
mod parts;
mod settings;
mod transport;

use std::time::Duration;

use chrono::{DateTime, Utc};
use entity::{
    link::Secrets,
    message::{self, MessageState, Purpose},
    message_item,
    rules::ladder::Step,
};
use sea_orm::{DatabaseConnection, EntityTrait, IntoActiveModel, QueryOrder};
use uuid::Uuid;
use worker::{MailSettings, Transport, WorkerSettings, deliver::Delivered, deliver_once};

use crate::support::{
    databases::{Kind, TestDatabase},
    programme::{self, NOW, at, small},
};

const FROM: &str = "SCORE Indonesia <data@score.example.org>";

/// Mail to `url`; what takes longer than a second is late.
fn settings(url: String) -> WorkerSettings {
    WorkerSettings {
        public_url: "https://score.example.org".into(),
        secrets: Secrets::parse(&"s".repeat(32)).unwrap(),
        mail: MailSettings {
            limit: Duration::from_secs(1),
            ..MailSettings::new(url, FROM)
        },
    }
}

/// A database with the small programme's people and provinces, and nothing queued.
async fn database(kind: Kind) -> Option<(TestDatabase, DatabaseConnection)> {
    let database = TestDatabase::new(kind).await?;
    let db = database.connect().await;
    small(&db).await;
    Some((database, db))
}

/// One mail that is due at [`NOW`] to each of these addresses, about an enterprise of its own.
async fn queue(db: &DatabaseConnection, addresses: &[String]) -> Vec<Uuid> {
    let mut ids = Vec::new();
    for address in addresses {
        let enterprise =
            programme::enterprise(db, &format!("UD {address}"), "ID-JK", address).await;
        let request = programme::request(db, enterprise, "2012-10".parse().unwrap()).await;
        ids.push(queue_about(db, request, address, "2012-11-01").await);
    }
    ids
}

/// A mail about this request that is due at once, of that local day.
async fn queue_about(db: &DatabaseConnection, request: Uuid, address: &str, day: &str) -> Uuid {
    let message = message::Model {
        id: Uuid::now_v7(),
        purpose: Purpose::Chase,
        recipient: address.into(),
        trainer_id: None,
        account_id: None,
        about: String::new(),
        contact_id: None,
        local_day: day.parse().unwrap(),
        state: MessageState::Queued,
        due_at: at(NOW),
        attempts: 0,
        fence: 0,
        claimed_until: None,
        uncertain: false,
        last_error: None,
        subject: None,
        body_text: None,
        sent_at: None,
        queued_at: at(NOW),
        put_off_seconds: 0,
    };
    let id = message.id;
    message::Entity::insert(message.into_active_model())
        .exec_without_returning(db)
        .await
        .unwrap();
    let item = message_item::Model {
        data_request_id: request,
        step: Step::Request,
        recipient: address.into(),
        message_id: id,
    };
    message_item::Entity::insert(item.into_active_model())
        .exec_without_returning(db)
        .await
        .unwrap();
    id
}

/// `count` addresses in `domain`.
fn addresses(count: usize, domain: &str) -> Vec<String> {
    (0..count)
        .map(|number| format!("owner{number}@{domain}"))
        .collect()
}

/// One pass of a worker that was just started.
async fn pass(db: &DatabaseConnection, settings: &WorkerSettings, now: DateTime<Utc>) -> Delivered {
    let transport = Transport::new(&settings.mail).unwrap();
    deliver_once(db, &transport, settings, now).await.unwrap()
}

/// Every message, in the order of queueing.
async fn outbox(db: &DatabaseConnection) -> Vec<message::Model> {
    message::Entity::find()
        .order_by_asc(message::Column::Id)
        .all(db)
        .await
        .unwrap()
}

async fn the_message(db: &DatabaseConnection) -> message::Model {
    let [message] = outbox(db).await.try_into().unwrap();
    message
}
