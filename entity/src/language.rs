use sea_orm::entity::prelude::*;

/// The language that a person reads: Indonesian first, English second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Default)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(2))")]
pub enum Language {
    /// Indonesian.
    #[default]
    #[sea_orm(string_value = "id")]
    Id,
    /// English.
    #[sea_orm(string_value = "en")]
    En,
}

impl Language {
    /// The ISO 639-1 code, as in `Content-Language`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::En => "en",
        }
    }
}
