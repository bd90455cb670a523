//! Training, alerts and advisory visits.

use entity::rules::{statistics::People, summary::Training};

use super::{Book, Cell, Column};
use crate::summary::{Document, RenderError, Shown};

pub(super) fn training(book: &mut Book, document: &Document) -> Result<(), RenderError> {
    let say = |key: &str| document.say(&format!("summary-file-{key}"));
    let figures = |key: &str| Column::figures(say(key), 14.0);
    let columns = vec![
        Column::words(say("attendances"), 36.0),
        figures("women"),
        figures("men"),
        figures("not-stated"),
        figures("total"),
    ];
    let title = document.title();
    let mut page = book.page(
        &say("sheet-training"),
        (&title, &say("training-line")),
        columns,
    )?;
    let training = document.training();
    let both = training.map(|all| all.everybody());
    page.row(&people(
        document,
        "managers",
        training.map(|all| all.managers),
    ))?;
    page.row(&people(
        document,
        "workers",
        training.map(|all| all.workers),
    ))?;
    page.row(&people(document, "total", both))?;
    page.gap();
    let count = |of: fn(&Training) -> i64| {
        Cell::shown(document.language, training.map(|all| of(&all)), Cell::count)
    };
    let satisfaction = Cell::shown(document.language, document.satisfaction(), |value| {
        Cell::number(value, 1)
    });
    page.row(&[Cell::Name(say("sessions")), count(|all| all.sessions)])?;
    page.row(&[Cell::Name(say("visits")), count(|all| all.visits)])?;
    page.row(&[Cell::Name(say("trained")), count(|all| all.enterprises)])?;
    page.row(&[Cell::Name(say("satisfaction")), satisfaction])?;
    if let Some([n, _]) = document.satisfied() {
        page.row(&[Cell::Name(say("satisfied-by")), Cell::count(n)])?;
    }
    Ok(())
}

fn people(document: &Document, role: &str, people: Shown<People>) -> [Cell; 5] {
    let count = |of: fn(&People) -> i64| {
        Cell::shown(document.language, people.map(|all| of(&all)), Cell::count)
    };
    [
        Cell::Name(document.say(&format!("summary-file-{role}"))),
        count(|all| all.women),
        count(|all| all.men),
        count(|all| all.not_stated),
        count(People::total),
    ]
}

pub(super) fn alerts(book: &mut Book, document: &Document) -> Result<(), RenderError> {
    let say = |key: &str| document.say(&format!("summary-file-{key}"));
    let columns = vec![
        Column::words(say("figure"), 44.0),
        Column::figures(say("value"), 16.0),
    ];
    let title = document.title();
    let mut page = book.page(&say("sheet-alerts"), (&title, &say("alerts-line")), columns)?;
    let alarms = document.alarms();
    for (key, count) in [
        ("alerts-opened", alarms.map(|all| all.opened)),
        ("alerts-resolved", alarms.map(|all| all.resolved)),
        ("advisory-visits", alarms.map(|all| all.visits)),
    ] {
        let value = Cell::shown(document.language, count, Cell::count);
        page.row(&[Cell::Name(say(key)), value])?;
    }
    Ok(())
}
