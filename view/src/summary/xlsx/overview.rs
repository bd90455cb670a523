//! The first sheet: what the quarter comes to, and what stands out.

use entity::rules::{statistics::Coverage, summary::Reporting};

use super::{Book, Cell, Column};
use crate::summary::{Document, NO_HIGHLIGHTS, RenderError, Shown, sentence};

pub(super) fn sheet(book: &mut Book, document: &Document) -> Result<(), RenderError> {
    let say = |key: &str| document.say(&format!("summary-file-{key}"));
    let columns = vec![
        Column::words(say("figure"), 44.0),
        Column::figures(say("value"), 16.0),
        Column::words(say("unit"), 18.0),
        Column::figures(say("n"), 10.0),
        Column::figures(say("expected"), 10.0),
    ];
    let line = format!("{} · {}", document.edition_line(), document.set_line());
    let mut page = book.page(&say("sheet-summary"), (&document.title(), &line), columns)?;
    for row in rows(document) {
        page.row(&row)?;
    }
    page.gap();
    for one in &document.figures.highlights {
        page.line(&sentence(document.language, one, &document.indicators))?;
    }
    if document.figures.highlights.is_empty() {
        page.line(&document.say(NO_HIGHLIGHTS))?;
    }
    if document.is_public {
        page.line(&say("hidden-why"))?;
    }
    page.gap();
    page.line(&format!("SHA-256 {}", document.hash))?;
    Ok(())
}

/// Figure, value, unit, n, N.
fn rows(document: &Document) -> Vec<[Cell; 5]> {
    let say = |key: &str| document.say(&format!("summary-file-{key}"));
    let blank = || Cell::Text(String::new());
    let enterprises = document.figures.enterprises;
    let planned = enterprises.planned.map_or(Shown::Missing, Shown::Is);
    let mut rows = vec![
        [
            Cell::Name(say("reached")),
            Cell::count(enterprises.reached),
            Cell::Text(say("enterprises")),
            blank(),
            blank(),
        ],
        [
            Cell::Name(say("planned")),
            Cell::shown(document.language, planned, |value| Cell::number(value, 0)),
            Cell::Text(say("enterprises")),
            blank(),
            blank(),
        ],
    ];
    rows.extend(reporting(document));
    rows
}

fn reporting(document: &Document) -> [[Cell; 5]; 4] {
    let say = |key: &str| document.say(&format!("summary-file-{key}"));
    let all = document.reporting();
    let whole = |count: Shown<i64>| Cell::shown(document.language, count, Cell::count);
    let months = all.map(|all| all.coverage);
    let expected = months.map(|all| all.expected);
    let rate = |name: &str, rate: fn(&Coverage) -> Option<f64>, n: fn(&Coverage) -> i64| {
        let value = months.part(|all| rate(&all));
        [
            Cell::Name(say(name)),
            Cell::shown(document.language, value, |value| Cell::number(value, 1)),
            Cell::Text(say("percent-of-months")),
            whole(months.map(|all| n(&all))),
            whole(expected),
        ]
    };
    let who = all.map(|all: Reporting| all.enterprises_reporting);
    [
        [
            Cell::Name(say("enterprises-reporting")),
            whole(who),
            Cell::Text(say("enterprises")),
            whole(who),
            whole(all.map(|all| all.enterprises_expected)),
        ],
        rate("received-rate", Coverage::received_rate, |all| all.received),
        rate("on-time-rate", Coverage::on_time_rate, |all| all.on_time),
        [
            Cell::Name(say("nothing")),
            whole(months.map(|all| all.nothing)),
            Cell::Text(say("months")),
            whole(months.map(|all| all.nothing)),
            whole(expected),
        ],
    ]
}
