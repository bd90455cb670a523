//! While the mail server is away, mail rests instead of knocking again and again.
//!
//! The first failure is logged, and so is the recovery; what fails in between is
//! the same news. Rests grow to a minute, then a few messages try the server again.
//! All of this is of this process and in real time: no message is changed by it.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

/// The first rest; each further one is twice as long.
const FIRST: Duration = Duration::from_secs(1);
/// The longest rest.
const LONGEST: Duration = Duration::from_secs(60);

/// Whether the mail server is known to be away.
#[derive(Debug, Default)]
pub(crate) struct Outage {
    away: Mutex<Option<Away>>,
}

#[derive(Clone, Copy, Debug)]
struct Away {
    rests: u32,
    until: Instant,
}

impl Outage {
    /// Is it useless to try now?
    pub(crate) fn is_resting(&self) -> bool {
        self.now().is_some_and(|away| Instant::now() < away.until)
    }

    /// Was the last word that it is away?
    pub(crate) fn is_on(&self) -> bool {
        self.now().is_some()
    }

    /// It could not be used, for this reason (without anybody's address).
    pub(crate) fn failed(&self, reason: &str) {
        let mut away = self.away.lock().unwrap_or_else(PoisonError::into_inner);
        if away.is_some_and(|away| Instant::now() < away.until) {
            return;
        }
        let rests = away.map_or(0, |away| away.rests + 1);
        if rests == 0 {
            tracing::error!(
                reason,
                "mail waits: the mail server cannot be used; it is tried again at least once a minute"
            );
        }
        let rest = FIRST.saturating_mul(1 << rests.min(6)).min(LONGEST);
        *away = Some(Away {
            rests,
            until: Instant::now() + rest,
        });
    }

    /// It answered.
    pub(crate) fn worked(&self) {
        let was = self
            .away
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if was.is_some() {
            tracing::info!("the mail server can be used again");
        }
    }

    fn now(&self) -> Option<Away> {
        *self.away.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn rests_grow_to_a_minute_and_end_with_an_answer() {
        let outage = Outage::default();
        assert!(!outage.is_on());
        let mut rests = Vec::new();
        for _ in 0..8 {
            outage.failed("no connection");
            let begin = Instant::now();
            while outage.is_resting() {
                tokio::time::advance(Duration::from_millis(500)).await;
            }
            rests.push(begin.elapsed().as_secs());
        }
        assert_eq!(rests, [1, 2, 4, 8, 16, 32, 60, 60]);
        assert!(outage.is_on());
        outage.worked();
        assert!(!outage.is_on());
    }

    #[tokio::test(start_paused = true)]
    async fn failures_of_one_moment_are_one_failure() {
        let outage = Outage::default();
        for _ in 0..4 {
            outage.failed("no connection");
        }
        tokio::time::advance(FIRST).await;
        assert!(!outage.is_resting());
    }
}
