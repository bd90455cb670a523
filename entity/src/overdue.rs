//! What should have been done by now and was not: the first thing that an operator must hear of.
//!
//! `score check`, the worker's gauge and the API's status all ask here.

use std::fmt;

use chrono::{DateTime, Duration, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
};

use crate::{
    heartbeat, holiday,
    message::{self, MessageState},
    programme,
    rules::slot::{RequestSlot, request_slots},
    run,
};

/// The job that plans requests, as `run` rows name it.
const PLANNER: &str = "data-request";
/// The job that sends, as heartbeats name it.
const DELIVER: &str = "deliver";
/// How long after its time a run may begin, and a worker say nothing.
const GRACE: Duration = Duration::minutes(2);

/// Something that is overdue, shown as one sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Overdue {
    /// Its time has come, and no worker has begun it.
    NotBegun {
        /// The job.
        job: String,
        /// Its time.
        slot: DateTime<Utc>,
        /// The zone of that time.
        zone: String,
    },
    /// A worker began it and has not held it for longer than its claim.
    Abandoned {
        /// The job.
        job: String,
        /// Its time.
        slot: DateTime<Utc>,
        /// The zone of that time.
        zone: String,
    },
    /// Messages are due, and no worker says that it sends.
    NobodySends {
        /// How many are due.
        messages: u64,
        /// When a worker last said so, in real time.
        last: Option<DateTime<Utc>>,
    },
}

/// Everything overdue at `now`, the time of this database; `real_now` measures claims and heartbeats.
///
/// # Errors
/// Where the database fails.
pub async fn overdue(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    real_now: DateTime<Utc>,
) -> Result<Vec<Overdue>, DbErr> {
    let mut found = abandoned(db, real_now).await?;
    found.extend(not_begun(db, now).await?);
    found.extend(nobody_sends(db, now, real_now).await?);
    Ok(found)
}

async fn abandoned(
    db: &impl ConnectionTrait,
    real_now: DateTime<Utc>,
) -> Result<Vec<Overdue>, DbErr> {
    let rows = run::Entity::find()
        .filter(run::Column::FinishedAt.is_null())
        .filter(run::Column::ClaimedUntil.lt(real_now))
        .order_by_asc(run::Column::Slot)
        .all(db)
        .await?;
    let say = |row: run::Model| Overdue::Abandoned {
        job: row.job,
        slot: row.slot,
        zone: row.zone,
    };
    Ok(rows.into_iter().map(say).collect())
}

async fn not_begun(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Vec<Overdue>, DbErr> {
    let Some(programme) = programme::Entity::find_by_id(1).one(db).await? else {
        return Ok(Vec::new());
    };
    let calendar = holiday::calendar(db).await?;
    let mut found = Vec::new();
    for RequestSlot { zone, at, .. } in request_slots(&calendar, programme.live_since, now) {
        let key = (PLANNER.to_owned(), at, zone.to_owned());
        if at + GRACE < now && run::Entity::find_by_id(key).one(db).await?.is_none() {
            found.push(Overdue::NotBegun {
                job: PLANNER.into(),
                slot: at,
                zone: zone.into(),
            });
        }
    }
    Ok(found)
}

async fn nobody_sends(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    real_now: DateTime<Utc>,
) -> Result<Option<Overdue>, DbErr> {
    let messages = message::Entity::find()
        .filter(message::Column::State.eq(MessageState::Queued))
        .filter(message::Column::DueAt.lte(now))
        .count(db)
        .await?;
    if messages == 0 {
        return Ok(None);
    }
    let newest = heartbeat::Entity::find()
        .filter(heartbeat::Column::Name.eq(DELIVER))
        .order_by_desc(heartbeat::Column::BeatenAt)
        .one(db)
        .await?;
    let last = newest.map(|beat| beat.beaten_at);
    let silent = last.is_none_or(|last| last + GRACE < real_now);
    Ok(silent.then_some(Overdue::NobodySends { messages, last }))
}

impl fmt::Display for Overdue {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let minute = |at: &DateTime<Utc>| at.format("%Y-%m-%d %H:%M UTC").to_string();
        match self {
            Self::NotBegun { job, slot, zone } => {
                write!(out, "{job} of {} ({zone}) was not begun", minute(slot))
            }
            Self::Abandoned { job, slot, zone } => {
                write!(out, "{job} of {} ({zone}) was not finished", minute(slot))
            }
            Self::NobodySends { messages, last } => {
                write!(out, "{messages} mails are due and no worker sends them")?;
                match last {
                    Some(last) => write!(out, "; the last was at work at {}", minute(last)),
                    None => Ok(()),
                }
            }
        }
    }
}
