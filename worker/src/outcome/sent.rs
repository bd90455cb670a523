//! Messages that a server took: they are most of all, so a batch of them is one statement
//! a table.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use entity::{
    data_request,
    message::{self, MessageState},
    rules::ladder::Decision,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, ExprTrait, QueryFilter,
    sea_query::{Alias, Expr, IntoIden, Query, TableRef, UpdateStatement, ValueTuple},
};
use uuid::Uuid;

use super::{Ended, Kept, decide};
use crate::second_reminder;

/// The name that a statement gives to what it is handed.
const TAKEN: &str = "taken";

/// Write that these were sent: the messages, their steps, and their requests.
pub(super) async fn write(
    tx: &impl ConnectionTrait,
    sent: &[(&Ended, &Kept)],
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    if sent.is_empty() {
        return Ok(());
    }
    let ours = messages(tx, sent, now).await?;
    let items: Vec<_> = sent
        .iter()
        .map(|(ended, _)| ended)
        .filter(|ended| ours.contains(&ended.message.id))
        .flat_map(|ended| ended.items.iter().map(|item| (*item, ended.message.id)))
        .collect();
    if items.is_empty() {
        return Ok(());
    }
    decide(tx, &items, Decision::Sent, None, now).await?;
    let items: Vec<_> = items.into_iter().map(|(item, _)| item).collect();
    second_reminder::tell_trainers(tx, &items, now).await?;
    data_request::Entity::update_many()
        .col_expr(data_request::Column::SentAt, Expr::value(now))
        .filter(data_request::Column::Id.is_in(items.iter().map(|item| item.request)))
        .filter(data_request::Column::SentAt.is_null())
        .exec(tx)
        .await
        .map(|_| ())
}

/// Write it on the messages, and say which of them were still ours.
async fn messages(
    tx: &impl ConnectionTrait,
    sent: &[(&Ended, &Kept)],
    now: DateTime<Utc>,
) -> Result<HashSet<Uuid>, DbErr> {
    let rows = tx.query_all(&statement(sent, now)).await?;
    rows.iter().map(|row| row.try_get_by_index(0)).collect()
}

/// One update of all of them, each with its own fence and words: both databases call the
/// columns of a list of values `column1`, `column2`, …
fn statement(sent: &[(&Ended, &Kept)], now: DateTime<Utc>) -> UpdateStatement {
    let rows = sent.iter().map(|(ended, kept)| {
        ValueTuple::Many(vec![
            ended.message.id.into(),
            ended.message.fence.into(),
            kept.subject.clone().into(),
            kept.text.clone().into(),
        ])
    });
    let taken = |column: &'static str| Expr::col((Alias::new(TAKEN), Alias::new(column)));
    let own = |column: message::Column| Expr::col((message::Entity, column));
    Query::update()
        .table(message::Entity)
        .from(TableRef::ValuesList(
            rows.collect(),
            Alias::new(TAKEN).into_iden(),
        ))
        .value(message::Column::State, MessageState::Sent)
        .value(message::Column::SentAt, now)
        .value(message::Column::Subject, taken("column3"))
        .value(message::Column::BodyText, taken("column4"))
        .value(message::Column::ClaimedUntil, Option::<DateTime<Utc>>::None)
        .value(message::Column::LastError, Option::<String>::None)
        .and_where(own(message::Column::Id).eq(taken("column1")))
        .and_where(own(message::Column::Fence).eq(taken("column2")))
        .and_where(own(message::Column::State).eq(MessageState::Sending))
        .returning_col(message::Column::Id)
        .to_owned()
}
