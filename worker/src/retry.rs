//! Later or never: what becomes of a message that was not taken.
//!
//! Only a permanent answer to this message's recipient or text ends it at once. A
//! server that cannot be reached or refuses our log-in says nothing about the
//! message, so it waits until the request itself is over, which `compose`
//! sees; the ages here are for what no request ends.
//!
//! What a server says to one message ages that message, from its first answer on, by the waits
//! that its answers led to. A closed office, a pause or a server that is away do not: a mail
//! that was queued before a week of holidays is new to its server after it.

use chrono::Duration;
use uuid::Uuid;

/// Minutes until the next attempt, by attempts made; the last one repeats.
const WAITS: [i64; 5] = [1, 5, 15, 60, 240];
/// How long in all a server may put off one message by saying "not now".
const PATIENCE: Duration = Duration::days(3);
/// The same for a message whose answers are lost: each time the person may get it once more.
const DOUBT: Duration = Duration::days(1);
/// How long a server may be away since a message was queued; longer than any request is open.
const ABSENCE: Duration = Duration::days(45);

/// Why a message was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The server is not there, or does not let us in.
    Unavailable(String),
    /// It said "not now" to this message.
    Deferred(String),
    /// It said no to this message, for good.
    Refused(String),
    /// It said no for good, because of the address.
    Bounced(String),
    /// It had the text, but its answer was lost: it may have taken the message.
    Lost,
}

/// How old a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Age {
    /// Since it was queued.
    pub queued: Duration,
    /// By the waits that answers to it led to.
    pub put_off: Duration,
}

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// Try again after this long.
    After(Duration),
    /// Give up.
    Never,
}

impl Failure {
    /// The reason in words, without anybody's address.
    pub fn reason(&self) -> String {
        match self {
            Self::Unavailable(reason)
            | Self::Deferred(reason)
            | Self::Refused(reason)
            | Self::Bounced(reason) => without_addresses(reason),
            Self::Lost => "the server's answer was lost after the text was sent".into(),
        }
    }

    /// What to do after `attempts` attempts, for a message of this `age`.
    pub fn next(&self, message: Uuid, attempts: i32, age: Age) -> Next {
        let is_too_old = match self {
            Self::Refused(_) | Self::Bounced(_) => true,
            Self::Deferred(_) => age.put_off >= PATIENCE,
            Self::Lost => age.put_off >= DOUBT,
            Self::Unavailable(_) => age.queued >= ABSENCE,
        };
        if is_too_old {
            Next::Never
        } else {
            Next::After(wait(message, attempts))
        }
    }

    /// Does the wait until the next attempt age the message?
    pub(crate) fn ages(&self) -> bool {
        matches!(self, Self::Deferred(_) | Self::Lost)
    }
}

/// The wait after `attempts` attempts, longer by up to a quarter so that messages
/// which failed together do not all come back together.
fn wait(message: Uuid, attempts: i32) -> Duration {
    let index = usize::try_from(attempts - 1)
        .unwrap_or(0)
        .min(WAITS.len() - 1);
    let seconds = WAITS.get(index).copied().unwrap_or(1) * 60;
    let share = i64::from(message.as_bytes().last().copied().unwrap_or(0));
    Duration::seconds(seconds + seconds * share / (4 * 256))
}

/// The server's words with every address replaced: its answer may repeat the recipient's.
pub(crate) fn without_addresses(text: &str) -> String {
    text.split_whitespace()
        .map(|word| if word.contains('@') { "…" } else { word })
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minutes(failure: &Failure, attempts: i32, put_off: Duration) -> Option<i64> {
        let age = Age {
            queued: put_off,
            put_off,
        };
        match failure.next(Uuid::nil(), attempts, age) {
            Next::After(wait) => Some(wait.num_minutes()),
            Next::Never => None,
        }
    }

    #[test]
    fn waits_grow_and_then_repeat() {
        let failure = Failure::Deferred("451 later".into());
        let waits: Vec<_> = (1..=7)
            .filter_map(|attempts| minutes(&failure, attempts, Duration::zero()))
            .collect();
        assert_eq!(waits, [1, 5, 15, 60, 240, 240, 240]);
    }

    #[test]
    fn only_the_message_s_own_fault_ends_it() {
        let old = Duration::days(4);
        assert_eq!(
            minutes(
                &Failure::Refused("550 no such user".into()),
                1,
                Duration::zero()
            ),
            None
        );
        assert_eq!(
            minutes(&Failure::Deferred("451 later".into()), 9, old),
            None
        );
        assert_eq!(
            minutes(&Failure::Unavailable("535 log-in refused".into()), 9, old),
            Some(240)
        );
        let away = Failure::Unavailable("no connection".into());
        assert_eq!(minutes(&away, 9, Duration::days(45)), None);
        let hour = Duration::hours(1);
        assert_eq!(minutes(&Failure::Lost, 5, hour), Some(240));
        assert_eq!(minutes(&Failure::Lost, 9, old), None);
        let bounced = Failure::Bounced("550 5.1.1 unknown".into());
        assert_eq!(minutes(&bounced, 1, Duration::zero()), None);
    }

    #[test]
    fn what_waited_in_the_outbox_is_new_to_its_server() {
        let age = Age {
            queued: Duration::days(9),
            put_off: Duration::zero(),
        };
        for failure in [Failure::Deferred("451 later".into()), Failure::Lost] {
            let next = failure.next(Uuid::nil(), 1, age);
            assert_eq!(next, Next::After(Duration::minutes(1)), "{failure:?}");
        }
    }

    #[test]
    fn jitter_adds_at_most_a_quarter() {
        let wait = wait(Uuid::max(), 1);
        assert!(
            wait > Duration::seconds(60) && wait < Duration::seconds(75),
            "{wait}"
        );
    }

    #[test]
    fn a_reason_names_nobody() {
        let failure = Failure::Refused("550 5.1.1 <sari@example.org>: unknown".into());
        assert_eq!(failure.reason(), "550 5.1.1 … unknown");
    }
}
