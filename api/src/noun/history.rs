//! The history of a node: who changed what and when, for the office.

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use entity::{account, audit, scope::Scope};
use sea_orm::{EntityTrait, Select};
use serde_json::Value;

use super::{for_the_office, object_of};
use crate::{
    context::Asks,
    id::global,
    loader::{self, link_many, link_one},
    scalar::DateTime,
};

object_of! {
    /// One change of a node.
    HistoryEntry(audit)
}

fn visible(scope: &Scope) -> Select<audit::Entity> {
    for_the_office(scope, audit::Entity::find())
}

link_many! {
    /// The changes of a node, the earliest first.
    HistoryOf(uuid::Uuid): audit by NounId sorted At, |row| row.noun_id, visible
}

link_one! {
    /// An account by its id.
    AccountKey(uuid::Uuid): account by Id, |row| row.id, |scope: &Scope| for_the_office(scope, account::Entity::find())
}

/// The history of the node with the key `id`.
pub(crate) async fn of(ctx: &Context<'_>, id: uuid::Uuid) -> Result<Vec<HistoryEntry>> {
    loader::many::<_, audit::Model, _>(ctx, HistoryOf(id)).await
}

/// One change of a node.
#[Object]
impl HistoryEntry {
    /// Its global id.
    async fn id(&self) -> ID {
        global("HistoryEntry", self.0.id)
    }

    /// When it was made.
    async fn at(&self) -> DateTime {
        DateTime(self.0.at)
    }

    /// What was done: the name of the mutation.
    async fn action(&self) -> &str {
        &self.0.action
    }

    /// The address of the account that made it.
    async fn by(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let Some(id) = self.0.account_id else {
            return Ok(None);
        };
        let account = ctx.asked().loader.load_one(AccountKey(id)).await?;
        Ok(account.map(|account| account.email))
    }

    /// Why, where somebody said so.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// The fields that it changed.
    async fn changes(&self) -> Vec<FieldChangeInfo> {
        let Ok(Value::Object(fields)) = serde_json::from_str(&self.0.changes) else {
            return Vec::new();
        };
        let shown = |value: &Value| match value {
            Value::Null => None,
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        };
        fields
            .into_iter()
            .map(|(field, pair)| FieldChangeInfo {
                before: shown(&pair["before"]),
                after: shown(&pair["after"]),
                field,
            })
            .collect()
    }
}

/// One field of a change.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct FieldChangeInfo {
    /// The field, as it is stored.
    field: String,
    /// What was there before; a hash for a personal field, null for nothing.
    before: Option<String>,
    /// What was there afterwards; a hash for a personal field, null for nothing.
    after: Option<String>,
}
