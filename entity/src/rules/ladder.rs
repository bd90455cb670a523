//! The ladder: the steps by which one request is chased, and how each can end.

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

#[cfg(test)]
mod tests {
    use sea_orm::ActiveEnum;

    use super::*;

    #[test]
    fn the_names_are_those_of_the_domain() {
        assert_eq!(Step::Reminder1.to_value(), "REMINDER_1");
        assert_eq!(Step::TrainerTask.to_value(), "TRAINER_TASK");
        assert_eq!(Decision::SkippedAnswered.to_value(), "SKIPPED_ANSWERED");
    }
}
