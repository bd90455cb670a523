//! Which places have a summary of a quarter, and whom the programme had reached in them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use uuid::Uuid;

use super::Facts;
use crate::rules::{
    period::Quarter,
    statistics::{Since, ever_by, on_day},
};

/// Who had been enrolled by `day`, and where each was then; nowhere where that is not known.
/// `enrolled` says since when each is enrolled, or is not any more, `places` where it is since when.
pub fn reached(
    enrolled: &[Since<bool>],
    places: &[Since<String>],
    day: NaiveDate,
) -> BTreeMap<Uuid, Option<String>> {
    let mut there = on_day(places, day);
    let reached = ever_by(enrolled, &true, day).into_iter();
    reached.map(|who| (who, there.remove(&who))).collect()
}

impl Facts {
    /// Each province of which something counts in `quarter`, and the nation, if there are
    /// any. The nation is their sum: what a province without a summary had of it would
    /// follow from the others.
    pub fn places(&self, quarter: Quarter) -> BTreeSet<Option<String>> {
        let asked = self.requests.iter();
        let asked = asked.filter(|one| Quarter::of(one.month) == quarter);
        let held = self.sessions.iter();
        let held = held.filter(|one| quarter.contains(one.day));
        let came = self.came.iter();
        let came = came.filter(|one| quarter.contains(one.day));
        let alerts = self.alerts.iter().filter(|one| {
            quarter.contains(one.opened) || one.resolved.is_some_and(|day| quarter.contains(day))
        });
        let visits = self.visits.iter();
        let visits = visits.filter(|one| quarter.contains(one.day));
        let provinces: BTreeSet<&String> = asked
            .map(|one| &one.province)
            .chain(held.map(|one| &one.province))
            .chain(came.map(|one| &one.province))
            .chain(alerts.map(|one| &one.province))
            .chain(visits.map(|one| &one.province))
            .collect();
        let nation = (!provinces.is_empty()).then_some(None);
        let provinces = provinces.into_iter().cloned().map(Some);
        provinces.chain(nation).collect()
    }
}
