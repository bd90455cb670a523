//! A person at an enterprise: personal data, kept for a stated reason.

use sea_orm::{DatabaseConnection, QueryOrder, QuerySelect, entity::prelude::*};

use super::{
    checks::{email, line, phone},
    enterprise,
    frame::{Author, Change, May, edited, put_away},
    refused::{Problem, Refused, unless},
};
use crate::{
    Language,
    contact::{Column, ContactRole, Entity, Model, ProcessingBasis, same_person},
    enterprise as enterprises,
};

/// What is said of a contact.
#[derive(Clone, Debug)]
pub struct Particulars {
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: Option<String>,
    /// Their phone.
    pub phone: Option<String>,
    /// What they are there.
    pub role: ContactRole,
    /// Are they asked first?
    pub is_primary: bool,
    /// The language that they read.
    pub language: Language,
    /// Why their data may be kept.
    pub basis: ProcessingBasis,
    /// The version of the consent text.
    pub consent_version: Option<String>,
    /// When they agreed.
    pub consent_on: Option<Date>,
    /// How they agreed.
    pub consent_how: Option<String>,
}

/// A new contact of `enterprise`.
///
/// # Errors
/// Where it is refused, or the database does not do its part.
pub async fn create(
    db: &DatabaseConnection,
    author: &Author,
    enterprise: Uuid,
    given: Particulars,
) -> Result<Model, Refused> {
    let change = Change::begin(db, author, May::Staff, "createContact").await?;
    if let Some(made) = change.made_before().await? {
        return visible(&change, made).await;
    }
    let enterprise = enterprise::visible(&change, enterprise).await?;
    let mut row = Model {
        id: change.id,
        ..person(enterprise.id, given)
    };
    check(&mut row)?;
    hold_all_of(&change, enterprise.id).await?;
    step_back(&change, &row).await?;
    let row = change.insert::<Entity>(row).await?;
    change.commit().await?;
    Ok(row)
}

/// Change the contact `id`, who was read as `version`, by `edit`.
///
/// # Errors
/// Where it is refused, or the database does not do its part.
pub async fn update(
    db: &DatabaseConnection,
    author: &Author,
    (id, version): (Uuid, i32),
    edit: impl FnOnce(&mut Model) + Send,
) -> Result<Model, Refused> {
    let change = Change::begin(db, author, May::Staff, "updateContact").await?;
    let known = seen(&change).filter(Column::Id.eq(id)).one(&change.tx);
    if let Some(known) = known.await? {
        enterprise::visible(&change, known.enterprise_id).await?;
        hold_all_of(&change, known.enterprise_id).await?;
    }
    let before = visible(&change, id).await?;
    if before.archived_at.is_some() {
        let message = "This contact was put away; enter the person anew.";
        return Err(Problem::wrong_state("contact", message).into());
    }
    let mut after = edited::<Entity>(&before, version, edit)?;
    check(&mut after)?;
    step_back(&change, &after).await?;
    let after = change.update::<Entity>(&before, after).await?;
    change.commit().await?;
    Ok(after)
}

/// Put the contact `id` away. Their address and phone go, so that nobody writes or calls any more.
///
/// # Errors
/// Where it is refused, or the database does not do its part.
pub async fn archive(db: &DatabaseConnection, author: &Author, id: Uuid) -> Result<Model, Refused> {
    let change = Change::begin(db, author, May::Staff, "archiveContact").await?;
    let before = visible(&change, id).await?;
    if before.archived_at.is_some() {
        return Ok(before);
    }
    let after = Model {
        email: None,
        phone: None,
        is_primary: false,
        ..put_away::<Entity>(&before, author.now)
    };
    let after = change.update::<Entity>(&before, after).await?;
    change.commit().await?;
    Ok(after)
}

/// The person behind the contact `id` takes their consent back: from now on nobody writes to
/// any contact with their address.
///
/// # Errors
/// Where it is refused, or the database does not do its part.
pub async fn withdraw(
    db: &DatabaseConnection,
    author: &Author,
    id: Uuid,
) -> Result<Model, Refused> {
    let change = Change::begin(db, author, May::Staff, "withdrawContact").await?;
    let mut asked = None;
    for before in locked_person(&change, id).await? {
        let after = withdrawn(&before, author.now);
        let after = change.update::<Entity>(&before, after).await?;
        asked = asked.or((after.id == id).then_some(after));
    }
    change.commit().await?;
    asked.ok_or_else(|| Problem::not_found("contact").into())
}

