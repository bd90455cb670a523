//! An edition as a PDF of two pages, to hand out.
//!
//! [`typst`] sets the template `templates/summary.typ`. The figures and names reach it as
//! data, never as markup, so a name prints as it is written. The same document always
//! gives the same bytes, on every machine: see [`press`].

mod cells;
mod press;
mod shown;

use chrono::{DateTime, Datelike, Timelike, Utc};
use thiserror::Error;
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use super::Document;

/// Why there is no PDF.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum PdfError {
    /// The template does not fit the document.
    #[error("the summary cannot be set: {0}; please report it with the edition's hash")]
    Template(String),
    /// The pages cannot be written in that format.
    #[error("the summary cannot be written as PDF: {0}; please report it with the edition's hash")]
    Export(String),
}

/// The edition as a tagged PDF; takes a while, so call it where waiting harms nobody.
///
/// # Errors
/// Where the document cannot be set or written.
pub fn pdf(document: &Document) -> Result<Vec<u8>, PdfError> {
    let made = press::set(&shown::of(document)).and_then(|pages| written(document, &pages));
    // What typst remembers of one document is of no use to the next.
    typst::comemo::evict(0);
    made
}

/// The pages as the file's bytes.
fn written(document: &Document, pages: &PagedDocument) -> Result<Vec<u8>, PdfError> {
    let standards = PdfStandards::new(&[PdfStandard::Ua_1])
        .map_err(|cause| PdfError::Export(cause.message().to_string()))?;
    let options = PdfOptions {
        ident: Smart::Custom(document.hash.clone()),
        creator: Smart::Custom(Some("SCORE Indonesia".to_owned())),
        timestamp: timestamp(document.cut_off),
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(pages, &options).map_err(|causes| PdfError::Export(press::said(&causes)))
}

/// The file is as old as its figures.
fn timestamp(at: DateTime<Utc>) -> Option<Timestamp> {
    let part = |value: u32| u8::try_from(value).ok();
    let datetime = Datetime::from_ymd_hms(
        at.year(),
        part(at.month())?,
        part(at.day())?,
        part(at.hour())?,
        part(at.minute())?,
        part(at.second())?,
    )?;
    Some(Timestamp::new_utc(datetime))
}

/// What the pages say, before it is set.
#[cfg(test)]
pub(super) fn words(document: &Document) -> String {
    shown::of(document).to_string()
}

#[cfg(test)]
mod tests;
