//! Addresses that get no mail because it kept coming back.
//!
//! An address is suppressed by hard bounces ([`crate::rules::bounce`]) and freed by
//! the next mail that a server takes for it, or by a person who has a message sent
//! again. The row stays, so that the office sees what happened; it is personal data.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set,
    ConnectionTrait, DbErr, ExprTrait, QuerySelect, QueryTrait,
    entity::prelude::*,
    sea_query::{Expr, OnConflict, SelectStatement},
};

use crate::{bounce, message, rules::bounce as rule};

/// Addresses that one statement may name.
const AT_ONCE: usize = 10_000;

/// An address that gets no mail, from then to then.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "suppression")]
pub struct Model {
    /// The person: a lower-cased address.
    #[sea_orm(primary_key, auto_increment = false)]
    pub address: String,
    /// Since when.
    pub since: DateTimeUtc,
    /// What the server said last, without addresses.
    pub reason: String,
    /// Until when; without it, to this day.
    #[sea_orm(indexed)]
    pub lifted_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}

/// The suppressed addresses, to be used inside another query.
pub fn addresses() -> SelectStatement {
    Entity::find()
        .select_only()
        .column(Column::Address)
        .filter(Column::LiftedAt.is_null())
        .into_query()
}

/// Those of `addresses` that are suppressed.
///
/// # Errors
/// Where the database fails.
pub async fn suppressed(
    db: &impl ConnectionTrait,
    addresses: impl IntoIterator<Item = String>,
) -> Result<HashSet<String>, DbErr> {
    let asked: Vec<String> = addresses.into_iter().collect();
    let mut found = HashSet::new();
    for some in asked.chunks(AT_ONCE) {
        let rows: Vec<String> = Entity::find()
            .select_only()
            .column(Column::Address)
            .filter(Column::LiftedAt.is_null())
            .filter(Column::Address.is_in(some))
            .into_tuple()
            .all(db)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// `message` to `address` came back for good. Says whether that suppressed the address.
///
/// # Errors
/// Where the database fails.
pub async fn bounced(
    tx: &impl ConnectionTrait,
    message: Uuid,
    address: &str,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let row = bounce::ActiveModel {
        message_id: Set(message),
        bounced_at: Set(now),
        reason: Set(reason.to_owned()),
    };
    bounce::Entity::insert(row)
        .on_conflict(
            OnConflict::column(bounce::Column::MessageId)
                .update_columns([bounce::Column::BouncedAt, bounce::Column::Reason])
                .to_owned(),
        )
        .exec_without_returning(tx)
        .await?;
    if !rule::suppresses(bounces(tx, address, now).await?) {
        return Ok(false);
    }
    suppress(tx, address, reason, now).await
}

/// The hard bounces of `address` that still count.
async fn bounces(
    tx: &impl ConnectionTrait,
    address: &str,
    now: DateTime<Utc>,
) -> Result<usize, DbErr> {
    let its_messages = message::Entity::find()
        .select_only()
        .column(message::Column::Id)
        .filter(message::Column::Recipient.eq(address))
        .into_query();
    let count = bounce::Entity::find()
        .filter(bounce::Column::MessageId.in_subquery(its_messages))
        .filter(bounce::Column::BouncedAt.gte(rule::counts_since(now)))
        .count(tx)
        .await?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

async fn suppress(
    tx: &impl ConnectionTrait,
    address: &str,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let row = ActiveModel {
        address: Set(address.to_owned()),
        since: Set(now),
        reason: Set(reason.to_owned()),
        lifted_at: Set(None),
    };
    let written = Entity::insert(row)
        .on_conflict(
            OnConflict::column(Column::Address)
                .update_columns([Column::Since, Column::Reason, Column::LiftedAt])
                .action_and_where(Expr::col((Entity, Column::LiftedAt)).is_not_null())
                .to_owned(),
        )
        .exec_without_returning(tx)
        .await?;
    Ok(written > 0)
}

/// Mail reached these addresses, or a person wants it tried: they are free again.
///
/// # Errors
/// Where the database fails.
pub async fn lift(
    tx: &impl ConnectionTrait,
    addresses: impl IntoIterator<Item = String>,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::LiftedAt, Expr::value(now))
        .filter(Column::LiftedAt.is_null())
        .filter(Column::Address.is_in(addresses))
        .exec(tx)
        .await
        .map(|_| ())
}

/// Forget that `address` was ever suppressed: its owner wants to be forgotten.
///
/// # Errors
/// Where the database fails.
pub async fn erase(tx: &impl ConnectionTrait, address: &str) -> Result<(), DbErr> {
    Entity::delete_by_id(address.to_owned())
        .exec(tx)
        .await
        .map(|_| ())
}
