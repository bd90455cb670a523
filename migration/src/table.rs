//! What the steps share: tables by plain names, and the indexes that carry promises.

use sea_orm_migration::prelude::*;

/// A new table.
pub(crate) fn table(name: &'static str) -> TableCreateStatement {
    Table::create().table(name).take()
}

/// A primary key over `columns`.
pub(crate) fn key(columns: &[&'static str]) -> IndexCreateStatement {
    columns.iter().fold(Index::create(), |mut key, column| {
        key.col(*column);
        key
    })
}

/// A unique key over `columns`.
pub(crate) async fn unique(
    manager: &SchemaManager<'_>,
    table: &'static str,
    columns: &[&'static str],
) -> Result<(), DbErr> {
    manager
        .create_index(named("uq", table, columns).unique().take())
        .await
}

/// An index over `columns`.
pub(crate) async fn index(
    manager: &SchemaManager<'_>,
    table: &'static str,
    columns: &[&'static str],
) -> Result<(), DbErr> {
    manager.create_index(named("ix", table, columns)).await
}

/// A unique key over `columns` among the rows for which `condition` holds.
pub(crate) async fn partial_unique(
    manager: &SchemaManager<'_>,
    table: &str,
    columns: &str,
    condition: &str,
) -> Result<(), DbErr> {
    let sql =
        format!("CREATE UNIQUE INDEX uq_{table}_one ON {table} ({columns}) WHERE {condition}");
    manager
        .get_connection()
        .execute_unprepared(&sql)
        .await
        .map(|_| ())
}

/// An index over `columns` of the rows for which `condition` holds.
pub(crate) async fn partial_index(
    manager: &SchemaManager<'_>,
    table: &str,
    name: &str,
    columns: &str,
    condition: &str,
) -> Result<(), DbErr> {
    let sql = format!("CREATE INDEX ix_{table}_{name} ON {table} ({columns}) WHERE {condition}");
    manager
        .get_connection()
        .execute_unprepared(&sql)
        .await
        .map(|_| ())
}

/// Drop `tables`, in this order.
pub(crate) async fn drop_tables(
    manager: &SchemaManager<'_>,
    tables: &[&'static str],
) -> Result<(), DbErr> {
    for table in tables {
        manager
            .drop_table(Table::drop().table(*table).take())
            .await?;
    }
    Ok(())
}

/// Add `columns` to a table, one statement each: SQLite takes no more at once.
pub(crate) async fn add_columns<const N: usize>(
    manager: &SchemaManager<'_>,
    table: &'static str,
    columns: [ColumnDef; N],
) -> Result<(), DbErr> {
    for mut column in columns {
        let change = Table::alter().table(table).add_column(&mut column).take();
        manager.alter_table(change).await?;
    }
    Ok(())
}

/// Take `columns` from a table.
pub(crate) async fn drop_columns(
    manager: &SchemaManager<'_>,
    table: &'static str,
    columns: &[&'static str],
) -> Result<(), DbErr> {
    for column in columns {
        let change = Table::alter().table(table).drop_column(*column).take();
        manager.alter_table(change).await?;
    }
    Ok(())
}

fn named(kind: &str, table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = key(columns);
    index
        .name(format!("{kind}_{table}_{}", columns.join("_")))
        .table(table);
    index
}
