//! What a resolver may lean on: who asks, the database, the time, the loader.

pub(crate) mod cookie;
pub(crate) mod requester;

use std::time::Duration;

use async_graphql::{Context, dataloader::DataLoader};
use chrono::{DateTime, Utc};
use entity::{link::Secrets, scope::Scope};
use sea_orm::DatabaseConnection;

use crate::{joined::CameAlong, loader::Visible, turn::Turn};
use requester::Requester;

/// What one request carries.
pub(crate) struct Asked {
    /// Who asks.
    pub(crate) requester: Requester,
    /// Where it is read from.
    pub(crate) reader: DatabaseConnection,
    /// Where it is written.
    pub(crate) writer: DatabaseConnection,
    /// Makes the links that are handed out.
    pub(crate) links: Links,
    /// The time of that database.
    pub(crate) now: DateTime<Utc>,
    /// When a level has asked for all its links.
    pub(crate) turn: Turn,
    /// Loads links a level at a time.
    pub(crate) loader: DataLoader<Visible>,
    /// What lists have brought along, so that it need not be loaded.
    pub(crate) came_along: CameAlong,
}

/// What a link is made of.
#[derive(Clone, Debug)]
pub(crate) struct Links {
    /// What signs it.
    pub(crate) secrets: Secrets,
    /// What it begins with.
    pub(crate) public_url: String,
}

impl Asked {
    /// What `requester` asks at `now`.
    pub(crate) fn new(
        requester: Requester,
        (reader, writer): (DatabaseConnection, DatabaseConnection),
        links: Links,
        now: DateTime<Utc>,
    ) -> Self {
        let visible = Visible {
            db: reader.clone(),
            scope: requester.scope.clone(),
        };
        let turn = Turn::default();
        let spawner = turn.clone();
        let loader = DataLoader::new(visible, move |batch| spawner.after(batch))
            .delay(Duration::ZERO)
            .max_batch_size(10_000);
        Self {
            requester,
            reader,
            writer,
            links,
            now,
            turn,
            loader,
            came_along: CameAlong::default(),
        }
    }

    /// What the requester may see.
    pub(crate) fn scope(&self) -> &Scope {
        &self.requester.scope
    }
}

/// The short way from a resolver's context to what was asked.
pub(crate) trait Asks {
    /// What this request carries.
    fn asked(&self) -> &Asked;
}

impl Asks for Context<'_> {
    fn asked(&self) -> &Asked {
        self.data_unchecked()
    }
}
