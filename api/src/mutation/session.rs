//! Sessions that were held, and baselines taken there.

use async_graphql::{Context, ID, InputObject, Object, Result};
use entity::{
    changes::{
        baseline::{self, Record},
        session::{self, Held, Place},
    },
    participation,
};
use uuid::Uuid;

use super::frame::{answer, key, payload};
use crate::{
    context::Asks,
    error::bad_input,
    noun::{
        baseline::{Baseline, BaselineSource},
        session::Session,
    },
    scalar::Date,
};

payload! {
    /// What became of a change of a session.
    SessionPayload { session: Session }
}

payload! {
    /// What became of a change of a baseline.
    BaselinePayload { baseline: Baseline }
}

/// What `recordSession` takes: a cohort for a session in the classroom, or an enterprise for a visit.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct RecordSessionInput {
    /// The cohort, for a classroom session: its global id.
    cohort: Option<ID>,
    /// The enterprise, for a visit: its global id.
    enterprise: Option<ID>,
    /// The code of the module.
    module: String,
    /// Its first day; not after today.
    held_on: Date,
    /// How many days.
    #[graphql(default = 1)]
    days: i32,
    /// Who delivered it: the trainers' global ids.
    trainers: Vec<ID>,
    /// Who came, per enterprise.
    participations: Vec<ParticipationInput>,
    /// Your name for this session: the same key again makes no other, and is answered with what it made.
    idempotency_key: Option<String>,
}

/// Who came to a session from one enterprise: attendances, not persons.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct ParticipationInput {
    /// The enterprise: its global id.
    enterprise: ID,
    /// Managers, women.
    #[graphql(default)]
    managers_women: i32,
    /// Managers, men.
    #[graphql(default)]
    managers_men: i32,
    /// Managers, sex not stated.
    #[graphql(default)]
    managers_not_stated: i32,
    /// Workers, women.
    #[graphql(default)]
    workers_women: i32,
    /// Workers, men.
    #[graphql(default)]
    workers_men: i32,
    /// Workers, sex not stated.
    #[graphql(default)]
    workers_not_stated: i32,
    /// How content they were, 0 to 100.
    satisfaction: Option<f64>,
}

impl ParticipationInput {
    fn row(self) -> Result<participation::Model> {
        Ok(participation::Model {
            session_id: Uuid::nil(),
            enterprise_id: key("Enterprise", &self.enterprise)?,
            managers_women: self.managers_women,
            managers_men: self.managers_men,
            managers_not_stated: self.managers_not_stated,
            workers_women: self.workers_women,
            workers_men: self.workers_men,
            workers_not_stated: self.workers_not_stated,
            satisfaction: self.satisfaction,
        })
    }
}

impl RecordSessionInput {
    fn held(self) -> Result<Held> {
        let place = match (&self.cohort, &self.enterprise) {
            (Some(id), None) => Place::Cohort(key("Cohort", id)?),
            (None, Some(id)) => Place::Enterprise(key("Enterprise", id)?),
            _ => {
                return Err(bad_input(
                    "Give `cohort` for a session in the classroom or `enterprise` for a visit, not both.",
                ));
            }
        };
        let people = self.participations.into_iter().map(ParticipationInput::row);
        let trainers = self.trainers.iter().map(|id| key("Trainer", id));
        Ok(Held {
            place,
            module: self.module,
            held_on: self.held_on.0,
            days: self.days,
            trainers: trainers.collect::<Result<_>>()?,
            participations: people.collect::<Result<_>>()?,
        })
    }
}

/// What `recordBaseline` takes.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct RecordBaselineInput {
    /// The enterprise: its global id.
    enterprise: ID,
    /// The code of the indicator, `LAB_PROD` and the like.
    indicator: String,
    /// The value, in the indicator's unit.
    value: f64,
    /// How it is known.
    source: BaselineSource,
    /// When it was recorded; not after today.
    recorded_on: Date,
}

/// The mutations of this file.
#[derive(Default)]
pub(crate) struct SessionMutations;

#[Object]
impl SessionMutations {
    /// Record a session that was held, and who came.
    async fn record_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What was held.")] input: RecordSessionInput,
    ) -> Result<SessionPayload> {
        let asked = ctx.asked();
        let author = asked.author_once(&input, input.idempotency_key.as_deref())?;
        answer(session::record(&asked.writer, &author, input.held()?).await)
    }

    /// Record what an indicator was before the first module; a new record keeps the old one.
    async fn record_baseline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What was recorded.")] input: RecordBaselineInput,
    ) -> Result<BaselinePayload> {
        let asked = ctx.asked();
        let record = Record {
            enterprise: key("Enterprise", &input.enterprise)?,
            indicator: input.indicator,
            value: input.value,
            source: input.source.into(),
            recorded_on: input.recorded_on.0,
        };
        answer(baseline::record(&asked.writer, &asked.author(), record).await)
    }
}
