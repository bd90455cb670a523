//! Tables as files: CSV and XLSX, read and written.
//!
//! [`read`] gives a file's rows one after the other, each with the number that a person sees
//! beside it in Excel or an editor; what makes the whole file unusable is a [`FileProblem`].
//! [`CsvTable`] and [`XlsxTable`] write what [`entity::export`] gives: in CSV a text that Excel
//! would take for a formula is defused, in XLSX a text is a text.

mod csv_file;
mod packed;
mod write_csv;
mod write_xlsx;
mod xlsx_file;

#[cfg(test)]
mod tests;

use chrono::NaiveDate;
use thiserror::Error;

pub use write_csv::CsvTable;
pub use write_xlsx::{ROWS_AT_MOST as XLSX_ROWS_AT_MOST, XlsxError, XlsxTable};

/// The largest file that is read, in bytes.
pub const FILE_AT_MOST: usize = 64 << 20;
/// Rows that are read of one file, its header aside.
pub const ROWS_AT_MOST: u64 = 100_000;
/// Columns that are read of one file.
pub const COLUMNS_AT_MOST: usize = 200;
/// The longest cell, in bytes.
const CELL_AT_MOST: usize = 16_000;

/// What is in one cell of a file.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing, or only spaces.
    Blank,
    /// A text, without spaces around it.
    Text(String),
    /// A number that the file says is one.
    Number(f64),
    /// A day that the file says is one.
    Day(NaiveDate),
    /// Yes or no.
    Flag(bool),
    /// Nothing that can be taken; the sentence says why and what to do.
    Wrong(&'static str),
}

/// One row of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// As Excel or an editor numbers it; 1 for the first.
    pub number: u64,
    /// Its cells, up to the last that is not blank.
    pub cells: Vec<Cell>,
}

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Text, a line a row.
    Csv,
    /// A workbook.
    Xlsx,
}

/// Why a file cannot be read at all.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum FileProblem {
    /// Nothing is in it.
    #[error("the file is empty; its first row must name the columns")]
    Empty,
    /// It is too long.
    #[error("the file has more than {ROWS_AT_MOST} rows; split it")]
    TooManyRows,
    /// It is too large.
    #[error("the file is larger than {} MiB; split it", FILE_AT_MOST >> 20)]
    TooLarge,
    /// It has too many columns.
    #[error("row {0} has more than {COLUMNS_AT_MOST} columns; remove those that are not needed")]
    TooManyColumns(u64),
    /// It is in another encoding.
    #[error("row {0} is not UTF-8; save the file as `CSV UTF-8`")]
    NotUtf8(u64),
    /// It holds a character that no text has.
    #[error("row {0} holds a NUL character; save the file as `CSV UTF-8` or as XLSX")]
    Nul(u64),
    /// A quotation mark was never closed.
    #[error(
        "the quotation mark that row {0} opens is never closed; close it, or double it where it is meant"
    )]
    OpenQuote(u64),
    /// It is no workbook.
    #[error("the file is no whole XLSX workbook ({0}); save it again as XLSX")]
    Broken(String),
    /// It unpacks to more than anybody types.
    #[error("the workbook unpacks to more than {} MiB; split it", packed::UNPACKED_AT_MOST >> 20)]
    Bomb,
}

impl Format {
    /// The format that a file's name ends with; none where it is another.
    pub fn of_name(name: &str) -> Option<Self> {
        let ends = |end: &str| {
            name.len() > end.len()
                && name.is_char_boundary(name.len() - end.len())
                && name[name.len() - end.len()..].eq_ignore_ascii_case(end)
        };
        if ends(".csv") {
            Some(Self::Csv)
        } else if ends(".xlsx") {
            Some(Self::Xlsx)
        } else {
            None
        }
    }

    /// As a file's name ends.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    /// Its media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// What was said of a file beside its rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// The sheet that was read, where the workbook has others too.
    pub sheet: Option<String>,
}

/// Hand each row of `bytes` to `each`, the header among them; blank rows are left out.
///
/// # Errors
/// Where the file cannot be read; what was handed over before that is not all of it.
pub fn read(
    bytes: &[u8],
    format: Format,
    mut each: impl FnMut(Line),
) -> Result<About, FileProblem> {
    if bytes.len() > FILE_AT_MOST {
        return Err(FileProblem::TooLarge);
    }
    let mut rows = 0_u64;
    let mut take = |line: Line| {
        if line.cells.is_empty() {
            return Ok(());
        }
        if line.cells.len() > COLUMNS_AT_MOST {
            return Err(FileProblem::TooManyColumns(line.number));
        }
        if rows > ROWS_AT_MOST {
            return Err(FileProblem::TooManyRows);
        }
        rows += 1;
        each(line);
        Ok(())
    };
    let about = match format {
        Format::Csv => csv_file::read(bytes, &mut take)?,
        Format::Xlsx => xlsx_file::read(bytes, &mut take)?,
    };
    if rows == 0 {
        return Err(FileProblem::Empty);
    }
    Ok(about)
}

/// A text as a cell.
fn text(written: &str) -> Cell {
    let trimmed = written.trim();
    if trimmed.is_empty() {
        Cell::Blank
    } else if trimmed.len() > CELL_AT_MOST {
        Cell::Wrong("the cell is far too long; shorten it")
    } else {
        Cell::Text(trimmed.to_owned())
    }
}

/// `cells` up to the last that is not blank.
fn trimmed(mut cells: Vec<Cell>) -> Vec<Cell> {
    while cells.last() == Some(&Cell::Blank) {
        cells.pop();
    }
    cells
}
