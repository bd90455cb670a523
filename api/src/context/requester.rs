//! From a bearer token or a session cookie to a person and what they may see.

use std::collections::BTreeSet;

use axum::http::{HeaderMap, header};
use chrono::{DateTime, TimeDelta, Utc};
use entity::{
    account::{self, Role},
    account_province,
    scope::Scope,
    token::{self, TokenKind},
};
use sea_orm::{ColumnTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter, sea_query::Expr};
use thiserror::Error;
use tracing::Instrument;
use uuid::Uuid;

use super::cookie::SessionCookie;

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
    /// Did a browser send the token by itself, in a cookie?
    pub(crate) is_by_cookie: bool,
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
        is_by_cookie: false,
    };

    /// Who sent these `headers`. A cookie that names nobody any more is a visitor's:
    /// browsers keep cookies without asking.
    ///
    /// # Errors
    /// Where there is an `Authorization` that names nobody, or the database does not answer.
    pub(crate) async fn of(
        headers: &HeaderMap,
        cookie: SessionCookie,
        db: &DatabaseConnection,
        now: DateTime<Utc>,
    ) -> Result<Self, Unknown> {
        if let Some(value) = headers.get(header::AUTHORIZATION) {
            let secret = value.to_str().ok().and_then(bearer).ok_or(Unknown::Token)?;
            return Self::with(secret, TokenKind::Token, db, now).await;
        }
        let Some(secret) = cookie.read(headers) else {
            return Ok(Self::ANONYMOUS);
        };
        match Self::with(secret, TokenKind::Session, db, now).await {
            Err(Unknown::Token) => Ok(Self::ANONYMOUS),
            known => known,
        }
    }

    /// Who has this secret of this kind.
    async fn with(
        secret: &str,
        kind: TokenKind,
        db: &DatabaseConnection,
        now: DateTime<Utc>,
    ) -> Result<Self, Unknown> {
        let token = token::Entity::find()
            .filter(token::Column::Hash.eq(token::hash(secret)))
            .filter(token::Column::Kind.eq(kind))
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
            tokio::spawn(note_use(db.clone(), token.id, now).in_current_span());
        }
        let scope = scope_of(&account, db).await?;
        Ok(Self {
            account: Some(account),
            token: Some(token.id),
            scope,
            is_by_cookie: kind == TokenKind::Session,
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
