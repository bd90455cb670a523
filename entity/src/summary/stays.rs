//! Where an enterprise was when something happened to it.

use std::collections::HashMap;

use chrono::NaiveDate;
use uuid::Uuid;

use crate::rules::statistics::Since;

/// Where everybody was when.
pub(super) struct Stays(HashMap<Uuid, Vec<(NaiveDate, String)>>);

impl Stays {
    pub(super) fn of(places: &[Since<String>]) -> Self {
        let mut stays: HashMap<Uuid, Vec<(NaiveDate, String)>> = HashMap::new();
        for one in places {
            let theirs = stays.entry(one.who).or_default();
            theirs.push((one.from, one.what.clone()));
        }
        stays.values_mut().for_each(|theirs| theirs.sort());
        Self(stays)
    }

    /// Where it was then; before anything is known of it, where it was first.
    pub(super) fn on(&self, who: Uuid, day: NaiveDate) -> Option<String> {
        let theirs = self.0.get(&who)?;
        let begun = theirs.iter().rev().find(|(from, _)| *from <= day);
        begun
            .or(theirs.first())
            .map(|(_, province)| province.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happened_before_anything_is_known_happened_where_it_was_first() {
        let (who, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let since = |from: &str, province: &str| Since {
            who,
            from: from.parse().unwrap(),
            what: province.to_owned(),
        };
        let stays = Stays::of(&[since("2012-06-01", "ID-JT"), since("2012-03-05", "ID-JK")]);
        for (day, expected) in [
            ("2012-03-01", "ID-JK"),
            ("2012-03-05", "ID-JK"),
            ("2012-05-31", "ID-JK"),
            ("2012-06-01", "ID-JT"),
        ] {
            assert_eq!(
                stays.on(who, day.parse().unwrap()).as_deref(),
                Some(expected),
                "{day}"
            );
        }
        assert_eq!(stays.on(other, "2012-06-01".parse().unwrap()), None);
    }
}
