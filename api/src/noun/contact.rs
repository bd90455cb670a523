//! A contact: a person at an enterprise, so never shown to an enterprise's link or an outsider.

pub(crate) mod list;

use async_graphql::{Context, Enum, ID, Object, Result};
use entity::{contact, enterprise, scope::Scope};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Select, sea_query::Expr};

use super::{
    enterprise::{Enterprise, links::EnterpriseKey},
    history::{self, HistoryEntry},
    language::Language,
    object_of,
};
use crate::{
    id::global,
    loader::{self, link_many, link_one},
    scalar::{Date, DateTime},
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

    /// The language that they read.
    async fn language(&self) -> Language {
        self.0.language.into()
    }

    /// Why their data may be kept.
    async fn basis(&self) -> ProcessingBasis {
        self.0.basis.into()
    }

    /// The version of the text that they agreed to.
    async fn consent_version(&self) -> Option<&str> {
        self.0.consent_version.as_deref()
    }

    /// When they agreed.
    async fn consent_on(&self) -> Option<Date> {
        self.0.consent_on.map(Date)
    }

    /// How they agreed.
    async fn consent_how(&self) -> Option<&str> {
        self.0.consent_how.as_deref()
    }

    /// When they withdrew.
    async fn withdrawn_at(&self) -> Option<DateTime> {
        self.0.withdrawn_at.map(DateTime)
    }

    /// When they stopped the mails.
    async fn unsubscribed_at(&self) -> Option<DateTime> {
        self.0.unsubscribed_at.map(DateTime)
    }

    /// Grows with each change; say which one you read when you change it.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// When they were put away.
    async fn archived_at(&self) -> Option<DateTime> {
        self.0.archived_at.map(DateTime)
    }

    /// Who changed what and when, the earliest first; empty for whoever is not of the office.
    async fn history(&self, ctx: &Context<'_>) -> Result<Vec<HistoryEntry>> {
        history::of(ctx, self.0.id).await
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

/// Why personal data may be kept (Law 27/2022).
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[graphql(remote = "contact::ProcessingBasis")]
pub(crate) enum ProcessingBasis {
    /// The person agreed.
    Consent,
    /// A contract needs it.
    Contract,
    /// The programme needs it and the person expects it.
    LegitimateInterest,
}
