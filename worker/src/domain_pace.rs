//! `SCORE_MAIL_DOMAIN_RATE`: so many messages a second to one domain, over all workers together.
//!
//! Those that go within a moment take their times from the domain's row in the database. The
//! others are put back until about their time, so that they stand in nobody's way.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Duration, Utc};
use entity::{clock::real_now, message, pace};
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use crate::{domain::domain, pace::step};

/// How far ahead times are taken.
const AHEAD: Duration = Duration::seconds(2);

/// The time between two messages to one domain, where there is a limit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DomainPace {
    step: Option<Duration>,
}

/// When each of some messages may go.
#[derive(Debug, Default)]
pub(crate) struct Paced {
    /// Those that go, at once or within a moment.
    pub(crate) going: Vec<message::Model>,
    /// When, in real time; at once where it is missing.
    pub(crate) times: HashMap<Uuid, DateTime<Utc>>,
    /// Those that go later, and in how long.
    pub(crate) later: Vec<(message::Model, Duration)>,
}

impl DomainPace {
    /// `rate` messages a second; no limit where it is none.
    pub(crate) fn new(rate: Option<f64>) -> Self {
        Self { step: step(rate) }
    }

    /// Take the times of `messages`, those that wait least first.
    pub(crate) async fn take(
        self,
        db: &impl ConnectionTrait,
        messages: Vec<message::Model>,
    ) -> Result<Paced, DbErr> {
        let Some(step) = self.step else {
            return Ok(Paced {
                going: messages,
                ..Paced::default()
            });
        };
        let mut domains: BTreeMap<String, Vec<message::Model>> = BTreeMap::new();
        for message in messages {
            let row = format!("domain {}", domain(&message.recipient));
            domains.entry(row).or_default().push(message);
        }
        let mut free = pace::next(db, domains.keys().cloned()).await?;
        let mut paced = Paced::default();
        for (row, mut theirs) in domains {
            let now = real_now();
            let from = free.remove(&row).map_or(now, |next| next.max(now));
            let later = theirs.split_off(fitting(now + AHEAD - from, step).min(theirs.len()));
            let wait = |index: usize| from - now + step * count(index + theirs.len());
            paced.later.extend(
                later
                    .into_iter()
                    .enumerate()
                    .map(|(index, one)| (one, wait(index))),
            );
            if !theirs.is_empty() {
                let first = pace::take(db, &row, theirs.len(), step, now).await?;
                let times = theirs.iter().enumerate();
                let times = times.map(|(index, one)| (one.id, first + step * count(index)));
                paced.times.extend(times);
            }
            paced.going.extend(theirs);
        }
        let times = &paced.times;
        paced
            .going
            .sort_by_key(|message| times.get(&message.id).copied());
        Ok(paced)
    }
}

/// How many times, `step` apart, begin within `room`.
fn fitting(room: Duration, step: Duration) -> usize {
    let (room, step) = (room.num_microseconds(), step.num_microseconds());
    match (room, step) {
        (Some(room), Some(step)) if room >= 0 && step > 0 => {
            usize::try_from(room / step + 1).unwrap_or(usize::MAX)
        }
        (Some(room), _) if room < 0 => 0,
        _ => usize::MAX,
    }
}

fn count(index: usize) -> i32 {
    i32::try_from(index).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_fit_as_begin_in_time() {
        let second = Duration::seconds(1);
        assert_eq!(fitting(second * 2, second), 3);
        assert_eq!(fitting(Duration::zero(), second), 1);
        assert_eq!(fitting(-second, second), 0);
        assert_eq!(fitting(second, second * 60), 1);
        assert_eq!(fitting(second, Duration::zero()), usize::MAX);
    }
}
