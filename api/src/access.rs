//! Who may reach the API and with what: proxies, foreign origins, trusted documents.

use axum::http::{HeaderValue, Method, Uri, header, header::HeaderName};
use thiserror::Error;
use tower_http::cors::{AllowOrigin, CorsLayer};

use crate::{client::Proxies, trusted::TrustedDocuments};

/// What a browser on another origin may send.
const SENT: [HeaderName; 3] = [
    header::AUTHORIZATION,
    header::CONTENT_TYPE,
    header::IF_NONE_MATCH,
];
/// What its scripts may read of an answer.
const READ: [HeaderName; 3] = [
    header::ETAG,
    header::RETRY_AFTER,
    HeaderName::from_static("x-request-id"),
];

/// Who may reach the API and with what. By default nobody is believed, no other
/// origin is let in, and any document runs.
#[derive(Clone, Debug, Default)]
pub struct Access {
    /// Whose `X-Forwarded-For` is believed.
    pub proxies: Proxies,
    /// Origins whose pages may call the API from a browser.
    pub origins: Vec<HeaderValue>,
    /// Documents that are known by their hash.
    pub documents: TrustedDocuments,
    /// Does nothing else run?
    pub only_trusted: bool,
}

/// A text that is no origin, or not as browsers write it.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum NotAnOrigin {
    /// It has another form.
    #[error(
        "`{0}` is not an origin; write http or https and a host, like https://app.example.org, without a path"
    )]
    Malformed(String),
    /// Browsers leave the usual port out, so that this one would never be met.
    #[error("`{given}` has the usual port, which browsers leave out; write {without}")]
    UsualPort {
        /// What was given.
        given: String,
        /// The same as browsers write it.
        without: String,
    },
}

/// One origin of the setting: scheme and host, and a port where it is not the usual one.
/// `*` is none: browsers send no cookie there, and an allow-list names whom it allows.
///
/// # Errors
/// Where it is no origin.
pub fn origin(text: &str) -> Result<HeaderValue, NotAnOrigin> {
    let wrong = || NotAnOrigin::Malformed(text.to_owned());
    let uri: Uri = text.trim().parse().map_err(|_| wrong())?;
    let (Some(scheme @ ("http" | "https")), Some(authority)) = (uri.scheme_str(), uri.authority())
    else {
        return Err(wrong());
    };
    let written = format!("{scheme}://{authority}");
    if authority.as_str().contains('@') || !written.eq_ignore_ascii_case(text.trim()) {
        return Err(wrong());
    }
    let written = written.to_ascii_lowercase();
    if authority.port_u16() == Some(if scheme == "https" { 443 } else { 80 }) {
        let (without, _) = written.rsplit_once(':').ok_or_else(wrong)?;
        return Err(NotAnOrigin::UsualPort {
            given: text.to_owned(),
            without: without.to_owned(),
        });
    }
    HeaderValue::from_str(&written).map_err(|_| wrong())
}

impl Access {
    /// What browsers on other origins are told.
    pub(crate) fn cors(&self) -> CorsLayer {
        CorsLayer::new()
            .allow_origin(AllowOrigin::list(self.origins.clone()))
            .allow_methods([Method::GET, Method::POST])
            .allow_headers(SENT)
            .expose_headers(READ)
            .allow_credentials(true)
    }

    /// May pages of this origin call the API?
    pub(crate) fn allows(&self, origin: &HeaderValue) -> bool {
        self.origins.contains(origin)
    }
}

#[cfg(test)]
mod tests {
    use super::origin;

    #[test]
    fn an_origin_is_a_scheme_and_a_host() {
        for right in [
            "https://app.example.org",
            "http://localhost:5173",
            "HTTPS://App.Example.org",
            "http://localhost:443",
            "https://[2001:db8::443]",
        ] {
            assert_eq!(origin(right).unwrap(), right.to_ascii_lowercase());
        }
        for wrong in [
            "*",
            "null",
            "app.example.org",
            "https://app.example.org/",
            "ftp://app.example.org",
            "https://a@b.example.org",
            "",
        ] {
            assert!(
                origin(wrong)
                    .unwrap_err()
                    .to_string()
                    .contains("https://app.example.org"),
                "{wrong}"
            );
        }
    }

    #[test]
    fn the_usual_port_is_left_out() {
        for (given, without) in [
            ("https://app.example.org:443", "https://app.example.org"),
            ("HTTP://App.Example.org:80", "http://app.example.org"),
            ("https://[2001:db8::7]:443", "https://[2001:db8::7]"),
        ] {
            let said = origin(given).unwrap_err().to_string();
            assert!(said.contains(given), "{said}");
            assert!(said.ends_with(&format!("write {without}")), "{said}");
        }
    }
}
