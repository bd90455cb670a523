//! The files of an edition: bytes that are made on first demand, kept, and never changed.
//!
//! Making the same file twice does no harm, since only the first is stored and everybody gets what
//! is stored; so nothing is written before a file is whole, and whoever is stopped while making one
//! leaves nothing behind. A newer program serves what an older one kept.

use std::collections::HashMap;

use sea_orm::{
    IntoActiveModel, QuerySelect, entity::prelude::*, prelude::DateTimeUtc, sea_query::OnConflict,
};
use sha2::{Digest, Sha256};

use super::hex;
use crate::{Language, scope::Scope};

/// One file of an edition.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "summary_file")]
pub struct Model {
    /// The edition.
    #[sea_orm(primary_key, auto_increment = false)]
    pub summary_id: Uuid,
    /// Whose set of figures.
    #[sea_orm(primary_key, auto_increment = false)]
    pub audience: Audience,
    /// How it is written.
    #[sea_orm(primary_key, auto_increment = false)]
    pub form: Form,
    /// In which language.
    #[sea_orm(primary_key, auto_increment = false)]
    pub language: Language,
    /// The file.
    #[sea_orm(column_type = "Blob")]
    pub bytes: Vec<u8>,
    /// SHA-256 of the bytes.
    #[sea_orm(column_type = "String(StringLen::N(64))")]
    pub hash: String,
    /// When it was made.
    pub made_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

/// Whose set of an edition's figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(8))",
    rename_all = "SCREAMING_SNAKE_CASE"
)]
pub enum Audience {
    /// All figures, for the office and the place's managers.
    Internal,
    /// The disclosed ones, for everybody else.
    Public,
}

impl Audience {
    /// The one that `scope` belongs to at `place`, in the nation without one.
    pub fn of(scope: &Scope, place: Option<&str>) -> Self {
        if super::sees_internal(scope, place) {
            Self::Internal
        } else {
            Self::Public
        }
    }
}

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(4))",
    rename_all = "SCREAMING_SNAKE_CASE"
)]
pub enum Form {
    /// To print and to hand over.
    Pdf,
    /// A workbook.
    Xlsx,
    /// A table for programs.
    Csv,
    /// A page.
    Html,
}

impl Form {
    /// Every form.
    pub const ALL: [Self; 4] = [Self::Pdf, Self::Xlsx, Self::Csv, Self::Html];

    /// As a file's name ends.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
            Self::Html => "html",
        }
    }

    /// The form whose files' names end so.
    pub fn of_ending(ending: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.ending() == ending)
    }
}

/// Which file of an edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// The edition.
    pub summary: Uuid,
    /// Whose set of figures.
    pub audience: Audience,
    /// How it is written.
    pub form: Form,
    /// In which language.
    pub language: Language,
}

/// The file, where it has been made.
///
/// # Errors
/// Where the database cannot be read.
pub async fn kept(db: &impl ConnectionTrait, key: Key) -> Result<Option<Model>, DbErr> {
    let id = (key.summary, key.audience, key.form, key.language);
    Entity::find_by_id(id).one(db).await
}

/// The hash of the file, where it has been made; the bytes stay where they are.
///
/// # Errors
/// Where the database cannot be read.
pub async fn kept_hash(db: &impl ConnectionTrait, key: Key) -> Result<Option<String>, DbErr> {
    let id = (key.summary, key.audience, key.form, key.language);
    Entity::find_by_id(id)
        .select_only()
        .column(Column::Hash)
        .into_tuple()
        .one(db)
        .await
}

/// Keep the file that was made at `now`. Where another process was first, its file is given back.
///
/// # Errors
/// Where the database cannot be written.
pub async fn keep(
    db: &impl ConnectionTrait,
    key: Key,
    bytes: Vec<u8>,
    now: DateTimeUtc,
) -> Result<Model, DbErr> {
    let row = Model {
        summary_id: key.summary,
        audience: key.audience,
        form: key.form,
        language: key.language,
        hash: hash(&bytes),
        bytes,
        made_at: now,
    };
    let made = Entity::insert(row.clone().into_active_model().reset_all())
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(db)
        .await?;
    if made > 0 {
        return Ok(row);
    }
    let missing = || DbErr::RecordNotFound(format!("a file of summary {}", key.summary));
    kept(db, key).await?.ok_or_else(missing)
}

/// SHA-256 of a file, in small hexadecimal digits.
pub fn hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// The hashes of the files of `editions` that have been made.
///
/// # Errors
/// Where the database cannot be read.
pub async fn hashes(
    db: &impl ConnectionTrait,
    editions: &[Uuid],
) -> Result<HashMap<Key, String>, DbErr> {
    let rows: Vec<(Uuid, Audience, Form, Language, String)> = Entity::find()
        .select_only()
        .columns([
            Column::SummaryId,
            Column::Audience,
            Column::Form,
            Column::Language,
            Column::Hash,
        ])
        .filter(Column::SummaryId.is_in(editions.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    let of = |(summary, audience, form, language, hash)| {
        let key = Key {
            summary,
            audience,
            form,
            language,
        };
        (key, hash)
    };
    Ok(rows.into_iter().map(of).collect())
}
