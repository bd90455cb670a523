//! The notice to a trainer that the second reminder went out: a word from them helps more
//! than another mail. It has no link to the form; that is the contact's.

use entity::{Language, rules::period::Month};
use view::{locale::text, subject};

use super::{
    page::{Block, Envelope, Page, Person},
    person::{late_line, months_line, person},
};

/// A notice to a trainer; it has at least one item.
#[derive(Clone, Debug)]
pub struct TrainerNotice {
    /// The reader's language.
    pub language: Language,
    /// The reader's name.
    pub name: String,
    /// Who signs.
    pub sender: String,
    /// What is missing.
    pub items: Vec<NoticeItem>,
}

/// One month of one enterprise that is missing.
#[derive(Clone, Debug)]
pub struct NoticeItem {
    /// The enterprise's name.
    pub enterprise: String,
    /// The month.
    pub month: Month,
    /// Days since the due date.
    pub days_late: i64,
    /// The contact's name.
    pub contact: String,
    /// Their phone, E.164.
    pub phone: Option<String>,
}

impl TrainerNotice {
    pub(super) fn page(&self) -> Page {
        let language = self.language;
        let say = |key| text(language, key);
        let envelope = Envelope {
            language,
            name: &self.name,
            sender: &self.sender,
        };
        let names: Vec<_> = self
            .items
            .iter()
            .map(|item| item.enterprise.as_str())
            .collect();
        let people = self.items.iter().map(|item| item.person(language));
        let subject = subject::trainer_notice(language, &names);
        let matter = say("mail-notice-matter");
        Page::new(envelope, subject, matter, "mail-trainer-why")
            .with(Block::Paragraph(say("mail-notice-ask")))
            .with(Block::People(people.collect()))
            .with(Block::Paragraph(say("mail-notice-link")))
            .with(Block::Paragraph(say("mail-trainer-private")))
    }
}

impl NoticeItem {
    fn person(&self, language: Language) -> Person {
        let months = [self.month];
        let contact = Some(self.contact.as_str());
        let mut person = person(
            language,
            &self.enterprise,
            contact,
            self.phone.as_deref(),
            &months,
        );
        let missing = months_line(language, &months);
        person
            .lines
            .splice(0..0, [missing, late_line(language, self.days_late)]);
        person
    }
}
