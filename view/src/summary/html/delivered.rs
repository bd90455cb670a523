//! Training, alerts, who did not report, and what differs from the edition before.

use entity::rules::statistics::People;

use super::part::{Cell, Line, Part, Row};
use crate::{
    format,
    summary::{Document, Shown, difference_sentence, missing_months, no_difference},
};

/// Training that was delivered.
pub(super) fn training(document: &Document) -> Part {
    let say = |key: &str| document.say(&format!("summary-file-{key}"));
    let training = document.training();
    let both = training.map(|all| all.everybody());
    let heads = ["attendances", "women", "men", "not-stated", "total"];
    Part {
        id: "training",
        title: say("sheet-training"),
        line: say("training-line"),
        heads: heads.iter().map(|head| say(head)).collect(),
        rows: vec![
            people(document, "managers", training.map(|all| all.managers)),
            people(document, "workers", training.map(|all| all.workers)),
            people(document, "total", both),
        ],
        lines: vec![
            counted(document, "sessions", training.map(|all| all.sessions)),
            counted(document, "visits", training.map(|all| all.visits)),
            counted(document, "trained", training.map(|all| all.enterprises)),
            line(say("satisfaction"), document.satisfaction_line()),
        ],
        ..Part::default()
    }
}

fn people(document: &Document, role: &str, people: Shown<People>) -> Row {
    let language = document.language;
    let count = |of: fn(&People) -> i64| {
        Cell::shown(language, people.map(|all| of(&all)), |count| {
            format::whole(language, count)
        })
    };
    Row {
        name: document.say(&format!("summary-file-{role}")),
        note: String::new(),
        cells: vec![
            count(|all| all.women),
            count(|all| all.men),
            count(|all| all.not_stated),
            count(People::total),
        ],
    }
}

/// Alerts and advisory visits.
pub(super) fn alerts(document: &Document) -> Part {
    let alarms = document.alarms();
    Part {
        id: "alerts",
        title: document.say("summary-file-sheet-alerts"),
        line: document.say("summary-file-alerts-line"),
        lines: vec![
            counted(document, "alerts-opened", alarms.map(|all| all.opened)),
            counted(document, "alerts-resolved", alarms.map(|all| all.resolved)),
            counted(document, "advisory-visits", alarms.map(|all| all.visits)),
        ],
        ..Part::default()
    }
}

fn counted(document: &Document, key: &str, count: Shown<i64>) -> Line {
    let value = count.written(document.language, |count| {
        format::whole(document.language, count)
    });
    line(document.say(&format!("summary-file-{key}")), value)
}

fn line(name: String, value: String) -> Line {
    Line {
        text: format!("{name}: {value}"),
        mark: String::new(),
    }
}

/// Who did not report; for internal pages only.
pub(super) fn not_reported(document: &Document) -> Part {
    let say = |key: &str| document.say(&format!("summary-file-{key}"));
    let silent = &document.figures.silent;
    let rows = silent.iter().map(|one| Row {
        name: one.name.clone(),
        note: String::new(),
        cells: vec![Cell {
            text: missing_months(document.language, one),
            ..Cell::default()
        }],
    });
    let line = if silent.is_empty() {
        "not-reported-none"
    } else {
        "not-reported-line"
    };
    Part {
        id: "not-reported",
        title: say("sheet-not-reported"),
        line: say(line),
        is_words: true,
        heads: vec![say("enterprise"), say("missing-months")],
        rows: rows.collect(),
        ..Part::default()
    }
}

/// What differs from the edition before.
pub(super) fn differences(document: &Document) -> Part {
    let say = |key: &str| document.say(&format!("summary-file-{key}"));
    let lines: Vec<Line> = document
        .differences
        .iter()
        .filter_map(|one| {
            let text = difference_sentence(document.language, one, &document.indicators)?;
            let mark = one.is_material.then(|| say("material-mark"));
            Some(Line {
                text,
                mark: mark.unwrap_or_default(),
            })
        })
        .collect();
    let none = lines.is_empty().then(|| say(no_difference(document)));
    Part {
        id: "differences",
        title: say("sheet-differences"),
        line: none.unwrap_or_default(),
        lines,
        ..Part::default()
    }
}
