//! Relay connections by keyset: a cursor says where a page ends, so that a deep
//! page costs what the first one does and nothing is skipped when rows come in.

mod cursor;

use async_graphql::{Enum, Error, connection::PageInfo};
use futures_util::future::BoxFuture;
use sea_orm::{
    ColumnTrait, ColumnType, Condition, ConnectionTrait, EntityTrait, FromQueryResult, Order,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
};

use crate::{context::Asked, error::bad_input, joined::Join};
pub(crate) use cursor::Key;
use cursor::{encode, read};

/// The longest page.
pub(crate) const MOST: u64 = 100;
/// A page where no length was asked for.
const USUAL: u64 = 50;

/// In which direction a list runs.
#[derive(Clone, Copy, Debug, Default, Enum, PartialEq, Eq, Hash)]
pub(crate) enum OrderDirection {
    /// From the least to the greatest.
    #[default]
    Asc,
    /// From the greatest to the least.
    Desc,
}

/// One column that a list may be sorted by, with its value of a row.
pub(crate) struct By<E: EntityTrait> {
    pub(crate) column: E::Column,
    pub(crate) key: fn(&E::Model) -> Key,
}

/// How a list is sorted: by a column, then by those that make it unique.
pub(crate) struct Sort<E: EntityTrait> {
    pub(crate) by: By<E>,
    pub(crate) then: Vec<By<E>>,
    pub(crate) direction: OrderDirection,
}

impl<E: EntityTrait> Sort<E> {
    fn columns(&self) -> impl Iterator<Item = &By<E>> {
        std::iter::once(&self.by).chain(&self.then)
    }

    /// `select` in this order, which `order` may turn round.
    pub(crate) fn apply(&self, select: Select<E>, order: &Order) -> Select<E> {
        self.columns().fold(select, |select, by| {
            select.order_by(by.column, order.clone())
        })
    }
}

/// Which page a client asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct PageArgs {
    pub(crate) first: Option<i32>,
    pub(crate) after: Option<String>,
    pub(crate) last: Option<i32>,
    pub(crate) before: Option<String>,
}

/// How many rows a list has on all its pages; counted when it is asked for.
pub(crate) type Total =
    Box<dyn for<'a> Fn(&'a Asked) -> BoxFuture<'a, Result<i32, Error>> + Send + Sync>;

/// The rows of one page, each with its cursor.
#[derive(Clone, Debug)]
pub(crate) struct Page<M> {
    pub(crate) rows: Vec<(String, M)>,
    pub(crate) has_previous: bool,
    pub(crate) has_next: bool,
}

/// The page of a list without rows.
impl<M> Default for Page<M> {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            has_previous: false,
            has_next: false,
        }
    }
}

impl<M> Page<M> {
    /// What Relay's clients page by.
    pub(crate) fn info(&self) -> PageInfo {
        PageInfo {
            has_previous_page: self.has_previous,
            has_next_page: self.has_next,
            start_cursor: self.rows.first().map(|(cursor, _)| cursor.clone()),
            end_cursor: self.rows.last().map(|(cursor, _)| cursor.clone()),
        }
    }
}

/// The length that `asked` (the argument `name`) stands for.
pub(crate) fn length(name: &str, asked: Option<i32>, usual: u64) -> Result<u64, Error> {
    match asked.map(u64::try_from) {
        None => Ok(usual),
        Some(Ok(length)) if length <= MOST => Ok(length),
        Some(_) => Err(bad_input(format!("`{name}` must be between 0 and {MOST}."))),
    }
}

/// One page of what `all` selects, with what `joins` bring along.
pub(crate) async fn page<E: EntityTrait>(
    asked: &Asked,
    all: Select<E>,
    sort: &Sort<E>,
    args: &PageArgs,
    joins: &[Box<dyn Join<E>>],
) -> Result<Page<E::Model>, Error> {
    let window = Window::of(args, sort)?;
    let list = sort
        .apply(window.beyond_cursors(all, sort), &window.order())
        .limit(window.rows());
    let list = joins
        .iter()
        .fold(list, |list, join| join.join(list, asked.scope()));
    let came = asked.reader.query_all(&list.into_query()).await?;
    let mut rows = Vec::with_capacity(came.len());
    for one in &came {
        let row = E::Model::from_query_result(one, "")?;
        for join in joins {
            join.keep(one, &row, &asked.came_along)?;
        }
        rows.push(row);
    }
    Ok(window.cut(rows, sort))
}

/// The part of a list that a page asks for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Window {
    length: u64,
    /// From the list's end?
    backward: bool,
    after: Option<Vec<Key>>,
    before: Option<Vec<Key>>,
    direction: OrderDirection,
}

impl Window {
    /// What `args` ask of a list that is sorted like `sort`.
    pub(crate) fn of<E: EntityTrait>(args: &PageArgs, sort: &Sort<E>) -> Result<Self, Error> {
        let columns = sort
            .columns()
            .map(|by| by.column.def().get_column_type().clone());
        Self::over(args, &columns.collect::<Vec<_>>(), sort.direction)
    }

