//! A cohort: who is trained together, where, by whom.

use sea_orm::{DatabaseConnection, entity::prelude::*};

use super::{
    checks::{line, province},
    frame::{Author, Change, May, edited, put_away},
    refused::{Problem, Refused, unless},
};
use crate::{
    cohort::{Column, Entity, Model},
    partner, trainer,
};

/// What is said of a cohort.
#[derive(Clone, Debug)]
pub struct Particulars {
    /// Its name, which no other has.
    pub name: String,
    /// The code of its province.
    pub province: String,
    /// Who delivers it.
    pub partner: Uuid,
    /// Who leads it.
    pub lead_trainer: Uuid,
    /// When it begins.
    pub starts_on: Date,
}

/// A new cohort.
///
/// # Errors
/// Where it is refused, or the database does not do its part.
pub async fn create(
    db: &DatabaseConnection,
    author: &Author,
    given: Particulars,
) -> Result<Model, Refused> {
    let change = Change::begin(db, author, May::Managers, "createCohort").await?;
    if let Some(made) = change.made_before().await? {
        return visible(&change, made).await;
    }
    let mut row = Model {
        id: change.id,
        name: given.name,
        province_code: given.province,
        partner_id: given.partner,
        lead_trainer_id: given.lead_trainer,
        starts_on: given.starts_on,
        archived_at: None,
        version: 1,
    };
    check(&change, &mut row).await?;
    let row = change.insert::<Entity>(row).await?;
    change.commit().await?;
    Ok(row)
}

/// Change the cohort `id`, which was read as `version`, by `edit`.
///
/// # Errors
/// Where it is refused, or the database does not do its part.
pub async fn update(
    db: &DatabaseConnection,
    author: &Author,
    (id, version): (Uuid, i32),
    edit: impl FnOnce(&mut Model) + Send,
) -> Result<Model, Refused> {
    let change = Change::begin(db, author, May::Managers, "updateCohort").await?;
    let before = visible(&change, id).await?;
    let mut after = edited::<Entity>(&before, version, edit)?;
    check(&change, &mut after).await?;
    let after = change.update::<Entity>(&before, after).await?;
    change.commit().await?;
    Ok(after)
}

/// Put the cohort `id` away.
///
/// # Errors
/// Where it is refused, or the database does not do its part.
pub async fn archive(db: &DatabaseConnection, author: &Author, id: Uuid) -> Result<Model, Refused> {
    let change = Change::begin(db, author, May::Managers, "archiveCohort").await?;
    let before = visible(&change, id).await?;
    let after = put_away::<Entity>(&before, author.now);
    let after = change.update::<Entity>(&before, after).await?;
    change.commit().await?;
    Ok(after)
}

/// The cohort `id`, for a change.
pub(super) async fn visible(change: &Change<'_>, id: Uuid) -> Result<Model, Refused> {
    let all = Entity::visible_to(&change.author.scope);
    change.row(all, (Column::Id, id), "cohort").await
}

async fn check(change: &Change<'_>, row: &mut Model) -> Result<(), Refused> {
    let province = province(&change.tx, &row.province_code).await?;
    let mut problems = Vec::new();
    line(&mut problems, "name", &mut row.name);
    if change.author.scope.province_is_hidden(&province.code) {
        problems.push(Problem::not_found("province"));
    }
    let partner = partner::Entity::find_by_id(row.partner_id).one(&change.tx);
    if partner.await?.is_none() {
        problems.push(Problem::not_found("partner"));
    }
    let trainer = trainer::Entity::find_by_id(row.lead_trainer_id).one(&change.tx);
    if trainer
        .await?
        .is_none_or(|trainer| trainer.archived_at.is_some())
    {
        problems.push(Problem::not_found("leadTrainer"));
    }
    unless(problems)
}
