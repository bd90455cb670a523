//! What people do about an alert: take notice of it, or say that it is dealt with.

use sea_orm::{DatabaseConnection, entity::prelude::*};

use super::{
    checks::prose,
    frame::{Author, Change, May},
    refused::{Problem, Refused, unless},
};
use crate::alert::{AlertState, Column, Entity, Model};

/// Somebody has taken notice of the alert `id`.
///
/// # Errors
/// Where it is refused, or the database does not do its part.
pub async fn acknowledge(
    db: &DatabaseConnection,
    author: &Author,
    id: Uuid,
) -> Result<Model, Refused> {
    let change = Change::begin(db, author, May::Staff, "acknowledgeAlert").await?;
    let before = visible(&change, id).await?;
    if before.state == AlertState::Resolved {
        let message = "It is resolved already; there is nothing left to take notice of.";
        return Err(Problem::wrong_state("alert", message).into());
    }
    let after = Model {
        state: AlertState::Acknowledged,
        acknowledged_at: before.acknowledged_at.or(Some(author.now)),
        acknowledged_by: before.acknowledged_by.or(author.account),
        ..before.clone()
    };
    let after = if before.state == AlertState::Acknowledged {
        before
    } else {
        change.update::<Entity>(&before, after).await?
    };
    change.commit().await?;
    Ok(after)
}

/// The alert `id` is dealt with, for `reason`. Its episode lasts until recovery: the
/// same rule opens no other alert before.
///
/// # Errors
/// Where it is refused, or the database does not do its part.
pub async fn resolve(
    db: &DatabaseConnection,
    author: &Author,
    id: Uuid,
    mut reason: String,
) -> Result<Model, Refused> {
    let change = Change::begin(db, author, May::Staff, "resolveAlert").await?;
    let before = visible(&change, id).await?;
    if before.state == AlertState::Resolved {
        return Ok(before);
    }
    let mut problems = Vec::new();
    prose(&mut problems, "reason", &mut reason);
    unless(problems)?;
    let after = resolved(&change, &before, Some(reason)).await?;
    change.commit().await?;
    Ok(after)
}

/// Resolve `before`, unless it is.
pub(super) async fn resolved(
    change: &Change<'_>,
    before: &Model,
    resolution: Option<String>,
) -> Result<Model, Refused> {
    if before.state == AlertState::Resolved {
        return Ok(before.clone());
    }
    let after = Model {
        state: AlertState::Resolved,
        resolved_at: Some(change.author.now),
        resolved_by: change.author.account,
        resolution,
        ..before.clone()
    };
    change.update::<Entity>(before, after).await
}

/// The alert `id`, for a change.
pub(super) async fn visible(change: &Change<'_>, id: Uuid) -> Result<Model, Refused> {
    let all = Entity::visible_to(&change.author.scope);
    change.row(all, (Column::Id, id), "alert").await
}
