//! Changes of cohorts, and who is in them.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result};
use entity::{
    changes::{cohort, enrolment},
    enterprise::EnterpriseStatus,
};

use super::{
    enterprise::EnterprisePayload,
    frame::{answer, key, key_if_given, payload, set},
};
use crate::{context::Asks, noun::cohort::Cohort, scalar::Date};

payload! {
    /// What became of a change of a cohort.
    CohortPayload { cohort: Cohort }
}

/// What `createCohort` takes.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct CreateCohortInput {
    /// Its name, which no other has.
    name: String,
    /// The code of the province where it is trained.
    province: String,
    /// Who delivers it: the partner's global id.
    partner: ID,
    /// Who leads it: the trainer's global id.
    lead_trainer: ID,
    /// When it begins.
    starts_on: Date,
    /// Your name for this cohort: the same key again makes no other, and is answered with what it made.
    idempotency_key: Option<String>,
}

/// What `updateCohort` takes. What is left out stays as it is.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct UpdateCohortInput {
    /// The cohort: its global id.
    cohort: ID,
    /// The version that you read.
    version: i32,
    /// Its name, which no other has.
    name: Option<String>,
    /// Who delivers it: the partner's global id.
    partner: Option<ID>,
    /// Who leads it: the trainer's global id.
    lead_trainer: Option<ID>,
    /// When it begins.
    starts_on: Option<Date>,
}

/// What `archiveCohort` takes.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct ArchiveCohortInput {
    /// The cohort: its global id.
    cohort: ID,
}

/// What `enrol` takes.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct EnrolInput {
    /// The enterprise: its global id.
    enterprise: ID,
    /// The cohort, in the enterprise's province: its global id.
    cohort: ID,
    /// Since when.
    from: Date,
}

/// What `withdraw` takes.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct WithdrawInput {
    /// The enterprise: its global id.
    enterprise: ID,
    /// The cohort: its global id.
    cohort: ID,
    /// Its last day in the cohort; not after today.
    on: Date,
    /// As what it leaves the programme, where that was its last cohort.
    #[graphql(default_with = "Departure::Dropped")]
    departure: Departure,
    /// Why.
    reason: Option<String>,
}

/// As what an enterprise leaves the programme.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
pub(crate) enum Departure {
    /// It has finished.
    Graduated,
    /// It has left before.
    Dropped,
}

impl From<Departure> for EnterpriseStatus {
    fn from(departure: Departure) -> Self {
        match departure {
            Departure::Graduated => Self::Graduated,
            Departure::Dropped => Self::Dropped,
        }
    }
}

/// The mutations of this file.
#[derive(Default)]
pub(crate) struct CohortMutations;

#[Object]
impl CohortMutations {
    /// Enter a cohort.
    async fn create_cohort(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is said of it.")] input: CreateCohortInput,
    ) -> Result<CohortPayload> {
        let asked = ctx.asked();
        let author = asked.author_once(&input, input.idempotency_key.as_deref())?;
        let given = cohort::Particulars {
            name: input.name,
            province: input.province,
            partner: key("Partner", &input.partner)?,
            lead_trainer: key("Trainer", &input.lead_trainer)?,
            starts_on: input.starts_on.0,
        };
        answer(cohort::create(&asked.writer, &author, given).await)
    }

    /// Change what is said of a cohort.
    async fn update_cohort(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, and what is new.")] input: UpdateCohortInput,
    ) -> Result<CohortPayload> {
        let asked = ctx.asked();
        let read = (key("Cohort", &input.cohort)?, input.version);
        let partner = key_if_given("Partner", input.partner.as_ref())?;
        let leads = key_if_given("Trainer", input.lead_trainer.as_ref())?;
        let edit = |row: &mut entity::cohort::Model| {
            set(&mut row.name, input.name);
            set(&mut row.partner_id, partner);
            set(&mut row.lead_trainer_id, leads);
            set(&mut row.starts_on, input.starts_on.map(|day| day.0));
        };
        answer(cohort::update(&asked.writer, &asked.author(), read, edit).await)
    }

    /// Put a cohort away.
    async fn archive_cohort(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] input: ArchiveCohortInput,
    ) -> Result<CohortPayload> {
        let asked = ctx.asked();
        let id = key("Cohort", &input.cohort)?;
        answer(cohort::archive(&asked.writer, &asked.author(), id).await)
    }

    /// Take an enterprise into a cohort.
    async fn enrol(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, where and since when.")] input: EnrolInput,
    ) -> Result<EnterprisePayload> {
        let asked = ctx.asked();
        let both = (
            key("Enterprise", &input.enterprise)?,
            key("Cohort", &input.cohort)?,
        );
        answer(enrolment::enrol(&asked.writer, &asked.author(), both, input.from.0).await)
    }

    /// Take an enterprise out of a cohort.
    async fn withdraw(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, from where and when.")] input: WithdrawInput,
    ) -> Result<EnterprisePayload> {
        let asked = ctx.asked();
        let both = (
            key("Enterprise", &input.enterprise)?,
            key("Cohort", &input.cohort)?,
        );
        let end = (input.on.0, input.departure.into());
        let author = asked.author();
        answer(enrolment::withdraw(&asked.writer, &author, both, end, input.reason).await)
    }
}
