//! A pause of the chase: for one enterprise, one province, or everywhere.

use async_graphql::{Context, ID, Object, Result};
use entity::{pause, scope::Scope};
use sea_orm::{ColumnTrait, Select};

use super::{
    enterprise::{Enterprise, links::EnterpriseKey},
    history::{self, HistoryEntry},
    noun_list, noun_order, object_of,
    province::{Province, ProvinceKey, provinces},
};
use crate::{
    filter::{CodeFilter, IdFilter, noun_filter},
    id::global,
    loader::{self, link_one},
    scalar::DateTime,
};

object_of! {
    /// A pause of the chase.
    Pause(pause)
}

fn visible(scope: &Scope) -> Select<pause::Entity> {
    pause::Entity::visible_to(scope)
}

link_one! {
    /// A pause by its id.
    PauseKey(uuid::Uuid): pause by Id, |row| row.id, visible
}

/// A pause of the chase: what is due waits until it ends, and expires as it would.
#[Object]
impl Pause {
    /// Its global id.
    pub(crate) async fn id(&self) -> ID {
        global("Pause", self.0.id)
    }

    /// The enterprise whose chase rests; null for a province or everywhere.
    async fn enterprise(&self, ctx: &Context<'_>) -> Result<Option<Enterprise>> {
        match self.0.enterprise_id {
            Some(id) => loader::one(ctx, EnterpriseKey(id)).await,
            None => Ok(None),
        }
    }

    /// The province whose chase rests; null for an enterprise or everywhere.
    async fn province(&self, ctx: &Context<'_>) -> Result<Option<Province>> {
        match &self.0.province_code {
            Some(code) => loader::one(ctx, ProvinceKey(code.clone())).await,
            None => Ok(None),
        }
    }

    /// Why.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// Since when.
    async fn since(&self) -> DateTime {
        DateTime(self.0.paused_at)
    }

    /// Until when; null while it holds.
    async fn until(&self) -> Option<DateTime> {
        self.0.resumed_at.map(DateTime)
    }

    /// Who changed what and when, the earliest first; empty for whoever is not of the office.
    async fn history(&self, ctx: &Context<'_>) -> Result<Vec<HistoryEntry>> {
        history::of(ctx, self.0.id).await
    }
}

noun_filter! {
    /// Which pauses are let through.
    PauseFilter {
        /// By the enterprise: its global id.
        enterprise: IdFilter => |given| given.of("Enterprise", pause::Column::EnterpriseId)?,
        /// By the code of the province.
        province: CodeFilter => |given| provinces(given, pause::Column::ProvinceCode)?,
        /// By whether it holds.
        is_open: bool => |given| vec![if given {
            pause::Column::ResumedAt.is_null()
        } else {
            pause::Column::ResumedAt.is_not_null()
        }],
    }
}

noun_order! {
    PauseOrder by PauseOrderField of pause, default Since, then Id as |row| Key::Uuid(row.id);
    /// By when it began.
    Since: PausedAt as |row| Key::Moment(row.paused_at),
}

noun_list! {
    PauseQueries, PauseConnection, PauseEdge, Pause of pause;
    /// The pauses of the chase that concern what you may see.
    pauses(PauseFilter, PauseOrder) from visible, joining
        ["enterprise"] to EnterpriseKey by EnterpriseId as |row| row.enterprise_id,
        ["province"] to ProvinceKey by ProvinceCode as |row| row.province_code.clone();
}
