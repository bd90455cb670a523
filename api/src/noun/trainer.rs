//! A trainer: a person, so only the office, managers of their cohorts and they themselves see one.

use std::collections::HashMap;

use async_graphql::{Context, ID, Object, Result, dataloader::Loader};
use entity::{certification, cohort, enrolment, scope::Scope, session, session_trainer, trainer};
use sea_orm::{
    ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    RelationDef, Select, sea_query::Expr,
};

use super::{
    certification::{Certification, CertificationsOf},
    cohort::{self as cohorts, CohortConnection},
    history::{self, HistoryEntry},
    language::Language,
    noun_list, noun_order, object_of,
    partner::{Partner, PartnerKey},
    session::{DeliveredBy, Session},
};
use crate::{
    filter::{IdFilter, TextFilter, noun_filter},
    id::global,
    loader::{self, Fault, Visible, link_one, link_through},
    nested::{self, nested_list},
    page::PageArgs,
    scalar::DateTime,
};

object_of! {
    /// A person who delivers SCORE.
    Trainer(trainer)
}

/// The trainers that `scope` may see.
pub(crate) fn visible(scope: &Scope) -> Select<trainer::Entity> {
    let all = trainer::Entity::find();
    match scope {
        Scope::Admin => all,
        Scope::Manager { .. } => {
            let led = cohort::Entity::visible_to(scope)
                .select_only()
                .column(cohort::Column::LeadTrainerId);
            all.filter(trainer::Column::Id.in_subquery(led.into_query()))
        }
        Scope::Trainer { id } => all.filter(trainer::Column::Id.eq(*id)),
        Scope::Enterprise { .. } | Scope::Donor | Scope::Anonymous => {
            all.filter(Expr::value(false))
        }
    }
}

link_one! {
    /// A trainer by their id.
    TrainerKey(uuid::Uuid): trainer by Id, |row| row.id, visible
}

/// The trainer who leads the newest cohort of an enterprise.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct TrainerOf(pub(crate) uuid::Uuid);

link_through! {
    /// The trainers who delivered a session, by name.
    TrainersOfSession: trainer through session_trainer on (Id, TrainerId) by SessionId, |link| link.session_id,
    sorted trainer::Column::Name, visible
}

nested_list! {
    /// The trainers of a partner.
    OfPartner: trainer by PartnerId(uuid::Uuid) sorted TrainerOrder, |row| row.partner_id, visible
}

fn to_led_cohort() -> RelationDef {
    trainer::Entity::belongs_to(cohort::Entity)
        .from(trainer::Column::Id)
        .to(cohort::Column::LeadTrainerId)
        .into()
}

fn to_enrolment() -> RelationDef {
    cohort::Entity::belongs_to(enrolment::Entity)
        .from(cohort::Column::Id)
        .to(enrolment::Column::CohortId)
        .into()
}

impl Loader<TrainerOf> for Visible {
    type Value = trainer::Model;
    type Error = Fault;

    async fn load(&self, keys: &[TrainerOf]) -> Result<HashMap<TrainerOf, Self::Value>, Fault> {
        let rows = visible(&self.scope)
            .join(JoinType::InnerJoin, to_led_cohort())
            .join(JoinType::InnerJoin, to_enrolment())
            .select_also(enrolment::Entity)
            .filter(enrolment::Column::EnterpriseId.is_in(keys.iter().map(|key| key.0)))
            .order_by_asc(enrolment::Column::FromDate)
            .all(&self.db)
            .await?;
        // The newest comes last, and the last of a key stays.
        Ok(rows
            .into_iter()
            .filter_map(|(row, enrolment)| Some((TrainerOf(enrolment?.enterprise_id), row)))
            .collect())
    }
}

/// A person who delivers SCORE.
#[Object]
impl Trainer {
    /// Their global id.
    pub(crate) async fn id(&self) -> ID {
        global("Trainer", self.0.id)
    }

    /// Their name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Their e-mail address.
    async fn email(&self) -> &str {
        &self.0.email
    }

    /// Their phone number, E.164.
    async fn phone(&self) -> &str {
        &self.0.phone
    }

    /// The partner that they belong to.
    async fn partner(&self, ctx: &Context<'_>) -> Result<Option<Partner>> {
        loader::one(ctx, PartnerKey(self.0.partner_id)).await
    }

    /// The cohorts that they lead and that you may see, the earliest first.
    async fn cohorts(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The first so many rows, 100 at most; 50 where neither `first` nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many rows, 100 at most.")] last: Option<i32>,
        #[graphql(desc = "Only rows before this cursor.")] before: Option<String>,
    ) -> Result<CohortConnection> {
        let args = PageArgs {
            first,
            after,
            last,
            before,
        };
        nested::list::<cohorts::LedBy, _>(ctx, self.0.id, args).await
    }

    /// The sessions that they delivered and that you may see, the earliest first.
    async fn sessions(&self, ctx: &Context<'_>) -> Result<Vec<Session>> {
        loader::many::<_, session::Model, _>(ctx, DeliveredBy(self.0.id)).await
    }

    /// What they may deliver, per module.
    async fn certifications(&self, ctx: &Context<'_>) -> Result<Vec<Certification>> {
        loader::many::<_, certification::Model, _>(ctx, CertificationsOf(self.0.id)).await
    }

    /// The language that they read.
    async fn language(&self) -> Language {
        self.0.language.into()
    }

    /// Grows with each change; say which one you read when you change it.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// When they were put away.
    async fn archived_at(&self) -> Option<DateTime> {
        self.0.archived_at.map(DateTime)
    }

    /// Who changed what and when, the earliest first; empty for whoever is not of the office.
    async fn history(&self, ctx: &Context<'_>) -> Result<Vec<HistoryEntry>> {
        history::of(ctx, self.0.id).await
    }
}

noun_filter! {
    /// Which trainers are let through.
    TrainerFilter {
        /// By id.
        id: IdFilter => |given| given.of("Trainer", trainer::Column::Id)?,
        /// By name.
        name: TextFilter => |given| given.of(trainer::Column::Name),
        /// By partner.
        partner: IdFilter => |given| given.of("Partner", trainer::Column::PartnerId)?,
    }
}

noun_order! {
    TrainerOrder by TrainerOrderField of trainer, default Name, then Id as |row| Key::Uuid(row.id);
    /// By name.
    Name: Name as |row| Key::Text(row.name.clone()),
}

noun_list! {
    TrainerQueries, TrainerConnection, TrainerEdge, Trainer of trainer;
    /// The trainers that you may see.
    trainers(TrainerFilter, TrainerOrder) from visible, joining
        ["partner"] to PartnerKey by PartnerId as |row| Some(row.partner_id);

    /// One trainer; null where there is none or you may not see them.
    async fn trainer(&self, ctx: &Context<'_>, #[graphql(desc = "Their global id.")] id: ID) -> Result<Option<Trainer>> {
        loader::by_id(ctx, "Trainer", &id, TrainerKey).await
    }
}
