//! The one layout of all letters: a greeting, blocks, and a footer, as text and as HTML.

mod texts;

use askama::Template;
use entity::Language;
use view::locale::{text, text_with};

use super::{Content, TemplateError, laid_out};

/// A letter as it is laid out.
#[derive(Clone)]
pub(super) struct Page {
    lang: &'static str,
    subject: String,
    matter: String,
    letterhead: String,
    salutation: String,
    opening: String,
    blocks: Vec<Block>,
    help: String,
    closing: String,
    sender: String,
    role: String,
    why: String,
    stop: Option<Link>,
}

/// Who reads a letter, and who signs it.
#[derive(Clone, Copy)]
pub(super) struct Envelope<'a> {
    pub(super) language: Language,
    pub(super) name: &'a str,
    pub(super) sender: &'a str,
}

/// A part of a letter.
#[derive(Clone)]
pub(super) enum Block {
    /// A paragraph.
    Paragraph(String),
    /// The one thing to remember.
    Strong(String),
    /// The title of what follows.
    Heading(String),
    /// The one thing to press.
    Button(Button),
    /// People to be called.
    People(Vec<Person>),
    /// Figures, each with its label.
    Rows(Vec<Row>),
    /// What is to be copied letter by letter.
    Code(String),
    /// Sentences, each for itself.
    List(Vec<String>),
    /// Addresses, each with its words.
    Links(Vec<Link>),
    /// A picture that travels with the mail.
    Picture(Picture),
}

/// A picture, and what it says for who does not see it.
#[derive(Clone)]
pub(super) struct Picture {
    /// What it is called in the mail.
    pub(super) name: String,
    pub(super) words: String,
}

/// A link with its words.
#[derive(Clone)]
pub(super) struct Link {
    pub(super) label: String,
    pub(super) address: String,
}

/// A link to be pressed, and to be copied where pressing fails.
#[derive(Clone)]
pub(super) struct Button {
    pub(super) link: Link,
    pub(super) hint: Option<String>,
}

/// An enterprise with the person to be called there.
#[derive(Clone)]
pub(super) struct Person {
    pub(super) enterprise: String,
    pub(super) lines: Vec<String>,
    pub(super) phone: Option<Link>,
    pub(super) whatsapp: Option<Link>,
}

/// A figure with its label.
#[derive(Clone)]
pub(super) struct Row {
    pub(super) label: String,
    pub(super) value: String,
    /// What stands below the label.
    pub(super) note: Option<String>,
    /// Below that, in one line.
    pub(super) states: Vec<State>,
}

/// How many answers are in a state.
#[derive(Clone)]
pub(super) struct State {
    pub(super) mark: Mark,
    pub(super) words: String,
}

/// The state of an answer, as shape and colour; the word beside it says the same.
#[derive(Clone, Copy)]
pub(super) enum Mark {
    OnTime,
    Late,
    Silent,
}

#[derive(Template)]
#[template(path = "letter.txt", escape = "none")]
struct Text<'a> {
    page: &'a Page,
}

#[derive(Template)]
#[template(path = "letter.mjml", escape = "html")]
struct Html<'a> {
    page: &'a Page,
}

impl Page {
    /// A page with its greeting, still without blocks; `why` says why its reader gets it.
    pub(super) fn new(envelope: Envelope<'_>, subject: String, matter: String, why: &str) -> Self {
        let Envelope {
            language,
            name,
            sender,
        } = envelope;
        let with = |key, name, value: &str| text_with(language, key, &[(name, value.to_owned())]);
        Self {
            lang: language.as_str(),
            subject,
            matter,
            letterhead: text(language, "mail-letterhead"),
            salutation: with("mail-salutation", "name", name),
            opening: text(language, "mail-opening"),
            blocks: Vec::new(),
            help: with("mail-help", "sender", sender),
            closing: text(language, "mail-closing"),
            sender: sender.to_owned(),
            role: text(language, "mail-role"),
            why: text(language, why),
            stop: None,
        }
    }

    /// The page with one more block.
    pub(super) fn with(mut self, block: Block) -> Self {
        self.blocks.push(block);
        self
    }

    /// The page with more blocks.
    pub(super) fn with_all(mut self, blocks: impl IntoIterator<Item = Block>) -> Self {
        self.blocks.extend(blocks);
        self
    }

    /// The page with a link that stops such mails.
    pub(super) fn stopped_by(mut self, link: Link) -> Self {
        self.stop = Some(link);
        self
    }

    /// Its subject, text and HTML.
    pub(super) fn render(&self) -> Result<Content, TemplateError> {
        let text = Text { page: self }.render()?;
        Ok(Content {
            subject: self.subject.clone(),
            text: text.trim_end().to_owned() + "\n",
            html: self.html()?,
            pictures: Vec::new(),
            files: Vec::new(),
        })
    }

    fn html(&self) -> Result<String, TemplateError> {
        let mut shape = self.clone();
        let mut texts = Vec::new();
        shape.each_text(|text| {
            let marker = laid_out::marker(texts.len());
            texts.push(std::mem::replace(text, marker));
        });
        laid_out::html(Html { page: &shape }.render()?, &texts)
    }
}

impl State {
    /// Its words with spaces that no line breaks at.
    fn unbroken(&self) -> String {
        self.words.replace(' ', "\u{a0}")
    }
}

impl Mark {
    const fn symbol(self) -> &'static str {
        match self {
            Self::OnTime => "●",
            Self::Late => "◐",
            Self::Silent => "○",
        }
    }

    /// The class that gives it its colour.
    const fn class(self) -> &'static str {
        match self {
            Self::OnTime => "on-time",
            Self::Late => "late",
            Self::Silent => "silent",
        }
    }
}
