//! What the programme did in the quarter, and who did not report, as rows of the table.

use entity::rules::{statistics::People, summary::Training};

use super::Row;
use crate::summary::{Document, Shown};

pub(super) fn training(document: &Document) -> Vec<Row> {
    let training = document.training();
    let count = |figure: &str, unit: &str, of: fn(&Training) -> i64| {
        let value = training.map(|all| of(&all) as f64);
        Row::of("training", figure, value, unit)
    };
    let mut rows = vec![
        count("sessions", "sessions", |all| all.sessions),
        count("visits", "visits", |all| all.visits),
        count("enterprises", "enterprises", |all| all.enterprises),
    ];
    rows.extend(people("managers", training.map(|all| all.managers)));
    rows.extend(people("workers", training.map(|all| all.workers)));
    let satisfaction = Row::of(
        "training",
        "satisfaction",
        document.satisfaction(),
        "of 100",
    );
    let [n, of] = document.satisfied().map_or([None; 2], |all| all.map(Some));
    rows.push(satisfaction.n_of(n, of));
    rows
}

fn people(role: &str, people: Shown<People>) -> [Row; 4] {
    let row = |sex: &str, of: fn(&People) -> i64| {
        let value = people.map(|all| of(&all) as f64);
        Row::of("training", format!("{role}_{sex}"), value, "attendances")
    };
    [
        row("women", |all| all.women),
        row("men", |all| all.men),
        row("not_stated", |all| all.not_stated),
        row("total", People::total),
    ]
}

pub(super) fn alerts(document: &Document) -> [Row; 3] {
    let alarms = document.alarms();
    [
        ("opened", "alerts", alarms.map(|all| all.opened)),
        ("resolved", "alerts", alarms.map(|all| all.resolved)),
        ("advisory_visits", "visits", alarms.map(|all| all.visits)),
    ]
    .map(|(figure, unit, value)| Row::of("alerts", figure, value.map(|n| n as f64), unit))
}

/// The months that are missing, with the enterprise's name; never in a public set.
pub(super) fn not_reported(document: &Document) -> Vec<Row> {
    if document.is_public {
        return Vec::new();
    }
    let silent = document.figures.silent.iter();
    let missing = silent.flat_map(|one| one.months.iter().map(move |month| (one, month)));
    missing
        .map(|(one, month)| Row {
            month: Some(month.clone()),
            enterprise: Some(one.name.clone()),
            ..Row::of("not_reported", "received", Shown::Is(0.0), "months").n_of(Some(0), Some(1))
        })
        .collect()
}
