//! Lists inside a noun, `province { enterprises }` and the like: the same page
//! of every parent of a level, and their counts, by one statement each.

use std::{collections::HashMap, hash::Hash};

use async_graphql::{Context, Result, dataloader::Loader};
use entity::scope::Scope;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, Select, TryGetable};

use crate::{
    context::Asks,
    loader::{Fault, Visible, first_of_each, grouped},
    page::{Page, PageArgs, Sort, Total, Window},
};

/// A list inside a noun.
pub(crate) trait Nested: Clone + Eq + Hash + Send + Sync + 'static {
    /// The table of its rows.
    type Entity: EntityTrait<Model: Clone + Send + Sync + 'static>;
    /// What tells whose list a row is in.
    type Group: Clone + Eq + Hash + Into<sea_orm::Value> + TryGetable + Send + Sync + 'static;

    /// The rows that may be seen.
    fn visible(scope: &Scope) -> Select<Self::Entity>;
    /// The column of a row's id.
    fn key() -> <Self::Entity as EntityTrait>::Column;
    /// The column of the group.
    fn column() -> <Self::Entity as EntityTrait>::Column;
    /// The group that `row` is in.
    fn group(row: &<Self::Entity as EntityTrait>::Model) -> Self::Group;
    /// How it is sorted.
    fn sort() -> Sort<Self::Entity>;
}

/// The rows of the table that `N` lists.
type Row<N> = <<N as Nested>::Entity as EntityTrait>::Model;

/// One parent's page of the list `N`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct PageOf<N: Nested> {
    of: N::Group,
    window: Window,
}

/// How long one parent's list `N` is.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct CountOf<N: Nested>(N::Group);

/// The page of `of`'s list that `args` ask for, as the connection `C`.
pub(crate) async fn list<N, C>(ctx: &Context<'_>, of: N::Group, args: PageArgs) -> Result<C>
where
    N: Nested,
    C: From<(Page<Row<N>>, Total)>,
{
    let window = Window::of(&args, &N::sort())?;
    let key = PageOf::<N> {
        of: of.clone(),
        window,
    };
    let page = ctx.asked().loader.load_one(key).await?.unwrap_or_default();
    let total: Total = Box::new(move |asked| {
        let key = CountOf::<N>(of.clone());
        Box::pin(async move {
            let count = asked.loader.load_one(key).await?;
            Ok(i32::try_from(count.unwrap_or(0)).unwrap_or(i32::MAX))
        })
    });
    Ok(C::from((page, total)))
}

impl<N: Nested> Loader<PageOf<N>> for Visible {
    type Value = Page<Row<N>>;
    type Error = Fault;

    async fn load(&self, keys: &[PageOf<N>]) -> Result<HashMap<PageOf<N>, Self::Value>, Fault> {
        let sort = N::sort();
        let asked = keys.iter().map(|key| (key.window.clone(), key.of.clone()));
        let mut found = HashMap::new();
        for (window, groups) in grouped(asked) {
            let all = N::visible(&self.scope).filter(N::column().is_in(groups.clone()));
            let ids = first_of_each(
                window.beyond_cursors(all, &sort),
                N::key(),
                N::column(),
                (sort.by.column, window.order()),
                window.rows(),
            );
            let page = N::Entity::find().filter(N::key().in_subquery(ids));
            let rows = sort.apply(page, &window.order()).all(&self.db).await?;
            let mut rows = grouped(rows.into_iter().map(|row| (N::group(&row), row)));
            found.extend(groups.into_iter().map(|of| {
                let page = window.cut(rows.remove(&of).unwrap_or_default(), &sort);
                let window = window.clone();
                (PageOf { of, window }, page)
            }));
        }
        Ok(found)
    }
}

impl<N: Nested> Loader<CountOf<N>> for Visible {
    type Value = i64;
    type Error = Fault;

    async fn load(&self, keys: &[CountOf<N>]) -> Result<HashMap<CountOf<N>, i64>, Fault> {
        let counts: Vec<(N::Group, i64)> = N::visible(&self.scope)
            .filter(N::column().is_in(keys.iter().map(|key| key.0.clone())))
            .select_only()
            .column(N::column())
            .column_as(N::column().count(), "rows")
            .group_by(N::column())
            .into_tuple()
            .all(&self.db)
            .await?;
        Ok(counts
            .into_iter()
            .map(|(of, count)| (CountOf(of), count))
            .collect())
    }
}

/// A list inside a noun: `List: table by Column(type) sorted Order, |row| its group, what may be seen`.
macro_rules! nested_list {
    ($(#[$meta:meta])* $list:ident: $entity:ident by $column:ident($group:ty) sorted $order:ident, |$row:ident| $of:expr, $visible:expr) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub(crate) struct $list;

        impl $crate::nested::Nested for $list {
            type Entity = $entity::Entity;
            type Group = $group;

            fn visible(scope: &entity::scope::Scope) -> sea_orm::Select<$entity::Entity> {
                ($visible)(scope)
            }

            fn key() -> $entity::Column {
                $entity::Column::Id
            }

            fn column() -> $entity::Column {
                $entity::Column::$column
            }

            fn group($row: &$entity::Model) -> $group {
                $of.clone()
            }

            fn sort() -> $crate::page::Sort<$entity::Entity> {
                $order::default().sort()
            }
        }
    };
}

pub(crate) use nested_list;
