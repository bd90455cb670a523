//! A day on which nobody works: national holiday or joint leave.
use crate::rules::calendar::Calendar;
use sea_orm::entity::prelude::*;

/// A day on which nobody works: national holiday or joint leave.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "holiday")]
pub struct Model {
    /// The day.
    #[sea_orm(primary_key, auto_increment = false)]
    pub date: Date,
    /// Which of the two.
    pub kind: HolidayKind,
    /// Is the date not yet decreed?
    pub estimated: bool,
    /// Its name in Indonesian.
    pub name_id: String,
    /// Its name in English.
    pub name_en: String,
}

impl ActiveModelBehavior for ActiveModel {}

/// Whether the state or the employers gave the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(24))",
    rename_all = "snake_case"
)]
pub enum HolidayKind {
    /// A national holiday.
    National,
    /// Joint leave around one.
    JointLeave,
}

/// The calendar of working days, from this table.
///
/// # Errors
/// Where the database cannot be read.
pub async fn calendar(db: &impl ConnectionTrait) -> Result<Calendar, DbErr> {
    Ok(Calendar::new(
        Entity::find()
            .all(db)
            .await?
            .into_iter()
            .map(|holiday| holiday.date),
    ))
}
