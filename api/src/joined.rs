//! Links to one row that come with the list itself.
//!
//! Where a query asks a list for its rows' links to one row, as in `enterprises { nodes { province { name } } }`,
//! the list's own statement joins them. Whoever resolves such a link later finds it here and asks nobody; what no
//! query asks for is not joined.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    hash::Hash,
    sync::{Mutex, PoisonError},
};

use async_graphql::Lookahead;
use entity::scope::Scope;
use sea_orm::{
    ColumnTrait, DbErr, EntityTrait, FromQueryResult, IdenStatic, Iterable, JoinType, QueryResult,
    QueryTrait, Select, TryGetable,
    sea_query::{Alias, Expr, ExprTrait},
};

/// A link to one row, by the value of a column that is unique.
pub(crate) trait ToOne: Clone + Eq + Hash + Send + Sync + 'static {
    /// The table that it leads to.
    type Entity: EntityTrait<Model: Clone + Send + Sync + 'static>;
    /// What the column holds.
    type Plain: Clone + TryGetable;

    /// The column.
    fn column() -> <Self::Entity as EntityTrait>::Column;
    /// The rows that may be seen.
    fn visible(scope: &Scope) -> Select<Self::Entity>;
    /// The link to the row where the column is `plain`.
    fn of(plain: Self::Plain) -> Self;
}

type Row<K> = <<K as ToOne>::Entity as EntityTrait>::Model;

/// A link that a list of `E` can join.
pub(crate) trait Join<E: EntityTrait>: Send + Sync {
    /// The fields of a row that ask for it.
    fn fields(&self) -> &'static [&'static str];
    /// `list` with what `scope` may see of the rows at the links' ends.
    fn join(&self, list: Select<E>, scope: &Scope) -> Select<E>;
    /// Keep what came with the list's row `of`.
    fn keep(&self, came: &QueryResult, of: &E::Model, kept: &CameAlong) -> Result<(), DbErr>;
}

/// The link `K` of these fields, from a column of the list's own.
pub(crate) struct Along<E: EntityTrait, K: ToOne> {
    pub(crate) fields: &'static [&'static str],
    pub(crate) column: E::Column,
    pub(crate) key: fn(&E::Model) -> Option<K::Plain>,
}

impl<E: EntityTrait, K: ToOne> Along<E, K> {
    /// What the rows at the links' ends are called.
    fn name(&self) -> String {
        self.fields.concat()
    }

    /// How the names of their columns begin; a dot stands in no name of the list's own.
    fn prefix(&self) -> String {
        format!("{}.", self.name())
    }
}

impl<E, K> Join<E> for Along<E, K>
where
    E: EntityTrait<Column: Send + Sync>,
    K: ToOne,
{
    fn fields(&self) -> &'static [&'static str] {
        self.fields
    }

    fn join(&self, mut list: Select<E>, scope: &Scope) -> Select<E> {
        let there = Alias::new(self.name());
        let ends = Expr::col((there.clone(), K::column()));
        let query = QueryTrait::query(&mut list);
        query.join_subquery(
            JoinType::LeftJoin,
            K::visible(scope).into_query(),
            there.clone(),
            ends.eq(Expr::col(self.column.as_column_ref())),
        );
        for column in <K::Entity as EntityTrait>::Column::iter() {
            let name = format!("{}{}", self.prefix(), column.as_str());
            query.expr_as(
                column.select_as(Expr::col((there.clone(), column))),
                Alias::new(name),
            );
        }
        list
    }

    fn keep(&self, came: &QueryResult, of: &E::Model, kept: &CameAlong) -> Result<(), DbErr> {
        let Some(key) = (self.key)(of) else {
            return Ok(());
        };
        let prefix = self.prefix();
        let found: Option<K::Plain> = came.try_get(&prefix, K::column().as_str())?;
        let row = match found {
            Some(_) => Some(Row::<K>::from_query_result(came, &prefix)?),
            None => None,
        };
        kept.keep(K::of(key), row);
        Ok(())
    }
}

/// Which of `joins` are asked for by `list`: of its nodes, or of its edges' node.
pub(crate) fn asked_for<E: EntityTrait>(
    mut joins: Vec<Box<dyn Join<E>>>,
    list: &Lookahead<'_>,
) -> Vec<Box<dyn Join<E>>> {
    let nodes = [list.field("nodes"), list.field("edges").field("node")];
    let is_asked = |field: &&str| nodes.iter().any(|node| node.field(field).exists());
    joins.retain(|join| join.fields().iter().any(is_asked));
    joins
}

/// Rows that came along with lists, by the link that they are at; none where nothing is there
/// that may be seen.
#[derive(Default)]
pub(crate) struct CameAlong(Mutex<HashMap<TypeId, Box<dyn Any + Send>>>);

type Kept<K, M> = HashMap<K, Option<M>>;

impl CameAlong {
    fn keep<K, M>(&self, key: K, row: Option<M>)
    where
        K: Eq + Hash + Send + 'static,
        M: Send + 'static,
    {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let rows = all
            .entry(TypeId::of::<K>())
            .or_insert_with(|| Box::new(Kept::<K, M>::new()));
        if let Some(rows) = rows.downcast_mut::<Kept<K, M>>() {
            rows.insert(key, row);
        }
    }

    /// What came along for the link `key`; none where no list brought it.
    pub(crate) fn at<K, M>(&self, key: &K) -> Option<Option<M>>
    where
        K: Eq + Hash + 'static,
        M: Clone + 'static,
    {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let rows = all.get(&TypeId::of::<K>())?;
        rows.downcast_ref::<Kept<K, M>>()?.get(key).cloned()
    }
}
