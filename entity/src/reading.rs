//! An indicator's value for one enterprise and month, made once.
use crate::rules::period::Month;
use sea_orm::entity::prelude::*;

/// An indicator's value for one enterprise and month, made once.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "reading")]
pub struct Model {
    /// The enterprise.
    #[sea_orm(primary_key, auto_increment = false)]
    pub enterprise_id: Uuid,
    /// The indicator.
    #[sea_orm(primary_key, auto_increment = false)]
    pub indicator_code: String,
    /// The month.
    #[sea_orm(primary_key, auto_increment = false)]
    pub month: Month,
    /// Where the enterprise was on the month's last day.
    pub province_code: String,
    /// The request that was answered.
    #[sea_orm(indexed)]
    pub data_request_id: Uuid,
    /// The count above the line.
    pub numerator: f64,
    /// The count below the line.
    pub denominator: Option<f64>,
    /// The value, in the indicator's unit.
    pub value: f64,
    /// The baseline that it is compared with.
    pub baseline: Option<f64>,
    /// Change since baseline: per cent, or the indicator's unit.
    pub change: Option<f64>,
    /// Improved by more than the noise floor.
    pub improved: Option<bool>,
}

impl ActiveModelBehavior for ActiveModel {}
