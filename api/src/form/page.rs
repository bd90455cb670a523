//! The pages as they are shown: every text comes from `view`, every figure in the
//! reader's way of writing.

mod fields;
mod form;
mod plain;
mod thanks;
mod trend;
mod words;

use askama::Template;
use sea_orm::DbErr;

pub(super) use form::form;
pub(super) use plain::{closed, fault, late, plain};
pub(super) use thanks::thanks;
pub(crate) use words::Words;

use super::{open::Opened, question::Question, reply::STYLE, sentence::FieldProblem};

/// What keeps a form from being taken: something is wrong, or something is asked.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub(super) problems: Vec<FieldProblem>,
    pub(super) questions: Vec<Question>,
}

impl Findings {
    /// Something is wrong.
    pub(super) fn wrong(problems: Vec<FieldProblem>) -> Self {
        Self {
            problems,
            questions: Vec::new(),
        }
    }

    /// Something is asked.
    pub(super) fn asked(questions: Vec<Question>) -> Self {
        Self {
            problems: Vec::new(),
            questions,
        }
    }

    /// What is said beside the field of `code`.
    fn about(&self, code: &str) -> Option<&str> {
        let wrong = self.problems.iter();
        let wrong = wrong.filter_map(|one| Some((one.field.as_deref()?, one.text.as_str())));
        let asked = self.questions.iter();
        let mut said = wrong.chain(asked.map(|one| (one.field.as_str(), one.text.as_str())));
        said.find(|(field, _)| *field == code).map(|(_, text)| text)
    }
}

/// What stands above every page.
pub(crate) struct Head {
    pub(crate) lang: &'static str,
    pub(crate) style: &'static str,
    pub(crate) programme: String,
    pub(crate) title: String,
    /// Where the page is in the other language; none where there is nothing to switch.
    pub(crate) switch: Option<Switch>,
    /// Who fills the page in, where it is not its reader.
    pub(crate) by: Option<String>,
}

/// The way to the other language.
pub(crate) struct Switch {
    pub(crate) lang: &'static str,
    pub(crate) address: String,
    pub(crate) text: String,
}

impl Head {
    /// The head of a page called `title`.
    pub(crate) fn new(words: &Words, title: String) -> Self {
        Self {
            lang: words.language().as_str(),
            style: STYLE,
            programme: words.say("form-programme"),
            title,
            switch: None,
            by: None,
        }
    }

    /// Marked, where somebody fills it in by phone.
    pub(super) fn marked(mut self, words: &Words, opened: &Opened) -> Self {
        self.by = opened.by_phone.then(|| words.say("form-by-phone"));
        self
    }

    /// With the switch to the other language; `query` goes on with it.
    pub(crate) fn switched(self, words: &Words, query: &str) -> Self {
        self.switched_at("", words, query)
    }

    /// The same for an answer to a POST, whose own address may have no page to look at: the
    /// other language is at `path`.
    pub(crate) fn switched_at(mut self, path: &str, words: &Words, query: &str) -> Self {
        let lang = words.other_language().as_str();
        self.switch = Some(Switch {
            lang,
            address: format!("{path}?lang={lang}{query}"),
            text: words.say("form-language-switch"),
        });
        self
    }
}

/// The page of `template`.
pub(crate) fn rendered(template: &impl Template) -> Result<String, DbErr> {
    template
        .render()
        .map_err(|error| DbErr::Custom(format!("a template: {error}")))
}
