//! The moment of sending: asks again whether a message has anything to say, and
//! gathers what it says.
//!
//! Everything is decided in one transaction for a part of a batch. A message with nothing
//! left to say is moot; one that may not go yet is deferred.

mod chase;
mod digest;
mod notice;
mod receipt;
mod sign_in;
mod summary;

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::{
    data_request,
    database::begin_write,
    message::{self, MessageState, Purpose},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter, QuerySelect,
};
use uuid::Uuid;

use crate::{
    WorkerSettings,
    outcome::{self, Item},
    template::Letter,
};

/// A message that is to be sent now.
#[derive(Clone, Debug)]
pub(crate) struct Ready {
    pub(crate) message: message::Model,
    pub(crate) mail: Letter,
    pub(crate) items: Vec<Item>,
    /// The messages that it follows, the nearest last.
    pub(crate) follows: Vec<Uuid>,
}

/// Decide about claimed messages in one transaction, and give back those that are to be sent.
pub(crate) async fn compose(
    db: &DatabaseConnection,
    settings: &WorkerSettings,
    claimed: &[message::Model],
    now: DateTime<Utc>,
) -> Result<Vec<Ready>, DbErr> {
    let tx = begin_write(db).await?;
    let ours = still_ours(&tx, claimed).await?;
    let (asking, telling): (Vec<_>, Vec<_>) = ours
        .into_iter()
        .partition(|message| message.purpose == Purpose::Chase);
    let mut ready = chase::ready(&tx, settings, asking, now).await?;
    let week = digest::Week::load(&tx, &telling, now).await?;
    let unreached = summary::unreached(&tx, &telling).await?;
    for message in telling {
        if unreached.contains(&message.id) {
            outcome::unreached(&tx, &message, summary::NO_ADDRESS).await?;
            continue;
        }
        if let Some(later) = week.later(&message) {
            outcome::defer(&tx, &message, later, message.local_day).await?;
            continue;
        }
        match letter(&tx, settings, &week, &message, now).await? {
            Some(mail) => ready.push(Ready {
                message,
                mail,
                items: Vec::new(),
                follows: Vec::new(),
            }),
            None => outcome::moot(&tx, &message).await?,
        }
    }
    tx.commit().await?;
    Ok(ready)
}

/// What a message says that is not part of the chase; nothing where it has become moot.
async fn letter(
    tx: &impl ConnectionTrait,
    settings: &WorkerSettings,
    week: &digest::Week,
    message: &message::Model,
    now: DateTime<Utc>,
) -> Result<Option<Letter>, DbErr> {
    match message.purpose {
        Purpose::Receipt => receipt::letter(tx, settings, message).await,
        Purpose::TrainerNotice => notice::of_reminders(tx, message, now).await,
        Purpose::Stopped => notice::of_a_stop(tx, message).await,
        Purpose::Held => notice::of_a_held_run(tx, message, now).await,
        Purpose::TrainerDigest => Ok(week.of_trainer(message, now)),
        Purpose::ManagerDigest => Ok(week.of_manager(message, now)),
        Purpose::SignIn => sign_in::letter(tx, settings, message, now).await,
        Purpose::Summary => summary::letter(tx, settings, message).await,
        Purpose::Chase => Ok(None),
    }
}

/// Those whose claim nobody has taken over, locked.
async fn still_ours(
    tx: &impl ConnectionTrait,
    claimed: &[message::Model],
) -> Result<Vec<message::Model>, DbErr> {
    let fences: HashMap<_, _> = claimed
        .iter()
        .map(|message| (message.id, message.fence))
        .collect();
    let rows = message::Entity::find()
        .filter(message::Column::Id.is_in(fences.keys().copied()))
        .filter(message::Column::State.eq(MessageState::Sending))
        .lock_exclusive()
        .all(tx)
        .await?;
    Ok(rows
        .into_iter()
        .filter(|row| fences.get(&row.id) == Some(&row.fence))
        .collect())
}

/// The page on which `request` is answered.
fn answer_page(settings: &WorkerSettings, request: &data_request::Model) -> String {
    settings.link("r", &request.link())
}
