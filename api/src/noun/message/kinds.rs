//! What a message is for, where it stands, and the steps of the chase.

use async_graphql::Enum;
use entity::{message, rules::ladder};

/// What a message is for.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[graphql(remote = "message::Purpose")]
pub(crate) enum MessagePurpose {
    /// Requests and reminders.
    Chase,
    /// The thanks for a report.
    Receipt,
    /// Tells a trainer of second reminders.
    TrainerNotice,
    /// The trainer's week.
    TrainerDigest,
    /// The manager's week.
    ManagerDigest,
    /// Tells a trainer that a contact stopped the mails.
    Stopped,
    /// Tells the office that a run is held.
    Held,
    /// The link by which a person signs in.
    SignIn,
    /// Tells a manager of a quarter's summaries.
    Summary,
}

/// Where a message stands.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[graphql(remote = "message::MessageState")]
pub(crate) enum MessageState {
    /// Waits to be sent.
    Queued,
    /// A worker holds it.
    Sending,
    /// The server took it.
    Sent,
    /// Given up, with its reason.
    Failed,
    /// Nothing was left to say.
    Moot,
}

/// A step of the ladder by which a request is chased.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[graphql(remote = "ladder::Step")]
pub(crate) enum ChaseStep {
    /// The request itself.
    Request,
    /// A word before the due date.
    Nudge,
    /// The first reminder after the due date.
    #[graphql(name = "REMINDER_1")]
    Reminder1,
    /// The second reminder; the trainer is told.
    #[graphql(name = "REMINDER_2")]
    Reminder2,
    /// The request joins the trainer's Monday digest.
    TrainerTask,
    /// Entry closes.
    Lock,
}

/// How a step of the chase ends; each ends in exactly one of these.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[graphql(remote = "ladder::Decision")]
pub(crate) enum ChaseDecision {
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
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[graphql(remote = "ladder::Waiting")]
pub(crate) enum ChaseWaiting {
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
