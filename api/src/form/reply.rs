//! How a page leaves: its status, and headers that keep it from caches, frames,
//! search engines and foreign scripts.

use std::sync::LazyLock;

use axum::{
    extract::State,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use entity::{Language, link::LinkError};
use sea_orm::DbErr;
use sha2::{Digest, Sha256};

use super::{open::Closed, page};
use crate::ApiState;

/// The one style of every page. It is part of the page, so that a slow connection asks once.
pub(super) const STYLE: &str = include_str!("../../templates/style.css");

/// No script, no frame, no picture but the empty icon that spares a request; the one style by its hash.
static POLICY: LazyLock<String> = LazyLock::new(|| {
    let hash = STANDARD.encode(Sha256::digest(STYLE));
    format!(
        "default-src 'none'; style-src 'sha256-{hash}'; img-src data:; form-action 'self'; \
         frame-ancestors 'none'; base-uri 'none'"
    )
});

/// What every answer of these routes carries.
const HEADERS: [(HeaderName, &str); 5] = [
    (header::CACHE_CONTROL, "no-store"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=()",
    ),
    (
        HeaderName::from_static("x-robots-tag"),
        "noindex, nofollow, noarchive",
    ),
];

/// Browsers that came by https come by https for a year.
const HSTS: &str = "max-age=31536000";

/// A page.
pub(crate) fn html(status: StatusCode, html: String) -> Response {
    (status, Html(html)).into_response()
}

/// A page, or that of the fault that kept it from being made.
pub(crate) fn made(
    status: StatusCode,
    language: Language,
    page: Result<String, DbErr>,
) -> Response {
    match page {
        Ok(page) => html(status, page),
        Err(fault) => closed(Closed::Fault(fault), language),
    }
}

/// Put the headers on an answer.
pub(crate) async fn secure(State(state): State<ApiState>, mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Ok(policy) = HeaderValue::from_str(&POLICY) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    if state.public_url.starts_with("https://") {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static(HSTS),
        );
    }
    response
}

/// The page that says why there is no form.
pub(crate) fn closed(reason: Closed, language: Language) -> Response {
    match reason {
        Closed::Link(LinkError::Invalid) => html(
            StatusCode::NOT_FOUND,
            page::plain(language, "form-invalid-title", "form-invalid"),
        ),
        Closed::Link(LinkError::Expired) => html(
            StatusCode::GONE,
            page::plain(language, "form-expired-title", "form-expired"),
        ),
        Closed::State(opened, notice) => html(StatusCode::GONE, page::closed(&opened, notice)),
        Closed::Fault(fault) => {
            let id = uuid::Uuid::now_v7();
            tracing::error!(error.id = %id, error = %fault, "a page could not be made");
            html(
                StatusCode::INTERNAL_SERVER_ERROR,
                page::fault(language, &id.to_string()),
            )
        }
    }
}
