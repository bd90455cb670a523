//! Closing an account: whoever has left is let in no more.
//!
//! Nothing of an account is deleted, since the trail names it. What it could be entered by
//! ends with it: its tokens and sessions, and the links that were asked for and not used.

use sea_orm::{DatabaseConnection, QueryOrder, QuerySelect, entity::prelude::*};

use super::{
    checks::no_address,
    frame::{Author, Change, May},
    refused::{Problem, ProblemCode, Refused},
    token,
};
use crate::{
    account::{Column, Entity, Model},
    address, message, sign_in,
};

/// Close the account of the address `email`. Closing twice is closing once.
///
/// # Errors
/// Where it is refused, or the database does not do its part.
pub async fn close(
    db: &DatabaseConnection,
    author: &Author,
    email: &str,
) -> Result<Model, Refused> {
    let change = Change::begin(db, author, May::Office, "closeAccount").await?;
    let address = address::read(email).ok_or_else(|| no_address("email"))?;
    let theirs = Entity::find().filter(Column::Email.eq(address));
    let Some(account) = theirs.lock_exclusive().one(&change.tx).await? else {
        let message = "`email` has no account; give the address that a token was made for.";
        return Err(Problem::at(ProblemCode::NotFound, "email", message).into());
    };
    let closed = end(&change, &account).await?;
    change.commit().await?;
    Ok(closed)
}

/// Close the accounts of the trainer `id`.
pub(super) async fn close_of_trainer(change: &Change<'_>, id: Uuid) -> Result<(), Refused> {
    let theirs = Entity::find()
        .filter(Column::TrainerId.eq(id))
        .order_by_asc(Column::Id)
        .lock_exclusive();
    for account in theirs.all(&change.tx).await? {
        end(change, &account).await?;
    }
    Ok(())
}

async fn end(change: &Change<'_>, before: &Model) -> Result<Model, Refused> {
    let now = change.author.now;
    let after = Model {
        disabled_at: before.disabled_at.or(Some(now)),
        ..before.clone()
    };
    let after = change.update::<Entity>(before, after).await?;
    token::end_all(change, after.id).await?;
    sign_in::end_links(&change.tx, after.id, now).await?;
    message::give_up(&change.tx, message::Column::AccountId.eq(after.id)).await?;
    Ok(after)
}
