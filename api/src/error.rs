//! What a client is told when something is refused or fails.
//!
//! A refusal carries its code from where it is made. A fault of the database
//! travels through resolvers by `?` as it is, and is masked here, once, on its
//! way out: the log gets the cause and an id, the client gets the id.

use std::{collections::HashMap, sync::Arc};

use async_graphql::{Error, ErrorExtensions, ServerError, Value};
use sea_orm::DbErr;
use uuid::Uuid;

/// The machine's name of a refusal, in `extensions.code`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Code {
    ParseFailed,
    ValidationFailed,
    BadUserInput,
    Unauthenticated,
    Forbidden,
    CostLimit,
    RateLimited,
    PersistedQueryNotFound,
    DocumentNotTrusted,
    SlowClient,
    Timeout,
    Internal,
}

impl Code {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::ParseFailed => "GRAPHQL_PARSE_FAILED",
            Self::ValidationFailed => "GRAPHQL_VALIDATION_FAILED",
            Self::BadUserInput => "BAD_USER_INPUT",
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::Forbidden => "FORBIDDEN",
            Self::CostLimit => "COST_LIMIT",
            Self::RateLimited => "RATE_LIMITED",
            Self::PersistedQueryNotFound => "PERSISTED_QUERY_NOT_FOUND",
            Self::DocumentNotTrusted => "DOCUMENT_NOT_TRUSTED",
            Self::SlowClient => "SLOW_CLIENT",
            Self::Timeout => "TIMEOUT",
            Self::Internal => "INTERNAL",
        }
    }
}

/// An error of a field, with its code.
pub(crate) fn refused(code: Code, message: impl Into<String>) -> Error {
    Error::new(message).extend_with(|_, extensions| extensions.set("code", code.as_str()))
}

/// An error of a request as a whole, with its code.
pub(crate) fn request_error(code: Code, message: &str) -> ServerError {
    let mut error = ServerError::new(message, None);
    let extensions = error.extensions.get_or_insert_default();
    extensions.set("code", code.as_str());
    error
}

/// Is `code` what `error` was refused with?
pub(crate) fn has_code(error: &ServerError, code: Code) -> bool {
    let known = error.extensions.as_ref().and_then(|all| all.get("code"));
    known == Some(&Value::from(code.as_str()))
}

/// What the client sent cannot be used; `message` says what to send instead.
pub(crate) fn bad_input(message: impl Into<String>) -> Error {
    refused(Code::BadUserInput, message)
}

/// Did the database fail here, rather than refuse?
pub(crate) fn is_fault(errors: &[ServerError]) -> bool {
    errors.iter().any(|error| fault(error).is_some())
}

/// Give every error its code, and mask the faults among them.
pub(crate) fn finish(errors: &mut [ServerError]) {
    let mut logged = HashMap::new();
    for error in errors {
        if error
            .extensions
            .as_ref()
            .is_some_and(|known| known.get("code").is_some())
        {
            continue;
        }
        if let Some((key, cause)) = fault(error) {
            let id = *logged.entry(key).or_insert_with(|| log(&cause));
            mask(error, id);
        } else {
            let code = if error.path.is_empty() {
                Code::ValidationFailed
            } else {
                Code::BadUserInput
            };
            error
                .extensions
                .get_or_insert_default()
                .set("code", code.as_str());
        }
    }
}

/// The database's fault behind `error`, and what tells it from others: all
/// fields that waited for one batch share one fault.
fn fault(error: &ServerError) -> Option<(String, String)> {
    if let Some(shared) = error.source::<Arc<DbErr>>() {
        return Some((format!("{:p}", Arc::as_ptr(shared)), shared.to_string()));
    }
    error
        .source::<DbErr>()
        .map(|own| (format!("{own:p}"), own.to_string()))
}

fn log(cause: &str) -> Uuid {
    let id = Uuid::now_v7();
    tracing::error!(error.id = %id, error.cause = cause, "a query failed at the database");
    id
}

fn mask(error: &mut ServerError, id: Uuid) {
    error.message =
        format!("This could not be answered; tell the programme office the number {id}.");
    let extensions = error.extensions.get_or_insert_default();
    extensions.set("code", Code::Internal.as_str());
    extensions.set("id", Value::from(id.to_string()));
}
