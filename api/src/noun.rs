//! The nouns of the programme, one file each: type, links, filter, order, queries.

pub(crate) mod advisory_visit;
pub(crate) mod alert;
pub(crate) mod baseline;
pub(crate) mod certification;
pub(crate) mod chase_log;
pub(crate) mod chase_plan;
pub(crate) mod cohort;
pub(crate) mod contact;
pub(crate) mod contribution;
pub(crate) mod data_request;
pub(crate) mod enterprise;
pub(crate) mod history;
pub(crate) mod indicator;
pub(crate) mod language;
pub(crate) mod message;
pub(crate) mod module;
pub(crate) mod node;
pub(crate) mod participation;
pub(crate) mod partner;
pub(crate) mod pause;
pub(crate) mod programme;
pub(crate) mod province;
pub(crate) mod reading;
pub(crate) mod report;
pub(crate) mod reporting;
pub(crate) mod run;
pub(crate) mod series;
pub(crate) mod session;
pub(crate) mod summary;
pub(crate) mod target;
pub(crate) mod token;
pub(crate) mod trainer;
pub(crate) mod viewer;
pub(crate) mod worker_status;

use entity::scope::Scope;
use sea_orm::{EntityTrait, QueryFilter, Select, sea_query::Expr};

/// What whoever is of the programme may see, donors included: all of it.
fn for_the_programme<E: EntityTrait>(scope: &Scope, all: Select<E>) -> Select<E> {
    match scope {
        Scope::Admin | Scope::Manager { .. } | Scope::Trainer { .. } | Scope::Donor => all,
        Scope::Enterprise { .. } | Scope::Anonymous => all.filter(Expr::value(false)),
    }
}

/// What only the office may see.
fn for_the_office<E: EntityTrait>(scope: &Scope, all: Select<E>) -> Select<E> {
    match scope {
        Scope::Admin => all,
        _ => all.filter(Expr::value(false)),
    }
}

