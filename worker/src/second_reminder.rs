//! When a second reminder has gone out, the enterprise's trainer is told: by the notice that
//! waits for them, else by a further one.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use entity::{
    data_request, digest,
    message::{self, MessageState, Purpose},
    message_item,
    rules::ladder::Step,
    trainer,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, sea_query::OnConflict,
};
use uuid::Uuid;

use crate::outcome::Item;

/// Queue the notices about the second reminders among `sent`, in the transaction
/// that says that they were sent.
pub(crate) async fn tell_trainers(
    tx: &impl ConnectionTrait,
    sent: &[Item],
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let reminded = sent.iter().filter(|item| item.step == Step::Reminder2);
    let reminded: Vec<_> = reminded.map(|item| item.request).collect();
    if reminded.is_empty() {
        return Ok(());
    }
    let requests = data_request::Entity::find()
        .filter(data_request::Column::Id.is_in(reminded))
        .all(tx)
        .await?;
    let enterprises: HashSet<_> = requests.iter().map(|row| row.enterprise_id).collect();
    let leads = digest::trainers(tx, &enterprises).await?;
    let trainers = trainer::Entity::find()
        .filter(trainer::Column::Id.is_in(leads.values().copied()))
        .filter(trainer::Column::ArchivedAt.is_null())
        .all(tx)
        .await?;
    let trainers: HashMap<_, _> = trainers.into_iter().map(|row| (row.id, row)).collect();
    for request in &requests {
        let lead = leads.get(&request.enterprise_id);
        if let Some(trainer) = lead.and_then(|id| trainers.get(id)) {
            tell(tx, trainer, request.id, now).await?;
        }
    }
    Ok(())
}

async fn tell(
    tx: &impl ConnectionTrait,
    trainer: &trainer::Model,
    request: Uuid,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let notice = match waiting(tx, trainer).await? {
        Some(notice) => notice,
        None => add(tx, trainer, request, now).await?,
    };
    let item = message_item::ActiveModel {
        data_request_id: Set(request),
        step: Set(Step::Reminder2),
        recipient: Set(trainer.email.clone()),
        message_id: Set(notice),
    };
    message_item::Entity::insert(item)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx)
        .await
        .map(|_| ())
}

/// The trainer's notice that has not left, locked so that it does not before we commit: one
/// that is being sent, or was, speaks of no more than it did when it was composed.
async fn waiting(
    tx: &impl ConnectionTrait,
    trainer: &trainer::Model,
) -> Result<Option<Uuid>, DbErr> {
    message::Entity::find()
        .select_only()
        .column(message::Column::Id)
        .filter(message::Column::Purpose.eq(Purpose::TrainerNotice))
        .filter(message::Column::Recipient.eq(&trainer.email))
        .filter(message::Column::TrainerId.eq(trainer.id))
        .filter(message::Column::State.eq(MessageState::Queued))
        .filter(message::Column::Uncertain.eq(false))
        .order_by_asc(message::Column::Id)
        .lock_exclusive()
        .into_tuple()
        .one(tx)
        .await
}

/// A further notice, told from the trainer's others of the day by the request that it begins with.
async fn add(
    tx: &impl ConnectionTrait,
    trainer: &trainer::Model,
    request: Uuid,
    now: DateTime<Utc>,
) -> Result<Uuid, DbErr> {
    let id = Uuid::now_v7();
    let row = message::ActiveModel {
        id: Set(id),
        trainer_id: Set(Some(trainer.id)),
        about: Set(request.to_string()),
        ..message::queued(
            Purpose::TrainerNotice,
            &trainer.email,
            now.date_naive(),
            now,
        )
    };
    message::queue(tx, vec![row]).await?;
    Ok(id)
}
