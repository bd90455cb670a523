//! GET: the form, or the thanks for what was answered; it changes nothing.

use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::Response,
};
use sea_orm::DbErr;
use serde::Deserialize;

use super::{
    answer::Answer,
    open::{Opened, open},
    page::{self, Findings},
    reply::{closed, made},
    sheet::Sheet,
};
use crate::{ApiState, reader::chosen};

/// What a page's address may say.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Shown {
    lang: Option<String>,
    /// Show the fields again, to correct what was sent.
    edit: Option<String>,
}

/// `GET /r/TOKEN`.
pub(super) async fn show(
    State(state): State<ApiState>,
    Path(token): Path<String>,
    Query(shown): Query<Shown>,
) -> Response {
    let language = chosen(shown.lang.as_deref());
    let opened = match open(&state, &token, language).await {
        Ok(opened) => opened,
        Err(reason) => return closed(reason, language.unwrap_or_default()),
    };
    let page = page_of(&state, &opened, shown.edit.is_some()).await;
    made(StatusCode::OK, opened.language, page)
}

async fn page_of(state: &ApiState, opened: &Opened, edit: bool) -> Result<String, DbErr> {
    let sheet = Sheet::read(&state.db, opened).await?;
    match &sheet.current {
        Some(version) if !edit && sheet.draft.is_none() => {
            page::thanks(&state.db, opened, &sheet, version).await
        }
        _ => page::form(opened, &sheet, &Answer::default(), &Findings::default()),
    }
}
