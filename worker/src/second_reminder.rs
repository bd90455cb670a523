//! When a second reminder has gone out, the enterprise's trainer is told.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use entity::{
    data_request, digest,
    message::{self, Purpose},
    message_item,
    rules::ladder::Step,
    trainer,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect,
    sea_query::OnConflict,
};
use uuid::Uuid;

use crate::outcome::Item;

/// Queue the notices about the second reminders among `sent`, in the transaction
/// that says that they were sent: one message a trainer and day.
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
    let row = message::ActiveModel {
        trainer_id: Set(Some(trainer.id)),
        ..message::queued(
            Purpose::TrainerNotice,
            &trainer.email,
            now.date_naive(),
            now,
        )
    };
    message::queue(tx, vec![row]).await?;
    let notice: Option<Uuid> = message::Entity::find()
        .select_only()
        .column(message::Column::Id)
        .filter(message::Column::Purpose.eq(Purpose::TrainerNotice))
        .filter(message::Column::Recipient.eq(&trainer.email))
        .filter(message::Column::LocalDay.eq(now.date_naive()))
        .into_tuple()
        .one(tx)
        .await?;
    let Some(notice) = notice else {
        return Ok(());
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
