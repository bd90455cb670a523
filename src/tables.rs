//! `score export enterprises` and the like: what the office sees, as a file.

use std::{io::BufWriter, path::Path};

use anyhow::{Context, Result, bail};
use entity::{
    export::{Export, Filter},
    scope::Scope,
};
use tempfile::NamedTempFile;

use crate::{cli::ExportTable, commands, output};

/// Write `what` to the file that was asked for.
///
/// # Errors
/// Where the filter names what is not there, or the file cannot be written.
pub(crate) async fn write(what: Export, asked: ExportTable) -> Result<()> {
    let filter = Filter {
        province: asked.province,
        from: asked.from,
        to: asked.to,
    };
    let db = commands::open(&asked.database).await?;
    if let Some(problem) = filter.problem(&db, what).await? {
        bail!(problem);
    }
    let path = &asked.file.path;
    let no_file = || format!("{} cannot be written; name another file", path.display());
    let file = unfinished(path).with_context(no_file)?;
    let out = BufWriter::new(file.reopen().with_context(no_file)?);
    let rows =
        api::files::export(&db, (what, Scope::Admin, filter), asked.file.format, out).await?;
    file.persist(path).with_context(no_file)?;
    let rows = match rows.0 {
        1 => "1 row is".to_owned(),
        count => format!("{count} rows are"),
    };
    output::line(&format!("{rows} in {}.", path.display()));
    Ok(())
}

/// A file beside `path` that takes its place once it is whole: an export that breaks off leaves
/// what was there.
pub(crate) fn unfinished(path: &Path) -> std::io::Result<NamedTempFile> {
    let folder = path.parent().filter(|one| !one.as_os_str().is_empty());
    let mut file = tempfile::Builder::new();
    #[cfg(unix)]
    file.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    file.tempfile_in(folder.unwrap_or(Path::new(".")))
}
