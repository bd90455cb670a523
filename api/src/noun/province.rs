//! A province, by its ISO 3166-2 code: public.

use async_graphql::{Context, ID, Object, Result};
use entity::{province, reference::ISLAND_GROUPS, scope::Scope, target};
use sea_orm::{ColumnTrait, EntityTrait, Select};

use super::{
    cohort::{self, CohortConnection},
    enterprise::{self, list::EnterpriseConnection},
    noun_list, noun_order, object_of,
    target::{Target, TargetsOf},
};
use crate::{
    error::bad_input,
    filter::{CodeFilter, Terms, TextFilter, noun_filter},
    id::global,
    loader::{self, link_one},
    nested,
    page::PageArgs,
    scalar::Date,
};

object_of! {
    /// A province of Indonesia.
    Province(province)
}

/// Everybody may see every province.
pub(crate) fn visible(_: &Scope) -> Select<province::Entity> {
    province::Entity::find()
}

link_one! {
    /// A province by its code.
    ProvinceKey(String): province by Code, |row| row.code, visible
}

/// A province of Indonesia.
#[Object]
impl Province {
    /// Its global id.
    pub(crate) async fn id(&self) -> ID {
        global("Province", &self.0.code)
    }

    /// Its ISO 3166-2 code, `ID-JK` and the like.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// Its name in Indonesian.
    async fn name(&self) -> &str {
        &self.0.name_id
    }

    /// Its name in English.
    async fn name_en(&self) -> &str {
        &self.0.name_en
    }

    /// The code of the Ministry of Home Affairs, as text.
    async fn kemendagri_code(&self) -> &str {
        &self.0.kemendagri_code
    }

    /// Its zone in the time zone database, `Asia/Jakarta` and the like.
    async fn timezone(&self) -> &str {
        &self.0.timezone
    }

    /// The short name of its zone: WIB, WITA or WIT.
    async fn zone(&self) -> &str {
        &self.0.zone
    }

    /// The island group that it lies in.
    async fn island_group(&self) -> &str {
        &self.0.island_group
    }

    /// Since when it exists, where it is younger than the programme.
    async fn valid_from(&self) -> Option<Date> {
        self.0.valid_from.map(Date)
    }

    /// The province that it was part of.
    async fn predecessor(&self, ctx: &Context<'_>) -> Result<Option<Province>> {
        match &self.0.predecessor {
            Some(code) => loader::one(ctx, ProvinceKey(code.clone())).await,
            None => Ok(None),
        }
    }

    /// The enterprises that are there now and that you may see, by name.
    async fn enterprises(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The first so many rows, 100 at most; 50 where neither `first` nor `last` is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only rows after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many rows, 100 at most.")] last: Option<i32>,
        #[graphql(desc = "Only rows before this cursor.")] before: Option<String>,
    ) -> Result<EnterpriseConnection> {
        let args = PageArgs {
            first,
            after,
            last,
            before,
        };
        nested::list::<enterprise::links::InProvince, _>(ctx, self.0.code.clone(), args).await
    }

    /// The cohorts that are trained there and that you may see, the earliest first.
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
        nested::list::<cohort::InProvince, _>(ctx, self.0.code.clone(), args).await
    }

    /// What is planned for it, the earliest year first.
    async fn targets(&self, ctx: &Context<'_>) -> Result<Vec<Target>> {
        loader::many::<_, target::Model, _>(ctx, TargetsOf(self.0.code.clone())).await
    }
}

noun_filter! {
    /// Which provinces are let through.
    ProvinceFilter {
        /// By code.
        code: CodeFilter => |given| provinces(given, province::Column::Code)?,
        /// By name in Indonesian.
        name: TextFilter => |given| given.of(province::Column::NameId),
        /// By short name of the zone.
        zone: CodeFilter => |given| given.of(province::Column::Zone),
        /// By island group.
        island_group: CodeFilter => |given| given.of(province::Column::IslandGroup),
    }
}

noun_order! {
    ProvinceOrder by ProvinceOrderField of province, default Code, then Code as |row| Key::Text(row.code.clone());
    /// By code.
    Code: Code as |row| Key::Text(row.code.clone()),
    /// By name in Indonesian.
    Name: NameId as |row| Key::Text(row.name_id.clone()),
}

/// Some codes look like provinces and are groups of islands.
fn refuse_island_group(code: &str) -> Result<()> {
    if ISLAND_GROUPS.contains(&code) {
        return Err(bad_input(format!(
            "`{code}` is a group of islands, not a province; ask for one of its provinces."
        )));
    }
    Ok(())
}

/// The province with this `code`; an error that says so where there is none.
pub(crate) async fn named(ctx: &Context<'_>, code: String) -> Result<Province> {
    refuse_island_group(&code)?;
    let found = loader::one(ctx, ProvinceKey(code.clone())).await?;
    found.ok_or_else(|| {
        bad_input(format!(
            "There is no province `{code}`; codes are like `ID-JK`."
        ))
    })
}

/// What `given` asks of `column`, which holds codes of provinces.
pub(crate) fn provinces(given: CodeFilter, column: impl ColumnTrait) -> Result<Terms> {
    for code in given.eq.iter().chain(given.one_of.iter().flatten()) {
        refuse_island_group(code)?;
    }
    Ok(given.of(column))
}

noun_list! {
    ProvinceQueries, ProvinceConnection, ProvinceEdge, Province of province;
    /// The provinces of Indonesia.
    provinces(ProvinceFilter, ProvinceOrder) from visible, joining
        ["predecessor"] to ProvinceKey by Predecessor as |row| row.predecessor.clone();

    /// The province with this ISO 3166-2 code; null, with an error that says so, where there is none.
    async fn province(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its code, `ID-JK` and the like.")] code: String,
    ) -> Result<Option<Province>> {
        named(ctx, code).await.map(Some)
    }
}
