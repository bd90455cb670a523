//! A planned value, with the document that it comes from.
use sea_orm::entity::prelude::*;

/// What the number of enterprises is called as a metric.
pub const ENTERPRISES: &str = "ENTERPRISES";

/// A planned value, with the document that it comes from.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "target")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What is planned: `ENTERPRISES` and the like.
    pub metric: String,
    /// The province; none for the nation.
    pub province_code: Option<String>,
    /// The year.
    pub year: i32,
    /// The planned value.
    pub value: f64,
    /// The document that plans it.
    pub source: String,
}

impl ActiveModelBehavior for ActiveModel {}
