//! The viewer: who asks.

use async_graphql::{Context, Enum, ID, Object, Result};
use entity::scope::Scope;

use super::trainer::{Trainer, TrainerKey};
use crate::{
    context::{Asks, requester::Requester},
    id::global,
    loader,
};

/// Who asks, and as what.
pub(crate) struct Viewer(pub(crate) Requester);

/// Who asks, and as what.
#[Object]
impl Viewer {
    /// A global id of the account; the same for all anonymous visitors.
    async fn id(&self) -> ID {
        match &self.0.account {
            Some(account) => global("Viewer", account.id),
            None => global("Viewer", "anonymous"),
        }
    }

    /// What they may do.
    async fn role(&self) -> ViewerRole {
        match &self.0.scope {
            Scope::Admin => ViewerRole::Admin,
            Scope::Manager { .. } => ViewerRole::Manager,
            Scope::Trainer { .. } => ViewerRole::Trainer,
            Scope::Enterprise { .. } => ViewerRole::Enterprise,
            Scope::Donor => ViewerRole::Donor,
            Scope::Anonymous => ViewerRole::Anonymous,
        }
    }

    /// The e-mail address of their account; null for an anonymous visitor.
    async fn email(&self) -> Option<&str> {
        self.0
            .account
            .as_ref()
            .map(|account| account.email.as_str())
    }

    /// The codes of the provinces that a manager answers for; none for the whole nation.
    async fn province_codes(&self) -> Vec<String> {
        match &self.0.scope {
            Scope::Manager { provinces } => provinces.iter().cloned().collect(),
            _ => Vec::new(),
        }
    }

    /// The trainer that they are.
    async fn trainer(&self, ctx: &Context<'_>) -> Result<Option<Trainer>> {
        match &self.0.scope {
            Scope::Trainer { id } => loader::one(ctx, TrainerKey(*id)).await,
            _ => Ok(None),
        }
    }
}

/// What a viewer may do.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
pub(crate) enum ViewerRole {
    /// The office: everything.
    Admin,
    /// A manager: their provinces; without provinces, the nation.
    Manager,
    /// A trainer: their cohorts' enterprises.
    Trainer,
    /// An enterprise behind its link: its own figures.
    Enterprise,
    /// A donor: disclosed editions and the programme.
    Donor,
    /// Nobody in particular.
    Anonymous,
}

/// The query of this noun.
#[derive(Default)]
pub(crate) struct ViewerQueries;

#[Object]
impl ViewerQueries {
    /// Who you are here.
    async fn viewer(&self, ctx: &Context<'_>) -> Viewer {
        Viewer(ctx.asked().requester.clone())
    }
}
