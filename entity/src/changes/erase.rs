//! Erasing a person (Law 27/2022): from contacts, the outbox, kept mails, notes and the trail.
//!
//! A person is an address, so all contacts with it are one person. What stays is what
//! the programme must account for: that there was somebody, when they were written to,
//! who erased them and why; in place of the address stands a hash that means nothing
//! elsewhere.

use std::collections::BTreeSet;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sea_orm::{DatabaseConnection, QuerySelect, entity::prelude::*, sea_query::Expr};
use sha2::{Digest, Sha256};

use super::{
    checks::line,
    contact::locked_person,
    frame::{Author, Change, May, put_away},
    refused::{Problem, Refused, unless},
    traces::Traces,
};
use crate::{
    contact::{Column, Entity, Model},
    message, message_item, suppression,
};

/// What stands where a name stood.
pub const ERASED: &str = "–";
/// What begins where an address stood.
const STAND_IN: &str = "erased:";

/// Erase the person behind the contact `id`, at all enterprises of their address.
///
/// # Errors
/// Where it is refused, or the database does not do its part.
pub async fn erase(
    db: &DatabaseConnection,
    author: &Author,
    id: Uuid,
    mut reason: String,
) -> Result<Model, Refused> {
    let change = Change::begin(db, author, May::Office, "eraseContact").await?;
    let person = locked_person(&change, id).await?;
    let mut problems = Vec::new();
    line(&mut problems, "reason", &mut reason);
    unless(problems)?;
    let addresses = addresses(&change.tx, &person).await?;
    let traces = Traces::of(&person, &addresses);
    if traces.are_in(&reason) {
        let message =
            "`reason` stays, so it may name nobody; give it without name, address and phone.";
        return Err(Problem::invalid("reason", message).into());
    }
    let change = change.because(Some(reason));
    for before in &person {
        change
            .update::<Entity>(before, nobody(before, author.now))
            .await?;
    }
    for address in &addresses {
        outbox(&change.tx, address, &stand_in(id, address)).await?;
    }
    traces.wipe(&change.tx, &person).await?;
    let erased = Entity::find_by_id(id).one(&change.tx).await?;
    change.commit().await?;
    erased.ok_or_else(|| Problem::not_found("contact").into())
}

/// Where this person was written to. The address of somebody who was put away is not in
/// their row any more, but in their mails; it is theirs unless somebody else has it now.
async fn addresses(tx: &impl ConnectionTrait, person: &[Model]) -> Result<BTreeSet<String>, DbErr> {
    let ids = person.iter().map(|contact| contact.id);
    let written: Vec<String> = message::Entity::find()
        .select_only()
        .column(message::Column::Recipient)
        .distinct()
        .filter(message::Column::ContactId.is_in(ids))
        .into_tuple()
        .all(tx)
        .await?;
    let taken: Vec<String> = Entity::find()
        .select_only()
        .column(Column::Email)
        .filter(Column::Email.is_in(written.iter().cloned()))
        .into_tuple()
        .all(tx)
        .await?;
    let free = written.into_iter();
    let free = free.filter(|address| !taken.contains(address) && !address.starts_with(STAND_IN));
    Ok(person
        .iter()
        .filter_map(Model::address)
        .chain(free)
        .collect())
}

/// `before`, as it stands for nobody any more.
fn nobody(before: &Model, now: DateTimeUtc) -> Model {
    Model {
        name: ERASED.into(),
        email: None,
        phone: None,
        is_primary: false,
        consent_how: None,
        withdrawn_at: before.withdrawn_at.or(Some(now)),
        ..put_away::<Entity>(before, now)
    }
}

/// What stands where the address stood: the same everywhere, so that rows stay apart.
fn stand_in(contact: Uuid, address: &str) -> String {
    let mut digest = Sha256::new();
    digest.update(contact.as_bytes());
    digest.update(address);
    let hash = URL_SAFE_NO_PAD.encode(digest.finalize());
    format!("{STAND_IN}{}", hash.chars().take(16).collect::<String>())
}

/// What waits is not sent, what was sent says nothing.
async fn outbox(tx: &impl ConnectionTrait, address: &str, stand_in: &str) -> Result<(), DbErr> {
    use message::Column as Mail;
    let nothing = || Expr::value(Option::<String>::None);
    message::give_up(tx, Mail::Recipient.eq(address)).await?;
    message::Entity::update_many()
        .col_expr(Mail::Recipient, Expr::value(stand_in))
        .col_expr(Mail::Subject, nothing())
        .col_expr(Mail::BodyText, nothing())
        .col_expr(Mail::LastError, nothing())
        .filter(Mail::Recipient.eq(address))
        .exec(tx)
        .await?;
    let theirs = message::Entity::find().filter(Mail::Recipient.eq(stand_in));
    let theirs: Vec<Uuid> = theirs
        .select_only()
        .column(Mail::Id)
        .into_tuple()
        .all(tx)
        .await?;
    message::changed(tx, theirs).await?;
    message_item::Entity::update_many()
        .col_expr(message_item::Column::Recipient, Expr::value(stand_in))
        .filter(message_item::Column::Recipient.eq(address))
        .exec(tx)
        .await?;
    suppression::Entity::delete_by_id(address).exec(tx).await?;
    Ok(())
}
