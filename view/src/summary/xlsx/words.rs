//! The sheets of words: who did not report, what differs from the edition before, what figures mean.

use super::{Book, Cell, Column};
use crate::summary::{
    Document, RenderError, definition::definitions, difference_sentence, missing_months,
    no_difference,
};

/// Who did not report; for internal workbooks only.
pub(super) fn not_reported(book: &mut Book, document: &Document) -> Result<(), RenderError> {
    let say = |key: &str| document.say(&format!("summary-file-{key}"));
    let columns = vec![
        Column::words(say("enterprise"), 62.0),
        Column::words(say("missing-months"), 50.0),
    ];
    let title = document.title();
    let line = say("not-reported-line");
    let mut page = book.page(&say("sheet-not-reported"), (&title, &line), columns)?;
    for one in &document.figures.silent {
        let months = Cell::Text(missing_months(document.language, one));
        page.row(&[Cell::Name(one.name.clone()), months])?;
    }
    if document.figures.silent.is_empty() {
        page.line(&say("not-reported-none"))?;
    }
    Ok(())
}

/// What differs from the edition before.
pub(super) fn differences(book: &mut Book, document: &Document) -> Result<(), RenderError> {
    let say = |key: &str| document.say(&format!("summary-file-{key}"));
    let columns = vec![
        Column::words(say("difference"), 100.0),
        Column::words(say("material"), 16.0),
    ];
    let title = document.title();
    let line = document.edition_line();
    let mut page = book.page(&say("sheet-differences"), (&title, &line), columns)?;
    let mut is_empty = true;
    for one in &document.differences {
        let said = difference_sentence(document.language, one, &document.indicators);
        if let Some(sentence) = said {
            let material = say(if one.is_material { "yes" } else { "no" });
            page.row(&[Cell::Text(sentence), Cell::Text(material)])?;
            is_empty = false;
        }
    }
    if is_empty {
        page.line(&say(no_difference(document)))?;
    }
    Ok(())
}

/// What each figure means.
pub(super) fn definitions_sheet(book: &mut Book, document: &Document) -> Result<(), RenderError> {
    let say = |key: &str| document.say(&format!("summary-file-{key}"));
    let columns = vec![
        Column::words(say("word"), 36.0),
        Column::words(say("meaning"), 100.0),
    ];
    let title = document.title();
    let line = say("definitions-line");
    let mut page = book.page(&say("sheet-definitions"), (&title, &line), columns)?;
    for one in definitions(document) {
        page.row(&[Cell::Name(one.name), Cell::Text(one.sentence)])?;
    }
    Ok(())
}
