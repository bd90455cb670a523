//! One database layer, two databases: SQLite embedded, PostgreSQL for growth.

use std::time::Duration;

use sea_orm::{
    ActiveModelTrait, ConnectOptions, ConnectionTrait, Database, DatabaseConnection,
    DatabaseTransaction, DbBackend, DbErr, EntityTrait, IntoActiveModel, Iterable, ModelTrait,
    RuntimeErr, SqliteTransactionMode, SqlxError, TransactionOptions, TransactionTrait,
    sea_query::OnConflict,
};
use sqlx_sqlite::{SqliteJournalMode, SqliteSynchronous};
use thiserror::Error;

/// Connections per process: on few cores, more of them wait for each other.
const POOL: u32 = 4;
/// How long a server may take to answer, a restart of it included.
const ANSWER: Duration = Duration::from_secs(10);
/// How long a writer waits for another on SQLite.
const BUSY: Duration = Duration::from_secs(20);

/// Why a database cannot be used.
#[derive(Debug, Error)]
pub enum ConnectError {
    /// A URL of another kind.
    #[error("{0} must begin with sqlite:// or postgres://")]
    UnknownKind(&'static str),
    /// It does not answer or refuses us.
    #[error("cannot open the database of {setting} ({}): {}; check that it is there and may be read and written", shown(.url), why(.cause))]
    Unreachable {
        /// The setting that names it.
        setting: &'static str,
        /// The URL, shown without its password.
        url: String,
        /// What the driver says.
        cause: DbErr,
    },
}

/// `url` without user and password, to be shown.
fn shown(url: &str) -> String {
    match (url.split_once("://"), url.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, rest))) => format!("{scheme}://…@{rest}"),
        _ => url.to_owned(),
    }
}

/// What the driver says. A server that refuses is asked again until the time is over, so
/// that the driver knows of a full pool only.
fn why(cause: &DbErr) -> String {
    match cause {
        DbErr::Conn(RuntimeErr::SqlxError(cause)) if matches!(**cause, SqlxError::PoolTimedOut) => {
            format!("no server answered there within {} s", ANSWER.as_secs())
        }
        other => other.to_string(),
    }
}

/// Connect to the database of `url`; a SQLite file that is missing is made.
///
/// # Errors
/// Where the URL is of another kind, or the database does not answer.
pub async fn connect(url: &str) -> Result<DatabaseConnection, ConnectError> {
    connect_as("DATABASE_URL", url).await
}

/// Connect to the database of `url`, which the setting `setting` names.
///
/// # Errors
/// Where the URL is of another kind, or the database does not answer.
pub async fn connect_as(
    setting: &'static str,
    url: &str,
) -> Result<DatabaseConnection, ConnectError> {
    let sqlite = url.starts_with("sqlite:");
    if !sqlite && !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
        return Err(ConnectError::UnknownKind(setting));
    }
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(POOL)
        .acquire_timeout(ANSWER)
        .sqlx_logging(false)
        .test_before_acquire(false)
        .map_sqlx_sqlite_opts(|options| {
            options
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Normal)
                .foreign_keys(true)
                .busy_timeout(BUSY)
        });
    Database::connect(options)
        .await
        .map_err(|cause| ConnectError::Unreachable {
            setting,
            url: url.into(),
            cause,
        })
}

/// Begin a transaction that will write. On SQLite it takes the write lock at
/// once, so that two writers wait for each other instead of failing.
///
/// # Errors
/// Where the database does not answer.
pub async fn begin_write(db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    db.begin_with_options(TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..Default::default()
    })
    .await
}

/// Does one transaction write at a time, and the others look again until it is over?
pub fn has_one_writer(db: &DatabaseConnection) -> bool {
    db.get_database_backend() == DbBackend::Sqlite
}

/// Rows of `columns` columns that one insert may carry: SQLite takes 32 766
/// values a statement, PostgreSQL 65 535.
pub const fn rows_per_insert(columns: usize) -> usize {
    30_000 / columns
}

/// Add those of `rows` whose keys are not there yet, in as many statements as that takes;
/// says how many were added.
///
/// # Errors
/// Where the database cannot be written.
pub async fn add_missing<E: EntityTrait>(
    db: &impl ConnectionTrait,
    rows: impl IntoIterator<Item = E::ActiveModel>,
) -> Result<u64, DbErr> {
    let most = rows_per_insert(E::Column::iter().count());
    let mut rest: Vec<_> = rows.into_iter().collect();
    let mut added = 0;
    while !rest.is_empty() {
        let later = rest.split_off(rest.len().min(most));
        added += E::insert_many(std::mem::replace(&mut rest, later))
            .on_conflict(OnConflict::new().do_nothing().to_owned())
            .exec_without_returning(db)
            .await?;
    }
    Ok(added)
}

/// Insert `rows`, as many a statement as the databases take.
pub(crate) async fn insert<M>(
    db: &impl ConnectionTrait,
    rows: impl IntoIterator<Item = M>,
    on_conflict: Option<OnConflict>,
) -> Result<(), DbErr>
where
    M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
{
    let columns = <M::Entity as EntityTrait>::Column::iter().count();
    let mut rest = rows
        .into_iter()
        .map(|row| row.into_active_model().reset_all());
    loop {
        let some: Vec<_> = rest.by_ref().take(rows_per_insert(columns)).collect();
        if some.is_empty() {
            return Ok(());
        }
        let mut statement = M::Entity::insert_many(some);
        if let Some(on_conflict) = &on_conflict {
            statement = statement.on_conflict(on_conflict.clone());
        }
        statement.exec_without_returning(db).await?;
    }
}

/// Does the database answer?
///
/// # Errors
/// Where it does not.
pub async fn ping(db: &DatabaseConnection) -> Result<(), DbErr> {
    db.execute_unprepared("SELECT 1").await.map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_not_shown() {
        assert_eq!(
            shown("postgres://score:secret@db/score"),
            "postgres://…@db/score"
        );
        assert_eq!(shown("sqlite://score.db"), "sqlite://score.db");
    }
}
