//! `score export enterprises` and the like: what the office sees, as a file.

use std::{fs::File, io::BufWriter};

use anyhow::{Context, Result, bail};
use entity::{
    export::{Export, Filter},
    province,
    scope::Scope,
};
use sea_orm::EntityTrait;

use crate::{cli::ExportTable, commands, output};

/// Write `what` to the file that was asked for.
///
/// # Errors
/// Where the filter names what is not there, or the file cannot be written.
pub(crate) async fn write(what: Export, asked: ExportTable) -> Result<()> {
    if !what.has_months() && (asked.from.is_some() || asked.to.is_some()) {
        bail!("enterprises have no month; leave --from and --to out");
    }
    let db = commands::open(&asked.database).await?;
    if let Some(code) = &asked.province {
        let known = province::Entity::find_by_id(code).one(&db).await?;
        known.with_context(|| format!("there is no province `{code}`; codes are like ID-JK"))?;
    }
    let path = &asked.file.path;
    let file = File::create(path)
        .with_context(|| format!("{} cannot be written; name another file", path.display()))?;
    let filter = Filter {
        province: asked.province,
        from: asked.from,
        to: asked.to,
    };
    let asked_for = (what, Scope::Admin, filter);
    let rows = api::files::export(&db, asked_for, asked.file.format, BufWriter::new(file)).await?;
    output::line(&format!("{} rows are in {}.", rows.0, path.display()));
    Ok(())
}
