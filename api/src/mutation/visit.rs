//! Advisory visits: planned, and recorded when they were held.

use async_graphql::{Context, ID, InputObject, Object, Result};
use entity::changes::visit::{self, Answers, Held, Plan};

use super::frame::{answer, key, key_if_given, payload};
use crate::{context::Asks, error::bad_input, noun::advisory_visit::AdvisoryVisit, scalar::Date};

payload! {
    /// What became of a change of a visit.
    VisitPayload { visit: AdvisoryVisit }
}

/// What `planVisit` takes: an alert, or an enterprise where there is none.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct PlanVisitInput {
    /// The alert that it answers: its global id.
    alert: Option<ID>,
    /// The enterprise, for a visit that answers no alert: its global id.
    enterprise: Option<ID>,
    /// Who goes there: the trainer's global id. You, if you are a trainer, or who leads
    /// the enterprise's cohort, where it is not given.
    trainer: Option<ID>,
    /// The day; today or later.
    planned_on: Date,
}

impl PlanVisitInput {
    fn plan(&self) -> Result<Plan> {
        let to = match (&self.alert, &self.enterprise) {
            (Some(id), None) => Answers::Alert(key("Alert", id)?),
            (None, Some(id)) => Answers::Enterprise(key("Enterprise", id)?),
            _ => return Err(bad_input("Give `alert` or `enterprise`, not both.")),
        };
        Ok(Plan {
            to,
            trainer: key_if_given("Trainer", self.trainer.as_ref())?,
            planned_on: self.planned_on.0,
        })
    }
}

/// What `recordVisit` takes.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct RecordVisitInput {
    /// The visit that was planned: its global id.
    visit: ID,
    /// The day on which it was held; not after today.
    held_on: Date,
    /// What was found.
    findings: String,
    /// What was advised.
    advice: String,
    /// What happens next.
    follow_up: Option<String>,
}

/// The mutations of this file.
#[derive(Default)]
pub(crate) struct VisitMutations;

#[Object]
impl VisitMutations {
    /// Plan an advisory visit.
    async fn plan_visit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Where, who and when.")] input: PlanVisitInput,
    ) -> Result<VisitPayload> {
        let asked = ctx.asked();
        answer(visit::plan(&asked.writer, &asked.author(), input.plan()?).await)
    }

    /// Record a visit that was held; it resolves the alert that it answers.
    async fn record_visit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, and what came of it.")] input: RecordVisitInput,
    ) -> Result<VisitPayload> {
        let asked = ctx.asked();
        let id = key("AdvisoryVisit", &input.visit)?;
        let held = Held {
            held_on: input.held_on.0,
            findings: input.findings,
            advice: input.advice,
            follow_up: input.follow_up,
        };
        answer(visit::record(&asked.writer, &asked.author(), id, held).await)
    }
}
