//! From other nouns to messages, and what of a message may be seen.

use std::collections::HashMap;

use async_graphql::dataloader::Loader;
use entity::{data_request, message, message_item, scope::Scope};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Select,
    sea_query::{Expr, SelectStatement},
};

use crate::loader::{Fault, Visible, link_many, link_one, link_through};

fn visible_requests(scope: &Scope) -> SelectStatement {
    data_request::Entity::visible_to(scope)
        .select_only()
        .column(data_request::Column::Id)
        .into_query()
}

fn visible_items(scope: &Scope) -> Select<message_item::Entity> {
    let all = message_item::Entity::find();
    match scope {
        Scope::Admin => all,
        Scope::Manager { .. } | Scope::Trainer { .. } => {
            all.filter(message_item::Column::DataRequestId.in_subquery(visible_requests(scope)))
        }
        Scope::Enterprise { .. } | Scope::Donor | Scope::Anonymous => {
            all.filter(Expr::value(false))
        }
    }
}

/// The messages that `scope` may see: those with an item that it may see.
pub(super) fn visible(scope: &Scope) -> Select<message::Entity> {
    if *scope == Scope::Admin {
        return message::Entity::find();
    }
    let ids = visible_items(scope)
        .select_only()
        .column(message_item::Column::MessageId)
        .into_query();
    message::Entity::find().filter(message::Column::Id.in_subquery(ids))
}

link_one! {
    /// A message by its id.
    MessageKey(uuid::Uuid): message by Id, |row| row.id, visible
}

link_many! {
    /// What a message is about, as far as it may be seen.
    ItemsOf(uuid::Uuid): message_item by MessageId sorted Step, |row| row.message_id, visible_items
}

link_through! {
    /// The messages about a request, the earliest first.
    MessagesAbout: message through message_item on (Id, MessageId) by DataRequestId, |link| link.data_request_id,
    sorted message::Column::QueuedAt, visible
}

/// Is there something in a message that may not be seen?
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct HidesSomething(pub(super) uuid::Uuid);

impl Loader<HidesSomething> for Visible {
    type Value = bool;
    type Error = Fault;

    async fn load(&self, keys: &[HidesSomething]) -> Result<HashMap<HidesSomething, bool>, Fault> {
        let hidden: Vec<uuid::Uuid> = message_item::Entity::find()
            .select_only()
            .column(message_item::Column::MessageId)
            .distinct()
            .filter(message_item::Column::MessageId.is_in(keys.iter().map(|key| key.0)))
            .filter(
                message_item::Column::DataRequestId.not_in_subquery(visible_requests(&self.scope)),
            )
            .into_tuple()
            .all(&self.db)
            .await?;
        Ok(hidden
            .into_iter()
            .map(|id| (HidesSomething(id), true))
            .collect())
    }
}
