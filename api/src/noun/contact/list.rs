//! The list of contacts, and whom a time window touched.

use async_graphql::{Context, Result};
use entity::contact;
use sea_orm::ColumnTrait;

use super::{
    super::{enterprise::links::EnterpriseKey, for_the_office, noun_list, noun_order},
    Contact, visible,
};
use crate::{
    context::Asks,
    filter::{IdFilter, noun_filter},
    page::{PageArgs, page, total},
    scalar::DateTime,
};

noun_filter! {
    /// Which contacts are let through.
    ContactFilter {
        /// By the enterprise: its global id.
        enterprise: IdFilter => |given| given.of("Enterprise", contact::Column::EnterpriseId)?,
        /// By whether they are asked first.
        is_primary: bool => |given| vec![contact::Column::IsPrimary.eq(given)],
    }
}

noun_order! {
    ContactOrder by ContactOrderField of contact, default Id, then Id as |row| Key::Uuid(row.id);
    /// By when they were entered.
    Id: Id as |row| Key::Uuid(row.id),
}

noun_list! {
    ContactQueries, ContactConnection, ContactEdge, Contact of contact;
    /// The contacts that you may see.
    contacts(ContactFilter, ContactOrder) from visible, joining
        ["enterprise"] to EnterpriseKey by EnterpriseId as |row| Some(row.enterprise_id);

    /// Whom a time window touched: the contacts who were entered, changed or written to in it,
    /// for a notice of a breach. Empty for whoever is not of the office.
    #[allow(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn touched_contacts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "When the window begins.")] from: DateTime,
        #[graphql(desc = "When it ends.")] to: DateTime,
        #[graphql(desc = "The first so many rows, 100 at most; 50 where neither `first` nor `last` is given.")] first: Option<i32>,
        #[graphql(desc = "Only rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many rows, 100 at most.")] last: Option<i32>,
        #[graphql(desc = "Only rows before this cursor.")] before: Option<String>,
    ) -> Result<ContactConnection> {
        let asked = ctx.asked();
        let all = for_the_office(asked.scope(), contact::touched(from.0, to.0));
        let args = PageArgs { first, after, last, before };
        let sort = ContactOrder::default().sort();
        let page = page(asked, all.clone(), &sort, &args, &[]).await?;
        Ok((page, total(all)).into())
    }
}
