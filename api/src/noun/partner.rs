//! A partner: an organisation that carries, pays for or delivers the programme.

use async_graphql::{Context, Enum, ID, Object, Result};
use entity::{contribution, partner, scope::Scope};
use sea_orm::{EntityTrait, Select};

use super::{
    cohort::{self, CohortConnection},
    contribution::{Contribution, ContributionsOf},
    for_the_programme, noun_list, noun_order, object_of,
    trainer::{self, TrainerConnection},
};
use crate::{
    filter::{TextFilter, enum_filter, noun_filter},
    id::global,
    loader::{self, link_one},
    nested,
    page::PageArgs,
};

object_of! {
    /// An organisation behind the programme.
    Partner(partner)
}

/// The partners that `scope` may see.
pub(crate) fn visible(scope: &Scope) -> Select<partner::Entity> {
    for_the_programme(scope, partner::Entity::find())
}

link_one! {
    /// A partner by its id.
    PartnerKey(uuid::Uuid): partner by Id, |row| row.id, visible
}

/// An organisation that carries, pays for or delivers the programme.
#[Object]
impl Partner {
    /// Its global id.
    pub(crate) async fn id(&self) -> ID {
        global("Partner", self.0.id)
    }

    /// Its name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What it is.
    async fn kind(&self) -> PartnerKind {
        self.0.kind.into()
    }

    /// The ISO 3166-1 code of its country.
    async fn country(&self) -> &str {
        &self.0.country
    }

    /// The cohorts that it delivers and that you may see, the earliest first.
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
        nested::list::<cohort::OfPartner, _>(ctx, self.0.id, args).await
    }

    /// The trainers who belong to it and whom you may see, by name.
    async fn trainers(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The first so many rows, 100 at most; 50 where neither `first` nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many rows, 100 at most.")] last: Option<i32>,
        #[graphql(desc = "Only rows before this cursor.")] before: Option<String>,
    ) -> Result<TrainerConnection> {
        let args = PageArgs {
            first,
            after,
            last,
            before,
        };
        nested::list::<trainer::OfPartner, _>(ctx, self.0.id, args).await
    }

    /// The money that it gives, the earliest first.
    async fn contributions(&self, ctx: &Context<'_>) -> Result<Vec<Contribution>> {
        loader::many::<_, contribution::Model, _>(ctx, ContributionsOf(self.0.id)).await
    }
}

/// What a partner is.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[graphql(remote = "partner::PartnerKind")]
pub(crate) enum PartnerKind {
    /// A ministry or office.
    Government,
    /// An employers' organisation.
    Employers,
    /// A trade union confederation.
    Union,
    /// A foundation.
    Foundation,
    /// Who gives money.
    Donor,
    /// Who delivers training.
    TrainingProvider,
    /// A business association.
    Association,
}

enum_filter! {
    /// Which kinds of partner are let through.
    PartnerKindFilter of PartnerKind => partner::PartnerKind
}

noun_filter! {
    /// Which partners are let through.
    PartnerFilter {
        /// By name.
        name: TextFilter => |given| given.of(partner::Column::Name),
        /// By kind.
        kind: PartnerKindFilter => |given| given.of(partner::Column::Kind),
    }
}

noun_order! {
    PartnerOrder by PartnerOrderField of partner, default Name, then Id as |row| Key::Uuid(row.id);
    /// By name.
    Name: Name as |row| Key::Text(row.name.clone()),
}

noun_list! {
    PartnerQueries, PartnerConnection, PartnerEdge, Partner of partner;
    /// The organisations behind the programme.
    partners(PartnerFilter, PartnerOrder) from visible;
}
