//! What the enterprises of each place came to, worked out once for all places.

use std::collections::{BTreeMap, HashMap, HashSet};

use uuid::Uuid;

use super::{Points, Tallies};
use crate::rules::{
    period::Quarter,
    series::{Tally, tallies},
};

/// What the enterprises came to in `quarter` by each indicator of `points`, in each province and
/// in the nation.
pub fn tallied(
    points: &HashMap<String, Points>,
    quarter: Quarter,
) -> BTreeMap<Option<String>, Tallies> {
    let mut places: BTreeMap<Option<String>, Tallies> = BTreeMap::new();
    for (code, provinces) in points {
        let mut nation = Vec::new();
        for (province, points) in provinces {
            let then = points.iter().copied();
            let then = then.filter(|point| Quarter::of(point.month) == quarter);
            let here = tallies(then.collect());
            nation.extend_from_slice(&here);
            let place = places.entry(Some(province.clone())).or_default();
            place.insert(code.clone(), here);
        }
        let place = places.entry(None).or_default();
        place.insert(code.clone(), nationwide(nation, provinces, quarter));
    }
    places
}

/// The tallies of all provinces as one. Who was in several is tallied anew over all of them:
/// the sums of sums would have other last digits.
fn nationwide(mut all: Vec<Tally>, provinces: &Points, quarter: Quarter) -> Vec<Tally> {
    all.sort_by_key(|tally| tally.enterprise);
    let same = all.chunk_by(|one, other| one.enterprise == other.enterprise);
    let moved: HashSet<Uuid> = same
        .filter(|same| same.len() > 1)
        .filter_map(|same| same.first())
        .map(|tally| tally.enterprise)
        .collect();
    if !moved.is_empty() {
        all.retain(|tally| !moved.contains(&tally.enterprise));
        let theirs = provinces.values().flatten().copied();
        let theirs = theirs.filter(|point| {
            moved.contains(&point.enterprise) && Quarter::of(point.month) == quarter
        });
        all.extend(tallies(theirs.collect()));
        all.sort_by_key(|tally| tally.enterprise);
    }
    all
}
