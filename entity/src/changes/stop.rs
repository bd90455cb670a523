//! A person stops the mails of the chase, at all enterprises of their address, or
//! takes that back.

use std::collections::HashSet;

use sea_orm::{ActiveValue::Set, DatabaseConnection, QueryOrder, QuerySelect, entity::prelude::*};

use super::{
    frame::{Author, Change, May},
    refused::Refused,
};
use crate::{
    contact, digest,
    message::{self, Purpose},
    scope::Scope,
    trainer,
};

/// Stop the mails to the address of `contact`, and tell the trainers of its
/// enterprises. Stopping twice tells nobody again.
///
/// # Errors
/// Where the database cannot be written.
pub async fn stop(
    db: &DatabaseConnection,
    contact: &contact::Model,
    now: DateTimeUtc,
) -> Result<(), DbErr> {
    let stopped = async {
        let author = by_link(contact, now);
        let change = Change::begin(db, &author, May::Reporters, "unsubscribe").await?;
        let new = mark(&change, contact, Some(now)).await?;
        tell_trainers(&change.tx, &new, now).await?;
        change.commit().await
    };
    unless_fault(stopped.await)
}

/// Take it back: mails go to the address of `contact` again from `now` on.
///
/// # Errors
/// Where the database cannot be written.
pub async fn resume(
    db: &DatabaseConnection,
    contact: &contact::Model,
    now: DateTimeUtc,
) -> Result<(), DbErr> {
    let resumed = async {
        let author = by_link(contact, now);
        let change = Change::begin(db, &author, May::Reporters, "resubscribe").await?;
        mark(&change, contact, None).await?;
        change.commit().await
    };
    unless_fault(resumed.await)
}

/// Whoever holds the link in a mail to `contact`: no request is behind it.
fn by_link(contact: &contact::Model, now: DateTimeUtc) -> Author {
    Author {
        account: None,
        token: None,
        scope: Scope::Enterprise {
            id: contact.enterprise_id,
            request: Uuid::nil(),
        },
        now,
        once: None,
    }
}

/// Everybody may stop their mails, so only the database can fail.
fn unless_fault(done: Result<(), Refused>) -> Result<(), DbErr> {
    match done {
        Ok(()) => Ok(()),
        Err(Refused::Database(fault)) => Err(fault),
        Err(refused) => Err(DbErr::Custom(refused.to_string())),
    }
}

/// Every contact of the person behind `contact` stands as unsubscribed since `at`, or not at all;
/// those that did not.
async fn mark(
    change: &Change<'_>,
    contact: &contact::Model,
    at: Option<DateTimeUtc>,
) -> Result<Vec<contact::Model>, Refused> {
    let mine = contact::same_person(contact)
        .order_by_asc(contact::Column::Id)
        .lock_exclusive();
    let mut changed = Vec::new();
    for before in mine.all(&change.tx).await? {
        if before.unsubscribed_at.is_some() != at.is_some() {
            let after = contact::Model {
                unsubscribed_at: at,
                ..before.clone()
            };
            changed.push(change.update::<contact::Entity>(&before, after).await?);
        }
    }
    Ok(changed)
}

async fn tell_trainers(
    tx: &impl ConnectionTrait,
    stopped: &[contact::Model],
    now: DateTimeUtc,
) -> Result<(), DbErr> {
    let enterprises: HashSet<_> = stopped
        .iter()
        .map(|contact| contact.enterprise_id)
        .collect();
    let leads = digest::trainers(tx, &enterprises).await?;
    let trainers = trainer::Entity::find()
        .filter(trainer::Column::Id.is_in(leads.values().copied()))
        .filter(trainer::Column::ArchivedAt.is_null())
        .all(tx)
        .await?;
    let rows: Vec<_> = stopped
        .iter()
        .filter_map(|contact| {
            let lead = leads.get(&contact.enterprise_id)?;
            let trainer = trainers.iter().find(|trainer| trainer.id == *lead)?;
            Some(message::ActiveModel {
                trainer_id: Set(Some(trainer.id)),
                about: Set(contact.id.to_string()),
                ..message::queued(Purpose::Stopped, &trainer.email, now.date_naive(), now)
            })
        })
        .collect();
    message::queue(tx, rows).await.map(|_| ())
}
