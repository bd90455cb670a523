//! One count of one report version.
use sea_orm::entity::prelude::*;

/// One count of one report version.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "measurement")]
pub struct Model {
    /// The report version.
    #[sea_orm(primary_key, auto_increment = false)]
    pub report_version_id: Uuid,
    /// The measure.
    #[sea_orm(primary_key, auto_increment = false)]
    pub measure_code: String,
    /// The count, in the measure's unit.
    pub value: f64,
}

impl ActiveModelBehavior for ActiveModel {}
