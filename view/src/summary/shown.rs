//! A figure as a reader gets it: what it is, or the word that says why there is none.
//!
//! Every form asks the [`Document`] here, so that what is hidden in one is hidden in all.

use entity::{
    Language,
    rules::{
        disclosure::{
            ALERTS, REPORTING, SATISFACTION, TRAINING, measured_block, quarter_before_block,
            year_before_block,
        },
        summary::{
            Alarms, Figures, IndicatorFigures, Matched, Measured, MonthCounts, Reporting, Training,
        },
    },
};

use super::Document;
use crate::{
    format,
    locale::{text, text_with},
};

/// A figure, or why there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown<T> {
    /// What it is.
    Is(T),
    /// Outsiders do not see it.
    Hidden,
    /// Nobody knows it.
    Missing,
}

impl<T> Shown<T> {
    fn of(block: &str, value: Option<T>, figures: &Figures) -> Self {
        match value {
            Some(value) => Self::Is(value),
            None if figures.hidden.contains(block) => Self::Hidden,
            None => Self::Missing,
        }
    }

    /// A part of it, which may be missing.
    pub fn part<U>(self, part: impl FnOnce(T) -> Option<U>) -> Shown<U> {
        match self {
            Self::Is(value) => part(value).map_or(Shown::Missing, Shown::Is),
            Self::Hidden => Shown::Hidden,
            Self::Missing => Shown::Missing,
        }
    }

    /// The same, made into something else.
    pub fn map<U>(self, with: impl FnOnce(T) -> U) -> Shown<U> {
        self.part(|value| Some(with(value)))
    }

    /// What it is, where it is known and shown.
    pub fn value(self) -> Option<T> {
        match self {
            Self::Is(value) => Some(value),
            _ => None,
        }
    }

    /// It by `write`, or the word for what keeps it away.
    pub fn written(self, language: Language, write: impl FnOnce(T) -> String) -> String {
        match self {
            Self::Is(value) => write(value),
            Self::Hidden => text(language, "summary-file-hidden"),
            Self::Missing => format::MISSING.to_owned(),
        }
    }
}

impl Document {
    /// How the enterprises reported.
    pub fn reporting(&self) -> Shown<Reporting> {
        Shown::of(REPORTING, self.figures.reporting, &self.figures)
    }

    /// The same by month.
    pub fn months(&self) -> Shown<&[MonthCounts]> {
        let months = self.figures.months.as_deref();
        Shown::of(REPORTING, months, &self.figures)
    }

    /// Training that was delivered.
    pub fn training(&self) -> Shown<Training> {
        Shown::of(TRAINING, self.figures.training, &self.figures)
    }

    /// How content those were who came.
    pub fn satisfaction(&self) -> Shown<f64> {
        match self.training() {
            Shown::Is(all) => Shown::of(SATISFACTION, all.satisfaction, &self.figures),
            Shown::Hidden => Shown::Hidden,
            Shown::Missing => Shown::Missing,
        }
    }

    /// How many enterprises said how content they were, of how many that came; none where
    /// that is hidden, or was not counted.
    pub fn satisfied(&self) -> Option<[i64; 2]> {
        let training = self.figures.training?;
        Some([training.satisfied?, training.enterprises])
    }

    /// How content those were who came, with how many of them said so.
    pub(super) fn satisfaction_line(&self) -> String {
        let said = self.satisfaction().written(self.language, |value| {
            format::number(self.language, value, 1)
        });
        let Some([n, of]) = self.satisfied() else {
            return said;
        };
        let whole = |count| format::whole(self.language, count);
        let args = [("value", said), ("n", whole(n)), ("of", whole(of))];
        text_with(self.language, "summary-file-satisfied", &args)
    }

    /// Alerts and advisory visits.
    pub fn alarms(&self) -> Shown<Alarms> {
        Shown::of(ALERTS, self.figures.alerts, &self.figures)
    }

    /// What an indicator comes to in the quarter.
    pub fn measured(&self, one: &IndicatorFigures) -> Shown<Measured> {
        Shown::of(&measured_block(&one.code), one.measured, &self.figures)
    }

    /// An indicator's growth on the quarter before.
    pub fn quarter_before(&self, one: &IndicatorFigures) -> Shown<Matched> {
        let block = quarter_before_block(&one.code);
        Shown::of(&block, one.quarter_before, &self.figures)
    }

    /// An indicator's growth on the year before.
    pub fn year_before(&self, one: &IndicatorFigures) -> Shown<Matched> {
        let block = year_before_block(&one.code);
        Shown::of(&block, one.year_before, &self.figures)
    }
}
