//! What the page shows before anybody types: the measures that are asked, and
//! what is known of them already.

use chrono::NaiveDate;
use entity::{
    Language, draft, measure, report_version,
    rules::figures::{self, Counts},
    submission,
};
use sea_orm::{DatabaseConnection, DbErr};
use view::format;

use super::{open::Opened, promise, sentence::measure_name};

/// Decimals of a count that the page shows.
const DECIMALS: usize = 3;

/// One request's sheet of paper.
#[derive(Debug)]
pub(super) struct Sheet {
    /// The measures, in the order of the form.
    pub(super) asked: Vec<measure::Model>,
    /// The answer that counts.
    pub(super) current: Option<report_version::Model>,
    /// The number of the newest version, also where it was undone.
    pub(super) newest: i32,
    /// The counts of the answer that counts.
    pub(super) before: Counts,
    /// Last month's counts.
    pub(super) last: Counts,
    /// What was typed and not sent yet.
    pub(super) draft: Option<draft::Model>,
    /// The days by which it can be promised.
    pub(super) promises: Vec<NaiveDate>,
}

impl Sheet {
    /// Read the sheet of `opened`.
    pub(super) async fn read(db: &DatabaseConnection, opened: &Opened) -> Result<Self, DbErr> {
        let (request, month) = (&opened.request, opened.request.month);
        let current = submission::current_version(db, request.id).await?;
        let before = match &current {
            Some(version) => submission::counts_of(db, version.id).await?,
            None => Counts::new(),
        };
        Ok(Self {
            asked: submission::asked_measures(db, request.enterprise_id, month).await?,
            newest: submission::newest_number(db, request.id).await?,
            draft: draft::Entity::of(db, request.id).await?,
            promises: promise::choices(db, opened).await?,
            last: submission::counts_before(db, request.enterprise_id, month).await?,
            current,
            before,
        })
    }

    /// What stands in the field of `measure` before anybody types: the draft, else what
    /// was sent, else last month's head count.
    pub(super) fn prefilled(&self, measure: &measure::Model, opened: &Opened) -> Option<String> {
        if let Some(draft) = &self.draft {
            return draft.typed.0.get(&measure.code).cloned();
        }
        let stays = self.current.is_none() && figures::is_head_count(&measure.code);
        let value = self.before.get(&measure.code);
        value
            .or_else(|| self.last.get(&measure.code).filter(|_| stays))
            .map(|value| shown(*value, opened))
    }

    /// The note as it was last typed or sent.
    pub(super) fn note(&self) -> Option<&String> {
        match &self.draft {
            Some(draft) => draft.note.as_ref(),
            None => self.current.as_ref()?.note.as_ref(),
        }
    }

    /// The name of a measure that is asked.
    pub(super) fn name_of(&self, code: &str, language: Language) -> String {
        let measure = self.asked.iter().find(|one| one.code == code);
        measure.map_or_else(String::new, |one| measure_name(one, language).to_owned())
    }
}

/// A count as the page writes it.
pub(super) fn shown(value: f64, opened: &Opened) -> String {
    format::short_number(opened.language, value, DECIMALS)
}
