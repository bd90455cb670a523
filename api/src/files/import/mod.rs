//! An import: a file's rows read, each cell as its column says, and stored all or none.

mod cells;
mod contact;
mod enterprise;
mod header;
mod report;

use entity::{
    changes::{
        Author,
        import::{NotImported, Row, RowProblem, Tally, contacts, enterprises, reports},
    },
    reference::measure_codes,
};
use sea_orm::{DatabaseConnection, DbErr};
use thiserror::Error;
use view::sheet::{self, FileProblem, Format, Line};

use cells::Cells;
use header::{Columns, Header};

/// What can be imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noun {
    /// Enterprises.
    Enterprises,
    /// Their contacts.
    Contacts,
    /// Their past reports.
    Reports,
}

/// What an import did, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// How many rows of which kind.
    pub tally: Tally,
    /// The sheet that was read, where the workbook has others too.
    pub sheet: Option<String>,
}

/// Why nothing was stored.
#[derive(Debug, Error)]
pub enum ImportError {
    /// The file as a whole cannot be read.
    #[error(transparent)]
    File(#[from] FileProblem),
    /// Its header is not right.
    #[error("{}", .0.join("; "))]
    Header(Vec<String>),
    /// No row follows the header.
    #[error("the file has a header and no rows; add a row for each {0}")]
    OnlyHeader(&'static str),
    /// Rows that cannot be.
    #[error("{} problems", .0.len())]
    Rows(Vec<RowProblem>),
    /// Somebody else wrote the same at the same time.
    #[error("{0}")]
    Meanwhile(String),
    /// The database does not do its part.
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl From<NotImported> for ImportError {
    fn from(cause: NotImported) -> Self {
        match cause {
            NotImported::Rows(problems) => Self::Rows(problems),
            NotImported::Database(cause) => Self::Database(cause),
            NotImported::Meanwhile => Self::Meanwhile(cause.to_string()),
        }
    }
}

/// What a file of `noun` may have as columns.
fn columns(noun: Noun) -> Result<Columns, DbErr> {
    Ok(match noun {
        Noun::Enterprises => enterprise::columns(),
        Noun::Contacts => contact::columns(),
        Noun::Reports => report::columns(&measure_codes()?),
    })
}

/// The header of an empty file of `noun`, as CSV.
///
/// # Errors
/// Where the programme's measures cannot be read.
pub fn template(noun: Noun) -> Result<String, DbErr> {
    Ok(columns(noun)?.template())
}

/// Store the rows of a file, or only say what would be stored.
///
/// # Errors
/// Where anything is wrong with the file or one of its rows; nothing is stored then.
pub async fn import(
    db: &DatabaseConnection,
    author: &Author,
    noun: Noun,
    (bytes, format): (Vec<u8>, Format),
    is_dry: bool,
) -> Result<Imported, ImportError> {
    let columns = columns(noun)?;
    match noun {
        Noun::Enterprises => {
            let (rows, sheet) = rows(bytes, format, columns, enterprise::read).await?;
            let tally = enterprises(db, author, rows, is_dry).await?;
            Ok(Imported { tally, sheet })
        }
        Noun::Contacts => {
            let (rows, sheet) = rows(bytes, format, columns, contact::read).await?;
            let tally = contacts(db, author, rows, is_dry).await?;
            Ok(Imported { tally, sheet })
        }
        Noun::Reports => {
            let (rows, sheet) = rows(bytes, format, columns, report::read).await?;
            let tally = reports(db, author, rows, is_dry).await?;
            Ok(Imported { tally, sheet })
        }
    }
}

type Rows<T> = (Vec<Row<T>>, Option<String>);

/// The rows of a file, read on a thread of their own: a large workbook takes seconds.
async fn rows<T: Send + 'static>(
    bytes: Vec<u8>,
    format: Format,
    columns: Columns,
    read: fn(&mut Cells<'_>) -> Option<T>,
) -> Result<Rows<T>, ImportError> {
    let reading = tokio::task::spawn_blocking(move || rows_of(&bytes, format, columns, read));
    reading.await.unwrap_or_else(|cause| {
        let broken = FileProblem::Broken(format!("reading it failed: {cause}"));
        Err(broken.into())
    })
}

fn rows_of<T>(
    bytes: &[u8],
    format: Format,
    columns: Columns,
    read: fn(&mut Cells<'_>) -> Option<T>,
) -> Result<Rows<T>, ImportError> {
    let noun = columns.of;
    let mut header: Option<Result<Header, Vec<String>>> = None;
    let (mut rows, mut problems) = (Vec::new(), Vec::new());
    let mut take = |line: Line| match &header {
        None => header = Some(columns.header(&line)),
        Some(Err(_)) => {}
        Some(Ok(header)) => {
            let mut cells = Cells::new(header, &line);
            let says = read(&mut cells);
            let wrong = cells.into_problems();
            if let (true, Some(says)) = (wrong.is_empty(), says) {
                rows.push(Row {
                    number: line.number,
                    says,
                });
            }
            problems.extend(wrong);
        }
    };
    let about = sheet::read(bytes, format, &mut take)?;
    if let Some(Err(wrong)) = header {
        return Err(ImportError::Header(wrong));
    }
    if !problems.is_empty() {
        return Err(ImportError::Rows(problems));
    }
    if rows.is_empty() {
        return Err(ImportError::OnlyHeader(noun));
    }
    Ok((rows, about.sheet))
}
