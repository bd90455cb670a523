//! The manager's weekly summary: counts and rates by province, never a name.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use entity::{Language, rules::period::Month};
use view::{
    format,
    locale::{text, text_with},
    subject,
};

use super::page::{Block, Envelope, Mark, Page, Row, State};

/// A manager's weekly summary; it has at least one province.
#[derive(Clone, Debug)]
pub struct ManagerDigest {
    /// The reader's language.
    pub language: Language,
    /// The reader's name.
    pub name: String,
    /// Who signs.
    pub sender: String,
    /// The day that it speaks of.
    pub day: NaiveDate,
    /// The counts, in the order in which they are shown.
    pub provinces: Vec<ProvinceCounts>,
}

/// The counts of one month in one province.
#[derive(Clone, Debug)]
pub struct ProvinceCounts {
    /// The province's name.
    pub name: String,
    /// The month.
    pub month: Month,
    /// Enterprises of which a report is expected.
    pub expected: u64,
    /// Of these, those that answered.
    pub received: u64,
    /// Of those, the ones that answered on time.
    pub on_time: u64,
    /// Of those, the ones that had nothing to report.
    pub nothing: u64,
    /// Of those, the ones that answered late.
    pub late: u64,
}

/// The counts of several provinces together.
#[derive(Clone, Copy, Default)]
struct Total {
    expected: u64,
    received: u64,
    on_time: u64,
}

impl ManagerDigest {
    pub(super) fn page(&self) -> Page {
        let language = self.language;
        let envelope = Envelope {
            language,
            name: &self.name,
            sender: &self.sender,
        };
        let all = Total::of(&self.provinces);
        let share = percent(language, all.received, all.expected);
        let subject = subject::manager_digest(language, self.day, &share);
        let dated = |key, date| text_with(language, key, &[("date", date)]);
        let matter = dated("mail-manager-matter", format::date_long(language, self.day));
        let lead = dated("mail-manager-lead", format::date_full(language, self.day));
        Page::new(envelope, subject, matter, "mail-manager-why")
            .with(Block::Paragraph(lead))
            .with_all(self.months())
            .with(Block::Paragraph(text(language, "mail-manager-notes")))
    }

    /// A section for each month, the newest first; where nothing is expected, nothing is said.
    fn months(&self) -> Vec<Block> {
        let mut months: BTreeMap<Month, Vec<&ProvinceCounts>> = BTreeMap::new();
        let expected = self.provinces.iter().filter(|one| one.expected > 0);
        for province in expected {
            months.entry(province.month).or_default().push(province);
        }
        let sections = months.into_iter().rev();
        sections
            .flat_map(|(month, provinces)| self.section(month, &provinces))
            .collect()
    }

    fn section(&self, month: Month, provinces: &[&ProvinceCounts]) -> [Block; 3] {
        let language = self.language;
        let month = format::month(language, month);
        let total = Total::of(provinces.iter().copied());
        let rows = provinces.iter().map(|province| province.row(language));
        [
            Block::Heading(text_with(
                language,
                "mail-manager-month",
                &[("month", month)],
            )),
            Block::Paragraph(total.sentence(language)),
            Block::Rows(rows.collect()),
        ]
    }
}

impl ProvinceCounts {
    fn row(&self, language: Language) -> Row {
        let silent = self.expected.saturating_sub(self.received);
        let states = [
            (Mark::OnTime, "mail-manager-on-time", self.on_time),
            (Mark::Late, "mail-manager-late", self.late),
            (Mark::Silent, "mail-manager-silent", silent),
        ];
        let states = states.into_iter().filter(|(_, _, count)| *count > 0);
        let state = |(mark, key, count)| State {
            mark,
            words: text_with(language, key, &[("count", format::count(language, count))]),
        };
        Row {
            label: self.name.clone(),
            value: percent(language, self.received, self.expected),
            note: Some(self.share(language)),
            states: states.map(state).collect(),
        }
    }

    fn share(&self, language: Language) -> String {
        let key = if self.nothing == 0 {
            "mail-manager-share"
        } else {
            "mail-manager-share-nothing"
        };
        let args = [
            ("received", format::count(language, self.received)),
            ("expected", format::count(language, self.expected)),
            ("nothing", format::count(language, self.nothing)),
        ];
        text_with(language, key, &args)
    }
}

impl Total {
    fn of<'a>(provinces: impl IntoIterator<Item = &'a ProvinceCounts>) -> Self {
        let add = |sum: Self, one: &ProvinceCounts| Self {
            expected: sum.expected + one.expected,
            received: sum.received + one.received,
            on_time: sum.on_time + one.on_time,
        };
        provinces.into_iter().fold(Self::default(), add)
    }

    fn sentence(self, language: Language) -> String {
        let share = |count| percent(language, count, self.expected);
        let args = [
            ("received", format::count(language, self.received)),
            ("expected", format::count(language, self.expected)),
            ("percent", share(self.received)),
            ("on_time", format::count(language, self.on_time)),
            ("on_time_percent", share(self.on_time)),
        ];
        text_with(language, "mail-manager-total", &args)
    }
}

/// A rate over what is expected; where nothing is, there is no rate.
fn percent(language: Language, count: u64, expected: u64) -> String {
    if expected == 0 {
        return format::MISSING.to_owned();
    }
    format::percent(language, 100.0 * count as f64 / expected as f64, 0)
}
