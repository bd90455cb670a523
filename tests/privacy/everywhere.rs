//! Everything that a database holds, as text.

use sea_orm::{ConnectionTrait, DatabaseBackend, DatabaseConnection, Statement};

/// Every row of every table, one line each.
pub(super) async fn everything(db: &DatabaseConnection) -> String {
    let mut lines = Vec::new();
    for table in tables(db).await {
        let row = match db.get_database_backend() {
            DatabaseBackend::Postgres => "CAST(t.* AS text)".to_owned(),
            _ => columns(db, &table).await,
        };
        let rows = rows(db, &format!("SELECT {row} AS line FROM {table} t")).await;
        lines.extend(rows.into_iter().map(|row| format!("{table}: {row}")));
    }
    lines.join("\n")
}

async fn tables(db: &DatabaseConnection) -> Vec<String> {
    let all = match db.get_database_backend() {
        DatabaseBackend::Postgres => {
            "SELECT table_name AS line FROM information_schema.tables WHERE table_schema = 'public'"
        }
        _ => "SELECT name AS line FROM sqlite_master WHERE type = 'table'",
    };
    rows(db, all).await
}

/// SQLite has no row as text: its columns, one after the other.
async fn columns(db: &DatabaseConnection, table: &str) -> String {
    let names = rows(
        db,
        &format!("SELECT name AS line FROM pragma_table_info('{table}')"),
    )
    .await;
    let quoted: Vec<_> = names
        .iter()
        .map(|name| format!("quote(t.\"{name}\")"))
        .collect();
    quoted.join(" || ',' || ")
}

async fn rows(db: &DatabaseConnection, sql: &str) -> Vec<String> {
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let rows = db.query_all_raw(statement).await.unwrap();
    rows.iter()
        .map(|row| row.try_get("", "line").unwrap())
        .collect()
}

/// Table and column of all words that may be as long as one likes, on SQLite.
pub(super) async fn open_columns(db: &DatabaseConnection) -> Vec<(String, String)> {
    let mut open = Vec::new();
    for table in tables(db).await {
        let names = format!(
            "SELECT name AS line FROM pragma_table_info('{table}') WHERE type IN ('varchar', 'text')"
        );
        let names = rows(db, &names).await.into_iter();
        open.extend(names.map(|name| (table.clone(), name)));
    }
    open
}
