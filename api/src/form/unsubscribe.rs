//! `/unsubscribe/TOKEN`: one-click for mail programs (RFC 8058), a button for people, and the undo.
//!
//! It stops requests and reminders for the contact's address at all its enterprises.

use askama::Template;
use axum::{
    Form, Router,
    extract::{Path, State},
    http::StatusCode,
    response::Response,
    routing::get,
};
use entity::{Language, contact, link::LinkPurpose, stop};
use sea_orm::{DbErr, EntityTrait};

use super::{
    open::Closed,
    page::{self, Head, Words},
    reply::{closed, html},
};
use crate::ApiState;

#[derive(Template)]
#[template(path = "unsubscribe.html")]
struct UnsubscribePage {
    head: Head,
    text: String,
    button: String,
    undo: bool,
}

pub(super) fn router() -> Router<ApiState> {
    Router::new().route("/unsubscribe/{token}", get(show).post(change))
}

async fn show(State(state): State<ApiState>, Path(token): Path<String>) -> Response {
    match find(&state, &token).await {
        Ok(Some(contact)) => shown(&contact, contact.unsubscribed_at.is_some(), None),
        Ok(None) => unknown(),
        Err(fault) => closed(Closed::Fault(fault), Language::Id),
    }
}

async fn change(
    State(state): State<ApiState>,
    Path(token): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let undo = fields.iter().any(|(name, _)| name == "undo");
    let changed = async {
        let Some(contact) = find(&state, &token).await? else {
            return Ok(None);
        };
        if undo {
            stop::resume(&state.db, &contact).await?;
        } else {
            stop::stop(&state.db, &contact, state.clock.now()).await?;
        }
        Ok::<_, DbErr>(Some(contact))
    };
    match changed.await {
        Ok(Some(contact)) => shown(&contact, !undo, Some(undo)),
        Ok(None) => unknown(),
        Err(fault) => closed(Closed::Fault(fault), Language::Id),
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

fn unknown() -> Response {
    let page = page::plain(
        Language::Id,
        "unsubscribe-invalid-title",
        "unsubscribe-invalid",
    );
    html(StatusCode::NOT_FOUND, page)
}

fn shown(contact: &contact::Model, stopped: bool, just_undone: Option<bool>) -> Response {
    let words = Words::plain(contact.language);
    let (key, button) = match (stopped, just_undone) {
        (true, _) => ("unsubscribe-done", "unsubscribe-undo-button"),
        (false, Some(true)) => ("unsubscribe-undone", "unsubscribe-button"),
        (false, _) => ("unsubscribe", "unsubscribe-button"),
    };
    let page = UnsubscribePage {
        head: Head::new(&words, words.say(&format!("{key}-title"))),
        text: words.say(&format!("{key}-text")),
        button: words.say(button),
        undo: stopped,
    };
    match page.render() {
        Ok(page) => html(StatusCode::OK, page),
        Err(error) => closed(
            Closed::Fault(DbErr::Custom(format!("the unsubscribe page: {error}"))),
            contact.language,
        ),
    }
}
