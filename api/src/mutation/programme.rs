//! What is planned for the programme, and what is given for it.

use async_graphql::{Context, ID, InputObject, Object, Result};
use entity::changes::{
    contribution::{self, Gift},
    target::{self, Plan},
};

use super::frame::{answer, key, payload};
use crate::{
    context::Asks,
    noun::{contribution::Contribution, target::Target},
};

payload! {
    /// What became of a change of a target.
    TargetPayload { target: Target }
}

payload! {
    /// What became of a change of a contribution.
    ContributionPayload { contribution: Contribution }
}

/// What `setTarget` takes.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct SetTargetInput {
    /// What is counted: `ENTERPRISES` and the like.
    metric: String,
    /// The code of the province; null for the nation.
    province: Option<String>,
    /// The year, by whose end it should be reached.
    year: i32,
    /// The planned value.
    value: f64,
    /// The document that plans it.
    source: String,
}

/// What `recordContribution` takes.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct RecordContributionInput {
    /// Who gives it: the partner's global id.
    partner: ID,
    /// How much, in whole units of the currency.
    amount: f64,
    /// The ISO 4217 code of the currency.
    currency: String,
    /// The first year that it is for.
    from_year: i32,
    /// The last year that it is for.
    to_year: i32,
    /// What it is for.
    purpose: String,
    /// Your name for this contribution: the same key again makes no other, and is answered with what it made.
    idempotency_key: Option<String>,
}

/// The mutations of this file.
#[derive(Default)]
pub(crate) struct ProgrammeMutations;

#[Object]
impl ProgrammeMutations {
    /// Plan a value for a year; what was planned before gives way.
    async fn set_target(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is planned.")] input: SetTargetInput,
    ) -> Result<TargetPayload> {
        let asked = ctx.asked();
        let plan = Plan {
            metric: input.metric,
            province: input.province,
            year: input.year,
            value: input.value,
            source: input.source,
        };
        answer(target::set(&asked.writer, &asked.author(), plan).await)
    }

    /// Record money that somebody gives.
    async fn record_contribution(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is given.")] input: RecordContributionInput,
    ) -> Result<ContributionPayload> {
        let asked = ctx.asked();
        let author = asked.author_once(&input, input.idempotency_key.as_deref())?;
        let gift = Gift {
            partner: key("Partner", &input.partner)?,
            amount: input.amount,
            currency: input.currency,
            years: (input.from_year, input.to_year),
            purpose: input.purpose,
        };
        answer(contribution::record(&asked.writer, &author, gift).await)
    }
}
