//! What was delivered in a quarter: training, alerts and advisory visits.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{Alarms, Facts, Training};
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
    let mut attendances: BTreeMap<Uuid, f64> = BTreeMap::new();
    for one in came {
        training.managers += one.managers;
        training.workers += one.workers;
        content.extend(one.satisfaction);
        let people = one.managers.total() + one.workers.total();
        *attendances.entry(one.enterprise).or_default() += people as f64;
    }
    content.sort_by(f64::total_cmp);
    training.enterprises = attendances.len() as i64;
    training.satisfaction =
        (!content.is_empty()).then(|| content.iter().sum::<f64>() / content.len() as f64);
    training.top_two = top_two(attendances.into_values().collect());
    training
}

/// The alerts and advisory visits of the places that are `here`.
pub(super) fn alarms(facts: &Facts, here: impl Fn(&str) -> bool, quarter: Quarter) -> Alarms {
    let alerts: Vec<_> = facts
        .alerts
        .iter()
        .filter(|(province, ..)| here(province))
        .collect();
    let opened = alerts
        .iter()
        .filter(|(_, opened, _)| quarter.contains(*opened));
    let resolved = alerts
        .iter()
        .filter(|(_, _, resolved)| resolved.is_some_and(|day| quarter.contains(day)));
    let visits = facts
        .visits
        .iter()
        .filter(|(province, day)| here(province) && quarter.contains(*day));
    Alarms {
        opened: opened.count() as i64,
        resolved: resolved.count() as i64,
        visits: visits.count() as i64,
    }
}
