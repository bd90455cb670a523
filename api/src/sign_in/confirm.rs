//! `/sign-in/TOKEN`: looking changes nothing, the button signs in once.

use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Redirect, Response},
};
use entity::{
    account,
    link::{Link, LinkPurpose},
    sign_in,
};
use sea_orm::DbErr;

use super::{ask::Asked, page};
use crate::{
    ApiState,
    form::{Closed, closed},
    reader::{chosen, language},
    same_origin,
};

/// The page with the button.
pub(super) async fn show(
    State(state): State<ApiState>,
    Path(token): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    let language = language(asked.lang.as_deref(), &headers);
    match whose(&state, &token).await {
        Ok(Some(account)) => {
            page::confirm(chosen(asked.lang.as_deref()).unwrap_or(account.language))
        }
        Ok(None) => page::used(language),
        Err(fault) => closed(Closed::Fault(fault), language),
    }
}

/// Sign in, and go to the page that says so.
pub(super) async fn confirm(
    State(state): State<ApiState>,
    Path(token): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    let language = language(asked.lang.as_deref(), &headers);
    if !same_origin::is_ours(&headers, &state.public_url) {
        return page::foreign(language);
    }
    let Some(link) = read(&state, &token) else {
        return page::used(language);
    };
    match sign_in::use_up(&state.db, link.id, state.clock.now()).await {
        Ok(Some(secret)) => {
            let cookie = state.cookie().set(&secret);
            let lines = cookie.map(|line| [(header::SET_COOKIE, line)]);
            let onward = Redirect::to(&format!("/sign-in?lang={}", language.as_str()));
            (lines, onward).into_response()
        }
        Ok(None) => page::used(language),
        Err(fault) => closed(Closed::Fault(fault), language),
    }
}

fn read(state: &ApiState, token: &str) -> Option<Link> {
    let link = state.secrets.verify(token, state.clock.now()).ok()?;
    (link.purpose == LinkPurpose::SignIn).then_some(link)
}

async fn whose(state: &ApiState, token: &str) -> Result<Option<account::Model>, DbErr> {
    let Some(link) = read(state, token) else {
        return Ok(None);
    };
    let open = sign_in::open(&state.db, link.id, state.clock.now()).await?;
    Ok(open.map(|(_, account)| account))
}
