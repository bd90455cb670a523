//! What every route is handed.

use entity::{clock::Clock, link::Secrets};
use sea_orm::DatabaseConnection;

use crate::{
    Access,
    context::{Links, cookie::SessionCookie},
};

/// What every route is handed.
#[derive(Clone, Debug)]
pub struct ApiState {
    /// The database.
    pub db: DatabaseConnection,
    /// A replica that answers queries; without one, `db` does.
    pub read_db: Option<DatabaseConnection>,
    /// The time of that database.
    pub clock: Clock,
    /// What signs the links in mails.
    pub secrets: Secrets,
    /// May anonymous visitors read the schema and use GraphiQL?
    pub introspection: bool,
    /// What the links in mails begin with.
    pub public_url: String,
    /// Who may reach it and with what.
    pub access: Access,
}

impl ApiState {
    /// The cookie that keeps a browser signed in.
    pub(crate) fn cookie(&self) -> SessionCookie {
        SessionCookie::of(&self.public_url)
    }

    /// Makes the links that are handed out.
    pub(crate) fn links(&self) -> Links {
        Links {
            secrets: self.secrets.clone(),
            public_url: self.public_url.clone(),
        }
    }

    /// Where queries are read from.
    pub(crate) fn reader(&self) -> &DatabaseConnection {
        self.read_db.as_ref().unwrap_or(&self.db)
    }
}
