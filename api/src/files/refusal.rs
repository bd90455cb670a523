//! Why there is no file, and who asks for one.

use std::fmt::Display;

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use sea_orm::DbErr;
use uuid::Uuid;

use crate::{
    ApiState,
    context::requester::{Requester, Unknown},
};

/// Why there is no file.
pub(super) enum Refusal {
    /// It was asked for wrongly, or may not be had.
    Status(StatusCode, String),
    /// It could not be made.
    Fault(String),
}

impl Refusal {
    /// It could not be made, for that cause.
    pub(super) fn fault(cause: impl Display) -> Self {
        Self::Fault(cause.to_string())
    }
}

impl From<DbErr> for Refusal {
    fn from(cause: DbErr) -> Self {
        Self::fault(cause)
    }
}

/// Who asks, by token or cookie.
pub(super) async fn requester(state: &ApiState, headers: &HeaderMap) -> Result<Requester, Refusal> {
    Requester::of(headers, state.cookie(), &state.db, state.clock.now())
        .await
        .map_err(|unknown| match unknown {
            Unknown::Token => Refusal::Status(StatusCode::UNAUTHORIZED, unknown.to_string()),
            Unknown::Database(cause) => Refusal::fault(cause),
        })
}

/// Log a fault once; the number by which it is found.
pub(super) fn noted(cause: &str) -> Uuid {
    let id = Uuid::now_v7();
    tracing::error!(error.id = %id, error.cause = cause, "a file could not be made");
    id
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, message) = match self {
            Self::Status(status, message) => (status, message),
            Self::Fault(cause) => {
                let id = noted(&cause);
                let message = format!(
                    "This could not be answered; tell the programme office the number {id}."
                );
                (StatusCode::INTERNAL_SERVER_ERROR, message)
            }
        };
        let mut response = (
            status,
            [
                (header::CACHE_CONTROL, "private, no-store"),
                (header::VARY, "Authorization, Cookie"),
            ],
            format!("{message}\n"),
        )
            .into_response();
        if status == StatusCode::UNAUTHORIZED {
            let scheme = HeaderValue::from_static("Bearer");
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, scheme);
        }
        response
    }
}
