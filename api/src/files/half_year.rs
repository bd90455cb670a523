//! Two quarters' newest editions as the half-year table, as whoever asks may see them.

use entity::{
    Language, province,
    rules::{half_year::HalfYear, period::Quarter},
    scope::Scope,
    summary::{
        file::Audience,
        material::{Material, newest},
    },
};
use sea_orm::{ConnectionTrait, DbErr, EntityTrait};
use thiserror::Error;
use view::summary::{Document, RenderError, half_year as rendered, half_year_stem};

/// Why there is no table.
#[derive(Debug, Error)]
pub enum HalfYearError {
    /// A quarter has no edition that may be seen.
    #[error(
        "there is no edition of {0} of this place; one is made 20 days after the quarter's end"
    )]
    NotThere(Quarter),
    /// The database does not do its part.
    #[error(transparent)]
    Database(#[from] DbErr),
    /// The workbook could not be written.
    #[error(transparent)]
    Render(#[from] RenderError),
    /// The thread that writes it ended.
    #[error("the workbook could not be written ({0}); ask again")]
    Broken(#[from] tokio::task::JoinError),
}

/// The half-year of a place, the nation without one, as `scope` may see it: what the file is called, up to
/// its ending, and an XLSX workbook.
///
/// # Errors
/// Where a quarter has no edition that may be seen, or the table cannot be made.
pub async fn half_year(
    db: &impl ConnectionTrait,
    scope: &Scope,
    (half, place): (HalfYear, Option<&str>),
    language: Language,
) -> Result<(String, Vec<u8>), HalfYearError> {
    let quarters = half.quarters();
    let mut documents = Vec::with_capacity(2);
    for quarter in quarters {
        let edition = newest(db, scope, place, quarter).await?;
        let edition = edition.ok_or(HalfYearError::NotThere(quarter))?;
        let material = Material::load(db, edition, Audience::of(scope)).await?;
        documents.push(Document::of(material, language));
    }
    let province = match place {
        Some(code) => province::Entity::find_by_id(code).one(db).await?,
        None => None,
    };
    let stem = half_year_stem(province.as_ref(), half);
    let bytes = tokio::task::spawn_blocking(move || match documents.as_slice() {
        [first, second] => rendered(half, [first, second]).map_err(HalfYearError::from),
        _ => Err(HalfYearError::NotThere(quarters[0])),
    });
    Ok((stem, bytes.await??))
}

/// The half-year that a file's name asks for.
pub(super) fn named(file: &str) -> Option<HalfYear> {
    file.strip_suffix(".xlsx")?.parse().ok()
}
