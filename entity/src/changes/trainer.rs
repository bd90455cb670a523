//! A trainer: a person of a partner, and what they may deliver.

use sea_orm::{DatabaseConnection, entity::prelude::*};

use super::{
    account,
    checks::{email, line, phone},
    frame::{Author, Change, May, edited, put_away},
    refused::{Problem, Refused, unless},
};
use crate::{
    Language, certification,
    certification::CertificationLevel,
    module, partner,
    trainer::{Column, Entity, Model},
};

/// What is said of a trainer.
#[derive(Clone, Debug)]
pub struct Particulars {
    /// The partner that they belong to.
    pub partner: Uuid,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Their phone.
    pub phone: String,
    /// The language that they read.
    pub language: Language,
}

/// A new trainer.
///
/// # Errors
/// Where it is refused, or the database does not do its part.
pub async fn create(
    db: &DatabaseConnection,
    author: &Author,
    given: Particulars,
) -> Result<Model, Refused> {
    let change = Change::begin(db, author, May::Office, "createTrainer").await?;
    if let Some(made) = change.made_before().await? {
        return found(&change, made).await;
    }
    let mut row = Model {
        id: change.id,
        partner_id: given.partner,
        name: given.name,
        email: given.email,
        phone: given.phone,
        language: given.language,
        archived_at: None,
        version: 1,
    };
    check(&change, &mut row).await?;
    let row = change.insert::<Entity>(row).await?;
    change.commit().await?;
    Ok(row)
}

/// Change the trainer `id`, who was read as `version`, by `edit`.
///
/// # Errors
/// Where it is refused, or the database does not do its part.
pub async fn update(
    db: &DatabaseConnection,
    author: &Author,
    (id, version): (Uuid, i32),
    edit: impl FnOnce(&mut Model) + Send,
) -> Result<Model, Refused> {
    let change = Change::begin(db, author, May::Office, "updateTrainer").await?;
    let before = found(&change, id).await?;
    let mut after = edited::<Entity>(&before, version, edit)?;
    check(&change, &mut after).await?;
    let after = change.update::<Entity>(&before, after).await?;
    change.commit().await?;
    Ok(after)
}

/// The trainer `id` has left, and is let in no more.
///
/// # Errors
/// Where it is refused, or the database does not do its part.
pub async fn archive(db: &DatabaseConnection, author: &Author, id: Uuid) -> Result<Model, Refused> {
    let change = Change::begin(db, author, May::Office, "archiveTrainer").await?;
    let before = found(&change, id).await?;
    let after = put_away::<Entity>(&before, author.now);
    let after = change.update::<Entity>(&before, after).await?;
    account::close_of_trainer(&change, id).await?;
    change.commit().await?;
    Ok(after)
}

/// The trainer `id` may deliver `module` at `level` from `from` on. A level once reached is not lowered.
///
/// # Errors
/// Where it is refused, or the database does not do its part.
pub async fn certify(
    db: &DatabaseConnection,
    author: &Author,
    id: Uuid,
    (module, level, from): (String, CertificationLevel, Date),
) -> Result<Model, Refused> {
    let change = Change::begin(db, author, May::Office, "certifyTrainer").await?;
    let trainer = found(&change, id).await?;
    if module::Entity::find_by_id(&module)
        .one(&change.tx)
        .await?
        .is_none()
    {
        let message = format!("There is no module `{module}`; codes are like `M1`.");
        return Err(Problem::invalid("module", message).into());
    }
    let held = certification::Entity::find()
        .filter(certification::Column::TrainerId.eq(id))
        .filter(certification::Column::ModuleCode.eq(&module))
        .all(&change.tx)
        .await?;
    if held
        .iter()
        .any(|one| one.level == level && one.from_date == from)
    {
        return Ok(trainer);
    }
    if let Some(higher) = held.iter().find(|one| one.level >= level) {
        let message = format!(
            "The trainer is there since {}; give a higher level.",
            higher.from_date
        );
        return Err(Problem::wrong_state("level", message).into());
    }
    let row = certification::Model {
        id: Uuid::now_v7(),
        trainer_id: id,
        module_code: module,
        level,
        from_date: from,
    };
    change.insert::<certification::Entity>(row).await?;
    change.commit().await?;
    Ok(trainer)
}

/// The trainer `id`, for a change that only the office makes.
async fn found(change: &Change<'_>, id: Uuid) -> Result<Model, Refused> {
    change
        .row(Entity::find(), (Column::Id, id), "trainer")
        .await
}

async fn check(change: &Change<'_>, row: &mut Model) -> Result<(), Refused> {
    let mut problems = Vec::new();
    line(&mut problems, "name", &mut row.name);
    email(&mut problems, "email", &mut row.email);
    phone(&mut problems, "phone", &mut row.phone);
    let partner = partner::Entity::find_by_id(row.partner_id).one(&change.tx);
    if partner.await?.is_none() {
        problems.push(Problem::not_found("partner"));
    }
    unless(problems)
}
