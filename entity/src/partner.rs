//! An organisation that carries, pays for or delivers the programme.
use sea_orm::entity::prelude::*;

/// An organisation that carries, pays for or delivers the programme.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "partner")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Its name.
    #[sea_orm(unique)]
    pub name: String,
    /// What it is.
    pub kind: PartnerKind,
    /// ISO 3166-1 code of its country.
    pub country: String,
}

impl ActiveModelBehavior for ActiveModel {}

/// What a partner is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(24))",
    rename_all = "SCREAMING_SNAKE_CASE"
)]
pub enum PartnerKind {
    /// A ministry or office.
    Government,
    /// An employers' organisation.
    Employers,
    /// A trade union confederation.
    Union,
    /// A foundation.
    Foundation,
    /// Who gives money.
    Donor,
    /// Who delivers training.
    TrainingProvider,
    /// A business association.
    Association,
}
