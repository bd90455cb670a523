//! A person stops the mails of the chase, at all enterprises of their address, or
//! takes that back.

use std::collections::HashSet;

use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseConnection, DbErr, EntityTrait,
    QueryFilter, prelude::DateTimeUtc, sea_query::Expr,
};
use uuid::Uuid;

use crate::{
    contact,
    database::begin_write,
    digest,
    message::{self, Purpose},
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
    let tx = begin_write(db).await?;
    let mine = contact::same_person(contact).all(&tx).await?;
    let new: Vec<_> = mine
        .iter()
        .filter(|contact| contact.unsubscribed_at.is_none())
        .collect();
    mark(&tx, new.iter().map(|contact| contact.id), Some(now)).await?;
    tell_trainers(&tx, &new, now).await?;
    tx.commit().await
}

/// Take it back: mails go to the address of `contact` again.
///
/// # Errors
/// Where the database cannot be written.
pub async fn resume(db: &DatabaseConnection, contact: &contact::Model) -> Result<(), DbErr> {
    let tx = begin_write(db).await?;
    let mine = contact::same_person(contact).all(&tx).await?;
    mark(&tx, mine.iter().map(|contact| contact.id), None).await?;
    tx.commit().await
}

async fn mark(
    tx: &impl ConnectionTrait,
    contacts: impl Iterator<Item = Uuid>,
    at: Option<DateTimeUtc>,
) -> Result<(), DbErr> {
    contact::Entity::update_many()
        .col_expr(contact::Column::UnsubscribedAt, Expr::value(at))
        .filter(contact::Column::Id.is_in(contacts))
        .exec(tx)
        .await
        .map(|_| ())
}

async fn tell_trainers(
    tx: &impl ConnectionTrait,
    stopped: &[&contact::Model],
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
