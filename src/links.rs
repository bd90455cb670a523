//! Links of data requests on the command line.

use anyhow::{Result, bail};
use chrono::{DateTime, Utc};
use entity::{
    changes::{Author, Refused, data_request::reissue_link},
    data_request, global_id,
};
use sea_orm::DatabaseConnection;

/// End the links of the request with the global id `id` that were sent.
///
/// # Errors
/// Where there is no such request, or what the database says.
pub(crate) async fn reissue(
    db: &DatabaseConnection,
    id: &str,
    now: DateTime<Utc>,
) -> Result<data_request::Model> {
    let Some(request) = global_id::uuid_of("DataRequest", id) else {
        bail!(
            "ID {id}: this is not the id of a data request; take one from `dataRequests` in GraphQL"
        );
    };
    match reissue_link(db, &Author::operator(now), request).await {
        Ok(request) => Ok(request),
        Err(Refused::Problems(_)) => {
            bail!("ID {id}: there is no such data request in this database")
        }
        Err(refused) => Err(refused.into()),
    }
}
