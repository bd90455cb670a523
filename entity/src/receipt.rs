//! The receipt of a report: queued with the report itself, sent when it is due,
//! outside office hours too.

use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, prelude::DateTimeUtc,
};
use uuid::Uuid;

use crate::{
    chase::people,
    contact, data_request,
    message::{self, Purpose},
    message_item,
};

/// Queue the receipt of `version` of `request`, for the person who was last asked
/// for it, else for whom one would ask. Nobody to tell is no failure.
///
/// # Errors
/// Where the database cannot be written.
pub async fn queue(
    tx: &impl ConnectionTrait,
    request: &data_request::Model,
    version: Uuid,
    now: DateTimeUtc,
) -> Result<(), DbErr> {
    let Some((contact, address)) = reader(tx, request).await? else {
        return Ok(());
    };
    let row = message::ActiveModel {
        contact_id: Set(Some(contact)),
        about: Set(version.to_string()),
        ..message::queued(Purpose::Receipt, &address, now.date_naive(), now)
    };
    message::queue(tx, vec![row]).await.map(|_| ())
}

async fn reader(
    tx: &impl ConnectionTrait,
    request: &data_request::Model,
) -> Result<Option<(Uuid, String)>, DbErr> {
    let asked: Option<String> = message_item::Entity::find()
        .select_only()
        .column(message_item::Column::Recipient)
        .filter(message_item::Column::DataRequestId.eq(request.id))
        .order_by_desc(message_item::Column::Step)
        .into_tuple()
        .one(tx)
        .await?;
    let contacts = contact::Entity::find()
        .filter(contact::Column::EnterpriseId.eq(request.enterprise_id))
        .filter(contact::Column::WithdrawnAt.is_null())
        .order_by_asc(contact::Column::Id)
        .all(tx)
        .await?;
    let known = asked.and_then(|address| {
        let contact = contacts
            .iter()
            .find(|contact| contact.address().as_ref() == Some(&address))?;
        Some((contact.id, address))
    });
    if known.is_some() {
        return Ok(known);
    }
    let mut people = people::to_ask(tx, [request.enterprise_id]).await?;
    let person = people.remove(&request.enterprise_id);
    Ok(person.map(|person| (person.contact, person.address)))
}
