//! `/sign-out`: the session ends in the database, and the cookie in the browser.

use axum::{
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Redirect, Response},
};
use entity::sign_in;

use super::page;
use crate::{
    ApiState,
    context::requester::{Requester, Unknown},
    form::{Closed, closed},
    reader::language,
    same_origin,
};

/// Sign out; who is not signed in stays so.
pub(super) async fn out(State(state): State<ApiState>, headers: HeaderMap) -> Response {
    let language = language(None, &headers);
    if !same_origin::is_ours(&headers, &state.public_url) {
        return page::foreign(language);
    }
    let now = state.clock.now();
    let ended = match Requester::of(&headers, state.cookie(), &state.db, now).await {
        Ok(Requester {
            token: Some(token), ..
        }) => sign_in::out(&state.db, token, now).await,
        Ok(_) | Err(Unknown::Token) => Ok(()),
        Err(Unknown::Database(fault)) => Err(fault),
    };
    match ended {
        Ok(()) => {
            let cookie = state.cookie().clear();
            let lines = cookie.map(|line| [(header::SET_COOKIE, line)]);
            (lines, Redirect::to("/sign-in")).into_response()
        }
        Err(fault) => closed(Closed::Fault(fault), language),
    }
}
