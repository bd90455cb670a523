//! Words to a trainer or to the office about something that has happened.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use entity::{
    account,
    chase::brake::Brake,
    contact, data_request,
    digest::primary_contacts,
    enterprise, message, message_item,
    rules::{ladder::Step, zone::ZONES},
    run_step,
};
use sea_orm::{
    ActiveEnum, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use super::digest::{reader, trainer_of};
use crate::template::{HeldNotice, Letter, NoticeItem, StoppedNotice, TrainerNotice};

/// The requests whose second reminder went out, to their trainer; without the
/// link. Nothing where all were answered meanwhile.
pub(super) async fn of_reminders(
    tx: &impl ConnectionTrait,
    message: &message::Model,
    now: DateTime<Utc>,
) -> Result<Option<Letter>, DbErr> {
    let Some(trainer) = trainer_of(tx, message).await? else {
        return Ok(None);
    };
    let items = message_item::Entity::find()
        .filter(message_item::Column::MessageId.eq(message.id))
        .all(tx)
        .await?;
    let requests = data_request::Entity::find()
        .filter(data_request::Column::Id.is_in(items.iter().map(|item| item.data_request_id)))
        .filter(data_request::Column::State.eq(data_request::RequestState::Open))
        .order_by_asc(data_request::Column::DueAt)
        .all(tx)
        .await?;
    let lines = lines(tx, &requests, now).await?;
    Ok((!lines.is_empty()).then(|| {
        Letter::TrainerNotice(TrainerNotice {
            language: trainer.language,
            name: trainer.name,
            sender: String::new(),
            items: lines,
        })
    }))
}

/// A line for each request, with whom to call.
async fn lines(
    tx: &impl ConnectionTrait,
    requests: &[data_request::Model],
    now: DateTime<Utc>,
) -> Result<Vec<NoticeItem>, DbErr> {
    let ids: HashSet<_> = requests
        .iter()
        .map(|request| request.enterprise_id)
        .collect();
    let names = enterprise::names(tx, ids.iter().copied()).await?;
    let contacts = primary_contacts(tx, &ids).await?;
    let line = |request: &data_request::Model| {
        let contact = contacts.get(&request.enterprise_id);
        Some(NoticeItem {
            enterprise: names.get(&request.enterprise_id)?.clone(),
            month: request.month,
            days_late: (now - request.due_at).num_days().max(0) + 1,
            contact: contact.map(|row| row.name.clone()).unwrap_or_default(),
            phone: contact.and_then(|row| row.phone.clone()),
        })
    };
    Ok(requests.iter().filter_map(line).collect())
}

/// A contact who stopped the mails, to a trainer of their enterprises. Nothing
/// where they have taken it back.
pub(super) async fn of_a_stop(
    tx: &impl ConnectionTrait,
    message: &message::Model,
) -> Result<Option<Letter>, DbErr> {
    let (Some(trainer), Ok(id)) = (
        trainer_of(tx, message).await?,
        message.about.parse::<Uuid>(),
    ) else {
        return Ok(None);
    };
    let contact = contact::Entity::find_by_id(id).one(tx).await?;
    let Some(contact) = contact.filter(|contact| contact.unsubscribed_at.is_some()) else {
        return Ok(None);
    };
    let enterprises = enterprise::Entity::find_by_id(contact.enterprise_id)
        .all(tx)
        .await?;
    Ok(Some(Letter::Stopped(StoppedNotice {
        language: trainer.language,
        name: trainer.name,
        sender: String::new(),
        enterprises: enterprises.into_iter().map(|row| row.name).collect(),
        contact: contact.name,
        phone: contact.phone,
    })))
}

/// A run that the flood brake holds, to the office. Nothing where nothing is held any more.
pub(super) async fn of_a_held_run(
    tx: &impl ConnectionTrait,
    message: &message::Model,
    now: DateTime<Utc>,
) -> Result<Option<Letter>, DbErr> {
    let account = match message.account_id {
        Some(id) => account::Entity::find_by_id(id).one(tx).await?,
        None => None,
    };
    let held = match message.about.rsplit_once(' ') {
        Some((run, step)) => held_step(tx, run, step).await?.map(|row| (run, row)),
        None => None,
    };
    let (Some(account), Some((run, row))) = (account, held) else {
        return Ok(None);
    };
    let zone = ZONES.into_iter().find(|zone| zone.name == row.zone);
    let usual = match zone {
        Some(zone) => Brake::load(tx, zone, now).await?.largest(row.step),
        None => None,
    };
    Ok(Some(Letter::Held(HeldNotice {
        language: account.language,
        name: reader(&account),
        sender: String::new(),
        run: run.to_owned(),
        job: row.job,
        step: Some(row.step),
        zone: Some(row.zone),
        count: u64::try_from(row.messages).unwrap_or(0),
        usual: usual.and_then(|usual| u64::try_from(usual).ok()),
    })))
}

async fn held_step(
    tx: &impl ConnectionTrait,
    run: &str,
    step: &str,
) -> Result<Option<run_step::Model>, DbErr> {
    let (Some(run), Ok(step)) = (
        entity::run::parse_name(run),
        Step::try_from_value(&step.to_owned()),
    ) else {
        return Ok(None);
    };
    let (job, slot, zone) = run;
    let held = entity::run::Entity::find_by_id((job.clone(), slot, zone.clone()))
        .one(tx)
        .await?;
    let is_over = |run: &entity::run::Model| {
        run.released_at.is_some() || run.outcome.as_deref() == Some(entity::run::LAPSED)
    };
    if held.as_ref().is_none_or(is_over) {
        return Ok(None);
    }
    run_step::Entity::find_by_id((job, slot, zone, step))
        .one(tx)
        .await
}