/// A noun's object: a row, and the way from one to the other.
macro_rules! object_of {
    ($(#[$meta:meta])* $name:ident($entity:ident)) => {
        $(#[$meta])*
        #[derive(Clone, Debug)]
        pub(crate) struct $name(pub(crate) $entity::Model);

        impl From<$entity::Model> for $name {
            fn from(row: $entity::Model) -> Self {
                Self(row)
            }
        }
    };
}

/// How a noun's list can be sorted: the fields, each with its column and key, and the unique column behind them.
macro_rules! noun_order {
    (
        $order:ident by $field:ident of $entity:ident, default $default:ident, $(then $unique:ident as |$row:ident| $unique_key:expr),+;
        $($(#[$doc:meta])* $variant:ident: $column:ident as |$of:ident| $key:expr,)*
    ) => {
        /// What a list is sorted by.
        #[derive(Clone, Copy, Debug, async_graphql::Enum, PartialEq, Eq)]
        pub(crate) enum $field {
            $($(#[$doc])* $variant,)*
        }

        /// How a list is sorted.
        #[derive(Clone, Debug, async_graphql::InputObject)]
        pub(crate) struct $order {
            /// What it is sorted by.
            field: $field,
            /// In which direction it runs.
            #[graphql(default)]
            direction: $crate::page::OrderDirection,
        }

        impl Default for $order {
            fn default() -> Self {
                Self { field: $field::$default, direction: $crate::page::OrderDirection::default() }
            }
        }

        impl $order {
            pub(crate) fn sort(self) -> $crate::page::Sort<$entity::Entity> {
                use $crate::page::{By, Key, Sort};
                Sort {
                    by: match self.field {
                        $($field::$variant => By { column: $entity::Column::$column, key: |$of| $key },)*
                    },
                    then: vec![$(By { column: $entity::Column::$unique, key: |$row| $unique_key }),+],
                    direction: self.direction,
                }
            }
        }
    };
}

/// A noun's list as a Relay connection, and the query that answers it. `joining` says which links to
/// one row it can bring along: the fields that ask for one, its key, and the column it starts from.
macro_rules! noun_list {
    (
        $queries:ident, $connection:ident, $edge:ident, $node:ident of $entity:ident;
        $(#[doc = $list_doc:tt])* $list:ident($filter:ident, $order:ident) from $visible:expr
        $(, joining $([$($field:literal),+] to $key:ident by $column:ident as |$row:ident| $of:expr),+)?;
        $($extra:item)*
    ) => {
        /// A page of a list.
        pub(crate) struct $connection {
            page: $crate::page::Page<$entity::Model>,
            total: $crate::page::Total,
        }

        impl From<($crate::page::Page<$entity::Model>, $crate::page::Total)> for $connection {
            fn from((page, total): ($crate::page::Page<$entity::Model>, $crate::page::Total)) -> Self {
                Self { page, total }
            }
        }

        /// One row of a list.
        #[derive(async_graphql::SimpleObject)]
        pub(crate) struct $edge {
            /// Where the row stands in the list.
            cursor: String,
            /// The row.
            node: $node,
        }

        /// A page of a list.
        #[async_graphql::Object]
        impl $connection {
            /// The rows of this page, each with its cursor.
            async fn edges(&self) -> Vec<$edge> {
                let edge = |(cursor, row): &(String, $entity::Model)| $edge { cursor: cursor.clone(), node: row.clone().into() };
                self.page.rows.iter().map(edge).collect()
            }

            /// The rows of this page.
            async fn nodes(&self) -> Vec<$node> {
                self.page.rows.iter().map(|(_, row)| row.clone().into()).collect()
            }

            /// Where this page lies in the list.
            async fn page_info(&self) -> async_graphql::connection::PageInfo {
                self.page.info()
            }

            /// How many rows the list has on all its pages; counted only when it is asked for.
            async fn total_count(&self, ctx: &async_graphql::Context<'_>) -> async_graphql::Result<i32> {
                (self.total)($crate::context::Asks::asked(ctx)).await
            }
        }

        /// The queries of this noun.
        #[derive(Default)]
        pub(crate) struct $queries;

        #[async_graphql::Object]
        impl $queries {
            $(#[doc = $list_doc])*
            #[allow(clippy::too_many_arguments, reason = "each is an argument of the field")]
            async fn $list(
                &self,
                ctx: &async_graphql::Context<'_>,
                #[graphql(desc = "The first so many rows, 100 at most; 50 where neither `first` nor `last` is given.")] first: Option<i32>,
                #[graphql(desc = "Only rows after this cursor.")] after: Option<String>,
                #[graphql(desc = "The last so many rows, 100 at most.")] last: Option<i32>,
                #[graphql(desc = "Only rows before this cursor.")] before: Option<String>,
                #[graphql(desc = "Only rows that this lets through.")] filter: Option<$filter>,
                #[graphql(desc = "How the list is sorted.")] order_by: Option<$order>,
            ) -> async_graphql::Result<$connection> {
                use sea_orm::QueryFilter;
                use $crate::{context::Asks, filter::Filter};
                let mut all = ($visible)(ctx.asked().scope());
                if let Some(filter) = filter {
                    all = all.filter(filter.condition(ctx.asked().scope())?);
                }
                let args = $crate::page::PageArgs { first, after, last, before };
                let sort = order_by.unwrap_or_default().sort();
                let joins: Vec<Box<dyn $crate::joined::Join<$entity::Entity>>> = vec![$($(
                    Box::new($crate::joined::Along::<$entity::Entity, $key> {
                        fields: &[$($field),+],
                        column: $entity::Column::$column,
                        key: |$row| $of,
                    }),
                )+)?];
                let joins = $crate::joined::asked_for(joins, &ctx.look_ahead());
                let page = $crate::page::page(ctx.asked(), all.clone(), &sort, &args, &joins).await?;
                Ok((page, $crate::page::total(all)).into())
            }

            $($extra)*
        }
    };
}

pub(crate) use {noun_list, noun_order, object_of};
