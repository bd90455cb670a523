//! `/sign-in`: the address is typed, and the answer is the same for everybody.

use axum::{
    Form,
    extract::{Query, State, rejection::FormRejection},
    http::{HeaderMap, header},
    response::{IntoResponse, Redirect, Response},
};
use entity::{Language, address, sign_in};
use serde::Deserialize;

use super::page;
use crate::{
    ApiState,
    context::requester::{Requester, Unknown},
    form::{Closed, chosen, closed},
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
    tokio::spawn(async move {
        if let Err(fault) = sign_in::ask(&state.db, &typed.email, state.clock.now()).await {
            tracing::error!(error = %fault, "a link to sign in could not be queued");
        }
    });
    let lang = language.as_str();
    Redirect::to(&format!("/sign-in?sent=yes&lang={lang}")).into_response()
}

/// The language that was chosen, else the first of the browser's that we have.
pub(crate) fn language(chosen_code: Option<&str>, headers: &HeaderMap) -> Language {
    let wanted = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|line| line.to_str().ok())
        .unwrap_or_default();
    let of_browser = || {
        let mut codes = wanted.split(',').map(|range| range.trim().get(..2));
        codes.find_map(|code| chosen(Some(&code?.to_ascii_lowercase())))
    };
    chosen(chosen_code).or_else(of_browser).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_s_first_language_of_ours_is_taken() {
        let said = |line: &'static str, code: Option<&str>| {
            let line = axum::http::HeaderValue::from_static(line);
            language(
                code,
                &[(header::ACCEPT_LANGUAGE, line)].into_iter().collect(),
            )
        };
        assert_eq!(said("de-CH, en;q=0.8, id;q=0.5", None), Language::En);
        assert_eq!(said("id-ID", None), Language::Id);
        assert_eq!(said("de", None), Language::Id);
        assert_eq!(said("", None), Language::Id);
        assert_eq!(said("id", Some("en")), Language::En);
    }
}
