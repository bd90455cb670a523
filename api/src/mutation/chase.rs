//! What the office does about the chase: lets it rest and go on, lets a held run
//! pass, sends again what failed.

use async_graphql::{Context, ID, InputObject, Object, Result};
use entity::changes::chase::{self, Resting};

use super::frame::{answer, key, payload};
use crate::{
    context::Asks,
    error::bad_input,
    noun::{message::Message, pause::Pause, run::Run},
};

payload! {
    /// What became of a pause.
    PausePayload { pause: Pause }
}

payload! {
    /// What became of a run.
    ReleaseRunPayload { run: Run }
}

payload! {
    /// What became of a message.
    RetryMessagePayload { message: Message }
}

/// What `pauseChasing` takes: an enterprise, or a province, or neither for everywhere.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct PauseChasingInput {
    /// The enterprise: its global id.
    enterprise: Option<ID>,
    /// The code of the province.
    province: Option<String>,
    /// Why.
    reason: Option<String>,
}

/// What `resumeChasing` takes.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct ResumeChasingInput {
    /// The pause: its global id.
    pause: ID,
}

/// What `releaseRun` takes.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct ReleaseRunInput {
    /// The run's `name`, as the mail about it says: job, slot and zone.
    run: String,
}

/// What `retryMessage` takes.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct RetryMessageInput {
    /// The message: its global id.
    message: ID,
}

/// The mutations of this file.
#[derive(Default)]
pub(crate) struct ChaseMutations;

#[Object]
impl ChaseMutations {
    /// Let requests and reminders rest: of an enterprise, of a province, or of everybody.
    async fn pause_chasing(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose chase rests, and why.")] input: PauseChasingInput,
    ) -> Result<PausePayload> {
        let asked = ctx.asked();
        let whom = match (&input.enterprise, input.province) {
            (Some(_), Some(_)) => {
                return Err(bad_input(
                    "Give `enterprise` or `province`, or neither for everywhere.",
                ));
            }
            (Some(id), None) => Resting::Enterprise(key("Enterprise", id)?),
            (None, Some(code)) => Resting::Province(code),
            (None, None) => Resting::Everywhere,
        };
        answer(chase::pause(&asked.writer, &asked.author(), whom, input.reason).await)
    }

    /// Let requests and reminders go on.
    async fn resume_chasing(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which pause ends.")] input: ResumeChasingInput,
    ) -> Result<PausePayload> {
        let asked = ctx.asked();
        let id = key("Pause", &input.pause)?;
        answer(chase::resume(&asked.writer, &asked.author(), id).await)
    }

    /// Let a run go on that the flood brake holds.
    async fn release_run(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which run.")] input: ReleaseRunInput,
    ) -> Result<ReleaseRunPayload> {
        let asked = ctx.asked();
        answer(chase::release(&asked.writer, &asked.author(), &input.run).await)
    }

    /// Send a message again that failed.
    async fn retry_message(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which message.")] input: RetryMessageInput,
    ) -> Result<RetryMessagePayload> {
        let asked = ctx.asked();
        let id = key("Message", &input.message)?;
        answer(chase::retry(&asked.writer, &asked.author(), id).await)
    }
}
