//! `/sign-in`: the address is typed, and the answer is the same for everybody.

use axum::{
    Form,
    extract::{Query, State, rejection::FormRejection},
    http::HeaderMap,
    response::{IntoResponse, Redirect, Response},
};
use entity::{address, sign_in};
use serde::Deserialize;
use tracing::Instrument;

use super::page;
use crate::{
    ApiState,
    context::requester::{Requester, Unknown},
    form::{Closed, closed},
    reader::language,
    same_origin,
};

/// What stands behind `?`.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    pub(super) lang: Option<String>,
    sent: Option<String>,
}

/// What was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    email: String,
    lang: Option<String>,
}

/// The page: the field, or who is signed in already.
pub(super) async fn show(
    State(state): State<ApiState>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    let language = language(asked.lang.as_deref(), &headers);
    match Requester::of(&headers, state.cookie(), &state.db, state.clock.now()).await {
        Ok(Requester {
            account: Some(account),
            ..
        }) => page::inside(language, &account),
        Ok(_) | Err(Unknown::Token) if asked.sent.is_some() => page::sent(language),
        Ok(_) | Err(Unknown::Token) => page::field(language, None),
        Err(Unknown::Database(fault)) => closed(Closed::Fault(fault), language),
    }
}

/// Take an address. Whether an account has it is looked up when the answer has left, so
/// that not even the time it takes tells.
pub(super) async fn ask(
    State(state): State<ApiState>,
    headers: HeaderMap,
    typed: Result<Form<Typed>, FormRejection>,
) -> Response {
    let typed = match typed {
        Ok(Form(typed)) => typed,
        Err(rejection) => return page::unreadable(rejection.status(), language(None, &headers)),
    };
    let language = language(typed.lang.as_deref(), &headers);
    if !same_origin::is_ours(&headers, &state.public_url) {
        return page::foreign(language);
    }
    if address::read(&typed.email).is_none() {
        return page::field(language, Some(&typed.email));
    }
    let asked = async move {
        if let Err(fault) = sign_in::ask(&state.db, &typed.email, state.clock.now()).await {
            tracing::error!(error = %fault, "a link to sign in could not be queued");
        }
    };
    tokio::spawn(asked.in_current_span());
    let lang = language.as_str();
    Redirect::to(&format!("/sign-in?sent=yes&lang={lang}")).into_response()
}
