//! What a section of the page is made of.

use entity::Language;

use crate::summary::Shown;

/// A figure that stands large at the top.
pub(super) struct KeyFigure {
    pub(super) name: String,
    pub(super) value: String,
    pub(super) note: String,
}

/// A section: a chart, a table, or lines of words.
#[derive(Default)]
pub(super) struct Part {
    pub(super) id: &'static str,
    pub(super) title: String,
    pub(super) line: String,
    pub(super) chart: Option<Chart>,
    /// Do chart and table stand side by side where there is room?
    pub(super) is_pair: bool,
    pub(super) heads: Vec<String>,
    pub(super) rows: Vec<Row>,
    pub(super) lines: Vec<Line>,
}

/// A picture below its title.
pub(super) struct Chart {
    pub(super) title: String,
    pub(super) svg: String,
}

/// A row of a table.
pub(super) struct Row {
    pub(super) name: String,
    pub(super) cells: Vec<Cell>,
}

/// A cell of a table.
#[derive(Default)]
pub(super) struct Cell {
    pub(super) text: String,
    pub(super) note: String,
    /// Does it hold words instead of a figure's value?
    pub(super) is_word_only: bool,
    /// Does it hold words to be read?
    pub(super) is_words: bool,
}

/// A line of words, with what marks it.
pub(super) struct Line {
    pub(super) text: String,
    pub(super) mark: String,
}

impl Cell {
    /// What is shown by `write`, or the word for what keeps it away.
    pub(super) fn shown<T>(
        language: Language,
        value: Shown<T>,
        write: impl FnOnce(T) -> String,
    ) -> Self {
        let is_word_only = !matches!(value, Shown::Is(_));
        Self {
            text: value.written(language, write),
            is_word_only,
            ..Self::default()
        }
    }

    /// With a note below, where there is a value.
    pub(super) fn noted(self, note: impl Into<String>) -> Self {
        let note = if self.is_word_only {
            String::new()
        } else {
            note.into()
        };
        Self { note, ..self }
    }
}
