//! The page's texts by their keys, with what most of them name filled in.

use chrono::{DateTime, Days, NaiveTime, Timelike, Utc};
use chrono_tz::Tz;
use entity::Language;
use view::{format, locale};

use super::super::open::Opened;

/// The texts of one page.
pub(crate) struct Words {
    language: Language,
    named: Vec<(&'static str, String)>,
}

impl Words {
    /// The texts of a page that is about nothing in particular.
    pub(crate) fn plain(language: Language) -> Self {
        Self {
            language,
            named: Vec::new(),
        }
    }

    /// The texts of a page about `opened`: its month, its enterprise, and its two ends.
    pub(crate) fn about(opened: &Opened) -> Self {
        let (language, request) = (opened.language, &opened.request);
        let until = |at| end_of(language, at, opened.tz, &opened.zone);
        let closes_at = request.reopened_until.unwrap_or(request.locks_at);
        Self {
            language,
            named: vec![
                ("month", format::month(language, request.month)),
                ("enterprise", opened.enterprise.name.clone()),
                ("due", until(request.due_at)),
                ("lock", until(closes_at.max(request.locks_at))),
            ],
        }
    }

    /// The reader's language.
    pub(crate) const fn language(&self) -> Language {
        self.language
    }

    /// The one that the page can be switched to.
    pub(super) const fn other_language(&self) -> Language {
        match self.language {
            Language::Id => Language::En,
            Language::En => Language::Id,
        }
    }

    /// The text of `key`.
    pub(crate) fn say(&self, key: &str) -> String {
        locale::text_with(self.language, key, &self.named)
    }

    /// The text of `key`, which also names `more`.
    pub(crate) fn with(&self, key: &str, more: &[(&'static str, &str)]) -> String {
        let more = more.iter().map(|(name, text)| (*name, (*text).to_owned()));
        let named: Vec<_> = self.named.iter().cloned().chain(more).collect();
        locale::text_with(self.language, key, &named)
    }

    /// A moment in the enterprise's zone.
    pub(super) fn moment(&self, at: DateTime<Utc>, opened: &Opened) -> String {
        end_of(self.language, at, opened.tz, &opened.zone)
    }
}

/// `Senin, 10 Desember 2012, pukul 24.00 WIB`: an end at midnight is the end of the day before.
fn end_of(language: Language, at: DateTime<Utc>, tz: Tz, zone: &str) -> String {
    let local = at.with_timezone(&tz).naive_local();
    let (date, time) = if local.time() == NaiveTime::MIN {
        let day = local.date().checked_sub_days(Days::new(1));
        (
            day.unwrap_or(local.date()),
            format::clock_time(language, 24, 0, zone),
        )
    } else {
        let time = format::clock_time(language, local.hour(), local.minute(), zone);
        (local.date(), time)
    };
    format!("{}, {time}", format::date_full(language, date))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn midnight_is_the_end_of_the_day_before() {
        let shown = |at: &str| {
            end_of(
                Language::Id,
                at.parse().unwrap(),
                chrono_tz::Asia::Jakarta,
                "WIB",
            )
        };
        assert_eq!(
            shown("2012-12-10T17:00:00Z"),
            "Senin, 10 Desember 2012, pukul 24.00 WIB"
        );
        assert_eq!(
            shown("2012-12-10T05:30:00Z"),
            "Senin, 10 Desember 2012, pukul 12.30 WIB"
        );
    }
}
