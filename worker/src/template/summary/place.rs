//! One place's edition as blocks of a mail.

use entity::rules::summary::{IndicatorFigures, Reporting};
use view::{
    figure, format,
    locale::{text, text_with},
    summary::{difference_sentence, reports, sentence},
};

use super::{Enclosed, Told};
use crate::template::page::{Block, Mark, Picture, Row, State};

/// Sentences of one kind that a mail has room for; the files have them all.
const SENTENCES: usize = 8;
/// What differs at one of many places: room for the most of a province.
const IN_BRIEF: usize = 3;

/// What the picture of the place with this number is called in a mail.
pub(super) fn picture_name(at: usize) -> String {
    format!("reports-{at}@summary.score")
}

impl Told {
    /// What the place is called.
    pub(super) fn name(&self) -> String {
        self.document.place_name()
    }

    /// All of it, as the place with this number in a mail.
    pub(super) fn blocks(&self, at: usize) -> Vec<Block> {
        let mut blocks = vec![Block::Heading(self.name())];
        blocks.extend(self.news());
        let rows = [
            Some(self.enterprises()),
            self.reporting_row(self.word("reports")),
        ];
        blocks.push(Block::Rows(rows.into_iter().flatten().collect()));
        blocks.extend(reports(&self.document).map(|picture| {
            Block::Picture(Picture {
                name: picture_name(at),
                words: picture.words,
            })
        }));
        blocks.extend(self.highlights());
        blocks.extend(self.changes());
        blocks
    }

    /// The rate alone, under the place's name; nothing where it is hidden.
    pub(super) fn row(&self) -> Option<Row> {
        self.reporting_row(self.name())
    }

    /// Its two pages as a file of the mail.
    pub(super) fn file(&self, bytes: Vec<u8>) -> Enclosed {
        Enclosed {
            name: format!("{}.pdf", self.stem),
            media_type: "application/pdf",
            bytes,
        }
    }

    fn news(&self) -> Vec<Block> {
        let edition = [("edition", self.document.edition.to_string())];
        self.told_anew(self.say("news", &edition), SENTENCES)
    }

    /// The most of what is new, under the place's name; nothing where it replaces no edition.
    pub(super) fn news_in_brief(&self) -> Vec<Block> {
        let args = [
            ("place", self.name()),
            ("edition", self.document.edition.to_string()),
        ];
        self.told_anew(self.say("news-of", &args), IN_BRIEF)
    }

    /// Up to so many of the differences under `title`, what matters first; nothing where it
    /// replaces no edition.
    fn told_anew(&self, title: String, room: usize) -> Vec<Block> {
        let document = &self.document;
        if !self.replaces {
            return Vec::new();
        }
        let (mut all, rest): (Vec<_>, Vec<_>) =
            document.differences.iter().partition(|one| one.is_material);
        all.extend(rest);
        let said = all
            .into_iter()
            .filter_map(|one| difference_sentence(document.language, one, &document.indicators));
        vec![Block::Strong(title), self.list(said.collect(), room)]
    }

    fn highlights(&self) -> Vec<Block> {
        let document = &self.document;
        let said = document.figures.highlights.iter();
        let said: Vec<String> = said
            .map(|one| sentence(document.language, one, &document.indicators))
            .collect();
        if said.is_empty() {
            return Vec::new();
        }
        vec![
            Block::Strong(self.word("highlights")),
            self.list(said, SENTENCES),
        ]
    }

    /// Up to so many of them, and how many more there are.
    fn list(&self, mut said: Vec<String>, room: usize) -> Block {
        let more = said.len().saturating_sub(room);
        if more > 0 {
            said.truncate(room);
            said.push(self.say("more", &[("count", more.to_string())]));
        }
        Block::List(said)
    }

    fn enterprises(&self) -> Row {
        let document = &self.document;
        let enterprises = &document.figures.enterprises;
        let target = enterprises.planned.map(|planned| {
            let args = [
                ("year", document.quarter.year().to_string()),
                (
                    "planned",
                    format::short_number(document.language, planned, 1),
                ),
            ];
            self.say("target", &args)
        });
        Row {
            label: self.word("enterprises"),
            value: self.whole(enterprises.reached),
            note: target,
            states: Vec::new(),
        }
    }

    fn reporting_row(&self, label: String) -> Option<Row> {
        let all = self.document.figures.reporting?;
        let rate = all.coverage.received_rate();
        Some(Row {
            label,
            value: rate.map_or(format::MISSING.to_owned(), |rate| {
                format::percent(self.document.language, rate, 0)
            }),
            note: Some(self.received(&all)),
            states: self.states(&all),
        })
    }

    fn received(&self, all: &Reporting) -> String {
        let coverage = &all.coverage;
        let mut args = vec![
            ("received", self.whole(coverage.received)),
            ("expected", self.whole(coverage.expected)),
        ];
        if coverage.nothing == 0 {
            return self.say("received", &args);
        }
        args.push(("nothing", self.whole(coverage.nothing)));
        self.say("received-nothing", &args)
    }

    fn states(&self, all: &Reporting) -> Vec<State> {
        let coverage = &all.coverage;
        let states = [
            (Mark::OnTime, "on-time", coverage.on_time),
            (Mark::Late, "late", coverage.received - coverage.on_time),
            (
                Mark::Silent,
                "silent",
                coverage.expected - coverage.received,
            ),
        ];
        let states = states.into_iter().filter(|(_, _, count)| *count > 0);
        let state = |(mark, key, count)| State {
            mark,
            words: self.say(key, &[("count", self.whole(count))]),
        };
        states.map(state).collect()
    }

    /// The indicators of which a change is known.
    fn changes(&self) -> Vec<Block> {
        let all = self.document.figures.indicators.iter();
        let rows: Vec<Row> = all.filter_map(|one| self.change(one)).collect();
        if rows.is_empty() {
            return Vec::new();
        }
        vec![Block::Strong(self.word("changes")), Block::Rows(rows)]
    }

    fn change(&self, one: &IndicatorFigures) -> Option<Row> {
        let language = self.document.language;
        let mut known = self.document.indicators.iter();
        let about = known.find(|row| row.code == one.code)?;
        let measured = one.measured?;
        let mut args = vec![
            ("count", self.whole(measured.compared)),
            ("expected", self.whole(measured.expected)),
        ];
        let note = match measured.level {
            None => self.say("of", &args),
            Some(level) => {
                args.push(("level", figure::value(language, about, level, "")));
                self.say("of-level", &args)
            }
        };
        Some(Row {
            label: figure::name(language, about).to_owned(),
            value: figure::change(language, about, measured.median_change?, ""),
            note: Some(note),
            states: Vec::new(),
        })
    }

    fn whole(&self, count: i64) -> String {
        format::whole(self.document.language, count)
    }

    fn word(&self, key: &str) -> String {
        text(self.document.language, &format!("mail-summary-{key}"))
    }

    fn say(&self, key: &str, args: &[(&'static str, String)]) -> String {
        text_with(self.document.language, &format!("mail-summary-{key}"), args)
    }
}
