//! The PDFs that go with a summary's mail: the files that everybody gets, made and kept where
//! nobody has asked for them yet. So each is made once, however many managers it is sent to, and
//! has the hash that GraphQL tells.

use chrono::{DateTime, Utc};
use entity::summary::file;
use sea_orm::{DatabaseConnection, DbErr};
use thiserror::Error;
use tokio::{
    sync::Semaphore,
    task::{JoinError, spawn_blocking},
};
use view::summary::{PdfError, pdf};

use crate::template::{Letter, Told};

/// One file is made at a time: the other processors are for the letters.
static MAKING: Semaphore = Semaphore::const_new(1);

/// Why a file does not go with a mail.
#[derive(Debug, Error)]
pub(super) enum EnclosedError {
    /// The database does not do its part.
    #[error(transparent)]
    Database(#[from] DbErr),
    /// It could not be made.
    #[error(transparent)]
    Pdf(#[from] PdfError),
    /// The thread that makes it ended.
    #[error("the file could not be made: {0}")]
    Broken(#[from] JoinError),
}

/// Put the files into `letter` that go with it.
///
/// # Errors
/// Where one can neither be read nor made.
pub(super) async fn enclose(
    db: &DatabaseConnection,
    letter: &mut Letter,
    now: DateTime<Utc>,
) -> Result<(), EnclosedError> {
    let Letter::Summary(mail) = letter else {
        return Ok(());
    };
    let mut pdfs = Vec::new();
    for told in mail.enclosing() {
        pdfs.push(kept_or_made(db, told, now).await?);
    }
    mail.enclose(pdfs);
    Ok(())
}

async fn kept_or_made(
    db: &DatabaseConnection,
    told: &Told,
    now: DateTime<Utc>,
) -> Result<Vec<u8>, EnclosedError> {
    if let Some(kept) = file::kept(db, told.pdf).await? {
        return Ok(kept.bytes);
    }
    let document = told.document.clone();
    let made = {
        // It is never closed.
        let _alone = MAKING.acquire().await;
        spawn_blocking(move || pdf(&document)).await??
    };
    metrics::counter!("score_files_made_total").increment(1);
    Ok(file::keep(db, told.pdf, made, now).await?.bytes)
}
