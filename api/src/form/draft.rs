//! Nothing that was posted is lost: what is not sent is kept as a draft, also where the
//! link or the month ended meanwhile.

use axum::{http::StatusCode, response::Response};
use entity::{data_request, draft, link::LinkError};
use sea_orm::{DbErr, EntityTrait};
use uuid::Uuid;

use super::{
    answer::Answer,
    open::{Closed, Opened},
    page,
    reply::{closed, html},
};
use crate::ApiState;

/// Keep what was typed for the request of `opened`.
pub(super) async fn keep(state: &ApiState, opened: &Opened, answer: &Answer) -> Result<(), DbErr> {
    save(state, opened.request.id, answer).await
}

/// Answer a post that came after its link or its month ended: why, and what became of
/// what was typed.
pub(super) async fn late(
    state: &ApiState,
    token: &str,
    answer: &Answer,
    reason: Closed,
) -> Response {
    let language = answer.language.unwrap_or_default();
    let over = matches!(reason, Closed::State(..) | Closed::Link(LinkError::Expired));
    if !over || answer.typed.is_empty() {
        return closed(reason, language);
    }
    match keep_late(state, token, answer).await {
        Ok(Some(kept)) => {
            let page = page::late(language, &reason, answer, kept);
            html(StatusCode::GONE, page)
        }
        Ok(None) => closed(reason, language),
        Err(fault) => closed(Closed::Fault(fault), language),
    }
}

/// Keep what a link that was ours once brings; a revoked one writes nothing. Says whether
/// it was kept, or nothing where the link never was ours.
async fn keep_late(state: &ApiState, token: &str, answer: &Answer) -> Result<Option<bool>, DbErr> {
    let signed = state.secrets.signed(token).ok();
    let Some(link) = signed.filter(|link| link.purpose.submits()) else {
        return Ok(None);
    };
    let request = data_request::Entity::find_by_id(link.id)
        .one(&state.db)
        .await?;
    match request {
        Some(request) if request.generation == link.generation => {
            save(state, request.id, answer).await?;
            Ok(Some(true))
        }
        _ => Ok(Some(false)),
    }
}

async fn save(state: &ApiState, request: Uuid, answer: &Answer) -> Result<(), DbErr> {
    let row = draft::Model {
        data_request_id: request,
        typed: draft::Typed(answer.typed.clone()),
        note: answer.note.clone(),
        saved_at: state.clock.now(),
    };
    draft::Entity::save(&state.db, row).await
}
