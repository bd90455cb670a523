//! Media types: what the client sends, and what it would like back.

use axum::http::{HeaderMap, header};

const RESPONSE: &str = "application/graphql-response+json";
const JSON: &str = "application/json";

/// The media type of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Media {
    /// `application/graphql-response+json`: the status says what happened.
    Response,
    /// `application/json`: what older clients ask for.
    Json,
}

impl Media {
    /// What the `Accept` of `headers` likes best; none where it takes neither.
    pub(crate) fn accepted(headers: &HeaderMap) -> Option<Self> {
        let Some(accept) = headers
            .get(header::ACCEPT)
            .and_then(|value| value.to_str().ok())
        else {
            return Some(Self::Json);
        };
        let mut best: Option<(Self, f32)> = None;
        for (range, weight) in accept.split(',').map(range) {
            let media = match range {
                RESPONSE => Self::Response,
                JSON | "application/*" | "*/*" => Self::Json,
                _ => continue,
            };
            if weight > 0.0 && best.is_none_or(|(_, known)| weight > known) {
                best = Some((media, weight));
            }
        }
        best.map(|(media, _)| media)
    }

    /// As `Content-Type`.
    pub(crate) const fn content_type(self) -> &'static str {
        match self {
            Self::Response => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        }
    }
}

/// A range of `Accept` with its weight.
fn range(text: &str) -> (&str, f32) {
    let mut parts = text.split(';').map(str::trim);
    let range = parts.next().unwrap_or_default();
    let weight = parts
        .find_map(|part| part.strip_prefix("q="))
        .and_then(|weight| weight.parse().ok());
    (range, weight.unwrap_or(1.0))
}

/// Is the body JSON, in UTF-8?
pub(crate) fn is_json(headers: &HeaderMap) -> bool {
    let Some(text) = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
    else {
        return false;
    };
    let mut parts = text.split(';').map(str::trim);
    let is_json = parts
        .next()
        .is_some_and(|media| media.eq_ignore_ascii_case(JSON));
    let charset = parts.find_map(|part| {
        part.to_ascii_lowercase()
            .strip_prefix("charset=")
            .map(str::to_owned)
    });
    is_json && charset.is_none_or(|charset| charset.trim_matches('"') == "utf-8")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepted(accept: &'static str) -> Option<Media> {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, header::HeaderValue::from_static(accept));
        Media::accepted(&headers)
    }

    #[test]
    fn the_client_says_what_it_likes_best() {
        assert_eq!(
            accepted("application/graphql-response+json"),
            Some(Media::Response)
        );
        assert_eq!(
            accepted("application/graphql-response+json, application/json;q=0.9"),
            Some(Media::Response)
        );
        assert_eq!(
            accepted("application/json, application/graphql-response+json"),
            Some(Media::Json)
        );
        assert_eq!(
            accepted("application/json;q=0.5, application/graphql-response+json"),
            Some(Media::Response)
        );
        assert_eq!(accepted("*/*"), Some(Media::Json));
        assert_eq!(accepted("text/html"), None);
        assert_eq!(Media::accepted(&HeaderMap::new()), Some(Media::Json));
    }
}
