//! The summary of a quarter to a manager: all their provinces in one mail.
//!
//! Each figure is in words, so that nobody needs the pictures; the PDFs go with the mail as
//! long as they are few and small, and are linked in any case.

mod place;

use entity::{Language, summary::file::Key};
use view::{
    chart, format,
    locale::{text, text_with},
    subject,
    summary::{self, Document},
};

use super::{
    Enclosed, TemplateError,
    page::{Block, Envelope, Link, Page},
};

/// Places that are told in full; of more, only the rates.
const IN_FULL: usize = 4;
/// What the files may weigh together: more is linked.
const WEIGHT: usize = 5_000_000;
/// Twice as many pixels as are shown, for sharp screens.
const PICTURE_WIDTH: u32 = 1_200;

/// The summary of a quarter; it has at least one place.
#[derive(Clone, Debug)]
pub struct SummaryMail {
    /// The reader's language.
    pub language: Language,
    /// The reader's name.
    pub name: String,
    /// Who signs.
    pub sender: String,
    /// The editions, in the order in which they are told.
    pub places: Vec<Told>,
    /// The PDFs that go with it; where there are none, they are linked only.
    pub files: Vec<Enclosed>,
}

/// One edition that is told.
#[derive(Clone, Debug)]
pub struct Told {
    /// What it says.
    pub document: Document,
    /// Where its files are, without their endings.
    pub address: String,
    /// What its files are called, without their endings.
    pub stem: String,
    /// Its PDF among the files that are kept.
    pub pdf: Key,
    /// Does it take the place of an edition that an earlier mail told?
    pub replaces: bool,
}

impl SummaryMail {
    pub(super) fn page(&self) -> Page {
        let envelope = Envelope {
            language: self.language,
            name: &self.name,
            sender: &self.sender,
        };
        let names: Vec<_> = self.places.iter().map(Told::name).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let quarter = self.places.first().map(|told| told.document.quarter);
        let subject = quarter.map_or_else(String::new, |quarter| {
            subject::summary(self.language, quarter, &names, self.is_news())
        });
        let quarter = quarter.map_or_else(String::new, |quarter| {
            format::quarter(self.language, quarter)
        });
        let matter = self.say("matter", &[("quarter", quarter.clone())]);
        Page::new(envelope, subject, matter, "mail-summary-why")
            .with(Block::Paragraph(self.lead(quarter, &names)))
            .with_all(self.told())
            .with(Block::Paragraph(self.word(self.where_files_are())))
            .with(Block::Links(self.links()))
            .with(Block::Paragraph(self.word("private")))
    }

    /// Do all of these editions replace others that were told?
    fn is_news(&self) -> bool {
        self.places.iter().all(|told| told.replaces)
    }

    fn is_in_full(&self) -> bool {
        self.places.len() <= IN_FULL
    }

    fn lead(&self, quarter: String, names: &[&str]) -> String {
        let newest = self.places.iter().map(|told| told.document.cut_off).max();
        let day = newest.map_or_else(String::new, |at| {
            let there = at.with_timezone(&chrono_tz::Asia::Jakarta);
            format::date_full(self.language, there.date_naive())
        });
        let key = if self.is_news() { "lead-news" } else { "lead" };
        let args = [
            ("quarter", quarter),
            ("places", subject::places_phrase(self.language, names)),
            ("day", day),
        ];
        self.say(key, &args)
    }

    fn told(&self) -> Vec<Block> {
        if self.is_in_full() {
            let places = self.places.iter().zip(1..);
            return places.flat_map(|(told, at)| told.blocks(at)).collect();
        }
        let rows = self.places.iter().filter_map(Told::row);
        let mut blocks = vec![Block::Rows(rows.collect())];
        blocks.extend(self.places.iter().flat_map(Told::news_in_brief));
        blocks
    }

    fn where_files_are(&self) -> &'static str {
        if self.files.is_empty() {
            "linked"
        } else {
            "enclosed"
        }
    }

    fn links(&self) -> Vec<Link> {
        let link = |told: &Told, key: &str, ending: &str| Link {
            label: self.say(
                key,
                &[
                    ("place", told.name()),
                    ("edition", told.document.edition.to_string()),
                ],
            ),
            address: format!("{}.{ending}?lang={}", told.address, self.language.as_str()),
        };
        let both = |told| [link(told, "pdf", "pdf"), link(told, "xlsx", "xlsx")];
        self.places.iter().flat_map(both).collect()
    }

    /// The charts that the page shows.
    pub(super) fn pictures(&self) -> Result<Vec<Enclosed>, TemplateError> {
        if !self.is_in_full() {
            return Ok(Vec::new());
        }
        let drawn = self.places.iter().zip(1..);
        let drawn = drawn.filter_map(|(told, at)| Some((summary::reports(&told.document)?, at)));
        drawn
            .map(|(picture, at)| {
                Ok(Enclosed {
                    name: place::picture_name(at),
                    media_type: "image/png",
                    bytes: chart::png(&picture.svg, PICTURE_WIDTH)?,
                })
            })
            .collect()
    }

    /// The places whose PDFs go with the mail if they are small enough; none where places are many.
    pub(crate) fn enclosing(&self) -> &[Told] {
        if self.is_in_full() { &self.places } else { &[] }
    }

    /// Let these PDFs go with it, in the order of [`Self::enclosing`], unless they are too heavy.
    pub(crate) fn enclose(&mut self, pdfs: Vec<Vec<u8>>) {
        let weight: usize = pdfs.iter().map(Vec::len).sum();
        if weight <= WEIGHT {
            let files = self.enclosing().iter().zip(pdfs);
            self.files = files.map(|(told, bytes)| told.file(bytes)).collect();
        }
    }

    fn word(&self, key: &str) -> String {
        text(self.language, &format!("mail-summary-{key}"))
    }

    fn say(&self, key: &str, args: &[(&'static str, String)]) -> String {
        text_with(self.language, &format!("mail-summary-{key}"), args)
    }
}
