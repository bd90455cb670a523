//! The one-time link by which a person signs in.

use entity::Language;
use view::{locale::text, subject};

use super::page::{Block, Button, Envelope, Link, Page};

/// The one-time link by which a person signs in.
#[derive(Clone, Debug)]
pub struct SignInMail {
    /// The reader's language.
    pub language: Language,
    /// The reader's name.
    pub name: String,
    /// Who signs.
    pub sender: String,
    /// The page on which the button signs in.
    pub link: String,
}

impl SignInMail {
    pub(super) fn page(&self) -> Page {
        let language = self.language;
        let say = |key| text(language, key);
        let envelope = Envelope {
            language,
            name: &self.name,
            sender: &self.sender,
        };
        let button = Button {
            link: Link {
                label: say("mail-sign-in-button"),
                address: self.link.clone(),
            },
            hint: Some(say("mail-link-hint")),
        };
        let matter = say("mail-sign-in-matter");
        Page::new(
            envelope,
            subject::sign_in(language),
            matter,
            "mail-sign-in-why",
        )
        .with(Block::Paragraph(say("mail-sign-in-said")))
        .with(Block::Button(button))
        .with(Block::Paragraph(say("mail-sign-in-unasked")))
    }
}
