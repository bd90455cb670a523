//! The languages that people of the programme read.

use async_graphql::Enum;

/// A language that somebody reads.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[graphql(remote = "entity::Language")]
pub(crate) enum Language {
    /// Indonesian.
    Id,
    /// English.
    En,
}
