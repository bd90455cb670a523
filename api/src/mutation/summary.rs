//! An edition made by hand.

use async_graphql::{Context, InputObject, Object, Result};
use entity::changes::summary;

use super::frame::{answer, payload};
use crate::{context::Asks, noun::summary::Summary, scalar::Quarter};

payload! {
    /// What became of a summary.
    SummaryPayload { summary: Summary }
}

/// What `compileSummary` takes.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct CompileSummaryInput {
    /// The code of the province; the nation's summary without.
    province: Option<String>,
    /// The quarter; it must be over.
    quarter: Quarter,
    /// Your name for this edition: the same key again makes no other, also when more has come meanwhile, and is answered with what it made.
    idempotency_key: Option<String>,
}

/// The mutations of this file.
#[derive(Default)]
pub(crate) struct SummaryMutations;

#[Object]
impl SummaryMutations {
    /// Make the next edition of a summary from what has come by now; where nothing
    /// differs, the newest is answered.
    async fn compile_summary(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Where and when.")] input: CompileSummaryInput,
    ) -> Result<SummaryPayload> {
        let asked = ctx.asked();
        let author = asked.author_once(&input, input.idempotency_key.as_deref())?;
        let (place, quarter) = (input.province, input.quarter.0);
        answer(summary::compile(&asked.writer, &author, place, quarter).await)
    }
}
