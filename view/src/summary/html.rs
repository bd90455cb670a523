//! An edition as one page that stands alone: style and charts are part of it, it needs no script,
//! and on a phone its tables scroll below a first column that stays.

mod delivered;
mod figures;
mod part;

use askama::Template;

use super::{
    Document, NO_HIGHLIGHTS, RenderError,
    definition::{Definition, definitions},
    sentence,
};
use part::{KeyFigure, Part};

/// The one style of the page.
const STYLE: &str = include_str!("../../templates/summary.css");

#[derive(Template)]
#[template(path = "summary.html")]
struct SummaryPage {
    lang: &'static str,
    style: &'static str,
    programme: String,
    title: String,
    edition: String,
    set: String,
    sentences: Vec<String>,
    no_sentence: String,
    key: Vec<KeyFigure>,
    parts: Vec<Part>,
    definitions_title: String,
    definitions: Vec<Definition>,
    hidden_why: String,
    hash: String,
}

/// The edition as a page.
///
/// # Errors
/// Never in practice: it is written to memory.
pub fn html(document: &Document) -> Result<Vec<u8>, RenderError> {
    let said = document.figures.highlights.iter();
    let why = document
        .is_public
        .then(|| document.say("summary-file-hidden-why"));
    let mut parts = vec![
        figures::months(document),
        figures::indicators(document),
        delivered::training(document),
        delivered::alerts(document),
    ];
    parts.extend((!document.is_public).then(|| delivered::not_reported(document)));
    parts.push(delivered::differences(document));
    let page = SummaryPage {
        lang: document.language.as_str(),
        style: STYLE,
        programme: document.say("summary-file-programme"),
        title: document.title(),
        edition: document.edition_line(),
        set: document.set_line(),
        sentences: said
            .map(|one| sentence(document.language, one, &document.indicators))
            .collect(),
        no_sentence: document.say(NO_HIGHLIGHTS),
        key: figures::key(document),
        parts,
        definitions_title: document.say("summary-file-definitions-line"),
        definitions: definitions(document),
        hidden_why: why.unwrap_or_default(),
        hash: document.hash.clone(),
    };
    Ok(page.render()?.into_bytes())
}
