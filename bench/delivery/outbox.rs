//! The whole path: an outbox full of mails that are due, claimed, asked about once
//! more, composed, sent, and written down.

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use entity::{
    chase_step, data_request,
    link::Secrets,
    message::{self, MessageState, Purpose},
    message_item,
    rules::ladder::Step,
};
use sea_orm::{
    ActiveValue::Set, ConnectionTrait, DatabaseConnection, EntityTrait, ExprTrait, IntoActiveModel,
    QueryFilter, TransactionTrait, sea_query::Expr,
};
use uuid::Uuid;
use worker::{MailSettings, Transport, WorkerSettings, deliver_once};

use super::{
    CONNECTIONS, FROM, Kind,
    sink::Sink,
    support::{
        databases::TestDatabase,
        programme::{self, NOW, at},
    },
};

/// An outbox that can be filled again.
pub(crate) struct Outbox {
    _database: TestDatabase,
    db: DatabaseConnection,
    settings: WorkerSettings,
    mails: usize,
}

impl Outbox {
    /// Full of `mails`, one to each enterprise; nothing where this machine has no such database.
    pub(crate) async fn new(kind: Kind, url: &str, mails: usize) -> Option<Self> {
        let database = TestDatabase::new(kind).await?;
        let db = database.connect().await;
        let model = programme::small(&db).await;
        fill(&db, model.enterprise, mails).await;
        let settings = WorkerSettings {
            public_url: "https://score.example.org".into(),
            secrets: Secrets::parse(&"s".repeat(32)).expect("a secret"),
            mail: MailSettings {
                connections: CONNECTIONS,
                ..MailSettings::new(url, FROM)
            },
        };
        Some(Self {
            _database: database,
            db,
            settings,
            mails,
        })
    }

    /// Send all of it, and fill it again; how long the sending took.
    pub(crate) async fn drain(&self, sink: &Sink) -> Duration {
        let before = sink.taken();
        let transport = Transport::new(&self.settings.mail).expect("settings that can be used");
        let begin = Instant::now();
        while deliver_once(&self.db, &transport, &self.settings, at(NOW))
            .await
            .expect("the database answers")
            .claimed
            > 0
        {}
        let took = begin.elapsed();
        assert_eq!(sink.taken() - before, self.mails);
        refill(&self.db).await;
        took
    }
}

/// Copies of one enterprise, each with a contact, a request and a mail of its own.
async fn fill(db: &DatabaseConnection, model: Uuid, mails: usize) {
    let enterprise = entity::enterprise::Entity::find_by_id(model)
        .one(db)
        .await
        .unwrap()
        .unwrap();
    let contact = entity::contact::Entity::find()
        .one(db)
        .await
        .unwrap()
        .unwrap();
    let request = data_request::Entity::find().one(db).await.unwrap().unwrap();
    let tx = db.begin().await.unwrap();
    for number in 0..mails {
        let (enterprise_id, request_id) = (Uuid::now_v7(), Uuid::now_v7());
        let address = format!("owner{number}@example.org");
        let mut row = enterprise.clone().into_active_model();
        (row.id, row.name) = (Set(enterprise_id), Set(format!("UD Nomor {number}")));
        insert::<entity::enterprise::Entity, _>(&tx, row).await;
        let mut row = contact.clone().into_active_model();
        (row.id, row.enterprise_id) = (Set(Uuid::now_v7()), Set(enterprise_id));
        row.email = Set(Some(address.clone()));
        insert::<entity::contact::Entity, _>(&tx, row).await;
        let mut row = request.clone().into_active_model();
        (row.id, row.enterprise_id) = (Set(request_id), Set(enterprise_id));
        insert::<data_request::Entity, _>(&tx, row).await;
        queue(&tx, request_id, address).await;
    }
    tx.commit().await.unwrap();
}

async fn queue(db: &impl ConnectionTrait, request: Uuid, recipient: String) {
    let message_id = Uuid::now_v7();
    let message = message::Model {
        id: message_id,
        purpose: Purpose::Chase,
        recipient: recipient.clone(),
        contact_id: None,
        trainer_id: None,
        account_id: None,
        about: String::new(),
        local_day: at(NOW).date_naive(),
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
    insert::<message::Entity, _>(db, message.into_active_model()).await;
    let item = message_item::Model {
        data_request_id: request,
        step: Step::Request,
        recipient,
        message_id,
    };
    insert::<message_item::Entity, _>(db, item.into_active_model()).await;
}

/// As if nothing had been sent.
async fn refill(db: &DatabaseConnection) {
    chase_step::Entity::delete_many().exec(db).await.unwrap();
    message::Entity::update_many()
        .col_expr(message::Column::State, Expr::value(MessageState::Queued))
        .col_expr(message::Column::Attempts, Expr::value(0))
        .exec(db)
        .await
        .unwrap();
    data_request::Entity::update_many()
        .col_expr(
            data_request::Column::SentAt,
            Expr::value(Option::<DateTime<Utc>>::None),
        )
        .filter(Expr::col(data_request::Column::SentAt).is_not_null())
        .exec(db)
        .await
        .unwrap();
}

async fn insert<E, A>(db: &impl ConnectionTrait, row: A)
where
    E: EntityTrait,
    A: sea_orm::ActiveModelTrait<Entity = E> + Send,
{
    E::insert(row).exec_without_returning(db).await.unwrap();
}
