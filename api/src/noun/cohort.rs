//! A cohort: the enterprises that are trained together.

use std::collections::HashMap;

use async_graphql::{Context, ID, Object, Result, dataloader::Loader};
use entity::{cohort, enrolment, enterprise, scope::Scope, session};
use sea_orm::{
    ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationDef,
};

use super::{
    enterprise::Enterprise,
    noun_list, noun_order, object_of,
    partner::{Partner, PartnerKey},
    province::{Province, ProvinceKey},
    session::{Session, SessionsOf},
    trainer::{Trainer, TrainerKey},
};
use crate::{
    filter::{CodeFilter, DateFilter, IdFilter, TextFilter, noun_filter},
    id::{global, uuid_of},
    loader::{self, Fault, Visible, grouped, link_many, link_one},
    scalar::Date,
};

object_of! {
    /// The enterprises that are trained together.
    Cohort(cohort)
}

link_one! {
    /// A cohort by its id.
    CohortKey(uuid::Uuid): cohort by Id, |row| row.id, cohort::Entity::visible_to
}

link_many! {
    /// The cohorts of a province.
    CohortsInProvince(String): cohort by ProvinceCode sorted StartsOn, |row| row.province_code, cohort::Entity::visible_to
}

link_many! {
    /// The cohorts that a trainer leads.
    CohortsLedBy(uuid::Uuid): cohort by LeadTrainerId sorted StartsOn, |row| row.lead_trainer_id, cohort::Entity::visible_to
}

link_many! {
    /// The cohorts that a partner delivers.
    CohortsOfPartner(uuid::Uuid): cohort by PartnerId sorted StartsOn, |row| row.partner_id, cohort::Entity::visible_to
}

/// The cohorts of an enterprise.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct CohortsOf(pub(crate) uuid::Uuid);

/// The enterprises of a cohort.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct EnterprisesOf(pub(crate) uuid::Uuid);

/// From a cohort to its enrolments.
pub(crate) fn to_enrolment() -> RelationDef {
    cohort::Entity::belongs_to(enrolment::Entity)
        .from(cohort::Column::Id)
        .to(enrolment::Column::CohortId)
        .into()
}

fn from_enterprise() -> RelationDef {
    enterprise::Entity::belongs_to(enrolment::Entity)
        .from(enterprise::Column::Id)
        .to(enrolment::Column::EnterpriseId)
        .into()
}

impl Loader<CohortsOf> for Visible {
    type Value = Vec<cohort::Model>;
    type Error = Fault;

    async fn load(&self, keys: &[CohortsOf]) -> Result<HashMap<CohortsOf, Self::Value>, Fault> {
        let rows = cohort::Entity::visible_to(&self.scope)
            .join(JoinType::InnerJoin, to_enrolment())
            .select_also(enrolment::Entity)
            .filter(enrolment::Column::EnterpriseId.is_in(keys.iter().map(|key| key.0)))
            .order_by_asc(enrolment::Column::FromDate)
            .all(&self.db)
            .await?;
        Ok(grouped(rows.into_iter().filter_map(|(row, enrolment)| {
            Some((CohortsOf(enrolment?.enterprise_id), row))
        })))
    }
}

impl Loader<EnterprisesOf> for Visible {
    type Value = Vec<enterprise::Model>;
    type Error = Fault;

    async fn load(
        &self,
        keys: &[EnterprisesOf],
    ) -> Result<HashMap<EnterprisesOf, Self::Value>, Fault> {
        let rows = enterprise::Entity::visible_to(&self.scope)
            .join(JoinType::InnerJoin, from_enterprise())
            .select_also(enrolment::Entity)
            .filter(enrolment::Column::CohortId.is_in(keys.iter().map(|key| key.0)))
            .order_by_asc(enterprise::Column::Name)
            .all(&self.db)
            .await?;
        Ok(grouped(rows.into_iter().filter_map(|(row, enrolment)| {
            Some((EnterprisesOf(enrolment?.cohort_id), row))
        })))
    }
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
}

noun_filter! {
    /// Which cohorts are let through.
    CohortFilter {
        /// By id.
        id: IdFilter => |given| given.of("Cohort", cohort::Column::Id)?,
        /// By name.
        name: TextFilter => |given| given.of(cohort::Column::Name),
        /// By the code of the province.
        province: CodeFilter => |given| given.of(cohort::Column::ProvinceCode),
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
    cohorts(CohortFilter, CohortOrder) from |scope: &Scope| cohort::Entity::visible_to(scope);

    /// One cohort; null where there is none or you may not see it.
    async fn cohort(&self, ctx: &Context<'_>, #[graphql(desc = "Its global id.")] id: ID) -> Result<Option<Cohort>> {
        match uuid_of("Cohort", &id)? {
            Some(id) => loader::one(ctx, CohortKey(id)).await,
            None => Ok(None),
        }
    }
}
