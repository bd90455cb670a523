//! `SCORE_MAIL_RATE`: so many messages a second, over all workers together.
//!
//! A batch takes its times to send at from one row of the database, which all
//! workers share, and each message waits for its own. Batches are kept small enough
//! that a worker never holds times for more than a few seconds ahead.

use chrono::{DateTime, Duration, Utc};
use entity::{clock::real_now, pace};
use sea_orm::{ConnectionTrait, DbErr};

/// How far ahead one batch takes its times.
const AHEAD: Duration = Duration::seconds(10);
/// The longest time between two messages, however small the rate.
const SLOWEST: Duration = Duration::hours(1);

/// The time between two messages, where there is a limit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    step: Option<Duration>,
}

/// The times of one batch.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Times {
    first: DateTime<Utc>,
    step: Duration,
}

impl Pace {
    /// `rate` messages a second; no limit where it is none.
    pub(crate) fn new(rate: Option<f64>) -> Self {
        Self { step: step(rate) }
    }

    /// How many messages a batch of at most `most` may hold.
    pub(crate) fn batch(self, most: u64) -> u64 {
        let step = self.step.and_then(|step| step.num_microseconds());
        let ahead = AHEAD.num_microseconds().unwrap_or(i64::MAX);
        match step {
            Some(step) if step > 0 => {
                u64::try_from(ahead / step).map_or(most, |n| n.clamp(1, most))
            }
            _ => most,
        }
    }

    /// Times for `count` messages.
    pub(crate) async fn take(
        self,
        db: &impl ConnectionTrait,
        count: usize,
    ) -> Result<Option<Times>, DbErr> {
        match self.step {
            Some(step) if count > 0 => {
                let first = pace::take(db, pace::MAIL, count, step, real_now()).await?;
                Ok(Some(Times { first, step }))
            }
            _ => Ok(None),
        }
    }
}

/// The time between two messages at `rate` a second; none where that is no limit.
pub(crate) fn step(rate: Option<f64>) -> Option<Duration> {
    let rate = rate.filter(|rate| rate.is_finite() && *rate > 0.0)?;
    Some(Duration::microseconds((1_000_000.0 / rate) as i64).min(SLOWEST))
}

impl Times {
    /// The time of the message `index`.
    pub(crate) fn at(self, index: usize) -> DateTime<Utc> {
        self.first + self.step * i32::try_from(index).unwrap_or(i32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_is_as_large_as_its_times_reach() {
        assert_eq!(Pace::new(None).batch(500), 500);
        assert_eq!(Pace::new(Some(0.0)).batch(500), 500);
        assert_eq!(Pace::new(Some(1000.0)).batch(500), 500);
        assert_eq!(Pace::new(Some(5.0)).batch(500), 50);
        assert_eq!(Pace::new(Some(0.01)).batch(500), 1);
        assert_eq!(Pace::new(Some(1e-300)).batch(500), 1);
    }
}
