//! An indicator's value before the first module; a new one keeps the old.
use sea_orm::entity::prelude::*;

/// An indicator's value before the first module; a new one keeps the old.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "baseline")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The enterprise.
    #[sea_orm(indexed)]
    pub enterprise_id: Uuid,
    /// The indicator.
    pub indicator_code: String,
    /// The value, in the indicator's unit.
    pub value: f64,
    /// How it is known.
    pub source: BaselineSource,
    /// When it was recorded.
    pub recorded_on: Date,
    /// When a newer one took its place.
    pub superseded_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}

/// How a baseline is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(24))",
    rename_all = "SCREAMING_SNAKE_CASE"
)]
pub enum BaselineSource {
    /// From the books.
    Recorded,
    /// Estimated by the enterprise.
    Estimated,
    /// Worked out afterwards.
    Reconstructed,
}
