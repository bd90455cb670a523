//! The steps that bring a database up to date, one file each.
//!
//! A released step never changes and imports nothing of ours: it says what the
//! database looked like then, whatever the entities say now.

mod table;

mod m0001_reference;
mod m0002_partners;
mod m0003_enterprises;
mod m0004_training;
mod m0005_reporting;
mod m0006_outbox;
mod m0007_access;
mod m0008_chase;
mod m0009_delivery;
mod m0010_draft;
mod m0011_audit;
mod m0012_alert;
mod m0013_summary;
mod m0014_sign_in;
mod m0015_retention;
mod m0016_news;
mod m0017_office_key;
mod m0018_summary_file;
mod m0019_keys_and_leavers;
mod m0020_summary_source;
mod m0021_put_off;
mod m0023_end_of_alerts;
mod m0024_late_answers;

use sea_orm_migration::{
    prelude::*,
    sea_orm::{
        DatabaseBackend, DatabaseTransaction, SqliteTransactionMode, TransactionOptions,
        TransactionTrait,
    },
};

/// All steps, in order.
#[derive(Debug)]
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_reference::Migration),
            Box::new(m0002_partners::Migration),
            Box::new(m0003_enterprises::Migration),
            Box::new(m0004_training::Migration),
            Box::new(m0005_reporting::Migration),
            Box::new(m0006_outbox::Migration),
            Box::new(m0007_access::Migration),
            Box::new(m0008_chase::Migration),
            Box::new(m0009_delivery::Migration),
            Box::new(m0010_draft::Migration),
            Box::new(m0011_audit::Migration),
            Box::new(m0012_alert::Migration),
            Box::new(m0013_summary::Migration),
            Box::new(m0014_sign_in::Migration),
            Box::new(m0015_retention::Migration),
            Box::new(m0016_news::Migration),
            Box::new(m0017_office_key::Migration),
            Box::new(m0018_summary_file::Migration),
            Box::new(m0019_keys_and_leavers::Migration),
            Box::new(m0020_summary_source::Migration),
            Box::new(m0021_put_off::Migration),
            Box::new(m0023_end_of_alerts::Migration),
            Box::new(m0024_late_answers::Migration),
        ]
    }
}

/// What PostgreSQL's advisory lock is taken on, so that processes migrate one after another.
const LOCK: i64 = 0x53_43_4f_52_45;

/// Where a database stands against this program's steps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// All steps are applied.
    UpToDate,
    /// So many steps are missing.
    Behind(usize),
    /// It has a step that this program does not know.
    Ahead(String),
}

/// Apply the missing steps; processes that do so at once wait for one another.
///
/// # Errors
/// Where the database is newer than this program, or a step fails.
pub async fn up(db: &sea_orm_migration::sea_orm::DatabaseConnection) -> Result<(), DbErr> {
    if db.get_database_backend() != DatabaseBackend::Postgres {
        let tx = sqlite_write(db).await?;
        Migrator::up(&tx, None).await?;
        return tx.commit().await;
    }
    let lock = db.begin().await?;
    lock.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({LOCK})"))
        .await?;
    Migrator::up(db, None).await?;
    lock.commit().await
}

/// Undo every step.
///
/// # Errors
/// Where a step fails.
pub async fn down(db: &sea_orm_migration::sea_orm::DatabaseConnection) -> Result<(), DbErr> {
    if db.get_database_backend() != DatabaseBackend::Postgres {
        let tx = sqlite_write(db).await?;
        Migrator::down(&tx, None).await?;
        return tx.commit().await;
    }
    Migrator::down(db, None).await
}

/// All steps on one connection, alone: SQLite's other connections go on believing the schema that
/// they have read, and refuse an index whose name they know from there.
async fn sqlite_write(
    db: &sea_orm_migration::sea_orm::DatabaseConnection,
) -> Result<DatabaseTransaction, DbErr> {
    db.begin_with_options(TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..Default::default()
    })
    .await
}

/// Compare the database with this program's steps, changing nothing.
///
/// # Errors
/// Where the database does not answer.
pub async fn standing(
    db: &sea_orm_migration::sea_orm::DatabaseConnection,
) -> Result<Standing, DbErr> {
    let known: Vec<String> = Migrator::migrations()
        .iter()
        .map(|step| step.name().to_owned())
        .collect();
    if !SchemaManager::new(db).has_table("seaql_migrations").await? {
        return Ok(Standing::Behind(known.len()));
    }
    let applied = applied(db).await?;
    if let Some(unknown) = applied.iter().find(|step| !known.contains(step)) {
        return Ok(Standing::Ahead(unknown.clone()));
    }
    let missing = known.len() - applied.len();
    Ok(if missing == 0 {
        Standing::UpToDate
    } else {
        Standing::Behind(missing)
    })
}

async fn applied(
    db: &sea_orm_migration::sea_orm::DatabaseConnection,
) -> Result<Vec<String>, DbErr> {
    let statement = Query::select()
        .column("version")
        .from("seaql_migrations")
        .to_owned();
    db.query_all(&statement)
        .await?
        .iter()
        .map(|row| row.try_get("", "version"))
        .collect()
}
