//! Subscriptions as a client meets them: over a real socket, on either database.

mod delivers;
mod limits;
mod processes;
mod protocol;
mod scope;
mod slow;
mod traced;
mod vanished;

use entity::{
    alert,
    database::begin_write,
    message::{self, Purpose},
    news::{self, Topic},
    report_version::{Channel, ReportKind},
    submission::{Outcome, Submission},
};
use sea_orm::DatabaseConnection;
use uuid::Uuid;

use crate::support::{
    api::Api,
    databases::{Kind, TestDatabase},
    programme::{NOW, Small, at, insert, silence, small, submit},
};

const REPORTS: &str =
    "subscription { reportSubmitted { version enterprise { name } dataRequest { id } } }";
const MESSAGES: &str = "subscription { messageChanged { state recipient } }";
const ALERTS: &str = "subscription { alertOpened { rule enterprise { name } } }";

/// The small programme, served.
struct Served {
    db: DatabaseConnection,
    api: Api,
    small: Small,
    _database: TestDatabase,
}

async fn served(kind: Kind) -> Option<Served> {
    let database = TestDatabase::new(kind).await?;
    let db = database.connect().await;
    let small = small(&db).await;
    Some(Served {
        api: Api::serve(db.clone()).await,
        db,
        small,
        _database: database,
    })
}

/// Answer `request` with some figures.
async fn answer(db: &DatabaseConnection, request: Uuid, good_output: f64) {
    let answer = Submission {
        request,
        kind: ReportKind::Figures,
        channel: Channel::Link,
        submit_key: good_output.to_string(),
        reason: None,
        note: None,
        counts: [("good_output".to_owned(), good_output)].into(),
    };
    let stored = submit(db, answer, at("2012-11-05T03:00:00Z")).await;
    assert!(matches!(stored, Ok(Outcome::Stored { .. })), "{stored:?}");
}

/// Queue a mail to `recipient`, and commit it or not.
async fn mail(db: &DatabaseConnection, recipient: &str, is_committed: bool) {
    let tx = begin_write(db).await.unwrap();
    let day = at(NOW).date_naive();
    let row = message::queued(Purpose::Held, recipient, day, at(NOW));
    assert_eq!(message::queue(&tx, vec![row]).await.unwrap(), 1);
    if is_committed {
        tx.commit().await.unwrap();
    } else {
        tx.rollback().await.unwrap();
    }
}

/// Open an alert at `enterprise`.
async fn alarm(db: &DatabaseConnection, enterprise: Uuid, province: &str) {
    let alert = silence(enterprise, province, at(NOW));
    let id = alert.id;
    insert::<alert::Entity, _>(db, alert).await;
    news::announce(db, Topic::AlertOpened, [id]).await.unwrap();
}
