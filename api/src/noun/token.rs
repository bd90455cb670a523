//! A token of a person or program, for the office; the secret itself is not kept.

use async_graphql::{ID, Object};
use entity::token;

use super::object_of;
use crate::{id::global, scalar::DateTime};

object_of! {
    /// A token of a person or program.
    Token(token)
}

/// A token of a person or program; the secret itself is not kept.
#[Object]
impl Token {
    /// Its global id.
    async fn id(&self) -> ID {
        global("Token", self.0.id)
    }

    /// Its first characters, to tell it from others.
    async fn prefix(&self) -> &str {
        &self.0.prefix
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When it ends.
    async fn expires_at(&self) -> Option<DateTime> {
        self.0.expires_at.map(DateTime)
    }

    /// When it was revoked.
    async fn revoked_at(&self) -> Option<DateTime> {
        self.0.revoked_at.map(DateTime)
    }

    /// When it was last used.
    async fn last_used_at(&self) -> Option<DateTime> {
        self.0.last_used_at.map(DateTime)
    }
}
