//! Chance that falls the same way every time.

use chrono::{NaiveDate, NaiveTime};
use rand::{Rng, RngCore, SeedableRng};
use rand_chacha::ChaCha8Rng;
use uuid::{Builder, Uuid};

/// One stream of chance. Each enterprise has its own, so that one more row for
/// one of them does not change all that come after.
pub(super) struct Dice(ChaCha8Rng);

impl Dice {
    /// The stream `stream` of the seed `seed`.
    pub(super) fn new(seed: u64, stream: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(stream);
        Self(rng)
    }

    /// An id in the form of version 7, so that ids sort by the day they were made for.
    pub(super) fn id(&mut self, day: NaiveDate) -> Uuid {
        let mut bytes = [0; 10];
        self.0.fill_bytes(&mut bytes);
        let millis = day
            .and_time(NaiveTime::MIN)
            .and_utc()
            .timestamp_millis()
            .unsigned_abs();
        Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
    }

    /// True with the probability `share`.
    pub(super) fn chance(&mut self, share: f64) -> bool {
        self.0.random_bool(share.clamp(0.0, 1.0))
    }

    /// A number from `low` to `high`.
    pub(super) fn between(&mut self, low: f64, high: f64) -> f64 {
        self.0.random_range(low..=high)
    }

    /// A whole number from `low` to `high`, both included.
    pub(super) fn whole(&mut self, low: i64, high: i64) -> i64 {
        self.0.random_range(low..=high)
    }

    /// One of `items`, which are not empty.
    pub(super) fn pick<'items, T>(&mut self, items: &'items [T]) -> &'items T {
        &items[self.0.random_range(0..items.len())]
    }

    /// A number around 0: a bell curve with the deviation `deviation`.
    pub(super) fn noise(&mut self, deviation: f64) -> f64 {
        let sum: f64 = (0..12).map(|_| self.0.random_range(0.0..1.0)).sum();
        (sum - 6.0) * deviation
    }

    /// How often something happens that happens `mean` times on average.
    pub(super) fn events(&mut self, mean: f64) -> f64 {
        let limit = (-mean.clamp(0.0, 500.0)).exp();
        let (mut count, mut product) = (0.0, self.0.random_range(0.0..1.0));
        while product > limit {
            count += 1.0;
            product *= self.0.random_range(0.0..1.0_f64);
        }
        count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_stream_gives_the_same_ids_and_another_does_not() {
        let day = NaiveDate::from_ymd_opt(2010, 1, 4).unwrap_or_default();
        let id = |seed, stream| Dice::new(seed, stream).id(day);
        assert_eq!(id(1, 1), id(1, 1));
        assert_ne!(id(1, 1), id(1, 2));
        assert_ne!(id(1, 1), id(2, 1));
        assert_eq!(id(1, 1).get_version_num(), 7);
    }

    #[test]
    fn events_come_as_often_as_asked() {
        let mut dice = Dice::new(7, 0);
        let sum: f64 = (0..2000).map(|_| dice.events(1.5)).sum();
        assert!((sum / 2000.0 - 1.5).abs() < 0.15, "{sum}");
    }
}
