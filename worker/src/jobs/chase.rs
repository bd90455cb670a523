//! The chase: every quarter of an hour, what is due in each zone is queued or ended.
//!
//! A run compares what is with what should be, in small transactions that each
//! renew its claim. Unique keys make each row exist once, so a run that was cut
//! off anywhere is simply run again; one that was missed is made up for by the next.

use chrono::{DateTime, Utc};
use entity::{
    chase::{
        due_steps::due_steps,
        plan::{Fate, Planned, ZonePlan, people_by_step, zone_plan},
    },
    chase_step, data_request,
    database::begin_write,
    holiday,
    rules::{
        calendar::Calendar,
        ladder::{Step, Waiting},
        slot::chase_slot,
        zone::{ZONES, Zone},
    },
    run, run_step,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter,
    sea_query::{Expr, OnConflict},
};

use super::{
    JobName, JobReport, held,
    lease::{Claim, Counts, Slot},
    queue::{Ask, queue},
};

/// Steps that one transaction carries out.
const BATCH: usize = 4_000;

/// Carry out what is due at `now` in every zone.
///
/// # Errors
/// Where the database fails.
pub async fn run(db: &DatabaseConnection, now: DateTime<Utc>) -> Result<JobReport, DbErr> {
    let calendar = holiday::calendar(db).await?;
    let mut report = JobReport::default();
    for zone in ZONES {
        let slot = Slot {
            job: JobName::Chase,
            at: chase_slot(now),
            zone: zone.name,
        };
        if let Some(claim) = slot.claim(db, now).await? {
            let chased = chase_zone(db, &claim, &calendar, zone, now).await;
            match claim.or_give_back(db, chased).await? {
                Some(chased) => {
                    claim.finish(db, chased.outcome(), 0, now).await?;
                    claim.supersede(db, now).await?;
                    report.say(chased.line(zone.name));
                }
                None => report.say(format!("{}: another worker has taken over.", zone.name)),
            }
        }
    }
    if report.lines.is_empty() {
        report.say(format!(
            "The chase of {} has been done.",
            chase_slot(now).to_rfc3339()
        ));
    }
    Ok(report)
}

/// What one zone's chase did.
#[derive(Clone, Debug, Default)]
pub(crate) struct Chased {
    pub(crate) counts: Counts,
    held: Vec<(Step, usize)>,
}

impl Chased {
    /// How the run ended.
    pub(crate) fn outcome(&self) -> &'static str {
        if self.held.is_empty() {
            "DONE"
        } else {
            run::HELD
        }
    }

    fn did_something(&self) -> bool {
        self.counts != Counts::default() || !self.held.is_empty()
    }

    fn line(&self, zone: &str) -> String {
        let held: Vec<_> = self
            .held
            .iter()
            .map(|(step, people)| format!("; {step:?} to {people} people is held"))
            .collect();
        format!(
            "{zone}: {} mails queued, {} steps ended{}.",
            self.counts.queued,
            self.counts.skipped,
            held.concat()
        )
    }
}

/// Carry out what is due in `zone`, as part of the run `claim`; nothing where
/// another worker has taken that run over.
pub(crate) async fn chase_zone(
    db: &DatabaseConnection,
    claim: &Claim,
    calendar: &Calendar,
    zone: Zone,
    now: DateTime<Utc>,
) -> Result<Option<Chased>, DbErr> {
    let due = due_steps(db, calendar, zone, now).await?;
    let plan = zone_plan(db, zone, due, now).await?;
    if !write_counts(db, claim, &plan, now).await? {
        return Ok(None);
    }
    let mut chased = Chased {
        held: plan
            .held
            .iter()
            .map(|held| (held.step, held.people))
            .collect(),
        ..Chased::default()
    };
    for batch in batches(&plan.planned) {
        let Some(counts) = carry_out(db, claim, batch, zone, now).await? else {
            return Ok(None);
        };
        chased.counts += counts;
    }
    if plan.held.is_empty() && !plan.has_holds {
        run::lapse(db, zone.name, now).await?;
    }
    if chased.did_something() {
        tracing::info!(
            run.job = claim.job().as_str(),
            run.zone = zone.name,
            run.queued = chased.counts.queued,
            run.ended = chased.counts.skipped,
            run.held = chased.held.len(),
            "the chase of a zone is done"
        );
    }
    Ok(Some(chased))
}

