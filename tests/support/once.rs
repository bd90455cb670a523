//! Each person gets each step once, whatever becomes of workers and databases.

use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use entity::{
    chase_step,
    message::{self, MessageState},
    message_item,
    rules::ladder::{Decision, Step},
    run,
};
use sea_orm::{
    ColumnTrait, DatabaseConnection, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter,
    sea_query::Expr,
};
use tokio::time::{sleep, timeout};

use super::smtp::Mail;

/// How long a test waits for what must come.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);
/// How long a worker holds a message, and how long it holds a run.
const LEASES: (TimeDelta, TimeDelta) = (TimeDelta::minutes(5), TimeDelta::minutes(2));

/// `people` were told of `step`, each in one message; what came twice came with one Message-ID, and
/// the database knows that it may have.
pub(crate) async fn each_person_has_one_message(
    db: &DatabaseConnection,
    mails: &[Mail],
    (people, step): (usize, Step),
    what: &str,
) {
    let mut got: HashMap<&str, HashSet<String>> = HashMap::new();
    let mut times: HashMap<String, usize> = HashMap::new();
    for mail in mails {
        let ids = got.entry(mail.recipient()).or_default();
        ids.insert(mail.message_id());
        *times.entry(mail.message_id()).or_default() += 1;
    }
    assert_eq!(got.len(), people, "{what}: people reached");
    assert_eq!(times.len(), people, "{what}: Message-IDs");
    assert!(got.values().all(|ids| ids.len() == 1), "{what}: {got:?}");

    let messages = messages_of(db, step).await;
    let reached: HashSet<_> = messages.iter().map(|row| &row.recipient).collect();
    assert_eq!((messages.len(), reached.len()), (people, people), "{what}");
    for (id, _) in times.iter().filter(|(_, times)| **times > 1) {
        let row = messages.iter().find(|row| id.contains(&row.id.to_string()));
        assert!(row.unwrap().uncertain, "{what}: a repeat nobody knows of");
    }
    assert_eq!(sent(db, step).await, people, "{what}: steps");
}

/// The messages that carry `step`, of which there is one item a request.
async fn messages_of(db: &DatabaseConnection, step: Step) -> Vec<message::Model> {
    let items = message_item::Entity::find().filter(message_item::Column::Step.eq(step));
    let items = items.all(db).await.unwrap();
    let requests: HashSet<_> = items.iter().map(|item| item.data_request_id).collect();
    assert_eq!(requests.len(), items.len(), "a request has two items");
    let ids = items.iter().map(|item| item.message_id);
    let messages = message::Entity::find().filter(message::Column::Id.is_in(ids));
    messages.all(db).await.unwrap()
}

/// How many requests have sent `step`.
pub(crate) async fn sent(db: &DatabaseConnection, step: Step) -> usize {
    let sent = chase_step::Entity::find()
        .filter(chase_step::Column::Step.eq(step))
        .filter(chase_step::Column::Decision.eq(Decision::Sent));
    sent.count(db).await.unwrap() as usize
}

/// Waits until so many requests have sent `step`, and every run has ended. After each look that
/// finds less, `meanwhile`.
pub(crate) async fn until_sent(
    db: &DatabaseConnection,
    (people, step): (usize, Step),
    meanwhile: impl AsyncFn(),
) {
    let unfinished = run::Entity::find().filter(run::Column::FinishedAt.is_null());
    let all_sent = async {
        while sent(db, step).await < people || unfinished.clone().count(db).await.unwrap() > 0 {
            sleep(Duration::from_millis(20)).await;
            meanwhile().await;
        }
    };
    timeout(PATIENCE, all_sent)
        .await
        .expect("all of it is sent in time");
}

/// Stands for the minutes that pass: whatever was claimed before `killed` is free.
pub(crate) async fn let_leases_run_out(db: &DatabaseConnection, killed: DateTime<Utc>) {
    let past = Expr::value(killed - TimeDelta::seconds(1));
    let held = message::Column::State
        .eq(MessageState::Sending)
        .and(message::Column::ClaimedUntil.lte(killed + LEASES.0));
    let messages = message::Entity::update_many()
        .col_expr(message::Column::ClaimedUntil, past.clone())
        .filter(held);
    messages.exec(db).await.unwrap();
    let unfinished = run::Column::FinishedAt
        .is_null()
        .and(run::Column::ClaimedUntil.lte(killed + LEASES.1));
    let runs = run::Entity::update_many()
        .col_expr(run::Column::ClaimedUntil, past)
        .filter(unfinished);
    runs.exec(db).await.unwrap();
}
