//! The word to a trainer that a contact stopped the mails, so that they agree on another way.

use entity::Language;
use view::{
    format,
    locale::{text, text_with},
    subject,
};

use super::{
    page::{Block, Envelope, Page},
    person::person,
};

/// A word to a trainer about one contact, who may speak for several enterprises.
#[derive(Clone, Debug)]
pub struct StoppedNotice {
    /// The reader's language.
    pub language: Language,
    /// The reader's name.
    pub name: String,
    /// Who signs.
    pub sender: String,
    /// The enterprises' names; at least one.
    pub enterprises: Vec<String>,
    /// The contact's name.
    pub contact: String,
    /// Their phone, E.164.
    pub phone: Option<String>,
}

impl StoppedNotice {
    pub(super) fn page(&self) -> Page {
        let language = self.language;
        let say = |key| text(language, key);
        let envelope = Envelope {
            language,
            name: &self.name,
            sender: &self.sender,
        };
        let names: Vec<_> = self.enterprises.iter().map(String::as_str).collect();
        let enterprises = format::list(language, &self.enterprises);
        let args = [
            ("contact", self.contact.clone()),
            ("enterprises", enterprises.clone()),
        ];
        let said = text_with(language, "mail-stopped-said", &args);
        let contact = person(
            language,
            &enterprises,
            Some(&self.contact),
            self.phone.as_deref(),
            &[],
        );
        let subject = subject::stopped(language, &names);
        let matter = say("mail-stopped-matter");
        Page::new(envelope, subject, matter, "mail-trainer-why")
            .with(Block::Paragraph(said))
            .with(Block::Paragraph(say("mail-stopped-ask")))
            .with(Block::People(vec![contact]))
            .with(Block::Paragraph(say("mail-trainer-private")))
    }
}
