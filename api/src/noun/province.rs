//! A province, by its ISO 3166-2 code: public.

use async_graphql::{Context, ID, Object, Result};
use entity::{cohort, enterprise, province, reference::ISLAND_GROUPS, scope::Scope};
use sea_orm::{EntityTrait, Select};

use super::{
    cohort::{Cohort, CohortsInProvince},
    enterprise::{Enterprise, EnterprisesInProvince},
    noun_list, noun_order, object_of,
};
use crate::{
    error::bad_input,
    filter::{CodeFilter, TextFilter, noun_filter},
    id::global,
    loader::{self, link_one},
    page::{MOST, length},
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
        #[graphql(desc = "The first so many, 100 at most.")] first: Option<i32>,
    ) -> Result<Vec<Enterprise>> {
        let first = length("first", first, MOST)?;
        loader::many::<_, enterprise::Model, _>(
            ctx,
            EnterprisesInProvince {
                province: self.0.code.clone(),
                first,
            },
        )
        .await
    }

    /// The cohorts that are trained there and that you may see.
    async fn cohorts(&self, ctx: &Context<'_>) -> Result<Vec<Cohort>> {
        loader::many::<_, cohort::Model, _>(ctx, CohortsInProvince(self.0.code.clone())).await
    }
}

noun_filter! {
    /// Which provinces are let through.
    ProvinceFilter {
        /// By code.
        code: CodeFilter => |given| {
            for code in given.eq.iter().chain(given.one_of.iter().flatten()) {
                refuse_island_group(code)?;
            }
            given.of(province::Column::Code)
        },
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
pub(crate) fn refuse_island_group(code: &str) -> Result<()> {
    if ISLAND_GROUPS.contains(&code) {
        return Err(bad_input(format!(
            "`{code}` is a group of islands, not a province; ask for one of its provinces."
        )));
    }
    Ok(())
}

noun_list! {
    ProvinceQueries, ProvinceConnection, ProvinceEdge, Province of province;
    /// The provinces of Indonesia.
    provinces(ProvinceFilter, ProvinceOrder) from visible;

    /// The province with this ISO 3166-2 code; null, with an error that says so, where there is none.
    async fn province(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its code, `ID-JK` and the like.")] code: String,
    ) -> Result<Option<Province>> {
        refuse_island_group(&code)?;
        match loader::one(ctx, ProvinceKey(code.clone())).await? {
            Some(province) => Ok(Some(province)),
            None => Err(bad_input(format!("There is no province `{code}`; codes are like `ID-JK`."))),
        }
    }
}
