//! A contribution: money from a donor or payer.

use async_graphql::{Context, ID, Object, Result};
use entity::{contribution, scope::Scope};
use sea_orm::{EntityTrait, Select};

use super::{
    for_the_programme,
    history::{self, HistoryEntry},
    noun_list, noun_order, object_of,
    partner::{Partner, PartnerKey},
};
use crate::{
    filter::{CodeFilter, IdFilter, IntFilter, noun_filter},
    id::global,
    loader::{self, link_many, link_one},
};

object_of! {
    /// Money from a donor or payer.
    Contribution(contribution)
}

/// The contributions that `scope` may see.
fn visible(scope: &Scope) -> Select<contribution::Entity> {
    for_the_programme(scope, contribution::Entity::find())
}

link_one! {
    /// A contribution by its id.
    ContributionKey(uuid::Uuid): contribution by Id, |row| row.id, visible
}

link_many! {
    /// The contributions of a partner.
    ContributionsOf(uuid::Uuid): contribution by PartnerId sorted FromYear, |row| row.partner_id, visible
}

/// Money from a donor or payer, over a span of years.
#[Object]
impl Contribution {
    /// Its global id.
    pub(crate) async fn id(&self) -> ID {
        global("Contribution", self.0.id)
    }

    /// How much, in whole units of the currency.
    async fn amount(&self) -> f64 {
        self.0.amount
    }

    /// The ISO 4217 code of the currency.
    async fn currency(&self) -> &str {
        &self.0.currency
    }

    /// The first year that it is for.
    async fn from_year(&self) -> i32 {
        self.0.from_year
    }

    /// The last year that it is for.
    async fn to_year(&self) -> i32 {
        self.0.to_year
    }

    /// What it is for.
    async fn purpose(&self) -> &str {
        &self.0.purpose
    }

    /// Who gives it.
    async fn partner(&self, ctx: &Context<'_>) -> Result<Option<Partner>> {
        loader::one(ctx, PartnerKey(self.0.partner_id)).await
    }

    /// Who changed what and when, the earliest first; empty for whoever is not of the office.
    async fn history(&self, ctx: &Context<'_>) -> Result<Vec<HistoryEntry>> {
        history::of(ctx, self.0.id).await
    }
}

noun_filter! {
    /// Which contributions are let through.
    ContributionFilter {
        /// By partner.
        partner: IdFilter => |given| given.of("Partner", contribution::Column::PartnerId)?,
        /// By ISO 4217 code of the currency.
        currency: CodeFilter => |given| given.of(contribution::Column::Currency),
        /// By first year.
        from_year: IntFilter => |given| given.of(contribution::Column::FromYear),
        /// By last year.
        to_year: IntFilter => |given| given.of(contribution::Column::ToYear),
    }
}

noun_order! {
    ContributionOrder by ContributionOrderField of contribution, default FromYear, then Id as |row| Key::Uuid(row.id);
    /// By first year.
    FromYear: FromYear as |row| Key::Number(row.from_year),
    /// By currency.
    Currency: Currency as |row| Key::Text(row.currency.clone()),
}

noun_list! {
    ContributionQueries, ContributionConnection, ContributionEdge, Contribution of contribution;
    /// The money that carries the programme.
    contributions(ContributionFilter, ContributionOrder) from visible, joining
        ["partner"] to PartnerKey by PartnerId as |row| Some(row.partner_id);
}
