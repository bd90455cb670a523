//! Two quarters' newest editions as the half-year table, as whoever asks may see them.

use std::collections::BTreeMap;

use entity::{
    Language,
    rules::{half_year::HalfYear, period::Quarter},
    scope::Scope,
    summary::{
        self,
        file::{self, Audience},
        material::{Material, newest},
        source,
    },
};
use sea_orm::{ConnectionTrait, DbErr};
use thiserror::Error;
use view::summary::{Document, RenderError, half_year as rendered, half_year_stem};

/// Why there is no file of a half-year.
#[derive(Debug, Error)]
pub enum HalfYearFileError {
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

/// The half-year of a place, the nation without one, as `scope` may see it: an XLSX workbook.
///
/// # Errors
/// Where a quarter has no edition that may be seen, or the table cannot be made.
pub async fn half_year(
    db: &impl ConnectionTrait,
    scope: &Scope,
    which: (HalfYear, Option<&str>),
    language: Language,
) -> Result<Vec<u8>, HalfYearFileError> {
    let table = Table::find(db, scope, which, language).await?;
    let (_, bytes) = table.workbook(db, ()).await?;
    Ok(bytes)
}

/// A half-year's table before it is written: the editions that it will show.
pub(super) struct Table {
    half: HalfYear,
    editions: [summary::Model; 2],
    audience: Audience,
    language: Language,
}

impl Table {
    /// The newest editions of both quarters that `scope` may see.
    pub(super) async fn find(
        db: &impl ConnectionTrait,
        scope: &Scope,
        (half, place): (HalfYear, Option<&str>),
        language: Language,
    ) -> Result<Self, HalfYearFileError> {
        let [first, second] = half.quarters();
        Ok(Self {
            half,
            editions: [
                edition(db, scope, place, first).await?,
                edition(db, scope, place, second).await?,
            ],
            audience: Audience::of(scope, place),
            language,
        })
    }

    /// A hash of all that the workbook is made of, which is known before it is written.
    pub(super) fn hash(&self) -> String {
        let [first, second] = self.editions.each_ref().map(|one| {
            let place = one.province_code.as_deref().unwrap_or_default();
            format!("{place} {} {}", one.id, one.set_hash(self.audience))
        });
        let text = format!(
            "{} {} {} {:?} {first} {second}",
            env!("CARGO_PKG_VERSION"),
            self.half,
            self.language.as_str(),
            self.audience,
        );
        file::hash(text.as_bytes())
    }

    /// What the file is called, up to its ending, and the workbook. It costs a processor, so it is
    /// written on a thread of its own, which holds `place` until it ends.
    pub(super) async fn workbook(
        self,
        db: &impl ConnectionTrait,
        place: impl Send + 'static,
    ) -> Result<(String, Vec<u8>), HalfYearFileError> {
        let [first, second] = self.editions;
        let first = Material::load(db, first, self.audience).await?;
        let second = Material::load(db, second, self.audience).await?;
        let whole = match self.audience {
            Audience::Internal => {
                let editions = [first.edition.id, second.edition.id];
                source::half_year(db, editions, &second.indicators).await?
            }
            // Outsiders get whole quarters, and nothing that is made of others.
            Audience::Public => BTreeMap::new(),
        };
        let stem = half_year_stem(second.province.as_ref(), self.half, self.audience);
        let documents = [first, second].map(|one| Document::of(one, self.language));
        let bytes = tokio::task::spawn_blocking(move || {
            let _place = place;
            rendered(self.half, documents.each_ref(), &whole)
        });
        Ok((stem, bytes.await??))
    }
}

async fn edition(
    db: &impl ConnectionTrait,
    scope: &Scope,
    place: Option<&str>,
    quarter: Quarter,
) -> Result<summary::Model, HalfYearFileError> {
    let edition = newest(db, scope, place, quarter).await?;
    edition.ok_or(HalfYearFileError::NotThere(quarter))
}

/// The half-year that a file's name asks for.
pub(super) fn named(file: &str) -> Option<HalfYear> {
    file.strip_suffix(".xlsx")?.parse().ok()
}
