//! What the office says to a report: returned, or accepted.

use sea_orm::{DatabaseConnection, entity::prelude::*};

use super::{
    data_request,
    frame::{Author, Change, May},
    refused::{Problem, Refused},
};
use crate::{
    report_version::{Column, Entity, Model},
    submission,
};

/// The newest report for `request` goes back: it stays received, and gives no figures until its next version.
///
/// # Errors
/// Where it is refused, or the database does not do its part.
pub async fn give_back(
    db: &DatabaseConnection,
    author: &Author,
    request: Uuid,
    reason: String,
) -> Result<Model, Refused> {
    let change = Change::begin(db, author, May::Managers, "returnReport")
        .await?
        .because(Some(reason));
    let request = data_request::visible(&change, request).await?;
    let before = current(&change, request.id).await?;
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

/// The newest report for `request` is accepted, which changes no figure.
///
/// # Errors
/// Where it is refused, or the database does not do its part.
pub async fn accept(
    db: &DatabaseConnection,
    author: &Author,
    request: Uuid,
) -> Result<Model, Refused> {
    let change = Change::begin(db, author, May::Managers, "acceptReport").await?;
    let request = data_request::visible(&change, request).await?;
    let before = current(&change, request.id).await?;
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

async fn current(change: &Change<'_>, request: Uuid) -> Result<Model, Refused> {
    let newest = Entity::find().filter(Column::IsCurrent.eq(true));
    change
        .row(newest, (Column::DataRequestId, request), "report")
        .await
}
