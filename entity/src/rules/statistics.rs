//! Counts and rates of groups (`DOMAIN.md` §4): missing is not zero, and nobody is counted twice.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How many reports were expected, and what came of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// Months that were expected.
    pub expected: i64,
    /// Those with a report or *nothing to report*, late ones included.
    pub received: i64,
    /// Those whose first answer came by the due date.
    pub on_time: i64,
    /// Those with *nothing to report*.
    pub nothing: i64,
}

impl Coverage {
    /// Received over expected, in per cent; missing where nothing was expected.
    pub fn received_rate(&self) -> Option<f64> {
        per_cent(self.received as f64, self.expected as f64)
    }

    /// On time over expected, in per cent; missing where nothing was expected.
    pub fn on_time_rate(&self) -> Option<f64> {
        per_cent(self.on_time as f64, self.expected as f64)
    }
}

impl std::ops::AddAssign for Coverage {
    fn add_assign(&mut self, more: Self) {
        self.expected += more.expected;
        self.received += more.received;
        self.on_time += more.on_time;
        self.nothing += more.nothing;
    }
}

/// `part` of `whole` in per cent; missing where there is no whole.
pub fn per_cent(part: f64, whole: f64) -> Option<f64> {
    (whole != 0.0).then(|| 100.0 * part / whole)
}

/// The middle of `values`, or half-way between the two in the middle; missing where there is none.
pub fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    let upper = *values.get(middle)?;
    if values.len() % 2 == 1 {
        return Some(upper);
    }
    values
        .get(middle.checked_sub(1)?)
        .map(|lower| f64::midpoint(*lower, upper))
}

/// The share of the two largest of `parts` in their sum, in per cent; missing where that is nothing.
pub fn top_two(mut parts: Vec<f64>) -> Option<f64> {
    parts.sort_by(|one, other| other.total_cmp(one));
    per_cent(parts.iter().take(2).sum(), parts.iter().sum())
}

/// What each group comes to, in the order of the groups.
pub fn by_group<K: Ord, V: Default + std::ops::AddAssign>(
    parts: impl IntoIterator<Item = (K, V)>,
) -> BTreeMap<K, V> {
    let mut groups = BTreeMap::new();
    for (key, part) in parts {
        *groups.entry(key).or_insert_with(V::default) += part;
    }
    groups
}

/// What somebody is since a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Since<T> {
    /// Who.
    pub who: Uuid,
    /// Since when.
    pub from: NaiveDate,
    /// What.
    pub what: T,
}

/// What each was on `day`: the newest that had begun.
pub fn on_day<T: Clone>(history: &[Since<T>], day: NaiveDate) -> HashMap<Uuid, T> {
    let mut newest: HashMap<Uuid, &Since<T>> = HashMap::new();
    for one in history.iter().filter(|one| one.from <= day) {
        let held = newest.entry(one.who).or_insert(one);
        if held.from <= one.from {
            *held = one;
        }
    }
    newest
        .into_iter()
        .map(|(who, one)| (who, one.what.clone()))
        .collect()
}

/// Who had been `what` by `day`, each once, also who is not any more.
pub fn ever_by<T: PartialEq>(history: &[Since<T>], what: &T, day: NaiveDate) -> BTreeSet<Uuid> {
    let had = history
        .iter()
        .filter(|one| one.from <= day && one.what == *what);
    had.map(|one| one.who).collect()
}

/// How many are what, in the order of what.
pub fn counted<T: Ord>(all: impl IntoIterator<Item = T>) -> BTreeMap<T, i64> {
    by_group(all.into_iter().map(|one| (one, 1)))
}

/// The part of an amount that falls to `year`, when it is for all years from the
/// first to the last alike; nothing for a year outside.
pub fn of_year(amount: f64, (first, last): (i32, i32), year: i32) -> f64 {
    if (first..=last).contains(&year) {
        amount / f64::from(last - first + 1)
    } else {
        0.0
    }
}

/// Attendances of women, men, and persons whose sex was not stated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct People {
    /// Women.
    pub women: i64,
    /// Men.
    pub men: i64,
    /// Sex not stated.
    pub not_stated: i64,
}

impl People {
    /// All of them.
    pub fn total(&self) -> i64 {
        self.women + self.men + self.not_stated
    }
}

impl std::ops::AddAssign for People {
    fn add_assign(&mut self, more: Self) {
        self.women += more.women;
        self.men += more.men;
        self.not_stated += more.not_stated;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn since(who: u128, from: &str, what: &'static str) -> Since<&'static str> {
        Since {
            who: Uuid::from_u128(who),
            from: day(from),
            what,
        }
    }

    #[test]
    fn rates_are_over_what_was_expected_and_missing_without() {
        let coverage = Coverage {
            expected: 8,
            received: 6,
            on_time: 4,
            nothing: 1,
        };
        assert_eq!(coverage.received_rate(), Some(75.0));
        assert_eq!(coverage.on_time_rate(), Some(50.0));
        assert_eq!(Coverage::default().received_rate(), None);
    }

    #[test]
    fn the_median_is_in_the_middle() {
        assert_eq!(median(vec![]), None);
        assert_eq!(median(vec![3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(vec![4.0, 1.0, 2.0, 3.0]), Some(2.5));
    }

    #[test]
    fn groups_add_up() {
        let one = Coverage {
            expected: 1,
            ..Coverage::default()
        };
        let groups = by_group([("b", one), ("a", one), ("b", one)]);
        let expected: Vec<_> = groups
            .iter()
            .map(|(key, sum)| (*key, sum.expected))
            .collect();
        assert_eq!(expected, [("a", 1), ("b", 2)]);
    }

    #[test]
    fn a_day_has_what_had_begun_and_a_year_counts_each_once() {
        let history = [
            since(1, "2010-03-01", "ENROLLED"),
            since(1, "2011-05-01", "GRADUATED"),
            since(2, "2011-02-01", "ENROLLED"),
            since(2, "2010-01-01", "PROSPECT"),
            since(3, "2012-01-01", "ENROLLED"),
            since(1, "2012-06-01", "ENROLLED"),
        ];
        let then = on_day(&history, day("2011-12-31"));
        assert_eq!(then[&Uuid::from_u128(1)], "GRADUATED");
        assert_eq!(then[&Uuid::from_u128(2)], "ENROLLED");
        assert_eq!(then.len(), 2);
        assert_eq!(ever_by(&history, &"ENROLLED", day("2010-12-31")).len(), 1);
        assert_eq!(ever_by(&history, &"ENROLLED", day("2011-12-31")).len(), 2);
        assert_eq!(ever_by(&history, &"ENROLLED", day("2012-12-31")).len(), 3);
    }

    #[test]
    fn an_amount_is_spread_over_its_years() {
        assert_eq!(of_year(600_000.0, (2009, 2013), 2012), 120_000.0);
        assert_eq!(of_year(600_000.0, (2009, 2013), 2014), 0.0);
        assert_eq!(of_year(7.0, (2012, 2012), 2012), 7.0);
    }
}
