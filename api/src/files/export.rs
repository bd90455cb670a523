//! An export written to a file, a page at a time.

use std::io::{Seek, Write};

use entity::{
    export::{Column, Export, Filter, Pages, Value},
    scope::Scope,
};
use sea_orm::{DatabaseConnection, DbErr};
use thiserror::Error;
use tokio::sync::mpsc;
use view::sheet::{CsvTable, Format, XLSX_ROWS_AT_MOST, XlsxError, XlsxTable};

/// Pages that wait for the thread that packs them.
const AHEAD: usize = 2;

/// Why an export was not written.
#[derive(Debug, Error)]
pub enum ExportError {
    /// A sheet has no place for it.
    #[error("these are more rows than a sheet of Excel has; ask for fewer months, or for CSV")]
    TooManyRows,
    /// The file could not be written.
    #[error("the file could not be written ({0}); is there space?")]
    NotWritten(String),
    /// The database does not do its part.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// What the thread that packs is told.
enum Said {
    Page(Vec<Vec<Value>>),
    End,
}

/// How many rows were written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written(pub u64);

impl From<csv::Error> for ExportError {
    fn from(cause: csv::Error) -> Self {
        Self::NotWritten(cause.to_string())
    }
}

impl From<std::io::Error> for ExportError {
    fn from(cause: std::io::Error) -> Self {
        Self::NotWritten(cause.to_string())
    }
}

impl From<XlsxError> for ExportError {
    fn from(cause: XlsxError) -> Self {
        match cause {
            XlsxError::RowColumnLimitError => Self::TooManyRows,
            other => Self::NotWritten(other.to_string()),
        }
    }
}

/// Write what `scope` may see of `what` to `out`.
///
/// # Errors
/// Where it cannot be read or written; `out` holds a part of it, or nothing, then.
pub async fn export(
    db: &DatabaseConnection,
    (what, scope, filter): (Export, Scope, Filter),
    format: Format,
    out: impl Write + Seek + Send + 'static,
) -> Result<Written, ExportError> {
    let pages = Pages::new(db.clone(), what, scope, filter).await?;
    match format {
        Format::Csv => to_csv(pages, out).await,
        Format::Xlsx => to_xlsx(pages, what.name(), out, ()).await,
    }
}

async fn to_csv(
    mut pages: Pages<DatabaseConnection>,
    mut out: impl Write,
) -> Result<Written, ExportError> {
    let mut table = header(&pages.columns())?;
    let mut rows = 0;
    while let Some(page) = pages.next().await? {
        rows += page.len() as u64;
        out.write_all(&csv_of(&mut table, &page)?)?;
    }
    out.write_all(&table.taken()?)?;
    out.flush()?;
    Ok(Written(rows))
}

/// A CSV table with these columns.
pub(super) fn header(columns: &[Column]) -> Result<CsvTable, csv::Error> {
    CsvTable::new(columns.iter().map(|column| column.name.as_str()))
}

/// What `page` adds to `table`.
pub(super) fn csv_of(table: &mut CsvTable, page: &[Vec<Value>]) -> Result<Vec<u8>, csv::Error> {
    for row in page {
        table.row(row)?;
    }
    table.taken()
}

/// Packing costs a processor, so it is done on a thread of its own while pages are read.
/// That thread holds `place` until it ends; it saves nothing of an export that breaks off.
pub(super) async fn to_xlsx(
    mut pages: Pages<DatabaseConnection>,
    name: &'static str,
    out: impl Write + Seek + Send + 'static,
    place: impl Send + 'static,
) -> Result<Written, ExportError> {
    let columns = pages.columns();
    let (sender, mut receiver) = mpsc::channel::<Said>(AHEAD);
    let packing = tokio::task::spawn_blocking(move || {
        let _place = place;
        let mut table = XlsxTable::new(name, &columns)?;
        while let Some(said) = receiver.blocking_recv() {
            let Said::Page(page) = said else {
                return table.save(out);
            };
            for row in &page {
                table.row(row)?;
            }
        }
        Ok(())
    });
    let mut rows = 0;
    while let Some(page) = pages.next().await? {
        rows += page.len() as u64;
        if rows > XLSX_ROWS_AT_MOST.into() {
            return Err(ExportError::TooManyRows);
        }
        if sender.send(Said::Page(page)).await.is_err() {
            break;
        }
    }
    // Where nobody hears it, the thread has ended with its own fault.
    let _unheard = sender.send(Said::End).await;
    packing
        .await
        .map_err(|cause| ExportError::NotWritten(cause.to_string()))??;
    Ok(Written(rows))
}
