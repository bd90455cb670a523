//! What was delivered in a quarter: training, alerts and advisory visits.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{Alarms, Came, Facts, Training};
use crate::rules::{period::Quarter, statistics::top_two};

/// The training of the places that are `here`.
pub(super) fn training(facts: &Facts, here: impl Fn(&str) -> bool, quarter: Quarter) -> Training {
    let held = facts.sessions.iter();
    let held = held.filter(|one| here(&one.province) && quarter.contains(one.day));
    let (visits, sessions): (Vec<_>, Vec<_>) = held.partition(|one| one.is_visit);
    let came = facts.came.iter();
    let came = came.filter(|one| here(&one.province) && quarter.contains(one.day));
    let mut training = Training {
        sessions: sessions.len() as i64,
        visits: visits.len() as i64,
        ..Training::default()
    };
    let mut content: Vec<f64> = Vec::new();
    let mut by_enterprise: BTreeMap<Uuid, [f64; PARTS]> = BTreeMap::new();
    let mut satisfied: BTreeMap<Uuid, f64> = BTreeMap::new();
    for one in came {
        training.managers += one.managers;
        training.workers += one.workers;
        let theirs = by_enterprise.entry(one.enterprise).or_default();
        for (sum, part) in theirs.iter_mut().zip(parts(one)) {
            *sum += part as f64;
        }
        if let Some(how) = one.satisfaction {
            content.push(how);
            *satisfied.entry(one.enterprise).or_default() += how;
        }
    }
    content.sort_by(f64::total_cmp);
    training.enterprises = by_enterprise.len() as i64;
    training.satisfaction =
        (!content.is_empty()).then(|| content.iter().sum::<f64>() / content.len() as f64);
    training.top_two = largest(&by_enterprise);
    training.satisfied = Some(satisfied.len() as i64);
    training.satisfied_top_two = top_two(satisfied.into_values().collect());
    training
}

/// How many sums of people are shown.
const PARTS: usize = 12;

/// What one attendance adds to each sum of people that is shown: women, men, not stated and
/// all of them, of managers, of workers, and of both.
fn parts(one: &Came) -> [i64; PARTS] {
    let mut both = one.managers;
    both += one.workers;
    let [managers, workers, both] = [one.managers, one.workers, both]
        .map(|all| [all.women, all.men, all.not_stated, all.total()]);
    let [a, b, c, d] = managers;
    let [e, f, g, h] = workers;
    let [i, j, k, l] = both;
    [a, b, c, d, e, f, g, h, i, j, k, l]
}

/// The largest share of two enterprises in any of the sums; missing where all are nothing.
fn largest<const N: usize>(by_enterprise: &BTreeMap<Uuid, [f64; N]>) -> Option<f64> {
    let share = |at: usize| {
        let parts = by_enterprise.values().filter_map(|all| all.get(at));
        top_two(parts.copied().collect())
    };
    (0..N).filter_map(share).max_by(f64::total_cmp)
}

/// The alerts and advisory visits of the places that are `here`.
pub(super) fn alarms(facts: &Facts, here: impl Fn(&str) -> bool, quarter: Quarter) -> Alarms {
    let mut by_enterprise: BTreeMap<Uuid, [f64; 3]> = BTreeMap::new();
    let mut count = |enterprise, [opened, resolved, visits]: [bool; 3]| {
        let theirs: &mut [f64; 3] = by_enterprise.entry(enterprise).or_default();
        for (sum, one) in theirs.iter_mut().zip([opened, resolved, visits]) {
            *sum += f64::from(u8::from(one));
        }
    };
    for one in facts.alerts.iter().filter(|one| here(&one.province)) {
        let opened = quarter.contains(one.opened);
        let resolved = one.resolved.is_some_and(|day| quarter.contains(day));
        if opened || resolved {
            count(one.enterprise, [opened, resolved, false]);
        }
    }
    for one in facts.visits.iter().filter(|one| here(&one.province)) {
        if quarter.contains(one.day) {
            count(one.enterprise, [false, false, true]);
        }
    }
    let sum = |of: fn(&[f64; 3]) -> f64| by_enterprise.values().map(of).sum::<f64>() as i64;
    Alarms {
        opened: sum(|[opened, ..]| *opened),
        resolved: sum(|[_, resolved, _]| *resolved),
        visits: sum(|[.., visits]| *visits),
        enterprises: Some(by_enterprise.len() as i64),
        top_two: largest(&by_enterprise),
    }
}
