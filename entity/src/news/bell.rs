//! PostgreSQL's bell: LISTEN and NOTIFY, without a word of what has happened.

use std::{sync::Arc, time::Duration};

use sea_orm::{
    DatabaseConnection, DbBackend, DbErr, RuntimeErr, SqlxError,
    sqlx::postgres::{PgListener, PgPoolOptions},
};

const CHANNEL: &str = "score_news";
/// Rings it when the transaction is committed; however often in one, it rings once.
pub(super) const RING: &str = "NOTIFY score_news";
/// How long the server may take to let the bell be hung up.
const ANSWER: Duration = Duration::from_secs(5);

/// Rings when there is news in a PostgreSQL database. It has a connection of its own, so
/// that it takes none from the requests.
#[derive(Debug)]
pub struct Bell(PgListener);

impl Bell {
    /// The bell of `db`; none on SQLite, which has no such thing.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub async fn of(db: &DatabaseConnection) -> Result<Option<Self>, DbErr> {
        if db.get_database_backend() != DbBackend::Postgres {
            return Ok(None);
        }
        let options = db.get_postgres_connection_pool().connect_options();
        let own = PgPoolOptions::new()
            .max_connections(1)
            .max_lifetime(None)
            .idle_timeout(None)
            .acquire_timeout(ANSWER)
            .connect_with((*options).clone())
            .await
            .map_err(broken)?;
        let mut listener = PgListener::connect_with(&own).await.map_err(broken)?;
        listener.ignore_pool_close_event(true);
        listener.listen(CHANNEL).await.map_err(broken)?;
        Ok(Some(Self(listener)))
    }

    /// Waits until it rings; also when it was cut off and hangs again, since it may have
    /// rung meanwhile.
    ///
    /// # Errors
    /// Where the database does not answer; the bell is of no use any more then.
    pub async fn rung(&mut self) -> Result<(), DbErr> {
        self.0.try_recv().await.map_err(broken)?;
        while self.0.next_buffered().is_some() {}
        Ok(())
    }
}

fn broken(cause: SqlxError) -> DbErr {
    DbErr::Conn(RuntimeErr::SqlxError(Arc::new(cause)))
}
