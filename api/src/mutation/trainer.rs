//! Changes of trainers, and what they may deliver.

use async_graphql::{Context, ID, InputObject, Object, Result};
use entity::changes::trainer;

use super::frame::{answer, key, key_if_given, payload, set};
use crate::{
    context::Asks,
    noun::{certification::CertificationLevel, language::Language, trainer::Trainer},
    scalar::Date,
};

payload! {
    /// What became of a change of a trainer.
    TrainerPayload { trainer: Trainer }
}

/// What `createTrainer` takes.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct CreateTrainerInput {
    /// The partner that they belong to: its global id.
    partner: ID,
    /// Their name.
    name: String,
    /// Their e-mail address.
    email: String,
    /// Their phone number; a number without `+` is one of Indonesia.
    phone: String,
    /// The language that they read.
    #[graphql(default_with = "Language::Id")]
    language: Language,
    /// Your name for this trainer: the same key again makes no other, and is answered with what it made.
    idempotency_key: Option<String>,
}

/// What `updateTrainer` takes. What is left out stays as it is.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct UpdateTrainerInput {
    /// The trainer: their global id.
    trainer: ID,
    /// The version that you read.
    version: i32,
    /// The partner that they belong to: its global id.
    partner: Option<ID>,
    /// Their name.
    name: Option<String>,
    /// Their e-mail address.
    email: Option<String>,
    /// Their phone number.
    phone: Option<String>,
    /// The language that they read.
    language: Option<Language>,
}

/// What `archiveTrainer` takes.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct ArchiveTrainerInput {
    /// The trainer: their global id.
    trainer: ID,
}

/// What `certifyTrainer` takes.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct CertifyTrainerInput {
    /// The trainer: their global id.
    trainer: ID,
    /// The code of the module.
    module: String,
    /// How far they are; higher than before.
    level: CertificationLevel,
    /// Since when.
    from: Date,
}

/// The mutations of this file.
#[derive(Default)]
pub(crate) struct TrainerMutations;

#[Object]
impl TrainerMutations {
    /// Enter a trainer.
    async fn create_trainer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is said of them.")] input: CreateTrainerInput,
    ) -> Result<TrainerPayload> {
        let asked = ctx.asked();
        let author = asked.author_once(&input, input.idempotency_key.as_deref())?;
        let given = trainer::Particulars {
            partner: key("Partner", &input.partner)?,
            name: input.name,
            email: input.email,
            phone: input.phone,
            language: input.language.into(),
        };
        answer(trainer::create(&asked.writer, &author, given).await)
    }

    /// Change what is said of a trainer.
    async fn update_trainer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom, and what is new.")] input: UpdateTrainerInput,
    ) -> Result<TrainerPayload> {
        let asked = ctx.asked();
        let read = (key("Trainer", &input.trainer)?, input.version);
        let partner = key_if_given("Partner", input.partner.as_ref())?;
        let edit = |row: &mut entity::trainer::Model| {
            set(&mut row.partner_id, partner);
            set(&mut row.name, input.name);
            set(&mut row.email, input.email);
            set(&mut row.phone, input.phone);
            set(&mut row.language, input.language);
        };
        answer(trainer::update(&asked.writer, &asked.author(), read, edit).await)
    }

    /// Put a trainer away, who has left; their account is closed.
    async fn archive_trainer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom.")] input: ArchiveTrainerInput,
    ) -> Result<TrainerPayload> {
        let asked = ctx.asked();
        let id = key("Trainer", &input.trainer)?;
        answer(trainer::archive(&asked.writer, &asked.author(), id).await)
    }

    /// Say how far a trainer is with a module.
    async fn certify_trainer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom, and for what.")] input: CertifyTrainerInput,
    ) -> Result<TrainerPayload> {
        let asked = ctx.asked();
        let id = key("Trainer", &input.trainer)?;
        let level = (input.module, input.level.into(), input.from.0);
        answer(trainer::certify(&asked.writer, &asked.author(), id, level).await)
    }
}
