//! How an edition's file leaves: by its hash, so that a client that has it is not sent it again.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::Response,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use entity::{Language, summary::file::Form};
use sha2::{Digest, Sha256};

use crate::http::etag::knows;

/// Who has a file asks every time whether it is still theirs to see.
const CACHE: &str = "private, no-cache";
/// What an answer depends on beside the address.
const VARY: &str = "Authorization, Cookie, Accept-Language";

/// A file on its way.
pub(super) struct Sent {
    pub(super) form: Form,
    pub(super) language: Language,
    /// What it is called on the reader's disk; ours, so it needs no escape.
    pub(super) name: String,
    pub(super) hash: String,
    pub(super) bytes: Vec<u8>,
}

/// The answer to who has the file with this hash already; none to anybody else.
pub(super) fn unchanged(asked: &HeaderMap, hash: &str) -> Option<Response> {
    knows(asked, &tag(hash)).then(|| {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        *response.headers_mut() = headers_of_any(hash);
        response
    })
}

fn tag(hash: &str) -> String {
    format!("\"{hash}\"")
}

/// What is said of a file whether or not it is sent.
fn headers_of_any(hash: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    put(&mut headers, header::ETAG, &tag(hash));
    put(&mut headers, header::CACHE_CONTROL, CACHE);
    put(&mut headers, header::VARY, VARY);
    headers
}

impl Sent {
    /// The file as an answer.
    pub(super) fn answer(self) -> Response {
        let headers = self.headers();
        let mut response = Response::new(Body::from(self.bytes));
        *response.headers_mut() = headers;
        response
    }

    fn headers(&self) -> HeaderMap {
        let mut headers = headers_of_any(&self.hash);
        let disposition = format!("{}; filename=\"{}\"", disposition(self.form), self.name);
        for (name, value) in [
            (header::CONTENT_TYPE, media_type(self.form)),
            (header::CONTENT_LANGUAGE, self.language.as_str()),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::REFERRER_POLICY, "no-referrer"),
            (header::CONTENT_DISPOSITION, &disposition),
            (
                HeaderName::from_static("permissions-policy"),
                "camera=(), geolocation=(), microphone=(), payment=()",
            ),
        ] {
            put(&mut headers, name, value);
        }
        if self.form == Form::Html {
            put(
                &mut headers,
                header::CONTENT_SECURITY_POLICY,
                &policy(&self.bytes),
            );
        }
        headers
    }
}

fn put(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

/// What a browser can show is shown, the rest is saved.
const fn disposition(form: Form) -> &'static str {
    match form {
        Form::Html | Form::Pdf => "inline",
        Form::Xlsx | Form::Csv => "attachment",
    }
}

const fn media_type(form: Form) -> &'static str {
    match form {
        Form::Pdf => "application/pdf",
        Form::Xlsx => view::sheet::Format::Xlsx.media_type(),
        Form::Csv => view::sheet::Format::Csv.media_type(),
        Form::Html => "text/html; charset=utf-8",
    }
}

/// No script, no frame, nothing from elsewhere; the page's one style by its hash. It is the
/// kept page's own, which an older program may have styled otherwise.
fn policy(page: &[u8]) -> String {
    let style = STANDARD.encode(Sha256::digest(style(page)));
    format!(
        "default-src 'none'; style-src 'sha256-{style}'; img-src data:; form-action 'none'; \
         frame-ancestors 'none'; base-uri 'none'"
    )
}

/// The text of the first style element: it stands before all that comes from data.
fn style(page: &[u8]) -> &[u8] {
    let text = std::str::from_utf8(page).unwrap_or_default();
    let rest = text.split_once("<style>").map_or("", |(_, rest)| rest);
    rest.split_once("</style>")
        .map_or("", |(style, _)| style)
        .as_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_names_the_style_of_the_kept_page() {
        assert_eq!(style(b"<style>a{}</style><title>&lt;style>"), b"a{}");
        assert_eq!(style(b"no page"), b"");
        let named = STANDARD.encode(Sha256::digest("a{}"));
        assert!(policy(b"<style>a{}</style>").contains(&named));
    }
}
