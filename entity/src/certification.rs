//! What a trainer may deliver, per module.
use sea_orm::entity::prelude::*;

/// What a trainer may deliver, per module.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "certification")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The trainer.
    pub trainer_id: Uuid,
    /// The module.
    pub module_code: String,
    /// How far they are.
    pub level: CertificationLevel,
    /// Since when.
    pub from_date: Date,
}

impl ActiveModelBehavior for ActiveModel {}

/// How far a trainer is with a module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(24))",
    rename_all = "SCREAMING_SNAKE_CASE"
)]
pub enum CertificationLevel {
    /// Learning it.
    Candidate,
    /// May deliver it.
    Certified,
    /// May train others in it.
    Expert,
}
