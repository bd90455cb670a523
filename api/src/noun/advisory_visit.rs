//! An advisory visit: who goes to an enterprise, what they found, and whether it helped.

use async_graphql::{Context, ID, Object, Result};
use entity::{advisory_visit, scope::Scope};
use sea_orm::{ColumnTrait, Select};

use super::{
    alert::{Alert, AlertKey},
    enterprise::{Enterprise, links::EnterpriseKey},
    history::{self, HistoryEntry},
    noun_list, noun_order, object_of,
    trainer::{Trainer, TrainerKey},
};
use crate::{
    context::Asks,
    filter::{DateFilter, IdFilter, noun_filter},
    id::global,
    loader::{self, link_many, link_one},
    scalar::{Date, DateTime},
};

object_of! {
    /// A visit to an enterprise.
    AdvisoryVisit(advisory_visit)
}

fn visible(scope: &Scope) -> Select<advisory_visit::Entity> {
    advisory_visit::Entity::visible_to(scope)
}

link_one! {
    /// A visit by its id.
    AdvisoryVisitKey(uuid::Uuid): advisory_visit by Id, |row| row.id, visible
}

link_many! {
    /// The visits that answer an alert.
    VisitsFor(uuid::Uuid): advisory_visit by AlertId sorted PlannedOn, |row| row.alert_id, visible
}

link_many! {
    /// The advisory visits to an enterprise.
    AdvisoryVisitsTo(uuid::Uuid): advisory_visit by EnterpriseId sorted PlannedOn, |row| row.enterprise_id, visible
}

/// A visit to an enterprise that answers an alert: planned, then held.
#[Object]
impl AdvisoryVisit {
    /// Its global id.
    pub(crate) async fn id(&self) -> ID {
        global("AdvisoryVisit", self.0.id)
    }

    /// The day that is planned.
    async fn planned_on(&self) -> Date {
        Date(self.0.planned_on)
    }

    /// The day on which it was held; null while it was not.
    async fn held_on(&self) -> Option<Date> {
        self.0.held_on.map(Date)
    }

    /// What was found.
    async fn findings(&self) -> Option<&str> {
        self.0.findings.as_deref()
    }

    /// What was advised.
    async fn advice(&self) -> Option<&str> {
        self.0.advice.as_deref()
    }

    /// What happens next.
    async fn follow_up(&self) -> Option<&str> {
        self.0.follow_up.as_deref()
    }

    /// The enterprise.
    async fn enterprise(&self, ctx: &Context<'_>) -> Result<Option<Enterprise>> {
        loader::one(ctx, EnterpriseKey(self.0.enterprise_id)).await
    }

    /// The alert that it answers; null where it answers none.
    async fn alert(&self, ctx: &Context<'_>) -> Result<Option<Alert>> {
        match self.0.alert_id {
            Some(id) => loader::one(ctx, AlertKey(id)).await,
            None => Ok(None),
        }
    }

    /// Who goes there, as far as you may see them.
    async fn trainer(&self, ctx: &Context<'_>) -> Result<Option<Trainer>> {
        loader::one(ctx, TrainerKey(self.0.trainer_id)).await
    }

    /// When what it answers got better after it was held; null while it did not, and where
    /// the months without the hit had ended before. After it does not mean because of it.
    async fn recovered_at(&self, ctx: &Context<'_>) -> Result<Option<DateTime>> {
        let (Some(id), Some(held)) = (self.0.alert_id, self.0.held_on) else {
            return Ok(None);
        };
        let alert = ctx.asked().loader.load_one(AlertKey(id)).await?;
        let recovered = alert.and_then(|alert| alert.recovered_after(held));
        Ok(recovered.map(DateTime))
    }

    /// Who changed what and when, the earliest first; empty for whoever is not of the office.
    async fn history(&self, ctx: &Context<'_>) -> Result<Vec<HistoryEntry>> {
        history::of(ctx, self.0.id).await
    }
}

noun_filter! {
    /// Which visits are let through.
    AdvisoryVisitFilter {
        /// By the enterprise: its global id.
        enterprise: IdFilter => |given| given.of("Enterprise", advisory_visit::Column::EnterpriseId)?,
        /// By the alert: its global id.
        alert: IdFilter => |given| given.of("Alert", advisory_visit::Column::AlertId)?,
        /// By the trainer: their global id.
        trainer: IdFilter => |given| given.of("Trainer", advisory_visit::Column::TrainerId)?,
        /// By the day that is planned.
        planned_on: DateFilter => |given| given.of(advisory_visit::Column::PlannedOn),
        /// By the day on which it was held.
        held_on: DateFilter => |given| given.of(advisory_visit::Column::HeldOn),
        /// By whether it was held.
        is_held: bool => |given| vec![if given {
            advisory_visit::Column::HeldOn.is_not_null()
        } else {
            advisory_visit::Column::HeldOn.is_null()
        }],
    }
}

noun_order! {
    AdvisoryVisitOrder by AdvisoryVisitOrderField of advisory_visit, default PlannedOn, then Id as |row| Key::Uuid(row.id);
    /// By the day that is planned.
    PlannedOn: PlannedOn as |row| Key::Day(row.planned_on),
}

noun_list! {
    AdvisoryVisitQueries, AdvisoryVisitConnection, AdvisoryVisitEdge, AdvisoryVisit of advisory_visit;
    /// The advisory visits that you may see.
    advisory_visits(AdvisoryVisitFilter, AdvisoryVisitOrder) from visible, joining
        ["enterprise"] to EnterpriseKey by EnterpriseId as |row| Some(row.enterprise_id),
        ["alert"] to AlertKey by AlertId as |row| row.alert_id,
        ["trainer"] to TrainerKey by TrainerId as |row| Some(row.trainer_id);
}
