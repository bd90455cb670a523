//! Typed filters: each noun says which of its columns can be filtered, and how
//! they combine is the same everywhere (`and`, `or`, `not`).

use async_graphql::{Error, ID, InputObject};
use entity::scope::Scope;
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{Expr, SimpleExpr},
};

use crate::{id::uuid_of, scalar};

/// Conditions on one column, all of which must hold.
pub(crate) type Terms = Vec<SimpleExpr>;

/// Which texts are let through.
#[derive(Clone, Debug, Default, InputObject)]
pub(crate) struct TextFilter {
    /// Exactly this one.
    eq: Option<String>,
    /// One of these.
    #[graphql(name = "in")]
    one_of: Option<Vec<String>>,
    /// This one or any after it, by the database's order.
    gte: Option<String>,
    /// This one or any before it, by the database's order.
    lte: Option<String>,
}

/// Which codes are let through.
#[derive(Clone, Debug, Default, InputObject)]
pub(crate) struct CodeFilter {
    /// Exactly this one.
    pub(crate) eq: Option<String>,
    /// One of these.
    #[graphql(name = "in")]
    pub(crate) one_of: Option<Vec<String>>,
}

/// Which whole numbers are let through.
#[derive(Clone, Debug, Default, InputObject)]
pub(crate) struct IntFilter {
    /// Exactly this one.
    eq: Option<i32>,
    /// One of these.
    #[graphql(name = "in")]
    one_of: Option<Vec<i32>>,
    /// This one or more.
    gte: Option<i32>,
    /// This one or less.
    lte: Option<i32>,
}

/// Which days are let through.
#[derive(Clone, Debug, Default, InputObject)]
pub(crate) struct DateFilter {
    /// Exactly this one.
    eq: Option<scalar::Date>,
    /// One of these.
    #[graphql(name = "in")]
    one_of: Option<Vec<scalar::Date>>,
    /// This one or later.
    gte: Option<scalar::Date>,
    /// This one or earlier.
    lte: Option<scalar::Date>,
}

/// Which moments are let through.
#[derive(Clone, Debug, Default, InputObject)]
pub(crate) struct DateTimeFilter {
    /// Exactly this one.
    eq: Option<scalar::DateTime>,
    /// One of these.
    #[graphql(name = "in")]
    one_of: Option<Vec<scalar::DateTime>>,
    /// This one or later.
    gte: Option<scalar::DateTime>,
    /// This one or earlier.
    lte: Option<scalar::DateTime>,
}

/// Which months are let through.
#[derive(Clone, Debug, Default, InputObject)]
pub(crate) struct MonthFilter {
    /// Exactly this one.
    eq: Option<scalar::Month>,
    /// One of these.
    #[graphql(name = "in")]
    one_of: Option<Vec<scalar::Month>>,
    /// This one or later.
    gte: Option<scalar::Month>,
    /// This one or earlier.
    lte: Option<scalar::Month>,
}

/// Which nodes are let through.
#[derive(Clone, Debug, Default, InputObject)]
pub(crate) struct IdFilter {
    /// Exactly this one.
    eq: Option<ID>,
    /// One of these.
    #[graphql(name = "in")]
    one_of: Option<Vec<ID>>,
}

macro_rules! ranged {
    ($($filter:ty),*) => {$(
        impl $filter {
            /// What it asks of `column`.
            pub(crate) fn of(self, column: impl ColumnTrait) -> Terms {
                [
                    self.eq.map(|value| column.eq(value.plain())),
                    self.one_of.map(|values| column.is_in(values.into_iter().map(Plain::plain))),
                    self.gte.map(|value| column.gte(value.plain())),
                    self.lte.map(|value| column.lte(value.plain())),
                ]
                .into_iter()
                .flatten()
                .collect()
            }
        }
    )*};
}

ranged!(
    TextFilter,
    IntFilter,
    DateFilter,
    DateTimeFilter,
    MonthFilter
);

impl CodeFilter {
    /// What it asks of `column`.
    pub(crate) fn of(self, column: impl ColumnTrait) -> Terms {
        let eq = self.eq.map(|value| column.eq(value));
        let one_of = self.one_of.map(|values| column.is_in(values));
        eq.into_iter().chain(one_of).collect()
    }
}

