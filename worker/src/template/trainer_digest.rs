//! The trainer's Monday list: who is late and how to call them, and whom mail does not reach.

use chrono::NaiveDate;
use entity::{
    Language,
    rules::{alert::AlertRule, period::Month},
};
use view::{
    format,
    locale::{Value, plural, text, text_with},
    subject,
};

use super::{
    page::{Block, Envelope, Page, Person},
    person::{late_line, months_line, person},
};

/// More late enterprises than these are counted: a mail stays under 100 KB, and nobody
/// calls more in a week.
const MOST_LATE: usize = 70;
/// The same for each of the other lists, which have shorter lines.
const MOST_OTHERS: usize = 30;

/// A trainer's weekly list; at least one of its lists has a line.
#[derive(Clone, Debug)]
pub struct TrainerDigest {
    /// The reader's language.
    pub language: Language,
    /// The reader's name.
    pub name: String,
    /// Who signs.
    pub sender: String,
    /// The day that it speaks of.
    pub day: NaiveDate,
    /// Where something is wrong, the longest first.
    pub alerts: Vec<Alarm>,
    /// Enterprises that are late, in the order in which they are to be called.
    pub late: Vec<LateEnterprise>,
    /// Enterprises where nobody has a usable address.
    pub without_address: Vec<Reachable>,
    /// Contacts who stopped the mails.
    pub stopped: Vec<Reachable>,
    /// Other enterprises that would rather be called.
    pub prefer_call: Vec<Reachable>,
}

/// An alert at an enterprise.
#[derive(Clone, Debug)]
pub struct Alarm {
    /// The enterprise's name.
    pub enterprise: String,
    /// The contact's name, where there is one.
    pub contact: Option<String>,
    /// Their phone, E.164.
    pub phone: Option<String>,
    /// Which rule was hit.
    pub rule: AlertRule,
    /// The indicator's name; none for silence.
    pub indicator: Option<String>,
    /// Since when.
    pub since: NaiveDate,
}

/// An enterprise that is late.
#[derive(Clone, Debug)]
pub struct LateEnterprise {
    /// The enterprise's name.
    pub enterprise: String,
    /// The contact's name.
    pub contact: String,
    /// Their phone, E.164.
    pub phone: Option<String>,
    /// The missing months.
    pub months: Vec<Month>,
    /// The first due date that went by.
    pub since: NaiveDate,
    /// Days since then.
    pub days_late: i64,
    /// Would it rather be called?
    pub prefers_call: bool,
}

/// An enterprise with the person who can be reached there.
#[derive(Clone, Debug)]
pub struct Reachable {
    /// The enterprise's name.
    pub enterprise: String,
    /// The contact's name, where there is one.
    pub contact: Option<String>,
    /// Their phone, E.164.
    pub phone: Option<String>,
}

impl TrainerDigest {
    pub(super) fn page(&self) -> Page {
        let language = self.language;
        let envelope = Envelope {
            language,
            name: &self.name,
            sender: &self.sender,
        };
        let subject = subject::trainer_digest(language, self.day, self.late.len());
        let date = format::date_long(language, self.day);
        let matter = text_with(language, "mail-digest-matter", &[("date", date)]);
        let late = self.late.iter().map(|one| one.person(language));
        let alerts = self.alerts.iter().map(|one| one.person(language));
        Page::new(envelope, subject, matter, "mail-trainer-why")
            .with(Block::Paragraph(self.ask()))
            .with_all(self.list("mail-digest-late", MOST_LATE, late))
            .with_all(self.list("mail-digest-alerts", MOST_OTHERS, alerts))
            .with_all(self.others("mail-digest-without-address", &self.without_address))
            .with_all(self.others("mail-digest-stopped", &self.stopped))
            .with_all(self.others("mail-digest-prefer-call", &self.prefer_call))
            .with(Block::Paragraph(text(language, "mail-trainer-private")))
    }

    fn ask(&self) -> String {
        let others = [&self.without_address, &self.stopped, &self.prefer_call];
        let key = if !self.late.is_empty() {
            "mail-digest-ask"
        } else if others.iter().all(|list| list.is_empty()) {
            "mail-digest-ask-alerts"
        } else {
            "mail-digest-ask-none"
        };
        let date = format::date_full(self.language, self.day);
        let args = [
            ("date", Value::from(date)),
            ("count", plural(self.late.len())),
        ];
        text_with(self.language, key, &args)
    }

    fn others(&self, title: &str, list: &[Reachable]) -> Vec<Block> {
        let people = list.iter().map(|one| {
            let (contact, phone) = (one.contact.as_deref(), one.phone.as_deref());
            person(self.language, &one.enterprise, contact, phone, &[])
        });
        self.list(title, MOST_OTHERS, people)
    }

    /// A titled list of at most so many people, and how many were left out; nothing where it is empty.
    fn list(
        &self,
        title: &str,
        most: usize,
        people: impl ExactSizeIterator<Item = Person>,
    ) -> Vec<Block> {
        let left_out = people.len().saturating_sub(most);
        let shown: Vec<_> = people.take(most).collect();
        if shown.is_empty() {
            return Vec::new();
        }
        let mut blocks = vec![
            Block::Heading(text(self.language, title)),
            Block::People(shown),
        ];
        if left_out > 0 {
            let args = [("count", plural(left_out))];
            let more = text_with(self.language, "mail-trainer-more", &args);
            blocks.push(Block::Paragraph(more));
        }
        blocks
    }
}

impl Alarm {
    fn person(&self, language: Language) -> Person {
        let (contact, phone) = (self.contact.as_deref(), self.phone.as_deref());
        let mut person = person(language, &self.enterprise, contact, phone, &[]);
        let key = match self.rule {
            AlertRule::Worse => "mail-digest-alert-worse",
            AlertRule::Accidents => "mail-digest-alert-accidents",
            AlertRule::Silence => "mail-digest-alert-silence",
        };
        let args = [
            ("indicator", self.indicator.clone().unwrap_or_default()),
            ("date", format::date_long(language, self.since)),
        ];
        person.lines.insert(0, text_with(language, key, &args));
        person
    }
}

impl LateEnterprise {
    fn person(&self, language: Language) -> Person {
        let mut person = person(
            language,
            &self.enterprise,
            Some(&self.contact),
            self.phone.as_deref(),
            &self.months,
        );
        let args = [
            ("late", late_line(language, self.days_late)),
            ("date", format::date_full(language, self.since)),
        ];
        let since = text_with(language, "mail-trainer-since", &args);
        let call = self
            .prefers_call
            .then(|| text(language, "mail-trainer-prefers-call"));
        let before = [months_line(language, &self.months), since];
        person.lines.splice(0..0, before.into_iter().chain(call));
        person
    }
}
