//! All that the files of an edition are made of, read at once.

use std::collections::HashMap;

use sea_orm::{DbErr, QueryFilter, QueryOrder, entity::prelude::*};

use super::{Column, Entity, Model, file::Audience};
use crate::{
    indicator, measure, province,
    rules::{
        difference::{Difference, differences},
        period::Quarter,
        summary::Figures,
    },
    scope::Scope,
    series,
};

/// An edition as one audience gets it, with what names and explains its figures.
#[derive(Clone, Debug)]
pub struct Material {
    /// The edition.
    pub edition: Model,
    /// Its quarter.
    pub quarter: Quarter,
    /// Who gets it.
    pub audience: Audience,
    /// The province; none for the nation.
    pub province: Option<province::Model>,
    /// The figures that the audience gets.
    pub figures: Figures,
    /// What differs from the edition before; empty for the first.
    pub differences: Vec<Difference>,
    /// The indicators of the figures, in their order; then those that only the edition before had.
    pub indicators: Vec<indicator::Model>,
    /// What indicators are made of.
    pub measures: Vec<measure::Model>,
}

impl Material {
    /// Read what `audience` gets of `edition`.
    ///
    /// # Errors
    /// Where the database cannot be read, or an edition's text is not one of ours.
    pub async fn load(
        db: &impl ConnectionTrait,
        edition: Model,
        audience: Audience,
    ) -> Result<Self, DbErr> {
        let figures = edition.set(audience)?;
        let old = match edition.edition {
            1 => None,
            _ => before(db, &edition).await?,
        };
        let old = old.map(|old| old.set(audience)).transpose()?;
        let indicators = indicators(db, [Some(&figures), old.as_ref()]).await?;
        let differences = match old {
            Some(old) => {
                let yardsticks: Vec<_> = indicators
                    .iter()
                    .map(|row| (row.code.clone(), series::yardstick(row)))
                    .collect();
                differences(&old, &figures, &yardsticks)
            }
            None => Vec::new(),
        };
        let province = match &edition.province_code {
            Some(code) => province::Entity::find_by_id(code).one(db).await?,
            None => None,
        };
        let measures = measure::Entity::find().order_by_asc(measure::Column::Position);
        Ok(Self {
            quarter: edition.period()?,
            edition,
            audience,
            province,
            figures,
            differences,
            indicators,
            measures: measures.all(db).await?,
        })
    }
}

impl Model {
    /// The figures that `audience` gets.
    ///
    /// # Errors
    /// Where the text is not one of ours.
    pub fn set(&self, audience: Audience) -> Result<Figures, DbErr> {
        match audience {
            Audience::Internal => self.figures(),
            Audience::Public => self.public_figures(),
        }
    }

    /// SHA-256 of the frozen text that `audience` gets.
    pub fn set_hash(&self, audience: Audience) -> &str {
        match audience {
            Audience::Internal => &self.internal_hash,
            Audience::Public => &self.public_hash,
        }
    }
}

/// The newest edition of a place and quarter that `scope` may see; the nation's without a place.
///
/// # Errors
/// Where the database cannot be read.
pub async fn newest(
    db: &impl ConnectionTrait,
    scope: &Scope,
    place: Option<&str>,
    quarter: Quarter,
) -> Result<Option<Model>, DbErr> {
    let there = Entity::visible_to(scope)
        .filter(of_place(place))
        .filter(Column::Quarter.eq(quarter.to_string()));
    there.order_by_desc(Column::Edition).one(db).await
}

/// The edition before `edition`: they are counted without a gap.
async fn before(db: &impl ConnectionTrait, edition: &Model) -> Result<Option<Model>, DbErr> {
    let there = Entity::find()
        .filter(of_place(edition.province_code.as_deref()))
        .filter(Column::Quarter.eq(&edition.quarter))
        .filter(Column::Edition.eq(edition.edition - 1));
    there.one(db).await
}

fn of_place(place: Option<&str>) -> sea_orm::sea_query::SimpleExpr {
    match place {
        Some(code) => Column::ProvinceCode.eq(code),
        None => Column::ProvinceCode.is_null(),
    }
}

/// The indicators that any of these figures tell of, in their order, each once.
async fn indicators(
    db: &impl ConnectionTrait,
    figures: [Option<&Figures>; 2],
) -> Result<Vec<indicator::Model>, DbErr> {
    let told = figures.into_iter().flatten();
    let codes = told.flat_map(|figures| figures.indicators.iter().map(|one| one.code.as_str()));
    let codes: Vec<&str> = codes.collect();
    let rows = indicator::Entity::find()
        .filter(indicator::Column::Code.is_in(codes.iter().copied()))
        .all(db)
        .await?;
    let mut known: HashMap<String, indicator::Model> = rows
        .into_iter()
        .map(|row| (row.code.clone(), row))
        .collect();
    Ok(codes
        .iter()
        .filter_map(|code| known.remove(*code))
        .collect())
}
