//! The cookie that keeps a browser signed in.
//!
//! Over https it is a `__Host-` cookie: browsers take it from this very host only, and
//! no neighbour's subdomain can plant one. Over plain http, as in a demo on loopback,
//! browsers refuse that prefix, so the cookie has another name, which https never reads.

use axum::http::{HeaderMap, HeaderValue, header};
use entity::sign_in::SESSION_LIVES;

/// How the session cookie is called and guarded here.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SessionCookie {
    is_secure: bool,
}

impl SessionCookie {
    /// For pages whose addresses begin with `public_url`.
    pub(crate) fn of(public_url: &str) -> Self {
        Self {
            is_secure: public_url.starts_with("https://"),
        }
    }

    const fn name(self) -> &'static str {
        if self.is_secure {
            "__Host-score"
        } else {
            "score"
        }
    }

    /// The secret that a browser sent.
    pub(crate) fn read(self, headers: &HeaderMap) -> Option<&str> {
        let lines = headers.get_all(header::COOKIE).iter();
        let mut pairs = lines
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='));
        pairs
            .find(|(name, _)| *name == self.name())
            .map(|(_, secret)| secret)
    }

    /// `Set-Cookie` that signs in.
    pub(crate) fn set(self, secret: &str) -> Option<HeaderValue> {
        self.line(secret, SESSION_LIVES.num_seconds())
    }

    /// `Set-Cookie` that signs out.
    pub(crate) fn clear(self) -> Option<HeaderValue> {
        self.line("", 0)
    }

    /// Lax, so that a link in a mail opens a page as whom it is for; what changes something
    /// is guarded by where it comes from as well.
    fn line(self, secret: &str, seconds: i64) -> Option<HeaderValue> {
        let secure = if self.is_secure { "; Secure" } else { "" };
        let name = self.name();
        let line =
            format!("{name}={secret}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
        HeaderValue::from_str(&line).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(public_url: &str, line: &'static str) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("theme=dark"));
        headers.append(header::COOKIE, HeaderValue::from_static(line));
        let secret = SessionCookie::of(public_url).read(&headers);
        secret.map(str::to_owned)
    }

    #[test]
    fn https_reads_only_what_its_own_host_set() {
        let both = "score=planted; __Host-score=mine";
        assert_eq!(read("https://score.example.org", both).unwrap(), "mine");
        assert_eq!(read("https://score.example.org", "score=planted"), None);
        assert_eq!(read("http://127.0.0.1:8000", both).unwrap(), "planted");
    }

    #[test]
    fn the_cookie_is_guarded() {
        let line = SessionCookie::of("https://score.example.org")
            .set("x")
            .unwrap();
        let line = line.to_str().unwrap();
        assert!(
            line.starts_with("__Host-score=x; Path=/; Max-Age=1209600; "),
            "{line}"
        );
        for guard in ["HttpOnly", "SameSite=Lax", "Secure"] {
            assert!(line.contains(guard), "{line}");
        }
        assert!(!line.contains("Domain"), "{line}");
    }
}
