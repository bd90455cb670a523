//! A province that a manager answers for.
use sea_orm::entity::prelude::*;

/// A province that a manager answers for.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "account_province")]
pub struct Model {
    /// The account.
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: Uuid,
    /// The province.
    #[sea_orm(primary_key, auto_increment = false)]
    pub province_code: String,
}

impl ActiveModelBehavior for ActiveModel {}
