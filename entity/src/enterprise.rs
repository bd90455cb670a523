//! A small or medium enterprise that takes part.
use std::collections::{HashMap, HashSet};

use crate::{Language, cohort, scope::Scope};
use sea_orm::{QuerySelect, entity::prelude::*};

/// Enterprises that are read at once.
const BATCH: usize = 5_000;

/// A small or medium enterprise that takes part.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "enterprise")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The office's own number of it, by which files name it.
    #[sea_orm(unique)]
    pub office_key: Option<String>,
    /// Its name.
    pub name: String,
    /// Its legal form.
    pub legal_form: LegalForm,
    /// Where it is now; its history is in `enterprise_province`.
    #[sea_orm(indexed)]
    pub province_code: String,
    /// City or regency.
    pub city: String,
    /// Its line of business, as text.
    pub kbli_code: String,
    /// The edition of that classification: `2009`.
    pub kbli_version: String,
    /// Its size.
    pub size_class: SizeClass,
    /// The regulation that the size follows.
    pub size_regulation: String,
    /// Women who worked there when it joined.
    pub women: i32,
    /// Men who worked there when it joined.
    pub men: i32,
    /// The language of the house.
    pub language: Language,
    /// What it counts its output in.
    pub output_unit: String,
    /// Is it a member of APINDO?
    pub apindo_member: bool,
    /// Would it rather be called?
    pub prefers_call: bool,
    /// Where it stands now; its history is in `enterprise_status`.
    #[sea_orm(indexed)]
    pub status: EnterpriseStatus,
    /// How near to exports it is now; its history is in `enterprise_export_stage`.
    pub export_stage: ExportStage,
    /// Grows with each change.
    pub version: i32,
    /// When it was put away.
    pub archived_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}

/// The legal form of an enterprise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(24))",
    rename_all = "SCREAMING_SNAKE_CASE"
)]
pub enum LegalForm {
    /// Limited company.
    Pt,
    /// Limited partnership.
    Cv,
    /// Trading business.
    Ud,
    /// Co-operative.
    Koperasi,
    /// One person's.
    Perorangan,
}

/// The size of an enterprise by the regulation it follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(24))",
    rename_all = "SCREAMING_SNAKE_CASE"
)]
pub enum SizeClass {
    /// Micro.
    Micro,
    /// Small.
    Small,
    /// Medium.
    Medium,
}

/// Where an enterprise stands in the programme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(24))",
    rename_all = "SCREAMING_SNAKE_CASE"
)]
pub enum EnterpriseStatus {
    /// Not yet enrolled.
    Prospect,
    /// Takes part.
    Enrolled,
    /// Has finished.
    Graduated,
    /// Has left.
    Dropped,
}

/// How near to exports an enterprise is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(24))",
    rename_all = "SCREAMING_SNAKE_CASE"
)]
pub enum ExportStage {
    /// Not on the way.
    None,
    /// Looking into it.
    Exploring,
    /// Could begin.
    Ready,
    /// Exports.
    Exporting,
}

impl Entity {
    /// The enterprises that `scope` may see, archived ones only for the office.
    pub fn visible_to(scope: &Scope) -> Select<Self> {
        let all = Self::find();
        match scope {
            Scope::Admin => all,
            Scope::Manager { provinces } if provinces.is_empty() => {
                all.filter(Column::ArchivedAt.is_null())
            }
            Scope::Manager { provinces } => all
                .filter(Column::ProvinceCode.is_in(provinces))
                .filter(Column::ArchivedAt.is_null()),
            Scope::Trainer { id } => all
                .filter(Column::Id.in_subquery(cohort::enterprises_of(*id)))
                .filter(Column::ArchivedAt.is_null()),
            Scope::Enterprise { id, .. } => all.filter(Column::Id.eq(*id)),
            Scope::Donor | Scope::Anonymous => all.filter(sea_orm::sea_query::Expr::value(false)),
        }
    }

    /// The ids of the enterprises that `scope` may see, for the tables that hang on them.
    pub fn visible_ids(scope: &Scope) -> sea_orm::sea_query::SelectStatement {
        use sea_orm::QueryTrait;
        Self::visible_to(scope)
            .select_only()
            .column(Column::Id)
            .into_query()
    }
}

/// The names of these enterprises.
///
/// # Errors
/// Where the database cannot be read.
pub async fn names(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, String>, DbErr> {
    let ids: HashSet<_> = ids.into_iter().collect();
    let ids: Vec<_> = ids.into_iter().collect();
    let mut names = HashMap::new();
    for some in ids.chunks(BATCH) {
        let rows: Vec<(Uuid, String)> = Entity::find()
            .select_only()
            .columns([Column::Id, Column::Name])
            .filter(Column::Id.is_in(some.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        names.extend(rows);
    }
    Ok(names)
}
