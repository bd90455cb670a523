//! What a mail says: texts from the locales, laid out as plain text and as HTML.
//!
//! A template folder holds the layout only. Every word comes from `view`'s
//! locales, so that a translator never opens a template.

use askama::Template;
use chrono::NaiveDate;
use entity::{Language, rules::period::Month};
use thiserror::Error;
use view::{
    format,
    locale::{text, text_with},
};

/// The longest name that a subject carries.
const SUBJECT_NAME: usize = 60;

/// Why a mail cannot be composed.
#[derive(Debug, Error)]
pub enum TemplateError {
    /// The layout cannot be filled in.
    #[error("a mail's template cannot be filled in: {0}")]
    Fill(#[from] askama::Error),
    /// It is not MJML.
    #[error("a mail's template is not MJML: {0}")]
    Parse(String),
    /// It cannot be turned into HTML.
    #[error("a mail's template cannot be turned into HTML: {0}")]
    Render(String),
}

/// One request in a mail.
#[derive(Clone, Debug)]
pub struct RequestItem {
    /// The enterprise's name.
    pub enterprise: String,
    /// The month that is asked for.
    pub month: Month,
    /// The last day on which a report is on time.
    pub due_on: NaiveDate,
    /// WIB, WITA or WIT.
    pub zone: String,
    /// The page to answer on.
    pub link: String,
}

/// A mail that asks for data; it has at least one item.
#[derive(Clone, Debug)]
pub struct RequestMail {
    /// The reader's language.
    pub language: Language,
    /// The reader's name.
    pub name: String,
    /// Who signs.
    pub sender: String,
    /// The page that stops these mails.
    pub unsubscribe: String,
    /// What is asked for.
    pub items: Vec<RequestItem>,
}

/// A mail's words, ready to be sent.
#[derive(Clone, Debug)]
pub struct Content {
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

#[derive(Clone)]
struct Line {
    line: String,
    due: String,
    button: String,
    link: String,
}

/// What both layouts are filled with.
#[derive(Clone)]
struct Words {
    lang: &'static str,
    several: bool,
    subject: String,
    preheader: String,
    salutation: String,
    opening: String,
    ask: String,
    items: Vec<Line>,
    link_hint: String,
    private: String,
    nothing: String,
    why: String,
    privacy: String,
    help: String,
    thanks: String,
    closing: String,
    sender: String,
    role: String,
    stop: String,
    stop_link: String,
    unsubscribe: String,
}

#[derive(Template)]
#[template(path = "request/body.txt", escape = "none")]
struct Text {
    words: Words,
}

#[derive(Template)]
#[template(path = "request/body.mjml", escape = "html")]
struct Html {
    words: Words,
}

impl RequestMail {
    /// Its subject, text and HTML.
    ///
    /// # Errors
    /// Where the template cannot be filled in.
    pub fn compose(&self) -> Result<Content, TemplateError> {
        let words = self.words();
        let subject = words.subject.clone();
        let text = Text {
            words: words.clone(),
        }
        .render()?
            + "\n";
        let html = html(&Html { words }.render()?)?;
        Ok(Content {
            subject,
            text,
            html,
        })
    }

    fn words(&self) -> Words {
        let language = self.language;
        let say = |key: &str| text(language, key);
        let several = self.items.len() > 1;
        let month = self.items.iter().map(|item| item.month).max();
        let month = month
            .map(|month| format::month(language, month))
            .unwrap_or_default();
        let enterprise = self
            .items
            .first()
            .map(|item| item.enterprise.clone())
            .unwrap_or_default();
        let soonest = self.items.iter().min_by_key(|item| item.due_on);
        let role = text(language, "mail-request-role");
        Words {
            lang: language.as_str(),
            several,
            subject: self.subject(&month, &enterprise),
            preheader: soonest
                .map(|item| due(language, "mail-request-preheader", item))
                .unwrap_or_default(),
            salutation: text_with(
                language,
                "mail-request-salutation",
                &[("name", self.name.clone())],
            ),
            opening: say("mail-request-opening"),
            ask: if several {
                text_with(language, "mail-request-ask-several", &[("month", month)])
            } else {
                text_with(
                    language,
                    "mail-request-ask",
                    &[("month", month), ("enterprise", enterprise)],
                )
            },
            items: self
                .items
                .iter()
                .map(|item| line(language, item, several))
                .collect(),
            link_hint: say("mail-request-link-hint"),
            private: say("mail-request-link-private"),
            nothing: say("mail-request-nothing"),
            why: say("mail-request-why"),
            privacy: say("mail-request-privacy"),
            help: text_with(
                language,
                "mail-request-help",
                &[("sender", self.sender.clone())],
            ),
            thanks: say("mail-request-thanks"),
            closing: say("mail-request-closing"),
            sender: self.sender.clone(),
            role: text_with(language, "mail-request-sender-role", &[("role", role)]),
            stop: say("mail-request-stop"),
            stop_link: say("mail-request-stop-link"),
            unsubscribe: self.unsubscribe.clone(),
        }
    }

    fn subject(&self, month: &str, enterprise: &str) -> String {
        if self.items.len() > 1 {
            let args = [
                ("month", month.to_owned()),
                ("count", self.items.len().to_string()),
            ];
            return text_with(self.language, "mail-request-subject-several", &args);
        }
        let name = format::shorten(enterprise, SUBJECT_NAME);
        text_with(
            self.language,
            "mail-request-subject",
            &[("month", month.to_owned()), ("enterprise", name)],
        )
    }
}

fn line(language: Language, item: &RequestItem, several: bool) -> Line {
    let key = if several {
        "mail-request-button-several"
    } else {
        "mail-request-button"
    };
    let month = format::month(language, item.month);
    Line {
        line: due(language, "mail-request-item", item),
        due: due(language, "mail-request-due", item),
        button: text_with(
            language,
            key,
            &[("month", month), ("enterprise", item.enterprise.clone())],
        ),
        link: item.link.clone(),
    }
}

/// A text that names the due date: 24.00 of its day, in the enterprise's zone.
fn due(language: Language, key: &str, item: &RequestItem) -> String {
    let args = [
        ("enterprise", item.enterprise.clone()),
        ("month", format::month(language, item.month)),
        ("date", format::date_full(language, item.due_on)),
        ("time", format::clock_time(language, 24, 0, &item.zone)),
    ];
    text_with(language, key, &args)
}

fn html(mjml: &str) -> Result<String, TemplateError> {
    let parsed = mrml::parse(mjml).map_err(|cause| TemplateError::Parse(cause.to_string()))?;
    let options = mrml::prelude::render::RenderOptions::default();
    parsed
        .element
        .render(&options)
        .map_err(|cause| TemplateError::Render(cause.to_string()))
}
