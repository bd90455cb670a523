//! Who sees which field, and that no path tells more: real queries, built from the schema itself.

mod leaks;
mod schema;
mod table;
mod walk;

use entity::account::Role;
use uuid::Uuid;

use crate::support::api::Api;

/// The roles that can ask, each with its token; nobody in particular has none.
async fn roles(api: &Api, trainer: Uuid, province: &str) -> Vec<(&'static str, String)> {
    vec![
        ("ADMIN", api.office().await),
        ("MANAGER", api.token(Role::Manager, None, &[province]).await),
        (
            "TRAINER",
            api.token(Role::Trainer, Some(trainer), &[]).await,
        ),
        ("DONOR", api.token(Role::Donor, None, &[]).await),
        ("ANONYMOUS", String::new()),
    ]
}