/// Every contact of the person behind the contact `id`, locked in one order, so that two
/// changes of one person wait for each other.
pub(super) async fn locked_person(change: &Change<'_>, id: Uuid) -> Result<Vec<Model>, Refused> {
    let theirs = enterprises::Entity::visible_ids(&change.author.scope);
    let asked = Entity::find_by_id(id)
        .filter(Column::EnterpriseId.in_subquery(theirs))
        .one(&change.tx)
        .await?
        .ok_or_else(|| Problem::not_found("contact"))?;
    let person = same_person(&asked)
        .order_by_asc(Column::Id)
        .lock_exclusive();
    Ok(person.all(&change.tx).await?)
}

/// `before`, withdrawn at `now`; as it is, where it was withdrawn already.
fn withdrawn(before: &Model, now: DateTimeUtc) -> Model {
    let is_new = before.withdrawn_at.is_none();
    Model {
        withdrawn_at: before.withdrawn_at.or(Some(now)),
        version: before.version + i32::from(is_new),
        ..before.clone()
    }
}

async fn visible(change: &Change<'_>, id: Uuid) -> Result<Model, Refused> {
    change.row(seen(change), (Column::Id, id), "contact").await
}

/// The contacts that the author may see.
fn seen(change: &Change<'_>) -> Select<Entity> {
    let theirs = enterprises::Entity::visible_ids(&change.author.scope);
    Entity::find().filter(Column::EnterpriseId.in_subquery(theirs))
}

/// Let nobody else change the contacts of `enterprise`, which is held: there is one primary
/// contact among them. They are held in one order, as [`locked_person`] does.
async fn hold_all_of(change: &Change<'_>, enterprise: Uuid) -> Result<(), Refused> {
    let all = Entity::find()
        .filter(Column::EnterpriseId.eq(enterprise))
        .order_by_asc(Column::Id)
        .lock_exclusive();
    all.all(&change.tx).await?;
    Ok(())
}

/// There is one primary contact: who was it before steps back.
async fn step_back(change: &Change<'_>, row: &Model) -> Result<(), Refused> {
    if !row.is_primary {
        return Ok(());
    }
    let others = Entity::find()
        .filter(Column::EnterpriseId.eq(row.enterprise_id))
        .filter(Column::IsPrimary.eq(true))
        .filter(Column::Id.ne(row.id));
    for before in others.all(&change.tx).await? {
        let after = Model {
            is_primary: false,
            version: before.version + 1,
            ..before.clone()
        };
        change.update::<Entity>(&before, after).await?;
    }
    Ok(())
}

pub(super) fn person(enterprise_id: Uuid, given: Particulars) -> Model {
    Model {
        id: Uuid::now_v7(),
        enterprise_id,
        name: given.name,
        email: given.email,
        phone: given.phone,
        role: given.role,
        is_primary: given.is_primary,
        language: given.language,
        basis: given.basis,
        consent_version: given.consent_version,
        consent_on: given.consent_on,
        consent_how: given.consent_how,
        withdrawn_at: None,
        unsubscribed_at: None,
        version: 1,
        archived_at: None,
    }
}

pub(super) fn check(row: &mut Model) -> Result<(), Refused> {
    let mut problems = Vec::new();
    line(&mut problems, "name", &mut row.name);
    if let Some(text) = &mut row.email {
        email(&mut problems, "email", text);
    }
    if let Some(text) = &mut row.phone {
        phone(&mut problems, "phone", text);
    }
    let agreed =
        row.consent_version.is_some() && row.consent_on.is_some() && row.consent_how.is_some();
    if row.basis == ProcessingBasis::Consent && !agreed {
        problems.push(Problem::invalid(
            "basis",
            "Consent needs `consentVersion`, `consentOn` and `consentHow`; give all three.",
        ));
    }
    unless(problems)
}
