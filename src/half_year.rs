//! `score export half-year`: two quarters' editions as the table that donors ask for.

use std::io::Write;

use anyhow::{Context, Result, bail};
use entity::{Language, province, scope::Scope};
use sea_orm::EntityTrait;

use crate::{cli::ExportHalfYear, commands, output, tables::unfinished};

/// Write the half-year of the place that was asked for.
///
/// # Errors
/// Where a quarter has no edition, or the file cannot be written.
pub(crate) async fn write(asked: &ExportHalfYear) -> Result<()> {
    let db = commands::open(&asked.database).await?;
    if let Some(code) = &asked.province
        && province::Entity::find_by_id(code).one(&db).await?.is_none()
    {
        bail!("there is no province `{code}`; codes are like ID-JK");
    }
    let scope = if asked.public {
        Scope::Donor
    } else {
        Scope::Admin
    };
    let language = if asked.english {
        Language::En
    } else {
        Language::Id
    };
    let which = (asked.half, asked.province.as_deref());
    let bytes = api::files::half_year(&db, &scope, which, language).await?;
    let no_file = || {
        format!(
            "{} cannot be written; name another file",
            asked.file.display()
        )
    };
    let mut file = unfinished(&asked.file).with_context(no_file)?;
    file.write_all(&bytes).with_context(no_file)?;
    file.persist(&asked.file).with_context(no_file)?;
    output::line(&format!("{} is in {}.", asked.half, asked.file.display()));
    Ok(())
}