/// Keep how many people each step writes to, and tell the office of what is held.
/// False where another worker has taken over.
async fn write_counts(
    db: &DatabaseConnection,
    claim: &Claim,
    plan: &ZonePlan,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let newly_held = plan.held.iter().filter(|held| held.is_new);
    let newly_held: Vec<_> = newly_held.map(|held| (held.step, held.people)).collect();
    let going = people_by_step(&plan.planned);
    if going.is_empty() && newly_held.is_empty() {
        return Ok(true);
    }
    let row = |step, people: usize, is_held| {
        claim.step(step, i32::try_from(people).unwrap_or(i32::MAX), is_held)
    };
    let held_rows = newly_held
        .iter()
        .map(|(step, people)| row(*step, *people, true));
    let rows = going
        .into_iter()
        .map(|(step, people)| row(step, people, false));
    let tx = begin_write(db).await?;
    // A step may be held in part, and has one row: that it is held must not be forgotten.
    run_step::Entity::insert_many(held_rows.chain(rows))
        .on_conflict(
            OnConflict::columns([
                run_step::Column::Job,
                run_step::Column::Slot,
                run_step::Column::Zone,
                run_step::Column::Step,
            ])
            .do_nothing()
            .to_owned(),
        )
        .exec_without_returning(&tx)
        .await?;
    if !newly_held.is_empty() {
        let steps = newly_held.iter().map(|(step, _)| *step);
        held::tell_the_office(&tx, claim, steps, now).await?;
    }
    let ours = claim.renew(&tx, Counts::default()).await?;
    if ours {
        tx.commit().await?
    } else {
        tx.rollback().await?
    }
    Ok(ours)
}

/// One batch in one transaction; nothing where the run is no longer ours.
async fn carry_out(
    db: &DatabaseConnection,
    claim: &Claim,
    batch: &[Planned],
    zone: Zone,
    now: DateTime<Utc>,
) -> Result<Option<Counts>, DbErr> {
    let tx = begin_write(db).await?;
    let skipped = end(&tx, batch, now).await?;
    let asks: Vec<_> = batch.iter().filter_map(ask).collect();
    let today = now.with_timezone(&zone.tz).date_naive();
    let counts = Counts {
        planned: 0,
        queued: queue(&tx, &asks, today, now).await?,
        skipped,
    };
    if !claim.renew(&tx, counts).await? {
        tx.rollback().await?;
        return Ok(None);
    }
    tx.commit().await?;
    Ok(Some(counts))
}

/// What waits for another attempt travels with the mail that is attempted.
fn ask(planned: &Planned) -> Option<Ask<'_>> {
    matches!(planned.fate, Fate::Mail | Fate::Waits(Waiting::Retry)).then_some(())?;
    Some(Ask {
        request: planned.due.request?,
        step: planned.due.step,
        person: planned.person.as_ref()?,
    })
}

/// Write how steps end; says how many did.
async fn end(
    tx: &impl ConnectionTrait,
    batch: &[Planned],
    now: DateTime<Utc>,
) -> Result<i32, DbErr> {
    let rows: Vec<_> = batch
        .iter()
        .filter_map(|planned| ended(planned, now))
        .collect();
    if rows.is_empty() {
        return Ok(0);
    }
    let added = chase_step::Entity::insert_many(rows)
        .on_conflict(
            OnConflict::columns([chase_step::Column::DataRequestId, chase_step::Column::Step])
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(tx)
        .await?;
    let locked = batch
        .iter()
        .filter(|planned| planned.due.step == Step::Lock);
    let locked: Vec<_> = locked.filter_map(|planned| planned.due.request).collect();
    if !locked.is_empty() {
        data_request::Entity::update_many()
            .col_expr(data_request::Column::ChaseEndedAt, Expr::value(now))
            .filter(data_request::Column::Id.is_in(locked))
            .exec(tx)
            .await?;
    }
    Ok(i32::try_from(added).unwrap_or(i32::MAX))
}

fn ended(planned: &Planned, now: DateTime<Utc>) -> Option<chase_step::ActiveModel> {
    let Fate::Ends(decision, reason) = planned.fate else {
        return None;
    };
    Some(chase_step::ActiveModel {
        data_request_id: Set(planned.due.request?),
        step: Set(planned.due.step),
        decision: Set(decision),
        reason: Set(reason.map(str::to_owned)),
        message_id: Set(None),
        decided_at: Set(now),
    })
}

/// Batches that never part what one person gets: it belongs in one mail.
fn batches(all: &[Planned]) -> impl Iterator<Item = &[Planned]> {
    let mut rest = all;
    std::iter::from_fn(move || {
        let mut end = BATCH.min(rest.len());
        while end > 0 && end < rest.len() && same_person(rest.get(end - 1), rest.get(end)) {
            end += 1;
        }
        let (batch, tail) = rest.split_at(end);
        rest = tail;
        (!batch.is_empty()).then_some(batch)
    })
}

fn same_person(one: Option<&Planned>, other: Option<&Planned>) -> bool {
    let person = |planned: Option<&Planned>| planned.and_then(|planned| planned.person.clone());
    person(one).is_some_and(|person_of_one| person(other) == Some(person_of_one))
}