impl IdFilter {
    /// What it asks of `column`, which holds UUIDs of the type `kind`. An id of another type lets nothing through.
    pub(crate) fn of(self, kind: &str, column: impl ColumnTrait) -> Result<Terms, Error> {
        let mut terms = Terms::new();
        for ids in self.eq.map(|id| vec![id]).into_iter().chain(self.one_of) {
            let uuids = ids
                .iter()
                .map(|id| uuid_of(kind, id))
                .collect::<Result<Vec<_>, _>>()?;
            terms.push(column.is_in(uuids.into_iter().flatten()));
        }
        Ok(terms)
    }
}

/// What the database compares with.
trait Plain {
    type Value: Into<sea_orm::Value>;
    fn plain(self) -> Self::Value;
}

macro_rules! plain {
    ($($from:ty => $to:ty, $self:ident => $plain:expr;)*) => {$(
        impl Plain for $from {
            type Value = $to;
            fn plain($self) -> $to {
                $plain
            }
        }
    )*};
}

plain! {
    String => String, self => self;
    i32 => i32, self => self;
    scalar::Date => chrono::NaiveDate, self => self.0;
    scalar::DateTime => chrono::DateTime<chrono::Utc>, self => self.0;
    scalar::Month => entity::rules::period::Month, self => self.0;
}

/// A filter of a noun.
pub(crate) trait Filter: Sized {
    /// What its own columns ask for whoever may see `scope`.
    fn own(&mut self, scope: &Scope) -> Result<Terms, Error>;
    /// `and`, `or` and `not`.
    fn combined(self) -> (Vec<Self>, Vec<Self>, Option<Box<Self>>);

    /// All of it as one condition.
    fn condition(mut self, scope: &Scope) -> Result<Condition, Error> {
        let mut all = self
            .own(scope)?
            .into_iter()
            .fold(Condition::all(), Condition::add);
        let (and, or, not) = self.combined();
        for part in and {
            all = all.add(part.condition(scope)?);
        }
        if !or.is_empty() {
            let any = or
                .into_iter()
                .map(|part| part.condition(scope))
                .collect::<Result<Vec<_>, _>>()?;
            all = all.add(any.into_iter().fold(Condition::any(), Condition::add));
        }
        if let Some(not) = not {
            all = all.add(not.condition(scope)?.not());
        }
        Ok(all)
    }
}

/// What `scope` may filter a column by that only the office sees: whoever is not
/// of it gets the same answer whatever stands there.
pub(crate) fn office_only(scope: &Scope, terms: Terms) -> Terms {
    if *scope == Scope::Admin {
        terms
    } else {
        vec![Expr::value(false)]
    }
}

/// The filter of a noun: its columns, then `and`, `or` and `not`. A column `by rule`
/// is one that not everybody may filter by.
macro_rules! noun_filter {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $field:ident: $kind:ident $(by $rule:ident)? => |$given:ident| $terms:expr,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, async_graphql::InputObject)]
        pub(crate) struct $name {
            $($(#[$doc])* $field: Option<$kind>,)*
            /// All of these must hold too.
            and: Option<Vec<$name>>,
            /// One of these must hold too.
            or: Option<Vec<$name>>,
            /// This must not hold.
            not: Option<Box<$name>>,
        }

        impl $crate::filter::Filter for $name {
            fn own(&mut self, scope: &entity::scope::Scope) -> Result<$crate::filter::Terms, async_graphql::Error> {
                let _ = scope;
                let mut terms = $crate::filter::Terms::new();
                $(if let Some($given) = self.$field.take() {
                    let own = $terms;
                    $(let own = $crate::filter::$rule(scope, own);)?
                    terms.extend(own);
                })*
                Ok(terms)
            }

            fn combined(self) -> (Vec<Self>, Vec<Self>, Option<Box<Self>>) {
                (self.and.unwrap_or_default(), self.or.unwrap_or_default(), self.not)
            }
        }
    };
}

/// The filter of an enum: one of its values, or several.
macro_rules! enum_filter {
    ($(#[$meta:meta])* $name:ident of $kind:ident => $column:ty) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, async_graphql::InputObject)]
        pub(crate) struct $name {
            /// Exactly this one.
            eq: Option<$kind>,
            /// One of these.
            #[graphql(name = "in")]
            one_of: Option<Vec<$kind>>,
        }

        impl $name {
            /// What it asks of `column`.
            pub(crate) fn of(self, column: impl sea_orm::ColumnTrait) -> $crate::filter::Terms {
                let plain = |value: $kind| <$column>::from(value);
                let eq = self.eq.map(|value| column.eq(plain(value)));
                let one_of = self.one_of.map(|values| column.is_in(values.into_iter().map(plain)));
                eq.into_iter().chain(one_of).collect()
            }
        }
    };
}

pub(crate) use {enum_filter, noun_filter};
