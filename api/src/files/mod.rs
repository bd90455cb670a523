//! Data in and out as files: what `GET /export/NAME.csv` and `.xlsx` answer, what an edition's
//! `GET /summaries/ID.pdf` and the like do, and what the command line imports and exports by the
//! same code.

mod answer;
mod export;
mod half_year;
mod import;
mod refusal;
mod sent;
mod summary;

use axum::Router;

use crate::ApiState;

pub use export::{ExportError, Written, export};
pub use half_year::{HalfYearFileError, half_year};
pub use import::{ImportError, Imported, Noun, import, template};
pub use view::sheet::{FILE_AT_MOST, Format};

/// The routes of files.
pub(crate) fn router(state: &ApiState) -> Router {
    answer::router(state).merge(summary::router(state))
}