    /// What `args` ask of a list that is sorted by columns of these types.
    fn over(
        args: &PageArgs,
        columns: &[ColumnType],
        direction: OrderDirection,
    ) -> Result<Self, Error> {
        if args.first.is_some() && args.last.is_some() {
            return Err(bad_input("Ask for `first` or for `last`, not for both."));
        }
        let backward = args.last.is_some();
        let (name, asked) = if backward {
            ("last", args.last)
        } else {
            ("first", args.first)
        };
        let cursor = |name, cursor: &Option<String>| {
            cursor
                .as_ref()
                .map(|text| read(text, columns, name))
                .transpose()
        };
        Ok(Self {
            length: length(name, asked, USUAL)?,
            backward,
            after: cursor("after", &args.after)?,
            before: cursor("before", &args.before)?,
            direction,
        })
    }

    /// One row more than the page has, so that it is known whether the list goes on.
    pub(crate) const fn rows(&self) -> u64 {
        self.length + 1
    }

    /// In which order its rows are read.
    pub(crate) fn order(&self) -> Order {
        if (self.direction == OrderDirection::Asc) == self.backward {
            Order::Desc
        } else {
            Order::Asc
        }
    }

    /// The rows of `all` that lie between the cursors.
    pub(crate) fn beyond_cursors<E: EntityTrait>(
        &self,
        all: Select<E>,
        sort: &Sort<E>,
    ) -> Select<E> {
        let ascending = self.direction == OrderDirection::Asc;
        let mut select = all;
        if let Some(cursor) = self.after.clone() {
            select = select.filter(beyond(sort, &cursor, ascending));
        }
        if let Some(cursor) = self.before.clone() {
            select = select.filter(beyond(sort, &cursor, !ascending));
        }
        select
    }

    /// The page made of the rows that were read in [`Self::order`].
    pub(crate) fn cut<E: EntityTrait>(
        &self,
        models: Vec<E::Model>,
        sort: &Sort<E>,
    ) -> Page<E::Model> {
        self.shut(models, |model| write(sort, model))
    }

    fn shut<M>(&self, mut models: Vec<M>, cursor: impl Fn(&M) -> String) -> Page<M> {
        let more = models.len() as u64 > self.length;
        models.truncate(usize::try_from(self.length).unwrap_or(usize::MAX));
        if self.backward {
            models.reverse();
        }
        let (has_previous, has_next) = if self.backward {
            (more, self.before.is_some())
        } else {
            (self.after.is_some(), more)
        };
        Page {
            rows: models
                .into_iter()
                .map(|model| (cursor(&model), model))
                .collect(),
            has_previous,
            has_next,
        }
    }
}

/// One page of rows that no table holds, each with the keys that it is sorted by, in that order,
/// as columns of these types would hold them.
pub(crate) fn page_of<M>(
    rows: Vec<(Vec<Key>, M)>,
    columns: &[ColumnType],
    args: &PageArgs,
) -> Result<Page<M>, Error> {
    let window = Window::over(args, columns, OrderDirection::Asc)?;
    let mut rows: Vec<_> = rows
        .into_iter()
        .filter(|(keys, _)| window.after.as_ref().is_none_or(|after| keys > after))
        .filter(|(keys, _)| window.before.as_ref().is_none_or(|before| keys < before))
        .collect();
    if window.backward {
        rows.reverse();
    }
    let mut page = window.shut(rows, |(keys, _)| encode(keys));
    Ok(Page {
        rows: page
            .rows
            .drain(..)
            .map(|(cursor, (_, row))| (cursor, row))
            .collect(),
        has_previous: page.has_previous,
        has_next: page.has_next,
    })
}

/// How many rows `all` selects.
pub(crate) fn total<E>(all: Select<E>) -> Total
where
    E: EntityTrait,
    E::Model: Send + Sync,
{
    Box::new(move |asked| {
        let all = all.clone();
        Box::pin(async move {
            let count = all.count(&asked.reader).await?;
            Ok(i32::try_from(count).unwrap_or(i32::MAX))
        })
    })
}

/// The rows after `at`, or before it: past it in one column, level with it in all before that one.
fn beyond<E: EntityTrait>(sort: &Sort<E>, at: &[Key], greater: bool) -> Condition {
    let mut level = Condition::all();
    let mut any = Condition::any();
    for (by, key) in sort.columns().zip(at) {
        let past = if greater {
            by.column.gt(key.clone())
        } else {
            by.column.lt(key.clone())
        };
        any = any.add(level.clone().add(past));
        level = level.add(by.column.eq(key.clone()));
    }
    any
}

fn write<E: EntityTrait>(sort: &Sort<E>, model: &E::Model) -> String {
    encode(&sort.columns().map(|by| (by.key)(model)).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_a_length_between_nothing_and_a_hundred() {
        assert_eq!(length("first", None, USUAL).unwrap(), USUAL);
        assert_eq!(length("first", Some(0), USUAL).unwrap(), 0);
        assert_eq!(length("first", Some(100), USUAL).unwrap(), 100);
        assert!(length("first", Some(101), USUAL).is_err());
        assert!(length("first", Some(-1), USUAL).is_err());
    }
}
