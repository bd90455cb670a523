//! What a mail says: each kind of [`Letter`] chooses its words, one layout shows them.
//!
//! - [`chase`], [`receipt`], [`trainer_notice`], [`trainer_digest`], [`manager_digest`],
//!   [`stopped`], [`held`], [`sign_in`] and [`summary`] each make one kind of letter: which
//!   sentences, in which order;
//! - `page` is what they make: a greeting, blocks and a footer, the same in text and in HTML;
//! - the folder `templates` holds the layout only, and `view`'s locales hold every word, so
//!   that a translator never opens a template.
//!
//! A letter knows nothing of the database and of time: it is handed all that it says.

pub mod chase;
pub mod held;
pub mod manager_digest;
pub mod receipt;
pub mod sign_in;
pub mod stopped;
pub mod summary;
pub mod trainer_digest;
pub mod trainer_notice;

mod laid_out;
mod page;
mod person;
#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod tests;

use entity::Language;
use thiserror::Error;

pub use chase::{ChaseItem, ChaseMail};
pub use held::HeldNotice;
pub use manager_digest::{ManagerDigest, ProvinceCounts};
pub use receipt::{ReceiptChange, ReceiptMail};
pub use sign_in::SignInMail;
pub use stopped::StoppedNotice;
pub use summary::{SummaryMail, Told};
pub use trainer_digest::{Alarm, LateEnterprise, Reachable, TrainerDigest};
pub use trainer_notice::{NoticeItem, TrainerNotice};

/// Why a mail cannot be composed.
#[derive(Debug, Error)]
pub enum TemplateError {
    /// The layout cannot be filled in.
    #[error("a mail's template cannot be filled in: {0}")]
    Fill(#[from] askama::Error),
    /// It is not MJML.
    #[error("a mail's template is not MJML: {0}")]
    Parse(String),
    /// A text of it, a name for instance, holds what no page may hold.
    #[error(
        "a text of the mail holds the control character U+{0:04X}; take it out of the name it stands in"
    )]
    Control(u32),
    /// It cannot be turned into HTML.
    #[error("a mail's template cannot be turned into HTML: {0}")]
    Render(String),
    /// A picture in it cannot be drawn.
    #[error(transparent)]
    Picture(#[from] view::chart::PngError),
    /// A file that goes with it cannot be made.
    #[error(transparent)]
    File(#[from] view::summary::PdfError),
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
    /// The pictures that the HTML shows.
    pub pictures: Vec<Enclosed>,
    /// The files that go with it.
    pub files: Vec<Enclosed>,
}

/// Bytes that travel with a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enclosed {
    /// A file's name; for a picture, what the HTML calls it (`cid:`).
    pub name: String,
    /// Its media type.
    pub media_type: &'static str,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// A mail of any kind.
#[derive(Clone, Debug)]
pub enum Letter {
    /// To a contact: a request, a nudge or a reminder.
    Chase(ChaseMail),
    /// To a contact: what they sent has arrived.
    Receipt(ReceiptMail),
    /// To a trainer: the second reminder went out.
    TrainerNotice(TrainerNotice),
    /// To a trainer: whom to call this week.
    TrainerDigest(TrainerDigest),
    /// To a manager: the counts of this week.
    ManagerDigest(ManagerDigest),
    /// To a trainer: a contact stopped the mails.
    Stopped(StoppedNotice),
    /// To an administrator: a run is held.
    Held(HeldNotice),
    /// To whoever wants to sign in: the link.
    SignIn(SignInMail),
    /// To a manager: the quarter of their provinces.
    Summary(SummaryMail),
}

/// The same expression for each kind of letter.
macro_rules! each {
    ($letter:expr, $one:ident => $what:expr) => {
        match $letter {
            Letter::Chase($one) => $what,
            Letter::Receipt($one) => $what,
            Letter::TrainerNotice($one) => $what,
            Letter::TrainerDigest($one) => $what,
            Letter::ManagerDigest($one) => $what,
            Letter::Stopped($one) => $what,
            Letter::Held($one) => $what,
            Letter::SignIn($one) => $what,
            Letter::Summary($one) => $what,
        }
    };
}

impl Letter {
    /// Its subject, text and HTML, and what goes with them.
    ///
    /// # Errors
    /// Where the layout cannot be filled in, or what goes with it cannot be made.
    pub fn compose(&self) -> Result<Content, TemplateError> {
        let content = self.page().render()?;
        match self {
            Self::Summary(mail) => Ok(Content {
                pictures: mail.pictures()?,
                files: mail.files.clone(),
                ..content
            }),
            _ => Ok(content),
        }
    }

    fn page(&self) -> page::Page {
        each!(self, one => one.page())
    }

    /// The reader's language.
    pub fn language(&self) -> Language {
        each!(self, one => one.language)
    }

    /// The reader's name.
    pub fn name(&self) -> &str {
        each!(self, one => &one.name)
    }

    /// The page that stops these mails, where they can be stopped by a click.
    pub fn unsubscribe(&self) -> Option<&str> {
        match self {
            Self::Chase(mail) => Some(&mail.unsubscribe),
            _ => None,
        }
    }

    /// The links in it that open something; a copy that is kept shows them shortened.
    pub fn links(&self) -> Vec<&str> {
        match self {
            Self::Chase(mail) => mail.links(),
            Self::Receipt(mail) => vec![&mail.link],
            Self::SignIn(mail) => vec![&mail.link],
            _ => Vec::new(),
        }
    }

    /// The same letter, signed by `sender`.
    #[must_use]
    pub fn with_sender(mut self, sender: &str) -> Self {
        each!(&mut self, one => sender.clone_into(&mut one.sender));
        self
    }
}
