//! `score export summary`: the pseudonymous rows behind an edition, for whoever wants to
//! make its figures anew.

use std::path::Path;

use anyhow::{Context, Result, bail};
use entity::{
    global_id,
    summary::{self, source},
};
use sea_orm::{DatabaseConnection, EntityTrait};
use uuid::Uuid;

use crate::{cli::ExportSummary, commands, output};

/// Write the rows behind an edition, and its frozen figures where a file is named for them.
///
/// # Errors
/// Where there is no such edition, no rows were kept of it, or a file cannot be written.
pub(crate) async fn summary(asked: &ExportSummary) -> Result<()> {
    let db = commands::open(&asked.database).await?;
    let edition = edition(&db, &asked.id).await?;
    let kept = source::Entity::find_by_id(edition.id).one(&db).await?;
    let Some(kept) = kept else {
        bail!(
            "edition {} of {} was made before rows were kept; export a newer edition",
            edition.edition,
            edition.quarter
        );
    };
    let rows = kept.csv()?;
    std::fs::write(&asked.rows, &rows).with_context(|| not_written(&asked.rows))?;
    if let Some(file) = &asked.figures {
        std::fs::write(file, &edition.internal).with_context(|| not_written(file))?;
    }
    output::line(&format!(
        "{} rows behind edition {} of {} are in {}.",
        rows.iter().filter(|byte| **byte == b'\n').count() - 1,
        edition.edition,
        edition.quarter,
        asked.rows.display()
    ));
    Ok(())
}

/// The edition that `id` names: a global id, as the API gives it, or a bare one.
async fn edition(db: &DatabaseConnection, id: &str) -> Result<summary::Model> {
    let key = global_id::uuid_of("Summary", id).or_else(|| id.parse().ok());
    let found = match key {
        Some(key) => summary::Entity::find_by_id::<Uuid>(key).one(db).await?,
        None => None,
    };
    found.with_context(|| {
        format!("`{id}` is no id of a summary; take one from the API, which shows it")
    })
}

fn not_written(file: &Path) -> String {
    format!("{} cannot be written; name another file", file.display())
}
