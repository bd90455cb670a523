//! The key figures, how the enterprises reported, and the indicators.

use entity::{
    indicator,
    rules::{
        period::Month,
        statistics::Coverage,
        summary::{IndicatorFigures, Matched},
    },
};

use super::part::{Cell, Chart, KeyFigure, Part, Row};
use crate::{
    chart::{self, Bar, BarChart, LineChart},
    figure, format,
    locale::text_with,
    summary::{Document, Shown},
};

/// What the quarter comes to, at a glance.
pub(super) fn key(document: &Document) -> Vec<KeyFigure> {
    let language = document.language;
    let say = |key: &str| document.say(&format!("summary-file-{key}"));
    let whole = |value: f64| format::number(language, value, 0);
    let enterprises = document.figures.enterprises;
    let planned = enterprises.planned.map(whole);
    let coverage = document.reporting().map(|all| all.coverage);
    let rate = |rate: fn(&Coverage) -> Option<f64>, n: fn(&Coverage) -> i64, name: &str| {
        let value = coverage.part(|all| rate(&all));
        let note = coverage.map(|all| of(document, n(&all), all.expected, "n-of-months"));
        KeyFigure {
            name: say(name),
            value: value.written(language, |value| format::percent(language, value, 0)),
            note: note.value().unwrap_or_default(),
        }
    };
    let reporting = document.reporting();
    let who = reporting.map(|all| all.enterprises_reporting as f64);
    let of_whom = reporting.map(|all| whole(all.enterprises_expected as f64));
    let of = |of: String| text_with(language, "summary-file-of", &[("of", of)]);
    vec![
        KeyFigure {
            name: say("reached"),
            value: whole(enterprises.reached as f64),
            note: planned.map_or_else(
                || say("no-plan"),
                |of| text_with(language, "summary-file-of-planned", &[("of", of)]),
            ),
        },
        KeyFigure {
            name: say("enterprises-reporting"),
            value: who.written(language, whole),
            note: of_whom.value().map(of).unwrap_or_default(),
        },
        rate(Coverage::received_rate, |all| all.received, "received-rate"),
        rate(Coverage::on_time_rate, |all| all.on_time, "on-time-rate"),
    ]
}

/// `14 of 20 months`, by the text of `key`.
fn of(document: &Document, n: i64, expected: i64, key: &str) -> String {
    let count = |count: i64| format::count(document.language, count.unsigned_abs());
    let args = [("n", count(n)), ("expected", count(expected))];
    text_with(document.language, &format!("summary-file-{key}"), &args)
}

/// How the enterprises reported, month by month.
pub(super) fn months(document: &Document) -> Part {
    let say = |key: &str| document.say(&format!("summary-file-{key}"));
    let heads = [
        "month",
        "months-expected",
        "months-received",
        "months-on-time",
        "nothing",
    ];
    let quarter = format::quarter(document.language, document.quarter);
    let whole = document.reporting().map(|all| all.coverage);
    let months = document.months().value().unwrap_or_default();
    let mut rows: Vec<Row> = months
        .iter()
        .map(|one| {
            coverage(
                document,
                &name(document, &one.month),
                Shown::Is(one.coverage),
            )
        })
        .collect();
    rows.push(coverage(document, &quarter, whole));
    Part {
        id: "months",
        title: say("sheet-months"),
        line: say("months-line"),
        chart: rates(document),
        is_pair: true,
        heads: heads.iter().map(|head| say(head)).collect(),
        rows,
        ..Part::default()
    }
}

fn name(document: &Document, month: &str) -> String {
    match month.parse::<Month>() {
        Ok(month) => format::month(document.language, month),
        Err(_) => month.to_owned(),
    }
}

fn coverage(document: &Document, name: &str, coverage: Shown<Coverage>) -> Row {
    let language = document.language;
    let count = |of: fn(&Coverage) -> i64| {
        Cell::shown(language, coverage.map(|all| of(&all)), |count| {
            format::count(language, count.unsigned_abs())
        })
    };
    let rate = |rate: fn(&Coverage) -> Option<f64>| {
        let rate = coverage.part(|all| rate(&all)).value();
        rate.map_or(String::new(), |rate| format::percent(language, rate, 0))
    };
    Row {
        name: name.to_owned(),
        cells: vec![
            count(|all| all.expected),
            count(|all| all.received).noted(rate(Coverage::received_rate)),
            count(|all| all.on_time).noted(rate(Coverage::on_time_rate)),
            count(|all| all.nothing),
        ],
    }
}

