//! In which language somebody reads, before it is known who they are.

use axum::{
    extract::Query,
    http::{HeaderMap, Uri, header},
};
use entity::Language;
use serde::Deserialize;

/// What a page's address may say.
#[derive(Debug, Default, Deserialize)]
struct Said {
    lang: Option<String>,
}

/// The language with this code, where it is one of ours.
pub(crate) fn chosen(code: Option<&str>) -> Option<Language> {
    [Language::Id, Language::En]
        .into_iter()
        .find(|language| Some(language.as_str()) == code)
}

/// The language that was chosen, else the first of the browser's that we have.
pub(crate) fn language(code: Option<&str>, headers: &HeaderMap) -> Language {
    let wanted = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|line| line.to_str().ok())
        .unwrap_or_default();
    let of_browser = || {
        let mut codes = wanted.split(',').map(|range| range.trim().get(..2));
        codes.find_map(|code| chosen(Some(&code?.to_ascii_lowercase())))
    };
    chosen(code).or_else(of_browser).unwrap_or_default()
}

/// The same, where it is chosen by `?lang=`.
pub(crate) fn language_at(uri: &Uri, headers: &HeaderMap) -> Language {
    let said = Query::<Said>::try_from_uri(uri).map(|Query(said)| said);
    language(said.unwrap_or_default().lang.as_deref(), headers)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn the_browser_s_first_language_of_ours_is_taken() {
        let said = |line: &'static str, address: &'static str| {
            let line = HeaderValue::from_static(line);
            let headers = [(header::ACCEPT_LANGUAGE, line)].into_iter().collect();
            language_at(&Uri::from_static(address), &headers)
        };
        assert_eq!(said("de-CH, en;q=0.8, id;q=0.5", "/"), Language::En);
        assert_eq!(said("id-ID", "/?edit=yes"), Language::Id);
        assert_eq!(said("de", "/"), Language::Id);
        assert_eq!(said("", "/?lang=xx"), Language::Id);
        assert_eq!(said("id", "/?lang=en"), Language::En);
    }
}
