//! Links between nouns, a level at a time.
//!
//! All objects of one level of a query ask for their link in the same moment;
//! a loader answers them with one statement, which starts from what the
//! requester may see like any other. What a list has brought along is not asked for again
//! ([`crate::joined`]).

use std::{collections::HashMap, sync::Arc};

use async_graphql::{Context, ID, Result, dataloader::Loader};
use entity::scope::Scope;
use sea_orm::{
    ColumnTrait, DatabaseConnection, DbErr, EntityTrait, IntoSimpleExpr, Iterable, JoinType,
    PrimaryKeyToColumn, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::{Alias, Expr, ExprTrait, Func, Order, Query, SelectStatement, WindowStatement},
};
use uuid::Uuid;

use crate::{context::Asks, id::uuid_of};

/// A fault that several fields share.
pub(crate) type Fault = Arc<DbErr>;

/// Loads what `scope` may see.
pub(crate) struct Visible {
    pub(crate) db: DatabaseConnection,
    pub(crate) scope: Scope,
}

/// The one row behind `key`, if it may be seen.
pub(crate) async fn one<K, N>(ctx: &Context<'_>, key: K) -> Result<Option<N>>
where
    K: Send + Sync + std::hash::Hash + Eq + Clone + 'static,
    Visible: Loader<K, Error = Fault>,
    N: From<<Visible as Loader<K>>::Value>,
{
    let asked = ctx.asked();
    let row = match asked.came_along.at(&key) {
        Some(row) => row,
        None => asked.loader.load_one(key).await?,
    };
    Ok(row.map(N::from))
}

/// The one row behind the global id `id` of a `kind`, if it may be seen.
pub(crate) async fn by_id<K, N>(
    ctx: &Context<'_>,
    kind: &str,
    id: &ID,
    key: fn(Uuid) -> K,
) -> Result<Option<N>>
where
    K: Send + Sync + std::hash::Hash + Eq + Clone + 'static,
    Visible: Loader<K, Error = Fault>,
    N: From<<Visible as Loader<K>>::Value>,
{
    match uuid_of(kind, id)? {
        Some(id) => one(ctx, key(id)).await,
        None => Ok(None),
    }
}

/// The rows behind `key` that may be seen.
pub(crate) async fn many<K, M, N>(ctx: &Context<'_>, key: K) -> Result<Vec<N>>
where
    K: Send + Sync + std::hash::Hash + Eq + Clone + 'static,
    Visible: Loader<K, Value = Vec<M>, Error = Fault>,
    N: From<M>,
{
    let rows = ctx.asked().loader.load_one(key).await?.unwrap_or_default();
    Ok(rows.into_iter().map(N::from).collect())
}

/// Rows by the key that they belong to, in the order they came.
pub(crate) fn grouped<K: Eq + std::hash::Hash, M>(
    rows: impl IntoIterator<Item = (K, M)>,
) -> HashMap<K, Vec<M>> {
    let mut groups: HashMap<K, Vec<M>> = HashMap::new();
    for (key, row) in rows {
        groups.entry(key).or_default().push(row);
    }
    groups
}

/// The rows of `all` behind each of `keys`, through the table `L` that links
/// them: `on` joins the two, `by` holds the keys and `of` reads them.
pub(crate) async fn through<E, L>(
    db: &DatabaseConnection,
    all: Select<E>,
    on: (E::Column, L::Column),
    (by, keys): (L::Column, Vec<Uuid>),
    of: fn(&L::Model) -> Uuid,
    sorted: impl IntoSimpleExpr,
) -> Result<HashMap<Uuid, Vec<E::Model>>, Fault>
where
    E: EntityTrait,
    L: EntityTrait,
{
    let link = E::belongs_to(L::default()).from(on.0).to(on.1);
    let all = all
        .join(JoinType::InnerJoin, link.into())
        .filter(by.is_in(keys))
        .order_by_asc(sorted);
    let rows = then_by_key(all).select_also(L::default()).all(db).await?;
    Ok(grouped(
        rows.into_iter()
            .filter_map(|(row, link)| Some((of(&link?), row))),
    ))
}

/// What is sorted alike comes in the order of its keys, so that a list is the same each time.
pub(crate) fn then_by_key<E: EntityTrait>(sorted: Select<E>) -> Select<E> {
    E::PrimaryKey::iter().fold(sorted, |sorted, key| sorted.order_by_asc(key.into_column()))
}

/// The keys of the first `most` rows of each group of `all`, for an `IN`.
pub(crate) fn first_of_each<E: EntityTrait>(
    all: Select<E>,
    key: E::Column,
    group: E::Column,
    (by, order): (E::Column, Order),
    most: u64,
) -> SelectStatement {
    let (ranked, place) = (Alias::new("ranked"), Alias::new("place"));
    let window = WindowStatement::partition_by(group.as_column_ref())
        .order_by(by.as_column_ref(), order.clone())
        .order_by(key.as_column_ref(), order)
        .to_owned();
    let mut inner = all.select_only().column(key).into_query();
    inner.expr_window_as(Func::cust("row_number"), window, place.clone());
    Query::select()
        .column(key)
        .from_subquery(inner, ranked)
        .and_where(Expr::col(place).lte(most))
        .to_owned()
}

/// A link to one row: `Key(type): table by Column, |row| its key, what may be seen`.
macro_rules! link_one {
    ($(#[$meta:meta])* $key:ident($plain:ty): $entity:ident by $column:ident, |$row:ident| $of:expr, $visible:expr) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub(crate) struct $key(pub(crate) $plain);

        impl async_graphql::dataloader::Loader<$key> for $crate::loader::Visible {
            type Value = $entity::Model;
            type Error = $crate::loader::Fault;

            async fn load(&self, keys: &[$key]) -> Result<std::collections::HashMap<$key, Self::Value>, Self::Error> {
                use sea_orm::{ColumnTrait, QueryFilter};
                let rows = ($visible)(&self.scope)
                    .filter($entity::Column::$column.is_in(keys.iter().map(|key| key.0.clone())))
                    .all(&self.db)
                    .await?;
                Ok(rows.into_iter().map(|$row| ($key($of.clone()), $row)).collect())
            }
        }

        impl $crate::joined::ToOne for $key {
            type Entity = $entity::Entity;
            type Plain = $plain;

            fn column() -> $entity::Column {
                $entity::Column::$column
            }

            fn visible(scope: &entity::scope::Scope) -> sea_orm::Select<$entity::Entity> {
                ($visible)(scope)
            }

            fn of(plain: $plain) -> Self {
                Self(plain)
            }
        }
    };
}

/// A link to many rows: `Key(type): table by Column sorted Column, |row| its key if it has one, what may be seen`.
macro_rules! link_many {
    ($(#[$meta:meta])* $key:ident($plain:ty): $entity:ident by $column:ident sorted $sorted:ident, |$row:ident| $of:expr, $visible:expr) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub(crate) struct $key(pub(crate) $plain);

        impl async_graphql::dataloader::Loader<$key> for $crate::loader::Visible {
            type Value = Vec<$entity::Model>;
            type Error = $crate::loader::Fault;

            async fn load(&self, keys: &[$key]) -> Result<std::collections::HashMap<$key, Self::Value>, Self::Error> {
                use sea_orm::{ColumnTrait, QueryFilter, QueryOrder};
                let rows = ($visible)(&self.scope)
                    .filter($entity::Column::$column.is_in(keys.iter().map(|key| key.0.clone())))
                    .order_by_asc($entity::Column::$sorted);
                let rows = $crate::loader::then_by_key(rows).all(&self.db).await?;
                Ok($crate::loader::grouped(
                    rows.into_iter().filter_map(|$row| Option::<$plain>::from($of.clone()).map(|key| ($key(key), $row))),
                ))
            }
        }
    };
}

/// A link to many rows through another table:
/// `Key: table through link on (Column, Column) by Column, |link| its key, sorted expression, what may be seen`.
macro_rules! link_through {
    ($(#[$meta:meta])* $key:ident: $entity:ident through $link:ident on ($from:ident, $to:ident) by $by:ident, |$row:ident| $of:expr, sorted $sorted:expr, $visible:expr) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub(crate) struct $key(pub(crate) uuid::Uuid);

        impl async_graphql::dataloader::Loader<$key> for $crate::loader::Visible {
            type Value = Vec<$entity::Model>;
            type Error = $crate::loader::Fault;

            async fn load(&self, keys: &[$key]) -> Result<std::collections::HashMap<$key, Self::Value>, Self::Error> {
                let found = $crate::loader::through::<_, $link::Entity>(
                    &self.db,
                    ($visible)(&self.scope),
                    ($entity::Column::$from, $link::Column::$to),
                    ($link::Column::$by, keys.iter().map(|key| key.0).collect()),
                    |$row| $of,
                    $sorted,
                )
                .await?;
                Ok(found.into_iter().map(|(key, rows)| ($key(key), rows)).collect())
            }
        }
    };
}

pub(crate) use {link_many, link_one, link_through};
