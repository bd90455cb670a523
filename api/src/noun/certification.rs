//! What a trainer may deliver, per module.

use async_graphql::{Context, Enum, ID, Object, Result};
use entity::{certification, scope::Scope};
use sea_orm::EntityTrait;

use super::{
    module::{Module, ModuleKey},
    object_of,
    trainer::{Trainer, TrainerKey},
};
use crate::{
    id::global,
    loader::{self, link_many},
    scalar::Date,
};

object_of! {
    /// What a trainer may deliver.
    Certification(certification)
}

link_many! {
    /// The certifications of a trainer, who was visible themselves.
    CertificationsOf(uuid::Uuid): certification by TrainerId sorted ModuleCode, |row| row.trainer_id,
    |_: &Scope| certification::Entity::find()
}

/// What a trainer may deliver of one module.
#[Object]
impl Certification {
    /// Its global id.
    async fn id(&self) -> ID {
        global("Certification", self.0.id)
    }

    /// How far the trainer is.
    async fn level(&self) -> CertificationLevel {
        self.0.level.into()
    }

    /// Since when.
    async fn from_date(&self) -> Date {
        Date(self.0.from_date)
    }

    /// The trainer.
    async fn trainer(&self, ctx: &Context<'_>) -> Result<Option<Trainer>> {
        loader::one(ctx, TrainerKey(self.0.trainer_id)).await
    }

    /// The module.
    async fn module(&self, ctx: &Context<'_>) -> Result<Option<Module>> {
        loader::one(ctx, ModuleKey(self.0.module_code.clone())).await
    }
}

/// How far a trainer is with a module.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[graphql(remote = "certification::CertificationLevel")]
pub(crate) enum CertificationLevel {
    /// Learning it.
    Candidate,
    /// May deliver it.
    Certified,
    /// May train others in it.
    Expert,
}
