//! A province, by its ISO 3166-2 code.
use std::collections::HashMap;

use sea_orm::entity::prelude::*;

use crate::rules::zone::{ZONES, Zone};

/// A province, by its ISO 3166-2 code.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "province")]
pub struct Model {
    /// `ID-JK` and the like.
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    /// The code of the Ministry of Home Affairs, as text.
    pub kemendagri_code: String,
    /// Its name in Indonesian.
    pub name_id: String,
    /// Its name in English.
    pub name_en: String,
    /// Its zone in the time zone database.
    pub timezone: String,
    /// WIB, WITA or WIT.
    pub zone: String,
    /// The island group that it lies in.
    pub island_group: String,
    /// Since when it exists, where it is younger than the programme.
    pub valid_from: Option<Date>,
    /// The province that it was part of.
    pub predecessor: Option<String>,
    /// Was the programme there in 2012?
    pub in_programme_2012: bool,
}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// Its zone; none where the time zone database has no such name.
    pub fn tz(&self) -> Option<chrono_tz::Tz> {
        self.timezone.parse().ok()
    }
}

/// The zones of all provinces by their codes, each with its short name.
///
/// # Errors
/// Where the database cannot be read.
pub async fn zones(
    db: &impl ConnectionTrait,
) -> Result<HashMap<String, (String, chrono_tz::Tz)>, DbErr> {
    let provinces = Entity::find().all(db).await?;
    let zones = provinces.into_iter().filter_map(|province| {
        let tz = province.tz()?;
        Some((province.code, (province.zone, tz)))
    });
    Ok(zones.collect())
}

/// The zone of the province `code`; nothing where there is no such province.
///
/// # Errors
/// Where the database cannot be read.
pub async fn zone(db: &impl ConnectionTrait, code: &str) -> Result<Option<Zone>, DbErr> {
    let province = Entity::find_by_id(code).one(db).await?;
    let named = |province: Model| ZONES.into_iter().find(|zone| zone.name == province.zone);
    Ok(province.and_then(named))
}
