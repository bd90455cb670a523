//! A token for a person or program: made once, shown once, ended at once.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use sea_orm::{
    DatabaseConnection, IntoActiveModel, QuerySelect, entity::prelude::*, sea_query::OnConflict,
};

use super::{
    checks::{email, line, province},
    frame::{Author, Change, May},
    refused::{Problem, ProblemCode, Refused, unless},
};
use crate::{
    Language,
    account::{self, Role},
    account_province, partner,
    token::{self, Column, Entity, Model, TokenKind},
    trainer,
};

/// The longest life of a token, in days.
const DAYS: std::ops::RangeInclusive<i32> = 1..=3_660;

/// For whom a token is made.
#[derive(Clone, Debug)]
pub struct Holder {
    /// The address of their account.
    pub email: String,
    /// How mails address them, where the account is made; empty where it is not known.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// The provinces that a manager answers for.
    pub provinces: BTreeSet<String>,
    /// The trainer that they are.
    pub trainer: Option<Uuid>,
    /// The partner that they speak for.
    pub partner: Option<Uuid>,
    /// How many days it lives.
    pub days: i32,
}

/// Make a token, and the account where there is none. The secret is shown once and not kept,
/// so a repetition has no answer.
///
/// # Errors
/// Where it is refused, or the database does not do its part.
pub async fn create(
    db: &DatabaseConnection,
    author: &Author,
    mut holder: Holder,
) -> Result<(Model, String), Refused> {
    let change = Change::begin(db, author, May::Office, "createToken").await?;
    if change.made_before().await?.is_some() {
        let message = "This key made a token already, and its secret was shown then; revoke that token, and make another under a key of its own.";
        return Err(Problem::at(ProblemCode::Taken, "idempotencyKey", message).into());
    }
    check(&change, &mut holder).await?;
    let account = account(&change, &holder).await?;
    let ends = author.now + TimeDelta::days(holder.days.into());
    let (secret, row) =
        token::mint(TokenKind::Token, account, author.now, Some(ends)).map_err(|_| no_random())?;
    let row = Model {
        id: change.id,
        ..row
    };
    let row = change.insert::<Entity>(row).await?;
    change.commit().await?;
    Ok((row, secret))
}

/// End the token `id`.
///
/// # Errors
/// Where it is refused, or the database does not do its part.
pub async fn revoke(db: &DatabaseConnection, author: &Author, id: Uuid) -> Result<Model, Refused> {
    let change = Change::begin(db, author, May::Office, "revokeToken").await?;
    let token = change
        .row(Entity::find(), (Column::Id, id), "token")
        .await?;
    let ended = end(&change, &token).await?;
    change.commit().await?;
    Ok(ended)
}

/// End every token and session of `account`.
pub(super) async fn end_all(change: &Change<'_>, account: Uuid) -> Result<(), Refused> {
    let all = Entity::find()
        .filter(Column::AccountId.eq(account))
        .filter(Column::RevokedAt.is_null())
        .lock_exclusive();
    for token in all.all(&change.tx).await? {
        end(change, &token).await?;
    }
    Ok(())
}

async fn end(change: &Change<'_>, before: &Model) -> Result<Model, Refused> {
    let after = Model {
        revoked_at: before.revoked_at.or(Some(change.author.now)),
        ..before.clone()
    };
    change.update::<Entity>(before, after).await
}

fn no_random() -> Refused {
    Refused::Database(DbErr::Custom("the machine gives no random numbers".into()))
}

async fn check(change: &Change<'_>, holder: &mut Holder) -> Result<(), Refused> {
    for code in &holder.provinces {
        province(&change.tx, code).await?;
    }
    let mut problems = Vec::new();
    email(&mut problems, "email", &mut holder.email);
    if !holder.name.is_empty() {
        line(&mut problems, "name", &mut holder.name);
    }
    if !DAYS.contains(&holder.days) {
        let message = "`days` must lie between 1 and 3660.";
        problems.push(Problem::invalid("days", message));
    }
    if (holder.role == Role::Trainer) != holder.trainer.is_some() {
        let message = "A trainer's token needs `trainer`, and no other token has one.";
        problems.push(Problem::invalid("trainer", message));
    }
    if holder.role != Role::Manager && !holder.provinces.is_empty() {
        let message = "Only a manager answers for provinces; leave `provinces` out.";
        problems.push(Problem::invalid("provinces", message));
    }
    if let Some(id) = holder.trainer {
        problems.extend(trainer(change, id).await?);
    }
    if let Some(id) = holder.partner
        && partner::Entity::find_by_id(id)
            .one(&change.tx)
            .await?
            .is_none()
    {
        problems.push(Problem::not_found("partner"));
    }
    unless(problems)
}

/// What keeps a token from the trainer `id`: there is none, or they have left.
async fn trainer(change: &Change<'_>, id: Uuid) -> Result<Option<Problem>, Refused> {
    // Whoever puts them away meanwhile waits, and closes this account too.
    let found = trainer::Entity::find_by_id(id).lock_shared();
    let found = found.one(&change.tx).await?;
    let Some(found) = found else {
        return Ok(Some(Problem::not_found("trainer")));
    };
    let has_left = || {
        let message = "This trainer was put away; `trainer` must be one who is at work.";
        Problem::wrong_state("trainer", message)
    };
    Ok(found.archived_at.map(|_| has_left()))
}

/// The account of `holder`; one that is there must be open, and the same.
async fn account(change: &Change<'_>, holder: &Holder) -> Result<Uuid, Refused> {
    let new = account::Model {
        id: Uuid::now_v7(),
        email: holder.email.clone(),
        name: holder.name.clone(),
        language: Language::Id,
        role: holder.role,
        trainer_id: holder.trainer,
        partner_id: holder.partner,
        created_at: change.author.now,
        disabled_at: None,
    };
    let made = account::Entity::insert(new.clone().into_active_model())
        .on_conflict(
            OnConflict::column(account::Column::Email)
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(&change.tx)
        .await?;
    if made > 0 {
        change.note::<account::Entity>(None, &new).await?;
        answers_for(change, new.id, holder).await?;
    }
    let all = account::Entity::find().filter(account::Column::Email.eq(&holder.email));
    let Some(found) = all.one(&change.tx).await? else {
        return Err(Problem::not_found("email").into());
    };
    if found.disabled_at.is_some() {
        let message = "The account of this address was closed; give another address.";
        return Err(Problem::wrong_state("email", message).into());
    }
    let is_the_same = found.role == holder.role
        && found.trainer_id == holder.trainer
        && provinces(change, found.id).await? == holder.provinces;
    if !is_the_same {
        let message = "This address has an account with another role, trainer or provinces; give another address.";
        return Err(Problem::at(ProblemCode::Taken, "email", message).into());
    }
    Ok(found.id)
}

/// A new account answers for the provinces of `holder`.
async fn answers_for(
    change: &Change<'_>,
    account_id: Uuid,
    holder: &Holder,
) -> Result<(), Refused> {
    let rows = holder.provinces.iter().map(|code| account_province::Model {
        account_id,
        province_code: code.clone(),
    });
    change.insert_all::<account_province::Entity>(rows).await
}

/// The provinces that an account answers for.
async fn provinces(change: &Change<'_>, account: Uuid) -> Result<BTreeSet<String>, Refused> {
    let rows = account_province::Entity::find()
        .filter(account_province::Column::AccountId.eq(account))
        .all(&change.tx)
        .await?;
    Ok(rows.into_iter().map(|row| row.province_code).collect())
}
