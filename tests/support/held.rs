//! Lets whoever writes into a table wait in the middle of it, for as long as a test likes.

use std::time::Duration;

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend,
    Statement, TransactionTrait,
};
use tokio::time::{sleep, timeout};

use super::{databases::TestDatabase, once::PATIENCE};

/// A table whose next row is never finished.
pub(crate) struct Held {
    db: DatabaseConnection,
    table: &'static str,
    lock: Option<DatabaseTransaction>,
}

/// What SQLite does for ever before the row is there.
const ENDLESS: &str = "CREATE VIEW endless AS WITH RECURSIVE n(x) AS
    (SELECT 1 UNION ALL SELECT x FROM n) SELECT x FROM n";
/// How long no other writer of SQLite holds the database.
const LONG: Duration = Duration::from_millis(500);

impl Held {
    /// From now on.
    pub(crate) async fn table(database: &TestDatabase, table: &'static str) -> Self {
        let mut options = ConnectOptions::new(database.url());
        options.max_connections(2).sqlx_logging(false);
        let db = Database::connect(options).await.unwrap();
        let lock = if db.get_database_backend() == DbBackend::Postgres {
            let lock = db.begin().await.unwrap();
            let hold = format!("LOCK TABLE {table} IN EXCLUSIVE MODE");
            lock.execute_unprepared(&hold).await.unwrap();
            Some(lock)
        } else {
            let hold = format!(
                "CREATE TRIGGER held BEFORE INSERT ON {table} BEGIN SELECT count(*) FROM endless; END"
            );
            for statement in [ENDLESS, &hold] {
                db.execute_unprepared(statement).await.unwrap();
            }
            None
        };
        Self { db, table, lock }
    }

    /// Returns once somebody waits.
    pub(crate) async fn somebody_waits(&self) {
        let come = async {
            while !self.is_waited_for().await {
                sleep(Duration::from_millis(5)).await;
            }
        };
        timeout(PATIENCE, come).await.expect("somebody writes");
    }

    async fn is_waited_for(&self) -> bool {
        if self.lock.is_some() {
            return self.writers("wait_event_type = 'Lock'").await > 0;
        }
        let patience = format!("PRAGMA busy_timeout = {}", LONG.as_millis());
        let tx = self.db.begin().await.unwrap();
        tx.execute_unprepared(&patience).await.unwrap();
        let nobody = tx.execute_unprepared("CREATE TABLE nobody (x)").await;
        tx.rollback().await.unwrap();
        nobody.is_err()
    }

    /// How many write there, as PostgreSQL knows it.
    async fn writers(&self, how: &str) -> i64 {
        let sql = format!(
            "SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database()
             AND {how} AND query LIKE 'INSERT INTO \"{}\"%'",
            self.table
        );
        let asked = Statement::from_string(DbBackend::Postgres, sql);
        let row = self.db.query_one_raw(asked).await.unwrap().unwrap();
        row.try_get("", "n").unwrap()
    }

    /// Lets it go; returns once nobody who waited is there any more.
    pub(crate) async fn let_go(mut self) {
        match self.lock.take() {
            Some(lock) => lock.rollback().await.unwrap(),
            None => {
                for statement in ["DROP TRIGGER held", "DROP VIEW endless"] {
                    self.db.execute_unprepared(statement).await.unwrap();
                }
                return;
            }
        }
        let gone = async {
            while self.writers("state <> 'idle'").await > 0 {
                sleep(Duration::from_millis(5)).await;
            }
        };
        timeout(PATIENCE, gone).await.expect("nobody writes");
    }
}
