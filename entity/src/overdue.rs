//! What should have been done by now and was not: the first thing that an operator must hear of.
//!
//! `score check`, the worker's gauge and the API's status all ask here.

use std::fmt;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use chrono_tz::Tz;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use crate::{
    heartbeat, holiday,
    message::{self, MessageState, Purpose},
    programme,
    rules::{
        calendar::{Calendar, opening},
        slot::{RequestSlot, chase_slot, night_slot, request_slots},
        week::digest_slot,
        zone::{ZONES, Zone},
    },
    run,
};

/// The job that sends, as heartbeats name it.
const DELIVER: &str = "deliver";
/// How long after its time a run may begin, and a worker say nothing.
const GRACE: Duration = Duration::minutes(2);
/// The same for the jobs that others may keep waiting: those of the night, and the digests.
const PATIENCE: Duration = Duration::minutes(30);
/// A mail that should have gone so long ago is more than late.
const STALE: Duration = Duration::hours(1);
/// The jobs of the night.
const NIGHTLY: [&str; 3] = [run::WATCH, run::SUMMARY, run::RETENTION];

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
    /// Messages should have gone long ago, whoever keeps them.
    Waiting {
        /// How many.
        messages: u64,
        /// Since when the oldest.
        since: DateTime<Utc>,
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
    found.extend(waiting(db, now).await?);
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
    let planned = run::of_job(db, run::DATA_REQUEST).await?;
    let mut found = Vec::new();
    for RequestSlot { zone, at, .. } in request_slots(&calendar, programme.live_since, now - GRACE)
    {
        if !planned.contains_key(&(at, zone.name.to_owned())) {
            found.push(not_begun_of(run::DATA_REQUEST, at, zone));
        }
    }
    if run::was_ever(db, run::CHASE).await? {
        for zone in ZONES {
            found.extend(missing(db, run::CHASE, chase_slot(now - GRACE), zone).await?);
        }
    }
    found.extend(sleeping(db, &calendar, now).await?);
    Ok(found)
}

/// The runs of the night and of Monday morning that should have begun. Nobody expects those of a
/// time before the first worker was there.
async fn sleeping(
    db: &impl ConnectionTrait,
    calendar: &Calendar,
    now: DateTime<Utc>,
) -> Result<Vec<Overdue>, DbErr> {
    let Some(first) = run::first_begun(db).await? else {
        return Ok(Vec::new());
    };
    let by = now - PATIENCE;
    let nights = NIGHTLY.map(|job| (job, night_slot(by), ZONES[0]));
    let digests = ZONES.into_iter().filter_map(|zone| {
        digest_slot(calendar, by, zone.tz).map(|slot| (run::DIGEST, slot, zone))
    });
    let mut found = Vec::new();
    for (job, slot, zone) in nights.into_iter().chain(digests) {
        if first < slot {
            found.extend(missing(db, job, slot, zone).await?);
        }
    }
    Ok(found)
}

/// A run by its key, where it was not begun: a year has too many of the chase to read them all.
async fn missing(
    db: &impl ConnectionTrait,
    job: &str,
    slot: DateTime<Utc>,
    zone: Zone,
) -> Result<Option<Overdue>, DbErr> {
    let key = (job.to_owned(), slot, zone.name.to_owned());
    let begun = run::Entity::find_by_id(key).count(db).await?;
    Ok((begun == 0).then(|| not_begun_of(job, slot, zone)))
}

fn not_begun_of(job: &str, slot: DateTime<Utc>, zone: Zone) -> Overdue {
    Overdue::NotBegun {
        job: job.into(),
        slot,
        zone: zone.name.into(),
    }
}

/// How old the outbox is, by what it holds and not by when that is tried next.
async fn waiting(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Option<Overdue>, DbErr> {
    let rows: Vec<(Purpose, NaiveDate, DateTime<Utc>, i64)> = message::Entity::find()
        .select_only()
        .columns([message::Column::Purpose, message::Column::LocalDay])
        .column_as(message::Column::QueuedAt.min(), "oldest")
        .column_as(message::Column::Id.count(), "messages")
        .filter(message::Column::State.eq(MessageState::Queued))
        .filter(message::Column::QueuedAt.lte(now - STALE))
        .group_by(message::Column::Purpose)
        .group_by(message::Column::LocalDay)
        .into_tuple()
        .all(db)
        .await?;
    if rows.is_empty() {
        return Ok(None);
    }
    let calendar = holiday::calendar(db).await?;
    let rows = rows.into_iter().map(|(purpose, day, queued_at, messages)| {
        let since = should_go(&calendar, purpose, day, queued_at);
        (since, u64::try_from(messages).unwrap_or(0))
    });
    let stale: Vec<_> = rows.filter(|(since, _)| *since <= now - STALE).collect();
    let since = stale.iter().map(|(since, _)| *since).min();
    Ok(since.map(|since| Overdue::Waiting {
        messages: stale.iter().map(|(_, messages)| messages).sum(),
        since,
    }))
}

/// When a message should go at the latest: one of the chase in the office hours of its day and a
/// digest in the next ones, as the zone sees them that comes to them last; any other at once.
fn should_go(
    calendar: &Calendar,
    purpose: Purpose,
    day: NaiveDate,
    queued_at: DateTime<Utc>,
) -> DateTime<Utc> {
    let zone = Tz::Asia__Jakarta;
    match purpose {
        Purpose::Chase => calendar.next_office_hour(Ord::max(queued_at, opening(day, zone)), zone),
        Purpose::TrainerDigest | Purpose::ManagerDigest => {
            calendar.next_office_hour(queued_at, zone)
        }
        _ => queued_at,
    }
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
            Self::Waiting { messages, since } => write!(
                out,
                "{messages} mails have not left, the oldest of which should have by {}",
                minute(since)
            ),
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
