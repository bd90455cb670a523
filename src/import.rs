//! `score import`: a file's rows into the database, all or none, and a line for each that cannot be.

use std::{fs::File, io::Read, path::Path};

use anyhow::{Context, Result, bail};
use api::files::{self, ImportError, Imported, Noun};
use entity::{
    changes::{
        Author,
        import::{RowProblem, Tally},
    },
    clock::Clock,
};

use crate::{
    cli::{Import, Imports},
    commands, output,
};

/// Rows that are shown one by one.
const SHOWN: usize = 100;

/// Import a file, or print the header of one.
///
/// # Errors
/// Where a row cannot be; nothing is stored then.
pub(crate) async fn run(asked: Import) -> Result<()> {
    let noun = noun(asked.what);
    let Some(file) = asked.file else {
        output::line(&files::template(noun)?);
        return Ok(());
    };
    let db = commands::open(&asked.database).await?;
    let author = Author::operator(Clock::of(&db).await?.now());
    let bytes = read(&file.path)?;
    let given = (bytes, file.format);
    match files::import(&db, &author, noun, given, asked.dry_run).await {
        Ok(imported) => {
            tell(&imported, asked.dry_run);
            Ok(())
        }
        Err(ImportError::Rows(problems)) => {
            show(&problems);
            bail!("nothing is stored; mend these rows and import the file again")
        }
        Err(cause) => bail!("nothing is stored: {cause}"),
    }
}

fn noun(what: Imports) -> Noun {
    match what {
        Imports::Enterprises => Noun::Enterprises,
        Imports::Contacts => Noun::Contacts,
        Imports::Reports => Noun::Reports,
    }
}

/// The file's bytes, one more than are taken at most, so that a larger file is known by it.
fn read(path: &Path) -> Result<Vec<u8>> {
    let unreadable = || format!("{} cannot be read; check its name", path.display());
    let file = File::open(path).with_context(unreadable)?;
    let mut bytes = Vec::new();
    file.take(files::FILE_AT_MOST as u64 + 1)
        .read_to_end(&mut bytes)
        .with_context(unreadable)?;
    Ok(bytes)
}

fn tell(imported: &Imported, is_dry: bool) {
    let Tally {
        new,
        changed,
        unchanged,
        unusual,
    } = &imported.tally;
    if let Some(sheet) = &imported.sheet {
        output::note(&format!(
            "The first sheet, `{sheet}`, was read; the others were not."
        ));
    }
    if !unusual.is_empty() {
        output::note(&format!(
            "{} things to look at; the import did not stop for them:",
            unusual.len()
        ));
        show(unusual);
    }
    let end = if is_dry { "; nothing was stored" } else { "" };
    output::line(&format!(
        "{new} new, {changed} changed, {unchanged} unchanged{end}."
    ));
}

/// The first problems, a line each, as a person looks them up in the file.
fn show(problems: &[RowProblem]) {
    for problem in problems.iter().take(SHOWN) {
        let column = problem.column.as_ref();
        let column = column.map_or(String::new(), |name| format!(", {name}"));
        output::note(&format!("row {}{column}: {}", problem.row, problem.message));
    }
    if let Some(more) = problems.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        output::note(&format!("and {more} more"));
    }
}
