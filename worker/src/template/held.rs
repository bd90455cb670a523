//! The word to an administrator that the flood brake holds a run, with what they need to decide.

use entity::{Language, rules::ladder::Step};
use sea_orm::ActiveEnum;
use view::{format, locale::text, subject};

use super::page::{Block, Envelope, Page, Row};

/// A word to an administrator about one run, sent once.
#[derive(Clone, Debug)]
pub struct HeldNotice {
    /// The reader's language.
    pub language: Language,
    /// The reader's name.
    pub name: String,
    /// Who signs.
    pub sender: String,
    /// The run, as `releaseRun` takes it.
    pub run: String,
    /// The job's name.
    pub job: String,
    /// The rung, where the job has one.
    pub step: Option<Step>,
    /// WIB, WITA or WIT, where the job has one.
    pub zone: Option<String>,
    /// The messages that it would queue.
    pub count: u64,
    /// The most that it queued in the last six months, where there is a history.
    pub usual: Option<u64>,
}

impl HeldNotice {
    pub(super) fn page(&self) -> Page {
        let language = self.language;
        let say = |key| text(language, key);
        let envelope = Envelope {
            language,
            name: &self.name,
            sender: &self.sender,
        };
        let count = format::count(language, self.count);
        let subject = subject::held(language, &self.job, &count);
        let matter = say("mail-held-matter");
        let release = format!(
            "mutation {{ releaseRun(input: {{ run: \"{}\" }}) {{ problems {{ message }} }} }}",
            self.run
        );
        Page::new(envelope, subject, matter, "mail-held-why")
            .with(Block::Paragraph(say("mail-held-said")))
            .with(Block::Rows(self.facts(count)))
            .with(Block::Paragraph(say("mail-held-ask")))
            .with(Block::Code(release))
            .with(Block::Paragraph(say("mail-held-after")))
    }

    fn facts(&self, count: String) -> Vec<Row> {
        let usual = match self.usual {
            Some(usual) => format::count(self.language, usual),
            None => text(self.language, "mail-held-no-history"),
        };
        let facts = [
            ("mail-held-job", Some(self.job.clone())),
            ("mail-held-step", self.step.map(|step| step.to_value())),
            ("mail-held-zone", self.zone.clone()),
            ("mail-held-count", Some(count)),
            ("mail-held-usual", Some(usual)),
        ];
        let rows = facts.into_iter().filter_map(|(key, value)| {
            Some(Row {
                label: text(self.language, key),
                value: value?,
                note: None,
                states: Vec::new(),
            })
        });
        rows.collect()
    }
}
