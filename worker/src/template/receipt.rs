//! The receipt: what a contact sent has arrived, how it moved, and until when it can be corrected.

use chrono::NaiveDate;
use entity::{Language, rules::period::Month};
use view::{
    format,
    locale::{text, text_with},
    subject,
};

use super::page::{Block, Button, Envelope, Link, Page, Row};

/// A receipt for one month of one enterprise; it goes once, so it cannot be stopped.
#[derive(Clone, Debug)]
pub struct ReceiptMail {
    /// The reader's language.
    pub language: Language,
    /// The reader's name.
    pub name: String,
    /// Who signs.
    pub sender: String,
    /// The enterprise's name.
    pub enterprise: String,
    /// The month.
    pub month: Month,
    /// Was there nothing to report?
    pub nothing: bool,
    /// Did it come after the due date?
    pub late: bool,
    /// The last day on which it can be corrected.
    pub correct_until: NaiveDate,
    /// WIB, WITA or WIT.
    pub zone: String,
    /// The page to correct it on.
    pub link: String,
    /// The enterprise's indicators of that month.
    pub changes: Vec<ReceiptChange>,
}

/// One indicator of the month, formatted for the reader.
#[derive(Clone, Debug)]
pub struct ReceiptChange {
    /// The indicator's name.
    pub indicator: String,
    /// Its value, with its unit.
    pub value: String,
    /// Its change since baseline, where there is one: `+8,4%`.
    pub change: Option<String>,
}

impl ReceiptMail {
    pub(super) fn page(&self) -> Page {
        let envelope = Envelope {
            language: self.language,
            name: &self.name,
            sender: &self.sender,
        };
        let subject = subject::receipt(self.language, &self.enterprise, self.month, self.nothing);
        let matter = self.say("mail-receipt-matter");
        Page::new(envelope, subject, matter, "mail-receipt-why")
            .with(Block::Paragraph(self.say(self.thanks())))
            .with_all(self.progress())
            .with(Block::Paragraph(self.say("mail-receipt-correct")))
            .with(self.button())
            .with(Block::Paragraph(self.say("mail-receipt-privacy")))
    }

    const fn thanks(&self) -> &'static str {
        match (self.nothing, self.late) {
            (false, false) => "mail-receipt-thanks",
            (false, true) => "mail-receipt-thanks-late",
            (true, false) => "mail-receipt-thanks-nothing",
            (true, true) => "mail-receipt-thanks-nothing-late",
        }
    }

    fn progress(&self) -> Vec<Block> {
        if self.changes.is_empty() {
            return Vec::new();
        }
        let rows = self.changes.iter().map(|change| change.row(self.language));
        vec![
            Block::Heading(text(self.language, "mail-receipt-changes")),
            Block::Rows(rows.collect()),
        ]
    }

    fn button(&self) -> Block {
        Block::Button(Button {
            link: Link {
                label: self.say("mail-receipt-button"),
                address: self.link.clone(),
            },
            hint: Some(text(self.language, "mail-link-hint")),
        })
    }

    fn say(&self, key: &str) -> String {
        let language = self.language;
        let args = [
            ("enterprise", self.enterprise.clone()),
            ("month", format::month(language, self.month)),
            ("date", format::date_full(language, self.correct_until)),
            ("time", format::clock_time(language, 24, 0, &self.zone)),
        ];
        text_with(language, key, &args)
    }
}

impl ReceiptChange {
    fn row(&self, language: Language) -> Row {
        let since = |change: &String| {
            let args = [("change", change.as_str())];
            text_with(language, "mail-receipt-change", &args)
        };
        Row {
            label: self.indicator.clone(),
            value: self.value.clone(),
            note: self.change.as_ref().map(since),
            states: Vec::new(),
        }
    }
}
