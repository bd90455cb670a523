//! Global ids as GraphQL gives and takes them; [`entity::global_id`] says how they are written.

use async_graphql::{Error, ID};
use entity::global_id::{self, GlobalId};
use uuid::Uuid;

use crate::error::bad_input;

/// The global id of the `kind` with that `key`.
pub(crate) fn global(kind: &str, key: impl std::fmt::Display) -> ID {
    ID(global_id::written(kind, key))
}

/// What `id` stands for.
pub(crate) fn read(id: &ID) -> Result<GlobalId, Error> {
    GlobalId::read(id).ok_or_else(|| {
        bad_input("This id is not one of ours; take ids from earlier answers as they are.")
    })
}

/// The UUID behind an id of the type `kind`; none where it is an id of another type.
pub(crate) fn uuid_of(kind: &str, id: &ID) -> Result<Option<Uuid>, Error> {
    Ok(read(id)?.uuid_of(kind))
}
