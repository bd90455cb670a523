//! What the office does about one expectation: more time, none at all, another
//! chance, another link; and *nothing to report*, for an enterprise that said so.

use chrono::{Days, TimeDelta};
use sea_orm::{DatabaseConnection, QuerySelect, entity::prelude::*};

use super::{
    checks::{province, zone},
    frame::{Author, Change, May},
    refused::{Problem, ProblemCode, Refused},
};
use crate::{
    data_request::{Column, Entity, Model, RequestState},
    link::{Link, LinkPurpose},
    promise::{Promised, promise},
    report_version::{Channel, ReportKind},
    rules::due::due_on_day,
    scope::Scope,
    submission::{self, Confirmed, Outcome, Submission, Undone},
};

/// How long a month may be opened again.
const REOPENED: Days = Days::new(366);
/// How long a link for a call may be used.
const CALL: TimeDelta = TimeDelta::hours(24);

/// The request `id` is due on `due_on`, later than before; its lock moves along.
///
/// # Errors
/// Where it is refused, or the database does not do its part.
pub async fn extend_due_date(
    db: &DatabaseConnection,
    author: &Author,
    id: Uuid,
    due_on: Date,
    reason: Option<String>,
) -> Result<Model, Refused> {
    let change = Change::begin(db, author, May::Managers, "extendDueDate")
        .await?
        .because(reason);
    let before = visible(&change, id).await?;
    if before.due_on == due_on {
        return Ok(before);
    }
    expected(&before)?;
    if due_on < before.due_on || due_on > before.due_on + REOPENED {
        let message = format!(
            "`dueOn` must lie after {}, within a year of it.",
            before.due_on
        );
        return Err(Problem::invalid("dueOn", message).into());
    }
    let zone = zone(&province(&change.tx, &before.province_code).await?);
    let dates = due_on_day(due_on, zone);
    let after = Model {
        due_on: dates.due_on,
        due_at: dates.due_at,
        lock_on: dates.lock_on,
        locks_at: dates.locks_at,
        ..before.clone()
    };
    finish(change, &before, after).await
}

/// The month of the request `id` is not expected any more.
///
/// # Errors
/// Where it is refused, or the database does not do its part.
pub async fn waive(
    db: &DatabaseConnection,
    author: &Author,
    id: Uuid,
    reason: Option<String>,
) -> Result<Model, Refused> {
    let change = Change::begin(db, author, May::Managers, "waiveDataRequest")
        .await?
        .because(reason);
    let before = visible(&change, id).await?;
    if matches!(
        before.state,
        RequestState::Reported | RequestState::NothingToReport
    ) {
        let message = "It is answered already; a month that was answered stays expected.";
        return Err(Problem::wrong_state("dataRequest", message).into());
    }
    let after = Model {
        state: RequestState::Waived,
        ..before.clone()
    };
    finish(change, &before, after).await
}

/// The request `id` takes figures until `until`, also after its lock; what comes then stays late.
/// A waived month is expected again.
///
/// # Errors
/// Where it is refused, or the database does not do its part.
pub async fn reopen(
    db: &DatabaseConnection,
    author: &Author,
    id: Uuid,
    until: DateTimeUtc,
) -> Result<Model, Refused> {
    let change = Change::begin(db, author, May::Managers, "reopenDataRequest").await?;
    let before = visible(&change, id).await?;
    if until <= author.now || until > author.now + REOPENED {
        let message = "`until` must lie in the future, within a year.";
        return Err(Problem::invalid("until", message).into());
    }
    let mut after = Model {
        reopened_until: Some(until),
        ..before.clone()
    };
    if before.state == RequestState::Waived {
        after.state = RequestState::Open;
    }
    finish(change, &before, after).await
}

/// The links of the request `id` that were sent stop working; the next mail has a new one.
///
/// # Errors
/// Where it is refused, or the database does not do its part.
pub async fn reissue_link(
    db: &DatabaseConnection,
    author: &Author,
    id: Uuid,
) -> Result<Model, Refused> {
    let change = Change::begin(db, author, May::Managers, "reissueLink").await?;
    let before = visible(&change, id).await?;
    let after = Model {
        generation: before.generation + 1,
        ..before.clone()
    };
    finish(change, &before, after).await
}

/// A link by which the author fills in the request `id` for an enterprise on the phone.
/// What comes by it is marked as such.
///
/// # Errors
/// Where it is refused, or the database does not do its part.
pub async fn enter_by_phone(
    db: &DatabaseConnection,
    author: &Author,
    id: Uuid,
) -> Result<(Model, Link), Refused> {
    let change = Change::begin(db, author, May::Staff, "enterByPhone").await?;
    let request = visible(&change, id).await?;
    expected(&request)?;
    if !request.is_open_at(author.now) {
        return Err(closed().into());
    }
    change.note::<Entity>(Some(&request), &request).await?;
    change.commit().await?;
    let link = Link {
        purpose: LinkPurpose::SubmitByPhone,
        id: request.id,
        generation: request.generation,
        expires_at: author.now + CALL,
    };
    Ok((request, link))
}

