//! What was posted: the fields as they were typed, and the counts that they mean.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use entity::{
    Language, measure,
    rules::figures::{self, Counts},
    submission::NOTE_AT_MOST,
};
use sha2::{Digest, Sha256};
use view::parse::{self, NumberProblem};

use super::{
    open::Opened,
    sentence::{FieldProblem, unreadable},
    sheet::{Sheet, shown},
};
use crate::reader::chosen;

/// A typed figure is cut here, so that a page cannot grow without end.
const FIGURE_AT_MOST: usize = 64;
/// More figures than any programme asks for are no form of ours.
const FIGURES_AT_MOST: usize = 200;

/// A posted form.
#[derive(Debug, Default)]
pub(super) struct Answer {
    /// The figures as they were typed, by measure code.
    pub(super) typed: BTreeMap<String, String>,
    /// The reading that was chosen of an ambiguous figure, by measure code.
    pub(super) picked: BTreeMap<String, String>,
    /// The questions that were answered with *yes*.
    pub(super) sure: BTreeSet<String>,
    /// Save, and go on later.
    pub(super) draft: bool,
    /// The day by which the figures are promised.
    pub(super) promise: Option<NaiveDate>,
    /// Nothing to report.
    pub(super) nothing: bool,
    /// Take *nothing to report* back.
    pub(super) undo: bool,
    pub(super) reason: Option<String>,
    pub(super) note: Option<String>,
    pub(super) language: Option<Language>,
    /// The number of the newest version when the page was made.
    base: String,
}

impl From<Vec<(String, String)>> for Answer {
    fn from(fields: Vec<(String, String)>) -> Self {
        let mut answer = Self::default();
        for (name, value) in fields {
            match name.as_str() {
                "base" => answer.base = cut(&value, 8),
                "lang" => answer.language = chosen(Some(&value)),
                "nothing" => answer.nothing = true,
                "undo" => answer.undo = true,
                "draft" => answer.draft = true,
                "promise" => answer.promise = value.parse().ok(),
                "sure" => {
                    answer.sure.insert(cut(&value, FIGURE_AT_MOST));
                }
                "reason" => answer.reason = filled(&value),
                "note" => answer.note = filled(&value),
                name => answer.figure(name, &value),
            }
        }
        answer
    }
}

fn filled(value: &str) -> Option<String> {
    let value = cut(value.trim(), NOTE_AT_MOST);
    (!value.is_empty()).then_some(value)
}

fn cut(value: &str, most: usize) -> String {
    let kept = value.chars().filter(|letter| *letter != '\0');
    kept.take(most).collect()
}

impl Answer {
    fn figure(&mut self, name: &str, value: &str) {
        let figures = match name.split_once('-') {
            Some(("m", _)) => &mut self.typed,
            Some(("r", _)) => &mut self.picked,
            _ => return,
        };
        let code = &name[2..];
        if figures.len() < FIGURES_AT_MOST && code.len() <= FIGURE_AT_MOST {
            figures.insert(code.to_owned(), cut(value, FIGURE_AT_MOST));
        }
    }

    /// Was anything typed that the page did not fill in itself?
    pub(super) fn has_figures(&self) -> bool {
        let mut typed = self.typed.iter();
        typed.any(|(code, text)| !text.trim().is_empty() && !figures::is_head_count(code))
    }

    /// The counts that were typed, and what cannot be read as a number. An
    /// empty field is missing, not zero.
    pub(super) fn counts(&self, sheet: &Sheet, opened: &Opened) -> (Counts, Vec<FieldProblem>) {
        let (mut counts, mut problems) = (Counts::new(), Vec::new());
        for measure in &sheet.asked {
            match self.count(measure, sheet, opened) {
                Ok(value) => {
                    counts.insert(measure.code.clone(), value);
                }
                Err(NumberProblem::Empty) => {}
                Err(problem) => {
                    let text = self.typed.get(&measure.code).map_or("", String::as_str);
                    problems.push(unreadable(problem, measure, text, opened.language));
                }
            }
        }
        (counts, problems)
    }

    fn count(
        &self,
        measure: &measure::Model,
        sheet: &Sheet,
        opened: &Opened,
    ) -> Result<f64, NumberProblem> {
        let text = self.typed.get(&measure.code).map_or("", String::as_str);
        // What the page wrote itself needs no reading, and loses no decimals.
        let before = sheet.before.get(&measure.code);
        if let Some(value) = before.filter(|value| shown(**value, opened) == text) {
            return Ok(*value);
        }
        let last = sheet.last.get(&measure.code).copied();
        let read = parse::number_beside(opened.language, text, last, measure.whole_number);
        match (read, self.reading(measure)) {
            (Err(NumberProblem::Ambiguous), Some(value)) => Ok(value),
            (read, _) => read,
        }
    }

    /// The reading that was chosen, where it is one of what was typed.
    pub(super) fn reading(&self, measure: &measure::Model) -> Option<f64> {
        let typed = self.typed.get(&measure.code)?;
        let picked: f64 = self.picked.get(&measure.code)?.parse().ok()?;
        parse::readings(typed, measure.whole_number)
            .contains(&picked)
            .then_some(picked)
    }

    /// The same figures sent from the same state of the page are the same
    /// submission: a double tap, a retry and a second tab count once.
    pub(super) fn key(&self) -> String {
        let mut hash = Sha256::new();
        let mut add = |part: &str| {
            // Each part with its length, so that no two answers run together.
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        };
        for (code, text) in self.typed.iter().chain(&self.picked) {
            add(code);
            add(text);
        }
        add(if self.nothing { "nothing" } else { "figures" });
        add(self.reason.as_deref().unwrap_or_default());
        add(self.note.as_deref().unwrap_or_default());
        let digest = hash.finalize();
        let short = digest.iter().take(16);
        let hex: String = short.map(|byte| format!("{byte:02x}")).collect();
        format!("page-{}-{hex}", self.base)
    }
}

/// Is there more than what the page filled in itself?
pub(super) fn says_something(counts: &Counts) -> bool {
    counts.keys().any(|code| !figures::is_head_count(code))
}
