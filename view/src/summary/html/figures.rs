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
    chart::{self, Bar, BarChart},
    figure, format,
    locale::{plural, text_with},
    summary::{Document, Shown},
    unit::ChangeUnit,
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
        let note = coverage.map(|all| n_of(document, n(&all), all.expected, "n-of-months"));
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
fn n_of(document: &Document, n: i64, expected: i64, key: &str) -> String {
    let count = |count: i64| format::whole(document.language, count);
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
            format::whole(language, count)
        })
    };
    let rate = |rate: fn(&Coverage) -> Option<f64>| {
        let rate = coverage.part(|all| rate(&all)).value();
        rate.map_or(String::new(), |rate| format::percent(language, rate, 0))
    };
    Row {
        name: name.to_owned(),
        note: String::new(),
        cells: vec![
            count(|all| all.expected),
            count(|all| all.received).noted(rate(Coverage::received_rate)),
            count(|all| all.on_time).noted(rate(Coverage::on_time_rate)),
            count(|all| all.nothing),
        ],
    }
}

/// The rate of each month, on a scale that begins at nothing.
fn rates(document: &Document) -> Option<Chart> {
    let months = document.months().value()?;
    let bars: Vec<Bar> = months
        .iter()
        .map(|one| Bar {
            name: name(document, &one.month),
            share: one.coverage.received_rate(),
            note: n_of(
                document,
                one.coverage.received,
                one.coverage.expected,
                "n-of",
            ),
        })
        .collect();
    drawn(document, ("rate", "summary-file-chart-rate"), &bars)
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
        line: format!("{} {}", say("indicators-line"), say("below")),
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
        let said = measured.map(|all| n_of(document, n(&all), all.expected, "n-of"));
        said.value().unwrap_or_default()
    };
    let level = measured.part(|all| all.level);
    let change = measured.part(|all| all.median_change);
    let share = measured.part(|all| all.improved_share);
    Row {
        name: name_of(document, one),
        note: about.map_or(String::new(), |row| document.level_unit(row)),
        cells: vec![
            Cell::shown(language, level, |value| {
                format::number(language, value, about.map_or(1, figure::decimals))
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

/// A change by its number; where it has another unit than the row, with that.
fn changed(document: &Document, about: Option<&indicator::Model>, value: f64) -> String {
    let language = document.language;
    match about {
        Some(row) if ChangeUnit::of(row) != ChangeUnit::Own => {
            figure::change(language, row, value, "")
        }
        _ => format::signed(language, value, about.map_or(1, figure::change_decimals)),
    }
}

fn growth(document: &Document, about: Option<&indicator::Model>, growth: Shown<Matched>) -> Cell {
    let panel = growth.map(|growth| {
        let n = format::whole(document.language, growth.panel);
        let count = plural(usize::try_from(growth.panel).unwrap_or_default());
        let args = [("n", n.into()), ("count", count)];
        text_with(document.language, "summary-file-in-both", &args)
    });
    let by = growth.map(|growth| growth.growth);
    Cell::shown(document.language, by, |value| {
        changed(document, about, value)
    })
    .noted(panel.value().unwrap_or_default())
}

fn improved(document: &Document) -> Option<Chart> {
    let bars: Vec<Bar> = document
        .figures
        .indicators
        .iter()
        .map(|one| {
            let measured = document.measured(one);
            let share = measured.part(|all| all.improved_share);
            let note = measured.part(|all| {
                let n = n_of(document, all.compared, all.expected, "n-of");
                all.improved_share.map(|_| n)
            });
            Bar {
                name: name_of(document, one),
                share: share.value(),
                note: note.written(document.language, |note| note),
            }
        })
        .collect();
    drawn(document, ("improved", "summary-file-chart-improved"), &bars)
}

/// The bars, with what they say for who cannot see them.
fn drawn(document: &Document, (id, title): (&str, &str), bars: &[Bar]) -> Option<Chart> {
    let title = document.say(title);
    let said: Vec<String> = bars
        .iter()
        .filter_map(|bar| {
            let share = format::percent(document.language, bar.share?, 0);
            Some(format!("{} {share}", bar.name))
        })
        .collect();
    let svg = chart::bars(&BarChart {
        id,
        title: &title,
        description: &format::list(document.language, &said),
        bars,
        language: document.language,
    })?;
    Some(Chart { title, svg })
}
