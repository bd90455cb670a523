//! Queueing: an item for each step and person, and one message a person that
//! carries all of them.
//!
//! Everything here happens in the transaction that plans the steps. An item
//! joins the person's message that has not left yet, else today's.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    chase::people::Person,
    message::{self, MessageState, Purpose},
    message_item,
    rules::ladder::Step,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

/// A step of a request that is to be mailed to a person.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ask<'a> {
    pub(crate) request: Uuid,
    pub(crate) step: Step,
    pub(crate) person: &'a Person,
}

/// Queue these steps; says how many messages that took.
pub(crate) async fn queue(
    tx: &impl ConnectionTrait,
    asks: &[Ask<'_>],
    today: NaiveDate,
    now: DateTime<Utc>,
) -> Result<i32, DbErr> {
    let people: BTreeMap<&str, Uuid> = asks
        .iter()
        .rev()
        .map(|ask| (ask.person.address.as_str(), ask.person.contact))
        .collect();
    if people.is_empty() {
        return Ok(0);
    }
    let (messages, added) = messages(tx, people, today, now).await?;
    let items: Vec<_> = asks.iter().filter_map(|ask| item(ask, &messages)).collect();
    if !items.is_empty() {
        message_item::Entity::insert_many(items)
            .on_conflict(
                OnConflict::columns([
                    message_item::Column::DataRequestId,
                    message_item::Column::Step,
                    message_item::Column::Recipient,
                ])
                .do_nothing()
                .to_owned(),
            )
            .exec_without_returning(tx)
            .await?;
    }
    Ok(added)
}

fn item(ask: &Ask<'_>, messages: &HashMap<String, Uuid>) -> Option<message_item::ActiveModel> {
    Some(message_item::ActiveModel {
        data_request_id: Set(ask.request),
        step: Set(ask.step),
        recipient: Set(ask.person.address.clone()),
        message_id: Set(*messages.get(&ask.person.address)?),
    })
}

/// The message of each person that an item can join, and how many were added.
/// Who has had today's mail is missing.
async fn messages(
    tx: &impl ConnectionTrait,
    mut people: BTreeMap<&str, Uuid>,
    today: NaiveDate,
    now: DateTime<Utc>,
) -> Result<(HashMap<String, Uuid>, i32), DbErr> {
    let mut found = waiting(tx, &people).await?;
    people.retain(|address, _| !found.contains_key(*address));
    if people.is_empty() {
        return Ok((found, 0));
    }
    let rows = people
        .iter()
        .map(|(address, contact)| row(address, *contact, today, now));
    let added = message::Entity::insert_many(rows)
        .on_conflict(
            OnConflict::columns([
                message::Column::Recipient,
                message::Column::LocalDay,
                message::Column::Purpose,
                message::Column::About,
            ])
            .do_nothing()
            .to_owned(),
        )
        .exec_without_returning(tx)
        .await?;
    let revived = revive(tx, &people, today, now).await?;
    found.extend(waiting(tx, &people).await?);
    let added = i32::try_from(added + revived).unwrap_or(i32::MAX);
    Ok((found, added))
}

/// These people's messages that have not left, locked so that none does before we commit.
async fn waiting(
    tx: &impl ConnectionTrait,
    people: &BTreeMap<&str, Uuid>,
) -> Result<HashMap<String, Uuid>, DbErr> {
    let rows: Vec<(String, Uuid)> = message::Entity::find()
        .select_only()
        .columns([message::Column::Recipient, message::Column::Id])
        .filter(chase_of(people))
        .filter(message::Column::State.eq(MessageState::Queued))
        .filter(message::Column::Uncertain.eq(false))
        .order_by_desc(message::Column::QueuedAt)
        .order_by_asc(message::Column::Id)
        .lock_exclusive()
        .into_tuple()
        .all(tx)
        .await?;
    Ok(rows.into_iter().collect())
}

/// Queue again what had nothing left to say today.
async fn revive(
    tx: &impl ConnectionTrait,
    people: &BTreeMap<&str, Uuid>,
    today: NaiveDate,
    now: DateTime<Utc>,
) -> Result<u64, DbErr> {
    let revived = message::Entity::update_many()
        .col_expr(message::Column::State, Expr::value(MessageState::Queued))
        .col_expr(message::Column::DueAt, Expr::value(now))
        .filter(chase_of(people))
        .filter(message::Column::LocalDay.eq(today))
        .filter(message::Column::State.eq(MessageState::Moot))
        .exec(tx)
        .await?;
    Ok(revived.rows_affected)
}

fn chase_of(people: &BTreeMap<&str, Uuid>) -> Condition {
    Condition::all()
        .add(message::Column::Recipient.is_in(people.keys().copied()))
        .add(message::Column::Purpose.eq(Purpose::Chase))
}

fn row(address: &str, contact: Uuid, today: NaiveDate, now: DateTime<Utc>) -> message::ActiveModel {
    message::ActiveModel {
        contact_id: Set(Some(contact)),
        ..message::queued(Purpose::Chase, address, today, now)
    }
}
