//! Data in and out as files: what `GET /export/NAME.csv` and `.xlsx` answer, and what the command
//! line imports and exports by the same code.

mod answer;
mod export;
mod import;

pub(crate) use answer::router;
pub use export::{ExportError, Written, export};
pub use import::{ImportError, Imported, Noun, import, template};
pub use view::sheet::{FILE_AT_MOST, Format};
