//! Many new rows that differ in a few columns only, added in one statement.
//!
//! A month's requests share their dates, a day's mails their state and time. What they share
//! is handed to the database once, so that thousands of rows fit into one statement and the
//! database spends its time on storing them.

use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DbErr, EntityTrait, IdenStatic, Iterable, Value,
    sea_query::{Alias, Expr, InsertStatement, IntoIden, OnConflict, Query, TableRef, ValueTuple},
};

/// The name that the statement gives to what differs.
const DIFFERING: &str = "differing";

/// The columns of the rows of `A`.
type Column<A> = <<A as ActiveModelTrait>::Entity as EntityTrait>::Column;

/// New rows that are alike.
#[derive(Debug)]
pub struct Alike<'a, A: ActiveModelTrait> {
    /// What they share; a column that differs is not looked at, one that is not set is the
    /// database's to fill.
    pub shared: A,
    /// The columns that differ.
    pub differing: &'a [Column<A>],
    /// The columns that tell one row from another: of one that is there already, nothing changes.
    /// None where each row is another.
    pub unique: &'a [Column<A>],
}

impl<A: ActiveModelTrait> Alike<'_, A> {
    /// Add those of `rows` that are missing, and say how many those were. Each row is what
    /// differs, in the order of the columns; all together must fit into one statement
    /// ([`rows_per_insert`](crate::database::rows_per_insert)).
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn add(
        &self,
        tx: &impl ConnectionTrait,
        rows: impl IntoIterator<Item = Vec<Value>>,
    ) -> Result<u64, DbErr> {
        match self.statement(rows)? {
            Some(insert) => Ok(tx.execute(&insert).await?.rows_affected()),
            None => Ok(0),
        }
    }

    /// Nothing where there are no rows.
    fn statement(
        &self,
        rows: impl IntoIterator<Item = Vec<Value>>,
    ) -> Result<Option<InsertStatement>, DbErr> {
        let rows: Vec<_> = rows.into_iter().map(ValueTuple::Many).collect();
        if rows.is_empty() {
            return Ok(None);
        }
        let (columns, values): (Vec<_>, Vec<_>) = self.values().unzip();
        let mut select = Query::select();
        select
            .exprs(values)
            .from(TableRef::ValuesList(
                rows,
                Alias::new(DIFFERING).into_iden(),
            ))
            // SQLite would take ON CONFLICT for a join where no condition stands between.
            .and_where(Expr::value(true));
        let mut insert = Query::insert();
        insert
            .into_table(A::Entity::default())
            .columns(columns)
            .select_from(select)
            .map_err(|cause| DbErr::Custom(cause.to_string()))?;
        if !self.unique.is_empty() {
            let mut same = OnConflict::columns(self.unique.iter().copied());
            insert.on_conflict(same.do_nothing().to_owned());
        }
        Ok(Some(insert))
    }

    /// Each column that has a value, with it; the database makes the others up. Both databases
    /// call the columns of a list of values `column1`, `column2`, …
    fn values(&self) -> impl Iterator<Item = (Column<A>, Expr)> {
        Column::<A>::iter().filter_map(|column| {
            let is_it = |other: &Column<A>| other.as_str() == column.as_str();
            let value = match self.differing.iter().position(is_it) {
                Some(index) => {
                    let name = Alias::new(format!("column{}", index + 1));
                    Expr::col((Alias::new(DIFFERING), name))
                }
                None => Expr::Value(self.shared.get(column).into_value()?),
            };
            Some((column, value))
        })
    }
}
