//! The mail that asks a contact for data: a request, a nudge or a reminder.
//!
//! One person's items of one local day travel together, and their steps may differ. The
//! words follow the highest rung among them; each item says its own dates.

use chrono::NaiveDate;
use entity::{
    Language,
    rules::{ladder::Step, period::Month},
};
use view::{
    format,
    locale::{text, text_with},
    subject,
};

use super::page::{Block, Button, Envelope, Link, Page};

/// A mail that asks for data; it has at least one item.
#[derive(Clone, Debug)]
pub struct ChaseMail {
    /// The reader's language.
    pub language: Language,
    /// The reader's name.
    pub name: String,
    /// Who signs.
    pub sender: String,
    /// The page that stops these mails.
    pub unsubscribe: String,
    /// What is asked for.
    pub items: Vec<ChaseItem>,
}

/// One month of one enterprise that is asked for.
#[derive(Clone, Debug)]
pub struct ChaseItem {
    /// The rung: a request, a nudge or a reminder.
    pub step: Step,
    /// The enterprise's name.
    pub enterprise: String,
    /// The month that is asked for.
    pub month: Month,
    /// The last day on which a report is on time.
    pub due_on: NaiveDate,
    /// The last day on which a report is taken.
    pub lock_on: NaiveDate,
    /// WIB, WITA or WIT.
    pub zone: String,
    /// The page to answer on.
    pub link: String,
}

impl ChaseMail {
    pub(super) fn page(&self) -> Page {
        let language = self.language;
        let envelope = Envelope {
            language,
            name: &self.name,
            sender: &self.sender,
        };
        let stop = Link {
            label: text(language, "mail-chase-stop-link"),
            address: self.unsubscribe.clone(),
        };
        Page::new(envelope, self.subject(), self.matter(), "mail-chase-stop")
            .with(self.ask())
            .with_all(self.asked())
            .with_all(self.after_the_buttons())
            .stopped_by(stop)
    }

    pub(super) fn links(&self) -> Vec<&str> {
        let items = self.items.iter().map(|item| item.link.as_str());
        items.chain([self.unsubscribe.as_str()]).collect()
    }

    fn highest(&self) -> Step {
        let steps = self.items.iter().map(|item| item.step);
        steps.max().unwrap_or(Step::Request)
    }

    fn subject(&self) -> String {
        let items: Vec<_> = self
            .items
            .iter()
            .map(|item| (item.enterprise.as_str(), item.month))
            .collect();
        subject::chase(self.language, self.highest(), &items)
    }

    /// The first date that matters: of what can still be on time, else of what can still be taken.
    fn matter(&self) -> String {
        let (overdue, ahead): (Vec<_>, Vec<_>) =
            self.items.iter().partition(|item| item.is_overdue());
        let due = ahead.iter().map(|item| item.due_on).min();
        let lock = overdue.iter().map(|item| item.lock_on).min();
        let (key, date) = match (due, lock) {
            (Some(due), _) => ("mail-chase-matter-due", due),
            (None, Some(lock)) => ("mail-chase-matter-overdue", lock),
            (None, None) => return String::new(),
        };
        let date = format::date_full(self.language, date);
        text_with(self.language, key, &[("date", date)])
    }

    fn ask(&self) -> Block {
        let rung = subject::rung(self.highest());
        Block::Paragraph(match self.items.as_slice() {
            [item] => {
                let key = format!("mail-chase-ask-{rung}");
                item.say(self.language, &key, item.due_on)
            }
            _ => text(self.language, &format!("mail-chase-several-{rung}")),
        })
    }

    fn asked(&self) -> Vec<Block> {
        let several = self.items.len() > 1;
        let blocks = self.items.iter().flat_map(|item| {
            let title = several.then(|| item.title(self.language));
            let until = if several {
                Block::Paragraph(item.until_among_others(self.language))
            } else {
                Block::Strong(item.until(self.language))
            };
            let button = item.button(self.language, !several);
            title.into_iter().chain([until, button])
        });
        blocks.collect()
    }

    /// What follows the buttons; each rung says less than the one before.
    fn after_the_buttons(&self) -> impl Iterator<Item = Block> {
        let keys: &[&str] = match self.highest() {
            Step::Request => &[
                "mail-chase-nothing",
                "mail-chase-private",
                "mail-chase-why",
                "mail-chase-privacy",
                "mail-chase-thanks",
            ],
            Step::Nudge => &[
                "mail-chase-nothing",
                "mail-chase-privacy",
                "mail-chase-thanks",
            ],
            Step::Reminder1 => &["mail-chase-privacy", "mail-chase-thanks-short"],
            Step::Reminder2 | Step::TrainerTask | Step::Lock => {
                &["mail-chase-trainer", "mail-chase-privacy"]
            }
        };
        let say = |key: &&str| Block::Paragraph(text(self.language, key));
        keys.iter().map(say)
    }
}

impl ChaseItem {
    fn is_overdue(&self) -> bool {
        self.step >= Step::Reminder1
    }

    fn title(&self, language: Language) -> Block {
        Block::Heading(self.say(language, "mail-chase-item", self.due_on))
    }

    /// The date that counts: of the due date while it is ahead, then of the lock.
    fn until(&self, language: Language) -> String {
        if self.is_overdue() {
            self.say(language, "mail-chase-until-lock", self.lock_on)
        } else {
            self.say(language, "mail-chase-until-due", self.due_on)
        }
    }

    /// The same for an item whose due date the opening words do not say.
    fn until_among_others(&self, language: Language) -> String {
        if self.is_overdue() {
            self.say(language, "mail-chase-overdue", self.lock_on)
        } else {
            self.until(language)
        }
    }

    /// The button; the only one of a mail says what to do where it cannot be pressed.
    fn button(&self, language: Language, only: bool) -> Block {
        Block::Button(Button {
            link: Link {
                label: self.say(language, "mail-chase-button", self.due_on),
                address: self.link.clone(),
            },
            hint: only.then(|| text(language, "mail-link-hint")),
        })
    }

    /// A text about this item that names the end of `date` in the enterprise's zone.
    fn say(&self, language: Language, key: &str, date: NaiveDate) -> String {
        let args = [
            ("enterprise", self.enterprise.clone()),
            ("month", format::month(language, self.month)),
            ("due", format::date_full(language, self.due_on)),
            ("date", format::date_full(language, date)),
            ("time", format::clock_time(language, 24, 0, &self.zone)),
        ];
        text_with(language, key, &args)
    }
}
