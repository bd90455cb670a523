//! Where a request was made: by a page of ours, by another's, or by no page at all.
//!
//! A browser adds its cookies to whatever any page sends, but it also says which page
//! sent it, and no page can change that. Programs say nothing, and send no cookie that
//! they were not given.

use axum::http::{HeaderMap, Uri, header};

/// Was this sent by one of our own pages, or by no page?
pub(crate) fn is_ours(headers: &HeaderMap, public_url: &str) -> bool {
    if let Some(site) = headers.get("sec-fetch-site") {
        return site == "same-origin" || site == "none";
    }
    let Some(origin) = headers.get(header::ORIGIN) else {
        return true;
    };
    let authority = |text: &str| Some(text.parse::<Uri>().ok()?.authority()?.to_string());
    let Some(from) = origin.to_str().ok().and_then(authority) else {
        return false;
    };
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    host == Some(from.as_str()) || authority(public_url).is_some_and(|ours| ours == from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderName, HeaderValue};

    fn ours(sent: &[(&'static str, &'static str)]) -> bool {
        let lines = sent.iter().map(|(name, value)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )
        });
        is_ours(&lines.collect(), "https://score.example.org")
    }

    #[test]
    fn a_page_of_another_s_is_told_from_ours() {
        assert!(ours(&[
            ("sec-fetch-site", "same-origin"),
            ("origin", "null")
        ]));
        assert!(ours(&[("sec-fetch-site", "none")]));
        assert!(!ours(&[("sec-fetch-site", "same-site")]));
        assert!(!ours(&[("sec-fetch-site", "cross-site")]));
    }

    #[test]
    fn an_older_browser_says_its_origin() {
        assert!(ours(&[("origin", "https://score.example.org")]));
        assert!(ours(&[
            ("origin", "http://localhost:8000"),
            ("host", "localhost:8000")
        ]));
        assert!(!ours(&[
            ("origin", "https://evil.example.org"),
            ("host", "score.example.org")
        ]));
        assert!(!ours(&[("origin", "null"), ("host", "score.example.org")]));
    }

    #[test]
    fn a_program_says_nothing() {
        assert!(ours(&[("host", "score.example.org")]));
    }
}
