//! An unusual figure that was asked about and confirmed.
use crate::rules::plausibility::Reason;
use sea_orm::entity::prelude::*;

/// An unusual figure that was asked about and confirmed; the note of its version may say why.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "confirmation")]
pub struct Model {
    /// The report version that it came with.
    #[sea_orm(primary_key, auto_increment = false)]
    pub report_version_id: Uuid,
    /// The code of the indicator or measure.
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject: String,
    /// Why it was asked about.
    pub reason: Reason,
    /// The figure.
    pub value: f64,
    /// The bound or the own median that it was compared with.
    pub compared_with: f64,
}

impl ActiveModelBehavior for ActiveModel {}
