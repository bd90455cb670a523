//! A partner: an organisation that carries, pays for or delivers the programme.

use async_graphql::{Context, Enum, ID, Object, Result};
use entity::{cohort, partner, scope::Scope};
use sea_orm::{EntityTrait, QueryFilter, Select, sea_query::Expr};

use super::{
    cohort::{Cohort, CohortsOfPartner},
    noun_list, noun_order, object_of,
};
use crate::{
    filter::{TextFilter, enum_filter, noun_filter},
    id::global,
    loader::{self, link_one},
};

object_of! {
    /// An organisation behind the programme.
    Partner(partner)
}

/// The partners that `scope` may see: all of them, for whoever is of the programme.
pub(crate) fn visible(scope: &Scope) -> Select<partner::Entity> {
    match scope {
        Scope::Anonymous | Scope::Enterprise { .. } => {
            partner::Entity::find().filter(Expr::value(false))
        }
        Scope::Admin | Scope::Manager { .. } | Scope::Trainer { .. } | Scope::Donor => {
            partner::Entity::find()
        }
    }
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

    /// The cohorts that it delivers and that you may see.
    async fn cohorts(&self, ctx: &Context<'_>) -> Result<Vec<Cohort>> {
        loader::many::<_, cohort::Model, _>(ctx, CohortsOfPartner(self.0.id)).await
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
