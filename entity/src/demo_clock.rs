//! The time that a demo database lives by: at most one row.
use sea_orm::entity::prelude::*;

/// The time that a demo database lives by: at most one row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "demo_clock")]
pub struct Model {
    /// Always 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
    /// Demo time minus real time, in microseconds.
    pub ahead_micros: i64,
    /// The demo time that was last seen.
    pub seen_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// Does this database live by a demo's clock?
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub async fn exists(db: &impl ConnectionTrait) -> Result<bool, DbErr> {
        Ok(Self::find_by_id(1).one(db).await?.is_some())
    }
}
