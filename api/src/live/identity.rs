//! Who holds a connection, asked again whenever they are told something.
//!
//! The same tokens as everywhere: in the `Authorization` of the request that opened the
//! connection, in the payload of `connection_init` for browsers, which cannot set that, or
//! the cookie of a session.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use entity::scope::Scope;
use sea_orm::DatabaseConnection;
use serde_json::Value;
use uuid::Uuid;

use crate::{
    ApiState,
    context::{
        Asked,
        requester::{Requester, Unknown},
    },
};

/// Who holds a connection, by what they showed.
#[derive(Debug)]
pub(super) struct Identity {
    shown: HeaderMap,
    token: Option<Uuid>,
    account: Option<Uuid>,
}

impl Identity {
    /// Who came with `headers` and this payload, whose `authorization` counts more; and what
    /// they may see.
    ///
    /// # Errors
    /// Where it is nobody whom the programme knows, or the database does not answer.
    pub(super) async fn of(
        headers: &HeaderMap,
        payload: Option<&Value>,
        state: &ApiState,
    ) -> Result<(Self, Scope), Unknown> {
        let mut shown = shown(headers);
        let given = payload.and_then(authorization);
        // A client without a token sends null.
        if let Some(given) = given.filter(|given| !given.is_null()) {
            let given = given.as_str().unwrap_or_default();
            let given = HeaderValue::from_str(given).map_err(|_| Unknown::Token)?;
            shown.insert(header::AUTHORIZATION, given);
        }
        let mut identity = Self {
            shown,
            token: None,
            account: None,
        };
        let requester = identity.asks(state).await?;
        identity.token = requester.token;
        identity.account = requester.account.map(|account| account.id);
        Ok((identity, requester.scope))
    }

    /// Their account; none for an anonymous visitor.
    pub(super) const fn account(&self) -> Option<Uuid> {
        self.account
    }

    /// Are they still let in?
    ///
    /// # Errors
    /// Where they are not, or the database does not answer.
    pub(super) async fn requester(&self, state: &ApiState) -> Result<Requester, Unknown> {
        let requester = self.asks(state).await?;
        // Who was signed in by a cookie is a visitor once it has ended.
        if requester.token == self.token {
            Ok(requester)
        } else {
            Err(Unknown::Token)
        }
    }

    /// What they ask now, read from `reader`.
    ///
    /// # Errors
    /// Where they are not let in any more, or the database does not answer.
    pub(super) async fn asked(
        &self,
        state: &ApiState,
        reader: &DatabaseConnection,
    ) -> Result<Asked, Unknown> {
        let requester = self.requester(state).await?;
        let databases = (reader.clone(), state.db.clone());
        Ok(Asked::new(
            requester,
            databases,
            state.links(),
            state.clock.now(),
        ))
    }

    async fn asks(&self, state: &ApiState) -> Result<Requester, Unknown> {
        Requester::of(&self.shown, state.cookie(), &state.db, state.clock.now()).await
    }
}

/// What of `headers` says who somebody is.
fn shown(headers: &HeaderMap) -> HeaderMap {
    let telling = [header::AUTHORIZATION, header::COOKIE];
    let lines = telling.iter().flat_map(|name: &HeaderName| {
        let lines = headers.get_all(name).iter();
        lines.map(move |line| (name.clone(), line.clone()))
    });
    let mut shown = HeaderMap::new();
    for (name, line) in lines {
        shown.append(name, line);
    }
    shown
}

/// `authorization`, however its letters are written.
fn authorization(payload: &Value) -> Option<&Value> {
    let mut fields = payload.as_object()?.iter();
    let found = fields.find(|(name, _)| name.eq_ignore_ascii_case("authorization"));
    found.map(|(_, value)| value)
}
