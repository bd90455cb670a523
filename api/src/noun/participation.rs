//! A participation: who came to a session from one enterprise; attendances, not persons.

use async_graphql::{Context, ID, Object, Result};
use entity::{enterprise, participation, scope::Scope};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Select};

use super::{
    enterprise::{Enterprise, links::EnterpriseKey},
    object_of,
    session::{Session, SessionKey},
};
use crate::{
    id::global,
    loader::{self, link_many},
};

object_of! {
    /// Who came to a session from one enterprise.
    Participation(participation)
}

fn visible(scope: &Scope) -> Select<participation::Entity> {
    participation::Entity::find().filter(
        participation::Column::EnterpriseId.in_subquery(enterprise::Entity::visible_ids(scope)),
    )
}

link_many! {
    /// Who came to a session.
    ParticipationsIn(uuid::Uuid): participation by SessionId sorted EnterpriseId, |row| row.session_id, visible
}

link_many! {
    /// Who came from an enterprise.
    ParticipationsOf(uuid::Uuid): participation by EnterpriseId sorted SessionId, |row| row.enterprise_id, visible
}

/// Who came to a session from one enterprise: attendances, not persons.
#[Object]
impl Participation {
    /// Its global id.
    async fn id(&self) -> ID {
        global(
            "Participation",
            format_args!("{}/{}", self.0.session_id, self.0.enterprise_id),
        )
    }

    /// Managers, women.
    async fn managers_women(&self) -> i32 {
        self.0.managers_women
    }

    /// Managers, men.
    async fn managers_men(&self) -> i32 {
        self.0.managers_men
    }

    /// Managers, sex not stated.
    async fn managers_not_stated(&self) -> i32 {
        self.0.managers_not_stated
    }

    /// Workers, women.
    async fn workers_women(&self) -> i32 {
        self.0.workers_women
    }

    /// Workers, men.
    async fn workers_men(&self) -> i32 {
        self.0.workers_men
    }

    /// Workers, sex not stated.
    async fn workers_not_stated(&self) -> i32 {
        self.0.workers_not_stated
    }

    /// How content they were, 0 to 100.
    async fn satisfaction(&self) -> Option<f64> {
        self.0.satisfaction
    }

    /// The session.
    async fn session(&self, ctx: &Context<'_>) -> Result<Option<Session>> {
        loader::one(ctx, SessionKey(self.0.session_id)).await
    }

    /// The enterprise.
    async fn enterprise(&self, ctx: &Context<'_>) -> Result<Option<Enterprise>> {
        loader::one(ctx, EnterpriseKey(self.0.enterprise_id)).await
    }
}
