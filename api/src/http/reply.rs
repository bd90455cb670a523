//! Answers in the media type that the client likes.

use async_graphql::ServerError;
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use serde_json::json;

use super::{PRIVATE, media::Media};
use crate::{
    error::{Code, has_code},
    limit::TooOften,
};

/// Writes answers in one media type.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reply(pub(crate) Media);

impl Reply {
    /// `body` as JSON.
    pub(crate) fn json(self, status: StatusCode, body: &impl Serialize) -> Response {
        match serde_json::to_vec(body) {
            Ok(bytes) => (
                status,
                [(header::CONTENT_TYPE, self.0.content_type())],
                PRIVATE,
                bytes,
            )
                .into_response(),
            Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        }
    }

    /// The status of a GraphQL request that was not executed: an error only to
    /// those who asked for the media type that says so.
    pub(crate) const fn bad_request(self) -> StatusCode {
        match self.0 {
            Media::Response => StatusCode::BAD_REQUEST,
            Media::Json => StatusCode::OK,
        }
    }

    /// Errors without `data`.
    pub(crate) fn errors(self, status: StatusCode, errors: &[ServerError]) -> Response {
        self.json(status, &json!({ "errors": errors }))
    }

    /// One error without `data`.
    pub(crate) fn error(self, status: StatusCode, code: Code, message: &str) -> Response {
        let error = json!({ "message": message, "extensions": { "code": code.as_str() } });
        self.json(status, &json!({ "errors": [error] }))
    }

    /// A request that is not executed. What is missing or does not fit is the client's
    /// mistake; what is not known, not trusted or too much is answered as GraphQL.
    pub(crate) fn unfit(self, error: ServerError) -> Response {
        let status = if has_code(&error, Code::BadUserInput) {
            StatusCode::BAD_REQUEST
        } else {
            self.bad_request()
        };
        self.errors(status, &[error])
    }

    /// A caller who is to wait.
    pub(crate) fn too_often(self, late: TooOften) -> Response {
        let seconds = late.seconds();
        let message = format!("There were too many requests; try again in {seconds} seconds.");
        let extensions = json!({ "code": Code::RateLimited.as_str(), "retryAfter": seconds });
        let error = json!({ "message": message, "extensions": extensions });
        let body = json!({ "errors": [error] });
        let mut response = self.json(StatusCode::TOO_MANY_REQUESTS, &body);
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        response
    }

    /// A mutation that came by GET.
    pub(crate) fn only_post(self) -> Response {
        let message = "Send mutations by POST; GET takes queries only.";
        let mut response = self.error(StatusCode::METHOD_NOT_ALLOWED, Code::BadUserInput, message);
        response
            .headers_mut()
            .insert(header::ALLOW, HeaderValue::from_static("POST"));
        response
    }

    /// What another site's page sent with our cookie.
    pub(crate) fn foreign(self) -> Response {
        let message = "A page of another origin may not act as whom this browser is signed in; send a token, or have the origin allowed.";
        self.error(StatusCode::FORBIDDEN, Code::Forbidden, message)
    }

    /// A token that names nobody.
    pub(crate) fn unauthorized(self, message: &str) -> Response {
        let mut response = self.error(StatusCode::UNAUTHORIZED, Code::Unauthenticated, message);
        response
            .headers_mut()
            .insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        response
    }
}
