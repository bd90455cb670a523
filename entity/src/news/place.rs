//! How far a reader has come among numbers that are handed out before they are committed.
//!
//! PostgreSQL numbers rows when they are written, so that a row may become visible after one
//! with a higher number. What was jumped over is a gap: its rows are still to come, unless
//! their transaction was rolled back, which nobody is told. So a gap is given up after a time
//! that no transaction takes.

use std::ops::RangeInclusive;

use chrono::{DateTime, Duration, Utc};

/// How long the rows of a gap may take to be committed.
const PATIENCE: Duration = Duration::minutes(10);
/// Gaps that are kept in mind; the newest.
const MOST: usize = 100;

/// Everything up to the highest number was read, but for the gaps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    highest: i64,
    gaps: Vec<Gap>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Gap {
    ids: RangeInclusive<i64>,
    since: DateTime<Utc>,
}

impl Place {
    /// Behind all of `ids`, which are there already and ascend.
    pub(super) fn behind(ids: &[i64], now: DateTime<Utc>) -> Self {
        let mut place = Self {
            highest: ids.first().copied().unwrap_or(0),
            gaps: Vec::new(),
        };
        ids.iter().for_each(|id| place.pass(*id, now));
        place
    }

    /// The highest number that was read.
    pub(super) const fn highest(&self) -> i64 {
        self.highest
    }

    /// The numbers below it that were not.
    pub(super) fn gaps(&self) -> impl Iterator<Item = (i64, i64)> {
        self.gaps
            .iter()
            .map(|gap| (*gap.ids.start(), *gap.ids.end()))
    }

    /// `id` is read.
    pub(super) fn pass(&mut self, id: i64, now: DateTime<Utc>) {
        if id > self.highest {
            self.leave(self.highest + 1..=id - 1, now);
            self.highest = id;
        } else if let Some(at) = self.gaps.iter().position(|gap| gap.ids.contains(&id)) {
            let gap = self.gaps.remove(at);
            self.leave(*gap.ids.start()..=id - 1, gap.since);
            self.leave(id + 1..=*gap.ids.end(), gap.since);
        }
    }

    /// Give up gaps that will not be filled.
    pub(super) fn give_up(&mut self, now: DateTime<Utc>) {
        self.gaps.retain(|gap| now - gap.since < PATIENCE);
        self.gaps.sort_by_key(|gap| gap.since);
        let surplus = self.gaps.len().saturating_sub(MOST);
        self.gaps.drain(..surplus);
    }

    fn leave(&mut self, ids: RangeInclusive<i64>, since: DateTime<Utc>) {
        if !ids.is_empty() {
            self.gaps.push(Gap { ids, since });
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + Duration::minutes(minutes)
    }

    /// The numbers up to `last` that are still to be read.
    fn open(place: &Place, last: i64) -> BTreeSet<i64> {
        let gaps = place.gaps().flat_map(|(from, to)| from..=to);
        gaps.chain(place.highest() + 1..=last).collect()
    }

    #[test]
    fn what_was_jumped_over_is_still_to_come() {
        let mut place = Place::behind(&[3, 4, 6], at(0));
        assert_eq!(open(&place, 7), BTreeSet::from([5, 7]));
        place.pass(9, at(1));
        place.pass(5, at(1));
        assert_eq!(open(&place, 9), BTreeSet::from([7, 8]));
    }

    #[test]
    fn a_gap_is_given_up_when_no_transaction_takes_that_long() {
        let mut place = Place::behind(&[1], at(0));
        place.pass(3, at(0));
        place.give_up(at(9));
        assert_eq!(open(&place, 3), BTreeSet::from([2]));
        place.give_up(at(10));
        assert_eq!(open(&place, 3), BTreeSet::new());
    }

    #[test]
    fn gaps_do_not_grow_without_end() {
        let mut place = Place::default();
        (1..=1_000).for_each(|id| place.pass(2 * id, at(0)));
        place.give_up(at(1));
        assert_eq!(place.gaps().count(), MOST);
    }

    proptest! {
        #[test]
        fn every_number_is_read_once_in_whatever_order(ids in Just((1..=40_i64).collect::<Vec<_>>()).prop_shuffle()) {
            let mut place = Place::default();
            for (read, id) in ids.iter().enumerate() {
                prop_assert!(open(&place, 40).contains(id));
                place.pass(*id, at(0));
                prop_assert_eq!(open(&place, 40).len(), 40 - read - 1);
            }
        }
    }
}
