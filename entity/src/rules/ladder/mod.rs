//! The ladder: the steps by which one request is chased, and how each can end.
//!
//! [`Situation`] holds what is known of a request, and answers the one question:
//! which steps are due by now, and what should become of each. Planning, sending
//! and the API's rehearsal all ask it, so that they cannot disagree.

mod situation;
mod slots;
#[cfg(test)]
mod tests;

pub use situation::{Promise, Situation, Verdict};

use sea_orm::{DeriveActiveEnum, EnumIter, sea_query::StringLen};

/// One rung of the ladder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(20))",
    rename_all = "SCREAMING_SNAKE_CASE"
)]
pub enum Step {
    /// The request itself.
    Request,
    /// A word before the due date.
    Nudge,
    /// The first reminder after the due date.
    #[sea_orm(string_value = "REMINDER_1")]
    Reminder1,
    /// The second reminder; the trainer is told.
    #[sea_orm(string_value = "REMINDER_2")]
    Reminder2,
    /// The request joins the trainer's Monday digest.
    TrainerTask,
    /// Entry closes.
    Lock,
}

impl Step {
    /// All steps, from the first to the last.
    pub const ALL: [Self; 6] = [
        Self::Request,
        Self::Nudge,
        Self::Reminder1,
        Self::Reminder2,
        Self::TrainerTask,
        Self::Lock,
    ];

    /// Is it a mail to the enterprise?
    pub const fn is_mail(self) -> bool {
        !matches!(self, Self::TrainerTask | Self::Lock)
    }
}

/// Where a data request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(24))",
    rename_all = "SCREAMING_SNAKE_CASE"
)]
pub enum RequestState {
    /// Asked for.
    Open,
    /// Answered with figures.
    Reported,
    /// Answered: nothing to report.
    NothingToReport,
    /// Not expected any more.
    Waived,
}

/// How a step ended; each ends in exactly one of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(20))",
    rename_all = "SCREAMING_SNAKE_CASE"
)]
pub enum Decision {
    /// A mail was sent.
    Sent,
    /// A step without mail was carried out.
    Done,
    /// The request was answered before.
    SkippedAnswered,
    /// Nothing to report was declared before.
    SkippedNothing,
    /// The month was waived before.
    SkippedWaived,
    /// It was too late to be worth sending.
    SkippedExpired,
    /// A promised date had not come.
    SkippedPromised,
    /// Nobody at the enterprise has a usable address.
    NoContact,
    /// The address does not take mail.
    Suppressed,
    /// The person withdrew consent.
    Withdrawn,
    /// The mail was refused for good.
    Failed,
}

/// Why a step that is due has not ended yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Waiting {
    /// The office is closed.
    Window,
    /// The person has had their mail of the day.
    Cap,
    /// The chase rests.
    Paused,
    /// The mail server has not taken it yet.
    Retry,
    /// The run would have queued too many.
    Held,
}

impl Waiting {
    /// Its name in texts and in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Window => "WINDOW",
            Self::Cap => "CAP",
            Self::Paused => "PAUSED",
            Self::Retry => "RETRY",
            Self::Held => "HELD",
        }
    }

    /// What it means, as the end of a sentence.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Window => "the office is closed",
            Self::Cap => "the person has had their mail of the day",
            Self::Paused => "the chase rests",
            Self::Retry => "the mail server has not taken the mail yet",
            Self::Held => {
                "the run would write to far more people than ever, and the office has not released it"
            }
        }
    }
}

impl std::fmt::Display for Waiting {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.as_str())
    }
}
