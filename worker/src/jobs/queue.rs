//! Queueing: an item for each step and person, and one message a person that
//! carries all of them.
//!
//! Everything here happens in the transaction that plans the steps. An item
//! joins the person's message that has not left yet, else today's.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    alike::Alike,
    chase::people::Person,
    message::{self, MessageState, Purpose},
    message_item,
    rules::ladder::Step,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect, sea_query::Expr,
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
    for step in Step::ALL {
        let of_step = asks.iter().filter(|ask| ask.step == step);
        add_items(tx, step, of_step, &messages).await?;
    }
    Ok(added)
}

/// Add the items of `step`, each to its person's message.
async fn add_items<'a>(
    tx: &impl ConnectionTrait,
    step: Step,
    asks: impl Iterator<Item = &'a Ask<'a>>,
    messages: &HashMap<String, Uuid>,
) -> Result<(), DbErr> {
    let items = Alike {
        shared: message_item::ActiveModel {
            step: Set(step),
            ..Default::default()
        },
        differing: &[
            message_item::Column::DataRequestId,
            message_item::Column::Recipient,
            message_item::Column::MessageId,
        ],
        unique: &[
            message_item::Column::DataRequestId,
            message_item::Column::Step,
            message_item::Column::Recipient,
        ],
    };
    let rows = asks.filter_map(|ask| {
        let recipient = &ask.person.address;
        let message = *messages.get(recipient)?;
        Some(vec![
            ask.request.into(),
            recipient.as_str().into(),
            message.into(),
        ])
    });
    items.add(tx, rows).await.map(|_| ())
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
    let new = add(tx, &people, today, now).await?;
    message::changed(tx, new.values().copied()).await?;
    let mut added = u64::try_from(new.len()).unwrap_or(u64::MAX);
    found.extend(new);
    people.retain(|address, _| !found.contains_key(*address));
    if !people.is_empty() {
        added += revive(tx, &people, today, now).await?;
        let revived = waiting(tx, &people).await?;
        message::changed(tx, revived.values().copied()).await?;
        found.extend(revived);
    }
    Ok((found, i32::try_from(added).unwrap_or(i32::MAX)))
}

/// Add today's message of these people; says which were missing.
async fn add(
    tx: &impl ConnectionTrait,
    people: &BTreeMap<&str, Uuid>,
    today: NaiveDate,
    now: DateTime<Utc>,
) -> Result<HashMap<String, Uuid>, DbErr> {
    let new: HashMap<String, Uuid> = people
        .keys()
        .map(|address| ((*address).to_owned(), Uuid::now_v7()))
        .collect();
    let rows = people.iter().filter_map(|(address, contact)| {
        let id = *new.get(*address)?;
        Some(vec![id.into(), (*address).into(), (*contact).into()])
    });
    let messages = Alike {
        shared: message::queued(Purpose::Chase, "", today, now),
        differing: &[
            message::Column::Id,
            message::Column::Recipient,
            message::Column::ContactId,
        ],
        unique: &[
            message::Column::Recipient,
            message::Column::LocalDay,
            message::Column::Purpose,
            message::Column::About,
        ],
    };
    let added = messages.add(tx, rows).await?;
    if added == people.len() as u64 {
        return Ok(new);
    }
    // Some had one already: which of the new ones are there?
    let there: Vec<Uuid> = message::Entity::find()
        .select_only()
        .column(message::Column::Id)
        .filter(message::Column::Id.is_in(new.values().copied()))
        .into_tuple()
        .all(tx)
        .await?;
    let there: HashSet<_> = there.into_iter().collect();
    let new = new.into_iter().filter(|(_, id)| there.contains(id));
    Ok(new.collect())
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
