//! An edition as a workbook: typed cells with number formats, native charts, and a sheet that says
//! what each figure means.
//!
//! The same document gives the same bytes. A text is written as a text, so that a name that looks
//! like a formula is one in no program. A figure that is hidden or missing is a word, never a zero
//! or a blank.

mod book;
mod delivered;
mod drawing;
mod indicators;
mod months;
mod overview;
mod words;

use super::{Document, RenderError};
pub(super) use book::{Book, Cell, Column};

/// The edition as XLSX.
///
/// # Errors
/// Where the workbook cannot be packed.
pub fn xlsx(document: &Document) -> Result<Vec<u8>, RenderError> {
    let mut book = Book::of(&document.title(), document.cut_off);
    overview::sheet(&mut book, document)?;
    months::sheet(&mut book, document)?;
    indicators::sheet(&mut book, document)?;
    delivered::training(&mut book, document)?;
    delivered::alerts(&mut book, document)?;
    if !document.is_public {
        words::not_reported(&mut book, document)?;
    }
    words::differences(&mut book, document)?;
    words::definitions_sheet(&mut book, document)?;
    Ok(book.packed()?)
}