fn rates(document: &Document) -> Option<Chart> {
    let months = document.months().value()?;
    let values: Vec<(Month, f64)> = months
        .iter()
        .filter_map(|one| Some((one.month.parse().ok()?, one.coverage.received_rate()?)))
        .collect();
    let title = document.say("summary-file-chart-rate");
    let said: Vec<String> = values
        .iter()
        .map(|(month, rate)| {
            let rate = format::percent(document.language, *rate, 0);
            format!("{} {rate}", format::month(document.language, *month))
        })
        .collect();
    let svg = chart::line(&LineChart {
        id: "rate",
        title: &title,
        description: &format::list(document.language, &said),
        values: &values,
        baseline: None,
        decimals: 0,
        language: document.language,
    })?;
    Some(Chart { title, svg })
}

/// The indicators, with the share that improved as bars.
pub(super) fn indicators(document: &Document) -> Part {
    let say = |key: &str| document.say(&format!("summary-file-{key}"));
    let heads = [
        "indicator",
        "level",
        "median-change",
        "share-improved",
        "growth-quarter",
        "growth-year",
    ];
    let shown = document.figures.indicators.iter();
    Part {
        id: "indicators",
        title: say("sheet-indicators"),
        line: say("indicators-line"),
        chart: improved(document),
        heads: heads.iter().map(|head| say(head)).collect(),
        rows: shown.map(|one| row(document, one)).collect(),
        ..Part::default()
    }
}

fn row(document: &Document, one: &IndicatorFigures) -> Row {
    let language = document.language;
    let about = document.indicator(&one.code);
    let measured = document.measured(one);
    let note = |n: fn(&entity::rules::summary::Measured) -> i64| {
        let said = measured.map(|all| of(document, n(&all), all.expected, "n-of-enterprises"));
        said.value().unwrap_or_default()
    };
    let level = measured.part(|all| all.level);
    let change = measured.part(|all| all.median_change);
    let share = measured.part(|all| all.improved_share);
    Row {
        name: name_of(document, one),
        cells: vec![
            Cell::shown(language, level, |value| {
                about.map_or(String::new(), |row| figure::value(language, row, value, ""))
            })
            .noted(note(|all| all.n)),
            Cell::shown(language, change, |value| changed(document, about, value))
                .noted(note(|all| all.compared)),
            Cell::shown(language, share, |value| format::percent(language, value, 0))
                .noted(note(|all| all.compared)),
            growth(document, about, document.quarter_before(one)),
            growth(document, about, document.year_before(one)),
        ],
    }
}

fn name_of(document: &Document, one: &IndicatorFigures) -> String {
    let about = document.indicator(&one.code);
    about
        .map_or(&one.code[..], |row| figure::name(document.language, row))
        .to_owned()
}

fn changed(document: &Document, about: Option<&indicator::Model>, value: f64) -> String {
    about.map_or(String::new(), |row| {
        figure::change(document.language, row, value, "")
    })
}

fn growth(document: &Document, about: Option<&indicator::Model>, growth: Shown<Matched>) -> Cell {
    let panel = growth.map(|growth| {
        let n = format::count(document.language, growth.panel.unsigned_abs());
        text_with(document.language, "summary-file-in-both", &[("n", n)])
    });
    let by = growth.map(|growth| growth.growth);
    Cell::shown(document.language, by, |value| {
        changed(document, about, value)
    })
    .noted(panel.value().unwrap_or_default())
}

fn improved(document: &Document) -> Option<Chart> {
    let language = document.language;
    let bars: Vec<Bar> = document
        .figures
        .indicators
        .iter()
        .map(|one| {
            let measured = document.measured(one);
            let share = measured.part(|all| all.improved_share);
            let note = measured.part(|all| {
                let n = of(document, all.compared, all.expected, "n-of");
                all.improved_share.map(|_| n)
            });
            Bar {
                name: name_of(document, one),
                share: share.value(),
                note: note.written(language, |note| note),
            }
        })
        .collect();
    let title = document.say("summary-file-chart-improved");
    let said: Vec<String> = bars
        .iter()
        .filter_map(|bar| {
            let share = format::percent(language, bar.share?, 0);
            Some(format!("{} {share}", bar.name))
        })
        .collect();
    let svg = chart::bars(&BarChart {
        id: "improved",
        title: &title,
        description: &format::list(language, &said),
        bars: &bars,
        language,
    })?;
    Some(Chart { title, svg })
}