/// The enterprise has nothing to report for the month of the request `id`. The same `key` again is the same answer.
///
/// # Errors
/// Where it is refused, or the database does not do its part.
pub async fn declare_nothing(
    db: &DatabaseConnection,
    author: &Author,
    id: Uuid,
    (key, reason): (String, Option<String>),
) -> Result<Model, Refused> {
    let change = Change::begin(db, author, May::Staff, "declareNothingToReport")
        .await?
        .because(reason.clone());
    let before = visible_with_readings(&change, id).await?;
    let given = Submission {
        request: id,
        kind: ReportKind::NothingToReport,
        channel: match author.scope {
            Scope::Trainer { .. } => Channel::Trainer,
            _ => Channel::Api,
        },
        submit_key: key,
        reason,
        note: None,
        counts: Default::default(),
    };
    let is_known = before.state == RequestState::NothingToReport;
    if is_known && !submission::is_key_known(&change.tx, &given).await? {
        return Ok(before);
    }
    let none = Confirmed::default();
    match submission::submit_within(&change.tx, given, &none, author.now).await? {
        Outcome::Refused(problems) => Err(refusal(&problems).into()),
        Outcome::Repeated { .. } => Ok(before),
        // Without figures there is nothing to doubt.
        Outcome::Stored { .. } | Outcome::Doubted(_) => changed(change, before).await,
    }
}

/// What was declared by [`declare_nothing`] was not so: the newest figures count again, or the month is open.
///
/// # Errors
/// Where it is refused, or the database does not do its part.
pub async fn undo_nothing(
    db: &DatabaseConnection,
    author: &Author,
    id: Uuid,
) -> Result<Model, Refused> {
    let change = Change::begin(db, author, May::Reporters, "undoNothingToReport").await?;
    let before = visible_with_readings(&change, id).await?;
    match submission::undo_nothing_to_report(&change.tx, id, author.now).await? {
        Undone::TakenBack => changed(change, before).await,
        Undone::NotNeeded => Ok(before),
        Undone::Closed => Err(closed().into()),
    }
}

/// Keep an enterprise's promise to answer by the end of `by`: the chase sleeps until then.
///
/// # Errors
/// Where it is refused, or the database does not do its part.
pub async fn promise_report(
    db: &DatabaseConnection,
    author: &Author,
    id: Uuid,
    by: Date,
) -> Result<Model, Refused> {
    let change = Change::begin(db, author, May::Reporters, "promiseReport").await?;
    let before = visible(&change, id).await?;
    match promise(&change.tx, id, by, author.now).await? {
        Promised::Kept => changed(change, before).await,
        Promised::MadeBefore if before.promised_on == Some(by) => Ok(before),
        Promised::MadeBefore => {
            let message = "A promise was made for this month before; it takes one.";
            Err(Problem::wrong_state("dataRequest", message).into())
        }
        Promised::OutOfRange => {
            let message = format!("`by` must lie between today and {}.", before.lock_on);
            Err(Problem::invalid("by", message).into())
        }
        Promised::Closed => {
            let message = "This month is answered, not expected, or closed.";
            Err(Problem::wrong_state("dataRequest", message).into())
        }
        Promised::NotFound => Err(Problem::not_found("dataRequest").into()),
    }
}

/// The request `id`, for a change. Behind a link there is one alone, of all that an enterprise
/// may see.
pub(super) async fn visible(change: &Change<'_>, id: Uuid) -> Result<Model, Refused> {
    if let Scope::Enterprise { request, .. } = &change.author.scope
        && *request != id
    {
        return Err(Problem::not_found("dataRequest").into());
    }
    let all = Entity::visible_to(&change.author.scope);
    change.row(all, (Column::Id, id), "dataRequest").await
}

/// The same, for a change that makes its enterprise's readings again.
pub(super) async fn visible_with_readings(change: &Change<'_>, id: Uuid) -> Result<Model, Refused> {
    let enterprise: Option<Uuid> = Entity::visible_to(&change.author.scope)
        .filter(Column::Id.eq(id))
        .select_only()
        .column(Column::EnterpriseId)
        .into_tuple()
        .one(&change.tx)
        .await?;
    if let Some(enterprise) = enterprise {
        submission::hold_readings(&change.tx, enterprise).await?;
    }
    visible(change, id).await
}

async fn finish(change: Change<'_>, before: &Model, after: Model) -> Result<Model, Refused> {
    let after = change.update::<Entity>(before, after).await?;
    change.commit().await?;
    Ok(after)
}

/// The row after it was written by the rules of a submission.
async fn changed(change: Change<'_>, before: Model) -> Result<Model, Refused> {
    let after = visible(&change, before.id).await?;
    change.note::<Entity>(Some(&before), &after).await?;
    change.commit().await?;
    Ok(after)
}

fn expected(request: &Model) -> Result<(), Refused> {
    if request.state == RequestState::Waived {
        let message = "This month is not expected; reopen it first.";
        return Err(Problem::wrong_state("dataRequest", message).into());
    }
    Ok(())
}

fn closed() -> Problem {
    Problem::at(
        ProblemCode::LockedPeriod,
        "dataRequest",
        "This month takes no change any more; reopen it first.",
    )
}

/// *Nothing to report* has no figures, so only the month can be wrong.
fn refusal(problems: &[submission::Problem]) -> Problem {
    match problems.first().map(|problem| problem.code) {
        Some(submission::ProblemCode::Taken) => Problem::at(
            ProblemCode::Taken,
            "idempotencyKey",
            "This key stands for another answer already; give each its own.",
        ),
        Some(submission::ProblemCode::Waived) => Problem::wrong_state(
            "dataRequest",
            "This month is not expected; reopen it first.",
        ),
        _ => closed(),
    }
}
