//! The pace of all workers together: a row that hands out times to send at.

use std::collections::HashMap;

use chrono::{DateTime, Duration, Utc};
use sea_orm::{
    ActiveValue::Set,
    ConnectionTrait, DbErr, EntityTrait, ExprTrait,
    entity::prelude::*,
    sea_query::{Expr, OnConflict},
};

/// The row that all mail goes by.
pub const MAIL: &str = "mail";

/// When the next message may be sent, in real time.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "pace")]
pub struct Model {
    /// What is paced.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// The first time that is not handed out, in microseconds since 1970.
    pub next_micros: i64,
}

impl ActiveModelBehavior for ActiveModel {}

/// Take `count` times of the row `name`, `step` apart, none before `now` and none that
/// another worker has: the first of them. One statement, so that workers need no lock.
///
/// # Errors
/// Where the database fails.
pub async fn take(
    db: &impl ConnectionTrait,
    name: &str,
    count: usize,
    step: Duration,
    now: DateTime<Utc>,
) -> Result<DateTime<Utc>, DbErr> {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    let taken = step.num_microseconds().unwrap_or(0).saturating_mul(count);
    let now = now.timestamp_micros();
    let next = (Entity, Column::NextMicros);
    let row = ActiveModel {
        name: Set(name.to_owned()),
        next_micros: Set(now.saturating_add(taken)),
    };
    let written = Entity::insert(row)
        .on_conflict(
            OnConflict::column(Column::Name)
                .value(
                    Column::NextMicros,
                    Expr::case(Expr::col(next).gt(now), Expr::col(next).add(taken))
                        .finally(now.saturating_add(taken)),
                )
                .to_owned(),
        )
        .exec_with_returning(db)
        .await?;
    time(name, written.next_micros - taken)
}

/// The first time of each of these rows that is not handed out; missing where there is no such row.
///
/// # Errors
/// Where the database fails.
pub async fn next(
    db: &impl ConnectionTrait,
    names: impl IntoIterator<Item = String>,
) -> Result<HashMap<String, DateTime<Utc>>, DbErr> {
    let rows = Entity::find().filter(Column::Name.is_in(names));
    let rows = rows.all(db).await?.into_iter();
    rows.map(|row| Ok((row.name.clone(), time(&row.name, row.next_micros)?)))
        .collect()
}

fn time(name: &str, micros: i64) -> Result<DateTime<Utc>, DbErr> {
    DateTime::from_timestamp_micros(micros).ok_or_else(|| {
        DbErr::Custom(format!(
            "the row `{name}` of the table pace holds no time; delete it"
        ))
    })
}
