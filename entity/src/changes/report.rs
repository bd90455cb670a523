//! A report comes in, and what the office says to it: returned, or accepted.

use sea_orm::{DatabaseConnection, entity::prelude::*};

use super::{
    data_request,
    frame::{Author, Change, May},
    refused::{self, Problem, Refused},
};
use crate::{
    report_version::{Column, Entity, Model},
    submission::{self, Confirmed, Outcome, ProblemCode, Report, Submission},
};

/// Store what is `given`; what is unusual in it must be `confirmed`, and is kept with it. The same
/// key again is the same submission.
///
/// # Errors
/// Where its author may submit nothing, or the database does not do its part.
pub async fn submit(
    db: &DatabaseConnection,
    author: &Author,
    given: Submission,
    confirmed: &Confirmed,
) -> Result<Outcome, Refused> {
    let change = Change::begin(db, author, May::Reporters, "submitReport").await?;
    let id = given.request;
    if let Err(refused) = data_request::visible_with_readings(&change, id).await {
        let Refused::Problems(_) = refused else {
            return Err(refused);
        };
        let none = submission::Problem::of(ProblemCode::NotFound);
        return Ok(Outcome::Refused(vec![none]));
    }
    let before = counted(&change, id).await?;
    let outcome = submission::submit_within(&change.tx, given, confirmed, author.now).await?;
    let stored = matches!(outcome, Outcome::Stored { .. });
    if let Some(after) = counted(&change, id).await?.filter(|_| stored) {
        change.note_reports(&[(before, after)]).await?;
    }
    change.commit().await?;
    Ok(outcome)
}

/// The version that counts, with its counts.
async fn counted(change: &Change<'_>, request: Uuid) -> Result<Option<Report>, Refused> {
    let Some(version) = submission::current_version(&change.tx, request).await? else {
        return Ok(None);
    };
    let counts = submission::counts_of(&change.tx, version.id).await?;
    Ok(Some((version, counts)))
}

/// The newest report for `request`, which was read as `version` where that is given, goes back: it
/// stays received, and gives no figures until its next version.
///
/// # Errors
/// Where it is refused, or the database does not do its part.
pub async fn give_back(
    db: &DatabaseConnection,
    author: &Author,
    (request, version): (Uuid, Option<i32>),
    reason: String,
) -> Result<Model, Refused> {
    let change = Change::begin(db, author, May::Managers, "returnReport")
        .await?
        .because(Some(reason));
    let request = data_request::visible_with_readings(&change, request).await?;
    let before = current(&change, request.id, version).await?;
    let after = Model {
        returned_at: before.returned_at.or(Some(author.now)),
        accepted_at: None,
        ..before.clone()
    };
    let after = change.update::<Entity>(&before, after).await?;
    submission::remake_readings(&change.tx, request.enterprise_id).await?;
    change.commit().await?;
    Ok(after)
}

/// The newest report for `request`, which was read as `version` where that is given, is accepted,
/// which changes no figure.
///
/// # Errors
/// Where it is refused, or the database does not do its part.
pub async fn accept(
    db: &DatabaseConnection,
    author: &Author,
    (request, version): (Uuid, Option<i32>),
) -> Result<Model, Refused> {
    let change = Change::begin(db, author, May::Managers, "acceptReport").await?;
    let request = data_request::visible(&change, request).await?;
    let before = current(&change, request.id, version).await?;
    if before.returned_at.is_some() {
        let message = "This version was returned; accept the next one.";
        return Err(Problem::wrong_state("report", message).into());
    }
    let after = Model {
        accepted_at: before.accepted_at.or(Some(author.now)),
        ..before.clone()
    };
    let after = change.update::<Entity>(&before, after).await?;
    change.commit().await?;
    Ok(after)
}

/// The report that counts, if it is the `version` that was read.
async fn current(
    change: &Change<'_>,
    request: Uuid,
    version: Option<i32>,
) -> Result<Model, Refused> {
    let newest = Entity::find().filter(Column::IsCurrent.eq(true));
    let found = change
        .row(newest, (Column::DataRequestId, request), "report")
        .await?;
    if version.is_some_and(|read| read != found.version) {
        let message = format!(
            "Version {} has come since you read it; read that one first.",
            found.version
        );
        return Err(Problem::at(refused::ProblemCode::Conflict, "version", message).into());
    }
    Ok(found)
}
