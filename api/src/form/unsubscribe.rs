//! `/unsubscribe/TOKEN`: one-click for mail programs (RFC 8058), a button for people, and the undo.
//!
//! It stops requests and reminders for the contact's address at all its enterprises.

use askama::Template;
use axum::{
    Form, Router,
    extract::{Path, Query, State, rejection::FormRejection},
    http::StatusCode,
    response::Response,
    routing::get,
};
use entity::{Language, contact, link::LinkPurpose, stop};
use sea_orm::{DbErr, EntityTrait};
use serde::Deserialize;

use super::{
    open::Closed,
    page::{self, Head, Words, rendered},
    reply::{closed, html, made},
};
use crate::{ApiState, reader::chosen};

#[derive(Template)]
#[template(path = "unsubscribe.html")]
struct UnsubscribePage {
    head: Head,
    text: String,
    button: String,
    undo: bool,
    /// It was pressed just now: what is done needs no second press.
    quiet: bool,
}

#[derive(Debug, Default, Deserialize)]
struct Asked {
    lang: Option<String>,
}

pub(super) fn router() -> Router<ApiState> {
    Router::new().route("/unsubscribe/{token}", get(show).post(change))
}

async fn show(
    State(state): State<ApiState>,
    Path(token): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let language = chosen(asked.lang.as_deref());
    match find(&state, &token).await {
        Ok(Some(contact)) => {
            let stopped = contact.unsubscribed_at.is_some();
            shown(language.unwrap_or(contact.language), stopped, None)
        }
        Ok(None) => unknown(language.unwrap_or_default()),
        Err(fault) => closed(Closed::Fault(fault), language.unwrap_or_default()),
    }
}

async fn change(
    State(state): State<ApiState>,
    Path(token): Path<String>,
    fields: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Response {
    // A mail program's one click may come without a form: it stops the mails all the same.
    let fields = fields.map(|Form(fields)| fields).unwrap_or_default();
    let field = |name: &str| fields.iter().find(|(field, _)| field == name);
    let undo = field("undo").is_some();
    let language = field("lang").and_then(|(_, code)| chosen(Some(code)));
    let changed = async {
        let Some(contact) = find(&state, &token).await? else {
            return Ok(None);
        };
        if undo {
            stop::resume(&state.db, &contact, state.clock.now()).await?;
        } else {
            stop::stop(&state.db, &contact, state.clock.now()).await?;
        }
        Ok::<_, DbErr>(Some(contact))
    };
    match changed.await {
        Ok(Some(contact)) => shown(language.unwrap_or(contact.language), !undo, Some(undo)),
        Ok(None) => unknown(language.unwrap_or_default()),
        Err(fault) => closed(Closed::Fault(fault), language.unwrap_or_default()),
    }
}

async fn find(state: &ApiState, token: &str) -> Result<Option<contact::Model>, DbErr> {
    match state.secrets.verify(token, state.clock.now()) {
        Ok(link) if link.purpose == LinkPurpose::Unsubscribe => {
            contact::Entity::find_by_id(link.id).one(&state.db).await
        }
        _ => Ok(None),
    }
}

fn unknown(language: Language) -> Response {
    let page = page::plain(language, "unsubscribe-invalid-title", "unsubscribe-invalid");
    html(StatusCode::NOT_FOUND, page)
}

fn shown(language: Language, stopped: bool, just_undone: Option<bool>) -> Response {
    let words = Words::plain(language);
    let (key, button) = match (stopped, just_undone) {
        (true, _) => ("unsubscribe-done", "unsubscribe-undo-button"),
        (false, Some(true)) => ("unsubscribe-undone", "unsubscribe-button"),
        (false, _) => ("unsubscribe", "unsubscribe-button"),
    };
    let page = UnsubscribePage {
        head: Head::new(&words, words.say(&format!("{key}-title"))).switched(&words, ""),
        text: words.say(&format!("{key}-text")),
        button: words.say(button),
        undo: stopped,
        quiet: stopped || just_undone.is_some(),
    };
    made(StatusCode::OK, language, rendered(&page))
}
