//! The month's data requests: one row for each enterprise of which the month is
//! expected, and one mail for each person who is asked.
//!
//! A run compares what is with what should be and adds the rows that are missing,
//! in small transactions. Unique keys make each row exist once, so a run that was
//! cut off anywhere is simply run again.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use entity::{
    data_request::{self, RequestState},
    database::begin_write,
    holiday, programme,
    rules::{calendar::Calendar, due, period::Month},
};
use sea_orm::{ActiveValue::Set, DatabaseConnection, DbErr, EntityTrait, sea_query::OnConflict};
use uuid::Uuid;

use super::{
    JobName, JobReport,
    expected::{Expected, expected},
    lease::{Claim, Counts, Slot},
    queue::{self, Asked, Place},
};
use crate::schedule::ZONES;

/// Enterprises that one transaction plans.
const BATCH: usize = 400;
/// Months that can still be open: due by the middle of the next month, locked 30 days later.
const LOOK_BACK: u32 = 3;

/// One month in one zone.
#[derive(Clone, Copy, Debug)]
struct Due {
    month: Month,
    zone: Tz,
    slot: Slot,
}

/// What a run knows besides its slot.
struct Plan<'a> {
    db: &'a DatabaseConnection,
    calendar: &'a Calendar,
    due: Due,
    now: DateTime<Utc>,
}

/// Plan every month that is due at `now`, or say what would be planned.
///
/// # Errors
/// Where the database fails.
pub async fn run(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
    dry_run: bool,
) -> Result<JobReport, DbErr> {
    let calendar = holiday::calendar(db).await?;
    let mut report = JobReport::default();
    for due in due_at(db, &calendar, now).await? {
        let plan = Plan {
            db,
            calendar: &calendar,
            due,
            now,
        };
        if dry_run {
            plan.rehearse(&mut report).await?
        } else {
            plan.carry_out(&mut report).await?
        }
    }
    if report.lines.is_empty() {
        report.say(format!("No data request is due at {}.", now.to_rfc3339()));
    }
    Ok(report)
}

/// The months and zones whose slot has come, whose entry is not closed, and which are not done.
async fn due_at(
    db: &DatabaseConnection,
    calendar: &Calendar,
    now: DateTime<Utc>,
) -> Result<Vec<Due>, DbErr> {
    let Some(programme) = programme::Entity::find_by_id(1).one(db).await? else {
        return Ok(Vec::new());
    };
    let this_month = Month::of(now.date_naive()).plus(1);
    let first = this_month.minus(LOOK_BACK + 1).max(programme.live_since);
    let mut found = Vec::new();
    for month in first.through(this_month) {
        for (name, zone) in ZONES {
            let at = due::request_slot(calendar, month, zone);
            let closes =
                due::dates(calendar, month, at.with_timezone(&zone).date_naive(), zone).locks_at;
            let slot = Slot {
                job: JobName::DataRequest,
                at,
                zone: name,
            };
            if at <= now && now < closes && !slot.is_finished(db).await? {
                found.push(Due { month, zone, slot });
            }
        }
    }
    Ok(found)
}

