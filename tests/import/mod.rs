//! Data comes in from files: all rows or none, twice the same as once.

mod command;
mod contacts;
mod enterprises;
mod reports;

use api::files::{Format, ImportError, Imported, Noun, import};
use entity::changes::{Author, import::Tally};
use sea_orm::DatabaseConnection;

use crate::support::programme::{NOW, at};

/// Import `text` as CSV, at the time of the small programme.
async fn csv(db: &DatabaseConnection, noun: Noun, text: &str) -> Result<Imported, ImportError> {
    let given = (text.as_bytes().to_vec(), Format::Csv);
    import(db, &Author::operator(at(NOW)), noun, given, false).await
}

/// What an import that is stored says.
async fn stored(db: &DatabaseConnection, noun: Noun, text: &str) -> Tally {
    csv(db, noun, text).await.unwrap().tally
}

/// What is wrong with the rows of an import: `row column: message`.
async fn wrong(db: &DatabaseConnection, noun: Noun, text: &str) -> Vec<String> {
    match csv(db, noun, text).await {
        Err(ImportError::Rows(problems)) => problems
            .iter()
            .map(|one| {
                let column = one.column.as_deref().unwrap_or("-");
                format!("{} {column}: {}", one.row, one.message)
            })
            .collect(),
        other => panic!("{other:?}"),
    }
}

/// New, changed, unchanged.
fn counts(tally: &Tally) -> (u64, u64, u64) {
    (tally.new, tally.changed, tally.unchanged)
}
