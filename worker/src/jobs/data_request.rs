//! The month's data requests: one row for each enterprise of which the month is
//! expected, and at once the mails that ask for it.
//!
//! A run adds the rows that are missing, in small transactions, and then lets the
//! chase of its zone queue what is due. Unique keys make each row exist once, so
//! a run that was cut off anywhere is simply run again. A month that was missed
//! is made up for, however late: its expectation counts, though its request may
//! have expired.

use chrono::{DateTime, Utc};
use entity::{
    alike::Alike,
    chase::unplanned::slots_to_plan,
    data_request::{self, RequestState},
    database::begin_write,
    expected::{Expectations, Expected},
    holiday,
    rules::{calendar::Calendar, due, slot::RequestSlot},
};
use sea_orm::{ActiveValue::Set, DatabaseConnection, DbErr};
use uuid::Uuid;

use super::{
    JobName, JobReport,
    chase::{Chased, chase_zone},
    lease::{Claim, Counts, Slot},
};

/// Enterprises that one transaction plans.
const BATCH: usize = 5_000;

/// Plan every month that is due at `now`.
///
/// # Errors
/// Where the database fails.
pub async fn run(db: &DatabaseConnection, now: DateTime<Utc>) -> Result<JobReport, DbErr> {
    let calendar = holiday::calendar(db).await?;
    let mut report = JobReport::default();
    let mut expectations = Expectations::default();
    for due in slots_to_plan(db, &calendar, now).await? {
        let RequestSlot { month, zone, at } = due;
        let slot = Slot {
            job: JobName::DataRequest,
            at,
            zone: zone.name,
        };
        let line = match slot.claim(db, now).await? {
            None => format!("{month} {}: another worker is at it.", zone.name),
            Some(claim) => {
                let expected = expectations.in_zone(db, month, zone.name).await;
                let done = match expected {
                    Ok(expected) => carry_out(db, &claim, &calendar, (due, &expected), now).await,
                    Err(cause) => Err(cause),
                };
                match claim.or_give_back(db, done).await? {
                    None => format!("{month} {}: another worker has taken over.", zone.name),
                    Some((expected, planned, chased)) => format!(
                        "{month} {}: {expected} expected, {planned} requests planned, {} mails queued, {} steps ended.",
                        zone.name, chased.counts.queued, chased.counts.skipped
                    ),
                }
            }
        };
        report.say(line);
    }
    if report.lines.is_empty() {
        report.say(format!("No data request is due at {}.", now.to_rfc3339()));
    }
    Ok(report)
}

/// How many were expected, how many requests were added, and what the chase did
/// with them; nothing where another worker has taken the run over.
async fn carry_out(
    db: &DatabaseConnection,
    claim: &Claim,
    calendar: &Calendar,
    (due, all): (RequestSlot, &[&Expected]),
    now: DateTime<Utc>,
) -> Result<Option<(i32, i32, Chased)>, DbErr> {
    let RequestSlot { month, zone, .. } = due;
    let mut planned = 0;
    for batch in all.chunks(BATCH) {
        let Some(added) = plan(db, claim, calendar, due, batch, now).await? else {
            return Ok(None);
        };
        planned += added;
    }
    let Some(chased) = chase_zone(db, claim, calendar, zone, now).await? else {
        return Ok(None);
    };
    let expected = i32::try_from(all.len()).unwrap_or(i32::MAX);
    claim.finish(db, chased.outcome(), expected, now).await?;
    metrics::counter!("score_requests_planned_total")
        .increment(u64::try_from(planned).unwrap_or(0));
    tracing::info!(run.month = %month, run.zone = zone.name, run.expected = expected, run.planned = planned,
        "data requests planned");
    Ok(Some((expected, planned, chased)))
}

/// Add the requests of one batch in one transaction, and say how many were
/// missing; nothing where the run is no longer ours.
async fn plan(
    db: &DatabaseConnection,
    claim: &Claim,
    calendar: &Calendar,
    due: RequestSlot,
    batch: &[&Expected],
    now: DateTime<Utc>,
) -> Result<Option<i32>, DbErr> {
    let tx = begin_write(db).await?;
    let rows = batch.iter().map(|expected| {
        vec![
            Uuid::now_v7().into(),
            expected.enterprise.into(),
            expected.province.as_str().into(),
        ]
    });
    let requests = Alike {
        shared: shared(calendar, due, now),
        differing: &[
            data_request::Column::Id,
            data_request::Column::EnterpriseId,
            data_request::Column::ProvinceCode,
        ],
        unique: &[
            data_request::Column::EnterpriseId,
            data_request::Column::Month,
        ],
    };
    let added = requests.add(&tx, rows).await?;
    let planned = i32::try_from(added).unwrap_or(i32::MAX);
    let counts = Counts {
        planned,
        ..Counts::default()
    };
    if !claim.renew(&tx, counts).await? {
        tx.rollback().await?;
        return Ok(None);
    }
    tx.commit().await?;
    Ok(Some(planned))
}

/// The dates are those of a request that is sent on its day; one that goes late
/// moves them when it goes.
fn shared(calendar: &Calendar, due: RequestSlot, now: DateTime<Utc>) -> data_request::ActiveModel {
    let RequestSlot { month, zone, at } = due;
    let sent_on = at.with_timezone(&zone.tz).date_naive();
    let dates = due::dates(calendar, month, sent_on, zone.tz);
    data_request::ActiveModel {
        month: Set(month),
        state: Set(RequestState::Open),
        due_on: Set(dates.due_on),
        due_at: Set(dates.due_at),
        lock_on: Set(dates.lock_on),
        locks_at: Set(dates.locks_at),
        reopened_until: Set(None),
        generation: Set(1),
        sent_at: Set(None),
        received_at: Set(None),
        planned_at: Set(now),
        promised_on: Set(None),
        promised_at: Set(None),
        chase_ended_at: Set(None),
        ..Default::default()
    }
}
