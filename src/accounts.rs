//! Accounts on the command line: closed, once their person has left.

use anyhow::{Result, bail};
use chrono::{DateTime, Utc};
use entity::{
    account,
    changes::{self, Author, ProblemCode, Refused},
};
use sea_orm::DatabaseConnection;

/// Close the account of the address `email`.
///
/// # Errors
/// Where it is no address or has no account, or what the database says.
pub(crate) async fn close(
    db: &DatabaseConnection,
    email: &str,
    now: DateTime<Utc>,
) -> Result<account::Model> {
    let refused = match changes::account::close(db, &Author::operator(now), email).await {
        Ok(account) => return Ok(account),
        Err(Refused::Problems(problems)) => problems,
        Err(refused) => return Err(refused.into()),
    };
    if refused.iter().any(|one| one.code == ProblemCode::NotFound) {
        bail!("EMAIL {email}: no account has this address; `score token list` shows them");
    }
    bail!("EMAIL {email}: this is not an address; write it like office@example.org")
}
