//! All that typst sees while it sets a summary: our template, our two fonts and one
//! document. It reaches no disk, no network, no clock and no font of the machine.

use std::sync::LazyLock;

use serde_json::Value;
use typst::{
    Library, LibraryExt, World,
    diag::{FileResult, SourceDiagnostic},
    foundations::{Bytes, Datetime, Duration},
    syntax::{FileId, Source},
    text::{Font, FontBook},
    utils::LazyHash,
};
use typst_layout::PagedDocument;

use super::PdfError;
use crate::font;

/// What is the same for every document.
struct Press {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    template: Source,
}

static PRESS: LazyLock<Press> = LazyLock::new(|| {
    let faces = font::FACES.into_iter();
    let fonts: Vec<Font> = faces
        .filter_map(|face| Font::new(Bytes::new(face), 0))
        .collect();
    Press {
        library: LazyHash::new(Library::default()),
        book: LazyHash::new(FontBook::from_fonts(&fonts)),
        fonts,
        template: Source::detached(include_str!("../../../templates/summary.typ")),
    }
});

/// One document on the press.
struct Sheet(Bytes);

/// The pages of what `shown` says.
pub(super) fn set(shown: &Value) -> Result<PagedDocument, PdfError> {
    let data = Bytes::from_string(printable(shown).to_string());
    let set = typst::compile::<PagedDocument>(&Sheet(data));
    set.output
        .map_err(|causes| PdfError::Template(said(&causes)))
}

/// What typst complains about, in one line.
pub(super) fn said(causes: &[SourceDiagnostic]) -> String {
    let messages: Vec<&str> = causes.iter().map(|one| one.message.as_str()).collect();
    messages.join("; ")
}

/// The same with `?` for each letter that our fonts do not have: a PDF may not hold a
/// letter that nobody can read out.
fn printable(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(text.chars().map(known).collect()),
        Value::Array(values) => values.iter().map(printable).collect(),
        Value::Object(fields) => {
            let fields = fields.iter();
            fields
                .map(|(name, value)| (name.clone(), printable(value)))
                .collect()
        }
        other => other.clone(),
    }
}

fn known(letter: char) -> char {
    let has = |font: &Font| font.info().coverage.contains(u32::from(letter));
    if PRESS.fonts.iter().all(has) {
        letter
    } else {
        '?'
    }
}

impl World for Sheet {
    fn library(&self) -> &LazyHash<Library> {
        &PRESS.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &PRESS.book
    }

    fn main(&self) -> FileId {
        PRESS.template.id()
    }

    fn source(&self, _: FileId) -> FileResult<Source> {
        Ok(PRESS.template.clone())
    }

    /// The only file there is: the document.
    fn file(&self, _: FileId) -> FileResult<Bytes> {
        Ok(self.0.clone())
    }

    fn font(&self, index: usize) -> Option<Font> {
        PRESS.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_the_fonts_lack_are_questions() {
        let shown = serde_json::json!({"name": ["CV 漢 & *Café* → #x\u{7}", 3]});
        let printed = printable(&shown);
        assert_eq!(printed["name"][0], "CV ? & *Café* → #x?");
        assert_eq!(printed["name"][1], 3);
    }

    #[test]
    fn the_fonts_are_those_that_the_template_names() {
        assert_eq!(PRESS.fonts.len(), font::FACES.len());
        assert!(
            PRESS
                .fonts
                .iter()
                .all(|one| one.info().family == font::FAMILY)
        );
        assert!(PRESS.template.text().contains(font::FAMILY));
    }
}