impl Plan<'_> {
    async fn carry_out(&self, report: &mut JobReport) -> Result<(), DbErr> {
        let Due { month, slot, .. } = self.due;
        let Some(claim) = slot.claim(self.db, self.now).await? else {
            report.say(format!("{month} {}: another worker is at it.", slot.zone));
            return Ok(());
        };
        let all = expected(self.db, month, slot.zone).await?;
        let mut sum = Counts::default();
        for batch in batches(&all) {
            let Some(counts) = self.batch(&claim, batch).await? else {
                report.say(format!(
                    "{month} {}: another worker has taken over.",
                    slot.zone
                ));
                return Ok(());
            };
            sum.planned += counts.planned;
            sum.queued += counts.queued;
            sum.skipped += counts.skipped;
        }
        claim
            .finish(
                self.db,
                i32::try_from(all.len()).unwrap_or(i32::MAX),
                self.now,
            )
            .await?;
        metrics::counter!("score_requests_planned_total")
            .increment(u64::try_from(sum.planned).unwrap_or(0));
        tracing::info!(run.month = %month, run.zone = slot.zone, run.expected = all.len(), run.planned = sum.planned,
            run.queued = sum.queued, run.skipped = sum.skipped, "data requests planned");
        report.say(format!(
            "{month} {}: {} expected, {} requests planned, {} mails queued, {} without a usable address.",
            slot.zone, all.len(), sum.planned, sum.queued, sum.skipped
        ));
        Ok(())
    }

    /// Plan one batch in one transaction; nothing where the run is no longer ours.
    async fn batch(&self, claim: &Claim, batch: &[Expected]) -> Result<Option<Counts>, DbErr> {
        let tx = begin_write(self.db).await?;
        let place = self.place();
        let planned = data_request::Entity::insert_many(
            batch
                .iter()
                .map(|expected| self.request(expected, place.day)),
        )
        .on_conflict(
            OnConflict::columns([
                data_request::Column::EnterpriseId,
                data_request::Column::Month,
            ])
            .do_nothing()
            .to_owned(),
        )
        .exec_without_returning(&tx)
        .await?;
        let enterprises: Vec<_> = batch.iter().map(|expected| expected.enterprise).collect();
        let unasked = queue::unasked(&tx, self.due.month, &enterprises, self.now).await?;
        let asked = batch.iter().filter_map(|expected| {
            let request = *unasked.get(&expected.enterprise)?;
            Some(Asked {
                request,
                person: expected.person.as_ref(),
            })
        });
        let (queued, skipped) =
            queue::ask(&tx, asked.collect(), place, self.calendar, self.now).await?;
        let planned = i32::try_from(planned).unwrap_or(i32::MAX);
        let counts = Counts {
            planned,
            queued,
            skipped,
        };
        if !claim.renew(&tx, counts).await? {
            tx.rollback().await?;
            return Ok(None);
        }
        tx.commit().await?;
        Ok(Some(counts))
    }

    /// Say what would be asked, of whom by the enterprise's name, without writing.
    async fn rehearse(&self, report: &mut JobReport) -> Result<(), DbErr> {
        let Due { month, slot, .. } = self.due;
        let all = expected(self.db, month, slot.zone).await?;
        let asked = queue::already_asked(self.db, month).await?;
        let mut new = 0;
        for expected in all
            .iter()
            .filter(|expected| !asked.contains(&expected.enterprise))
        {
            new += 1;
            let how = if expected.person.is_some() {
                "would be asked by mail"
            } else {
                "has no usable address"
            };
            report.say(format!("{month} {}: {} {how}.", slot.zone, expected.name));
        }
        report.say(format!(
            "{month} {}: {} expected, {new} not yet asked.",
            slot.zone,
            all.len()
        ));
        Ok(())
    }

    /// When its mails may go out, and on which local day.
    fn place(&self) -> Place {
        let zone = self.due.zone;
        let due_at = self
            .calendar
            .next_office_hour(self.now.max(self.due.slot.at), zone);
        Place {
            due_at,
            day: due_at.with_timezone(&zone).date_naive(),
            zone,
        }
    }

    fn request(&self, expected: &Expected, sent_on: NaiveDate) -> data_request::ActiveModel {
        let dates = due::dates(self.calendar, self.due.month, sent_on, self.due.zone);
        data_request::ActiveModel {
            id: Set(Uuid::now_v7()),
            enterprise_id: Set(expected.enterprise),
            month: Set(self.due.month),
            province_code: Set(expected.province.clone()),
            state: Set(RequestState::Open),
            due_on: Set(dates.due_on),
            due_at: Set(dates.due_at),
            lock_on: Set(dates.lock_on),
            locks_at: Set(dates.locks_at),
            reopened_until: Set(None),
            generation: Set(1),
            sent_at: Set(None),
            received_at: Set(None),
            planned_at: Set(self.now),
        }
    }
}

/// Batches that never part the enterprises of one person: they belong in one mail.
fn batches(all: &[Expected]) -> Vec<&[Expected]> {
    let address = |expected: &Expected| {
        expected
            .person
            .as_ref()
            .map(|person| person.address.clone())
    };
    let mut found = Vec::new();
    let mut rest = all;
    while !rest.is_empty() {
        let mut end = BATCH.min(rest.len());
        while end < rest.len()
            && rest
                .get(end)
                .and_then(address)
                .is_some_and(|next| rest.get(end - 1).and_then(address) == Some(next))
        {
            end += 1;
        }
        let (batch, tail) = rest.split_at(end);
        found.push(batch);
        rest = tail;
    }
    found
}
