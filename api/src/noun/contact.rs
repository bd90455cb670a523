//! A contact: a person at an enterprise, so never shown to an enterprise's link or an outsider.

use async_graphql::{Context, Enum, ID, Object, Result};
use entity::{contact, enterprise, scope::Scope};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Select, sea_query::Expr};

use super::{
    enterprise::{Enterprise, links::EnterpriseKey},
    object_of,
};
use crate::{
    id::global,
    loader::{self, link_many, link_one},
};

object_of! {
    /// A person at an enterprise.
    Contact(contact)
}

fn visible(scope: &Scope) -> Select<contact::Entity> {
    let all = contact::Entity::find();
    match scope {
        Scope::Admin => all,
        Scope::Manager { .. } | Scope::Trainer { .. } => all.filter(
            contact::Column::EnterpriseId.in_subquery(enterprise::Entity::visible_ids(scope)),
        ),
        Scope::Enterprise { .. } | Scope::Donor | Scope::Anonymous => {
            all.filter(Expr::value(false))
        }
    }
}

link_one! {
    /// A contact by their id.
    ContactKey(uuid::Uuid): contact by Id, |row| row.id, visible
}

link_many! {
    /// The contacts of an enterprise.
    ContactsOf(uuid::Uuid): contact by EnterpriseId sorted Id, |row| row.enterprise_id, visible
}

/// A person at an enterprise who may get mail.
#[Object]
impl Contact {
    /// Their global id.
    pub(crate) async fn id(&self) -> ID {
        global("Contact", self.0.id)
    }

    /// Their name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Their e-mail address.
    async fn email(&self) -> Option<&str> {
        self.0.email.as_deref()
    }

    /// Their phone number, E.164.
    async fn phone(&self) -> Option<&str> {
        self.0.phone.as_deref()
    }

    /// What they are there.
    async fn role(&self) -> ContactRole {
        self.0.role.into()
    }

    /// Are they asked first?
    async fn is_primary(&self) -> bool {
        self.0.is_primary
    }

    /// May they be sent mail now?
    async fn is_usable(&self) -> bool {
        self.0.is_usable()
    }

    /// Where they work.
    async fn enterprise(&self, ctx: &Context<'_>) -> Result<Option<Enterprise>> {
        loader::one(ctx, EnterpriseKey(self.0.enterprise_id)).await
    }
}

/// What a contact is at the enterprise.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[graphql(remote = "contact::ContactRole")]
pub(crate) enum ContactRole {
    /// The owner.
    Owner,
    /// A manager.
    Manager,
    /// Who keeps the figures.
    DataOfficer,
    /// Who speaks for the workers.
    WorkerRepresentative,
}
