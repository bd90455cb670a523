//! GraphiQL, for browsers: its files are part of the binary, so that it works offline.
//!
//! Its tabs are the documents of `api/examples`, which `tests/clients` types and runs.

use axum::{
    extract::Path,
    http::{HeaderMap, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};

/// Scripts and styles come from here only. The editor sets styles of its own.
const POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; \
                      frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// Does a browser ask for a page, rather than a client for an answer?
pub(crate) fn is_wanted(headers: &HeaderMap, uri: &Uri) -> bool {
    let accepts_page = headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|accept| {
            accept
                .split(',')
                .any(|range| range.trim().starts_with("text/html"))
        });
    let has_query = uri
        .query()
        .is_some_and(|query| query.split('&').any(|pair| pair.starts_with("query=")));
    accepts_page && !has_query
}

/// The page.
pub(crate) async fn page() -> impl IntoResponse {
    (
        [
            (header::CONTENT_TYPE, "text/html; charset=utf-8"),
            (header::CONTENT_SECURITY_POLICY, POLICY),
            (header::VARY, "Authorization, Cookie, Accept"),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::REFERRER_POLICY, "no-referrer"),
        ],
        include_str!("../assets/graphiql/index.html"),
    )
}

/// `GET /graphiql/FILE`.
pub(crate) async fn file(Path(name): Path<String>) -> Response {
    const SCRIPT: &str = "text/javascript; charset=utf-8";
    const STYLE: &str = "text/css; charset=utf-8";
    const DOCUMENT: &str = "text/plain; charset=utf-8";
    let (kind, bytes): (&str, &[u8]) = match name.as_str() {
        "graphiql.min.js" => (SCRIPT, include_bytes!("../assets/graphiql/graphiql.min.js")),
        "react.production.min.js" => (
            SCRIPT,
            include_bytes!("../assets/graphiql/react.production.min.js"),
        ),
        "react-dom.production.min.js" => (
            SCRIPT,
            include_bytes!("../assets/graphiql/react-dom.production.min.js"),
        ),
        "start.js" => (SCRIPT, include_bytes!("../assets/graphiql/start.js")),
        "graphiql.min.css" => (STYLE, include_bytes!("../assets/graphiql/graphiql.min.css")),
        "page.css" => (STYLE, include_bytes!("../assets/graphiql/page.css")),
        other => match example(other) {
            Some(document) => (DOCUMENT, document.as_bytes()),
            None => return StatusCode::NOT_FOUND.into_response(),
        },
    };
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "public, max-age=3600"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, bytes).into_response()
}

/// The example document in the file `name`.
fn example(name: &str) -> Option<&'static str> {
    Some(match name {
        "Provinces.graphql" => include_str!("../examples/Provinces.graphql"),
        "Enterprises.graphql" => include_str!("../examples/Enterprises.graphql"),
        "Productivity.graphql" => include_str!("../examples/Productivity.graphql"),
        "Overdue.graphql" => include_str!("../examples/Overdue.graphql"),
        "Submit.graphql" => include_str!("../examples/Submit.graphql"),
        "News.graphql" => include_str!("../examples/News.graphql"),
        _ => return None,
    })
}
