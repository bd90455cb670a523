//! A session: a dated piece of training, in a classroom or at the workplace.

use async_graphql::{Context, Enum, ID, Object, Result};
use entity::{cohort, enterprise, participation, scope::Scope, session, session_trainer, trainer};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Select};

use super::{
    cohort::{Cohort, CohortKey},
    enterprise::{Enterprise, links::EnterpriseKey},
    history::{self, HistoryEntry},
    module::{Module, ModuleKey},
    noun_list, noun_order, object_of,
    participation::{Participation, ParticipationsIn},
    trainer::{Trainer, TrainersOfSession},
};
use crate::{
    filter::{CodeFilter, DateFilter, IdFilter, enum_filter, noun_filter},
    id::global,
    loader::{self, link_many, link_one, link_through},
    nested::nested_list,
    scalar::Date,
};

object_of! {
    /// A dated piece of training.
    Session(session)
}

/// The sessions of the cohorts and enterprises that `scope` may see.
pub(crate) fn visible(scope: &Scope) -> Select<session::Entity> {
    if *scope == Scope::Admin {
        return session::Entity::find();
    }
    let cohorts = cohort::Entity::visible_to(scope)
        .select_only()
        .column(cohort::Column::Id)
        .into_query();
    session::Entity::find().filter(
        Condition::any()
            .add(session::Column::CohortId.in_subquery(cohorts))
            .add(session::Column::EnterpriseId.in_subquery(enterprise::Entity::visible_ids(scope))),
    )
}

link_one! {
    /// A session by its id.
    SessionKey(uuid::Uuid): session by Id, |row| row.id, visible
}

link_many! {
    /// The classroom sessions of a cohort.
    SessionsOf(uuid::Uuid): session by CohortId sorted HeldOn, |row| row.cohort_id, visible
}

link_many! {
    /// The visits to an enterprise.
    VisitsTo(uuid::Uuid): session by EnterpriseId sorted HeldOn, |row| row.enterprise_id, visible
}

link_through! {
    /// The sessions that a trainer delivered, the earliest first.
    DeliveredBy: session through session_trainer on (Id, SessionId) by TrainerId, |link| link.trainer_id,
    sorted session::Column::HeldOn, visible
}

nested_list! {
    /// The sessions of a module.
    OfModule: session by ModuleCode(String) sorted SessionOrder, |row| row.module_code, visible
}

/// A dated piece of training: in a classroom or at the workplace.
#[Object]
impl Session {
    /// Its global id.
    pub(crate) async fn id(&self) -> ID {
        global("Session", self.0.id)
    }

    /// Where it is held.
    async fn kind(&self) -> SessionKind {
        self.0.kind.into()
    }

    /// Its first day.
    async fn held_on(&self) -> Date {
        Date(self.0.held_on)
    }

    /// How many days.
    async fn days(&self) -> i32 {
        self.0.days
    }

    /// The module that it is about.
    async fn module(&self, ctx: &Context<'_>) -> Result<Option<Module>> {
        loader::one(ctx, ModuleKey(self.0.module_code.clone())).await
    }

    /// The cohort, for a classroom session.
    async fn cohort(&self, ctx: &Context<'_>) -> Result<Option<Cohort>> {
        match self.0.cohort_id {
            Some(id) => loader::one(ctx, CohortKey(id)).await,
            None => Ok(None),
        }
    }

    /// The enterprise, for a visit.
    async fn enterprise(&self, ctx: &Context<'_>) -> Result<Option<Enterprise>> {
        match self.0.enterprise_id {
            Some(id) => loader::one(ctx, EnterpriseKey(id)).await,
            None => Ok(None),
        }
    }

    /// Who delivered it, as far as you may see them.
    async fn trainers(&self, ctx: &Context<'_>) -> Result<Vec<Trainer>> {
        loader::many::<_, trainer::Model, _>(ctx, TrainersOfSession(self.0.id)).await
    }

    /// Who came, per enterprise that you may see.
    async fn participations(&self, ctx: &Context<'_>) -> Result<Vec<Participation>> {
        loader::many::<_, participation::Model, _>(ctx, ParticipationsIn(self.0.id)).await
    }

    /// Who changed what and when, the earliest first; empty for whoever is not of the office.
    async fn history(&self, ctx: &Context<'_>) -> Result<Vec<HistoryEntry>> {
        history::of(ctx, self.0.id).await
    }
}

/// Where a session is held.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[graphql(remote = "session::SessionKind")]
pub(crate) enum SessionKind {
    /// With a cohort, in a classroom.
    Classroom,
    /// At one enterprise's workplace.
    OnSiteVisit,
}

enum_filter! {
    /// Which kinds of session are let through.
    SessionKindFilter of SessionKind => session::SessionKind
}

noun_filter! {
    /// Which sessions are let through.
    SessionFilter {
        /// By kind.
        kind: SessionKindFilter => |given| given.of(session::Column::Kind),
        /// By the code of the module.
        module: CodeFilter => |given| given.of(session::Column::ModuleCode),
        /// By cohort.
        cohort: IdFilter => |given| given.of("Cohort", session::Column::CohortId)?,
        /// By enterprise.
        enterprise: IdFilter => |given| given.of("Enterprise", session::Column::EnterpriseId)?,
        /// By first day.
        held_on: DateFilter => |given| given.of(session::Column::HeldOn),
    }
}

noun_order! {
    SessionOrder by SessionOrderField of session, default HeldOn, then Id as |row| Key::Uuid(row.id);
    /// By first day.
    HeldOn: HeldOn as |row| Key::Day(row.held_on),
}

noun_list! {
    SessionQueries, SessionConnection, SessionEdge, Session of session;
    /// The sessions that you may see.
    sessions(SessionFilter, SessionOrder) from visible, joining
        ["module"] to ModuleKey by ModuleCode as |row| Some(row.module_code.clone()),
        ["cohort"] to CohortKey by CohortId as |row| row.cohort_id,
        ["enterprise"] to EnterpriseKey by EnterpriseId as |row| row.enterprise_id;
}
