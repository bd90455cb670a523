//! From a bearer token to a person and what they may see.

use std::collections::BTreeSet;

use axum::http::{HeaderMap, header};
use chrono::{DateTime, TimeDelta, Utc};
use entity::{
    account::{self, Role},
    account_province,
    scope::Scope,
    token,
};
use sea_orm::{ColumnTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter, sea_query::Expr};
use thiserror::Error;
use uuid::Uuid;

/// A token's last use is noted at most this often.
const NOTED_EVERY: TimeDelta = TimeDelta::minutes(1);

/// Who asks.
#[derive(Clone, Debug)]
pub(crate) struct Requester {
    /// Their account; none for an anonymous visitor.
    pub(crate) account: Option<account::Model>,
    /// The token that they came with.
    pub(crate) token: Option<Uuid>,
    /// What they may see.
    pub(crate) scope: Scope,
}

/// Why a requester is not let in.
#[derive(Debug, Error)]
pub(crate) enum Unknown {
    /// The token is wrong, expired or revoked, or its account is closed.
    #[error("This token is not valid; ask the programme office for a new one.")]
    Token,
    /// The database does not answer.
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl Requester {
    /// Nobody in particular.
    pub(crate) const ANONYMOUS: Self = Self {
        account: None,
        token: None,
        scope: Scope::Anonymous,
    };

    /// Who sent these `headers`.
    ///
    /// # Errors
    /// Where there is an `Authorization` that names nobody, or the database does not answer.
    pub(crate) async fn of(
        headers: &HeaderMap,
        db: &DatabaseConnection,
        now: DateTime<Utc>,
    ) -> Result<Self, Unknown> {
        let Some(value) = headers.get(header::AUTHORIZATION) else {
            return Ok(Self::ANONYMOUS);
        };
        let secret = value.to_str().ok().and_then(bearer).ok_or(Unknown::Token)?;
        let hash = token::hash(secret);
        let token = token::Entity::find()
            .filter(token::Column::Hash.eq(hash))
            .one(db)
            .await?
            .ok_or(Unknown::Token)?;
        if token.revoked_at.is_some() || token.expires_at.is_some_and(|end| end <= now) {
            return Err(Unknown::Token);
        }
        let account = account::Entity::find_by_id(token.account_id)
            .one(db)
            .await?
            .ok_or(Unknown::Token)?;
        if account.disabled_at.is_some() {
            return Err(Unknown::Token);
        }
        if token
            .last_used_at
            .is_none_or(|last| now - last >= NOTED_EVERY)
        {
            tokio::spawn(note_use(db.clone(), token.id, now));
        }
        let scope = scope_of(&account, db).await?;
        Ok(Self {
            account: Some(account),
            token: Some(token.id),
            scope,
        })
    }
}

fn bearer(value: &str) -> Option<&str> {
    let (scheme, secret) = value.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then_some(secret.trim())
}

async fn scope_of(account: &account::Model, db: &DatabaseConnection) -> Result<Scope, DbErr> {
    Ok(match account.role {
        Role::Admin => Scope::Admin,
        Role::Manager => Scope::Manager {
            provinces: provinces_of(account, db).await?,
        },
        // A trainer's account without a trainer sees nothing.
        Role::Trainer => account
            .trainer_id
            .map_or(Scope::Anonymous, |id| Scope::Trainer { id }),
        Role::Donor => Scope::Donor,
    })
}

async fn provinces_of(
    account: &account::Model,
    db: &DatabaseConnection,
) -> Result<BTreeSet<String>, DbErr> {
    let rows = account_province::Entity::find()
        .filter(account_province::Column::AccountId.eq(account.id))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| row.province_code).collect())
}

/// Beside the request: nobody waits for it, and nothing is lost without it.
async fn note_use(db: DatabaseConnection, id: Uuid, now: DateTime<Utc>) {
    let noted = token::Entity::update_many()
        .col_expr(token::Column::LastUsedAt, Expr::value(now))
        .filter(token::Column::Id.eq(id))
        .exec(&db)
        .await;
    if let Err(cause) = noted {
        tracing::warn!(token.id = %id, error.cause = %cause, "a token's last use was not noted");
    }
}

#[cfg(test)]
mod tests {
    use super::bearer;

    #[test]
    fn only_a_bearer_token_is_read() {
        assert_eq!(bearer("Bearer abc"), Some("abc"));
        assert_eq!(bearer("bearer  abc"), Some("abc"));
        assert_eq!(bearer("Basic abc"), None);
        assert_eq!(bearer("abc"), None);
    }
}
