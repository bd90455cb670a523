//! What is done about an alert.

use async_graphql::{Context, ID, InputObject, Object, Result};
use entity::changes::alert;

use super::frame::{answer, key, payload};
use crate::{context::Asks, noun::alert::Alert};

payload! {
    /// What became of a change of an alert.
    AlertPayload { alert: Alert }
}

/// What `acknowledgeAlert` takes.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct AcknowledgeAlertInput {
    /// The alert: its global id.
    alert: ID,
}

/// What `resolveAlert` takes.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct ResolveAlertInput {
    /// The alert: its global id.
    alert: ID,
    /// Why it is dealt with.
    reason: String,
}

/// The mutations of this file.
#[derive(Default)]
pub(crate) struct AlertMutations;

#[Object]
impl AlertMutations {
    /// Say that you have taken notice of an alert.
    async fn acknowledge_alert(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] input: AcknowledgeAlertInput,
    ) -> Result<AlertPayload> {
        let asked = ctx.asked();
        let id = key("Alert", &input.alert)?;
        answer(alert::acknowledge(&asked.writer, &asked.author(), id).await)
    }

    /// Say that an alert is dealt with without a visit. No other is opened for the same
    /// problem before it has got better.
    async fn resolve_alert(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, and why.")] input: ResolveAlertInput,
    ) -> Result<AlertPayload> {
        let asked = ctx.asked();
        let id = key("Alert", &input.alert)?;
        answer(alert::resolve(&asked.writer, &asked.author(), id, input.reason).await)
    }
}
