//! A raw count that an enterprise knows.
use sea_orm::{QueryOrder, entity::prelude::*};

/// A raw count that an enterprise knows.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "measure")]
pub struct Model {
    /// `good_output` and the like.
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    /// Its place in the form.
    #[sea_orm(unique)]
    pub position: i32,
    /// Its name in English.
    pub name_en: String,
    /// Its name in Indonesian.
    pub name_id: String,
    /// What it is counted in; `output unit` is the enterprise's own.
    pub unit: String,
    /// Are there no fractions of it?
    pub whole_number: bool,
    /// Above this it is asked about.
    pub warn_max: Option<f64>,
    /// What it includes, in English.
    pub hint_en: String,
    /// What it includes, in Indonesian.
    pub hint_id: String,
}

impl ActiveModelBehavior for ActiveModel {}

/// The codes of all measures, in the order of the form.
///
/// # Errors
/// Where the database cannot be read.
pub async fn codes(db: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    let rows = Entity::find()
        .order_by_asc(Column::Position)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| row.code).collect())
}
