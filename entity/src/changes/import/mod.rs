//! Many rows at once, from a file: all of them or none.
//!
//! A file's row names what it is about by the office's own keys, so that the same file twice
//! changes nothing the second time. Rows are read, compared and written some thousands a statement,
//! in one transaction, and each row that changes something leaves its row in the trail. Every row that
//! cannot be is told ([`RowProblem`]); one is enough for nothing to be stored. A dry run does all of
//! it and takes it back.

mod contacts;
mod enterprises;
mod known;
mod reports;
mod store;

use sea_orm::{DatabaseConnection, DbErr};
use thiserror::Error;

pub use contacts::contacts;
pub use enterprises::{EnterpriseRow, enterprises};
pub use known::Named;
pub use reports::{ReportRow, reports};

use super::{
    frame::{Author, Change, May},
    refused::{Problem, Refused},
};

/// One row of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Row<T> {
    /// As Excel or an editor numbers it.
    pub number: u64,
    /// What it says.
    pub says: T,
}

/// What is wrong with one row of a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowProblem {
    /// Its number.
    pub row: u64,
    /// The column, where it is about one.
    pub column: Option<String>,
    /// One sentence that says what is wrong and what to do.
    pub message: String,
}

/// What an import did, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Rows that were not there before.
    pub new: u64,
    /// Rows that say something else than what was there.
    pub changed: u64,
    /// Rows that say what was there.
    pub unchanged: u64,
    /// What was stored and is unusual: the form would have asked.
    pub unusual: Vec<RowProblem>,
}

/// Why nothing was stored.
#[derive(Debug, Error)]
pub enum NotImported {
    /// Rows that cannot be.
    #[error("{} rows cannot be stored", .0.len())]
    Rows(Vec<RowProblem>),
    /// Somebody else wrote what this file names, at the same time.
    #[error(
        "somebody else changed what this file names while it was being stored; import it again"
    )]
    Meanwhile,
    /// The database does not do its part.
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl RowProblem {
    /// A problem of `row` in `column`.
    pub fn at(row: u64, column: &str, message: impl Into<String>) -> Self {
        Self {
            row,
            column: Some(column.to_owned()),
            message: message.into(),
        }
    }

    /// What a change would refuse, in the words of the file.
    fn of(row: u64, problem: Problem) -> Self {
        let Some(field) = problem.field else {
            return Self {
                row,
                column: None,
                message: problem.message,
            };
        };
        let column = snake(field);
        let message = ["consentVersion", "consentOn", "consentHow", field]
            .iter()
            .fold(problem.message, |text, name| {
                text.replace(name, &snake(name))
            });
        Self {
            row,
            column: Some(column),
            message,
        }
    }
}

/// A refusal where nothing may be refused but a key that was taken meanwhile.
impl From<Refused> for NotImported {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Database(cause) => Self::Database(cause),
            _ => Self::Meanwhile,
        }
    }
}

/// `outputUnit` as a column is called: `output_unit`.
fn snake(field: &str) -> String {
    let mut name = String::with_capacity(field.len() + 2);
    for letter in field.chars() {
        if letter.is_ascii_uppercase() {
            name.push('_');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name
}

/// The problems of a refusal, row by row.
fn refused_rows(row: u64, refused: Refused) -> Result<Vec<RowProblem>, NotImported> {
    match refused {
        Refused::Problems(problems) => Ok(problems
            .into_iter()
            .map(|problem| RowProblem::of(row, problem))
            .collect()),
        other => Err(other.into()),
    }
}

/// Begin `action`, which the office alone may do.
async fn begin<'a>(
    db: &DatabaseConnection,
    author: &'a Author,
    action: &'static str,
) -> Result<Change<'a>, NotImported> {
    Ok(Change::begin(db, author, May::Office, action).await?)
}

/// Let it hold, unless it was only a rehearsal.
async fn end(change: Change<'_>, is_dry: bool) -> Result<(), NotImported> {
    if is_dry {
        change.tx.rollback().await?;
    } else {
        change.commit().await?;
    }
    Ok(())
}

/// Nothing is stored where there are `problems`.
fn unless(mut problems: Vec<RowProblem>) -> Result<(), NotImported> {
    if problems.is_empty() {
        return Ok(());
    }
    problems.sort();
    Err(NotImported::Rows(problems))
}
