//! A cohort: the enterprises that are trained together.

use async_graphql::{Context, ID, Object, Result};
use entity::{cohort, enrolment, enterprise, scope::Scope, session};

use super::{
    enterprise::{Enterprise, links::EnterprisesOf},
    history::{self, HistoryEntry},
    noun_list, noun_order, object_of,
    partner::{Partner, PartnerKey},
    province::{Province, ProvinceKey, provinces},
    session::{Session, SessionsOf},
    trainer::{Trainer, TrainerKey},
};
use crate::{
    filter::{CodeFilter, DateFilter, IdFilter, TextFilter, noun_filter},
    id::global,
    loader::{self, link_one, link_through},
    nested::nested_list,
    scalar::{Date, DateTime},
};

object_of! {
    /// The enterprises that are trained together.
    Cohort(cohort)
}

link_one! {
    /// A cohort by its id.
    CohortKey(uuid::Uuid): cohort by Id, |row| row.id, cohort::Entity::visible_to
}

nested_list! {
    /// The cohorts of a province.
    InProvince: cohort by ProvinceCode(String) sorted CohortOrder, |row| row.province_code, cohort::Entity::visible_to
}

nested_list! {
    /// The cohorts that a trainer leads.
    LedBy: cohort by LeadTrainerId(uuid::Uuid) sorted CohortOrder, |row| row.lead_trainer_id, cohort::Entity::visible_to
}

nested_list! {
    /// The cohorts that a partner delivers.
    OfPartner: cohort by PartnerId(uuid::Uuid) sorted CohortOrder, |row| row.partner_id, cohort::Entity::visible_to
}

link_through! {
    /// The cohorts of an enterprise, the earliest first.
    CohortsOf: cohort through enrolment on (Id, CohortId) by EnterpriseId, |link| link.enterprise_id,
    sorted enrolment::Column::FromDate, cohort::Entity::visible_to
}

/// The enterprises that are trained together, in one province and by one partner.
#[Object]
impl Cohort {
    /// Its global id.
    pub(crate) async fn id(&self) -> ID {
        global("Cohort", self.0.id)
    }

    /// Its name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// When it began.
    async fn starts_on(&self) -> Date {
        Date(self.0.starts_on)
    }

    /// Where it is trained.
    async fn province(&self, ctx: &Context<'_>) -> Result<Option<Province>> {
        loader::one(ctx, ProvinceKey(self.0.province_code.clone())).await
    }

    /// Who delivers it.
    async fn partner(&self, ctx: &Context<'_>) -> Result<Option<Partner>> {
        loader::one(ctx, PartnerKey(self.0.partner_id)).await
    }

    /// Who leads it.
    async fn lead_trainer(&self, ctx: &Context<'_>) -> Result<Option<Trainer>> {
        loader::one(ctx, TrainerKey(self.0.lead_trainer_id)).await
    }

    /// The enterprises that are or were in it, by name.
    async fn enterprises(&self, ctx: &Context<'_>) -> Result<Vec<Enterprise>> {
        loader::many::<_, enterprise::Model, _>(ctx, EnterprisesOf(self.0.id)).await
    }

    /// Its classroom sessions, the earliest first.
    async fn sessions(&self, ctx: &Context<'_>) -> Result<Vec<Session>> {
        loader::many::<_, session::Model, _>(ctx, SessionsOf(self.0.id)).await
    }

    /// Grows with each change; say which one you read when you change it.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// When it was put away.
    async fn archived_at(&self) -> Option<DateTime> {
        self.0.archived_at.map(DateTime)
    }

    /// Who changed what and when, the earliest first; empty for whoever is not of the office.
    async fn history(&self, ctx: &Context<'_>) -> Result<Vec<HistoryEntry>> {
        history::of(ctx, self.0.id).await
    }
}

noun_filter! {
    /// Which cohorts are let through.
    CohortFilter {
        /// By id.
        id: IdFilter => |given| given.of("Cohort", cohort::Column::Id)?,
        /// By name.
        name: TextFilter => |given| given.of(cohort::Column::Name),
        /// By the code of the province.
        province: CodeFilter => |given| provinces(given, cohort::Column::ProvinceCode)?,
        /// By lead trainer.
        lead_trainer: IdFilter => |given| given.of("Trainer", cohort::Column::LeadTrainerId)?,
        /// By partner.
        partner: IdFilter => |given| given.of("Partner", cohort::Column::PartnerId)?,
        /// By when it began.
        starts_on: DateFilter => |given| given.of(cohort::Column::StartsOn),
    }
}

noun_order! {
    CohortOrder by CohortOrderField of cohort, default StartsOn, then Id as |row| Key::Uuid(row.id);
    /// By when it began.
    StartsOn: StartsOn as |row| Key::Day(row.starts_on),
    /// By name.
    Name: Name as |row| Key::Text(row.name.clone()),
}

noun_list! {
    CohortQueries, CohortConnection, CohortEdge, Cohort of cohort;
    /// The cohorts that you may see.
    cohorts(CohortFilter, CohortOrder) from |scope: &Scope| cohort::Entity::visible_to(scope), joining
        ["province"] to ProvinceKey by ProvinceCode as |row| Some(row.province_code.clone()),
        ["partner"] to PartnerKey by PartnerId as |row| Some(row.partner_id),
        ["leadTrainer"] to TrainerKey by LeadTrainerId as |row| Some(row.lead_trainer_id);

    /// One cohort; null where there is none or you may not see it.
    async fn cohort(&self, ctx: &Context<'_>, #[graphql(desc = "Its global id.")] id: ID) -> Result<Option<Cohort>> {
        loader::by_id(ctx, "Cohort", &id, CohortKey).await
    }
}
