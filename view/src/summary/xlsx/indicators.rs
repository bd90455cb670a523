//! The indicators, a row each, with the share of enterprises that improved as bars.

use entity::{
    indicator,
    rules::summary::{IndicatorFigures, Matched},
};
use rust_xlsxwriter::{Chart, ChartDataLabel, ChartFormat, ChartSolidFill, Color};

use super::{Book, Cell, Column, book::ACCENT};
use crate::{
    figure,
    summary::{Document, RenderError, Shown},
    unit,
};

pub(super) fn sheet(book: &mut Book, document: &Document) -> Result<(), RenderError> {
    let say = |key: &str| document.say(&format!("summary-file-{key}"));
    let name = say("sheet-indicators");
    let figures = |key: &str| Column::figures(say(key), 12.0);
    let words = |key: &str| Column::words(say(key), 18.0);
    let columns = vec![
        Column::words(say("indicator"), 34.0),
        figures("level"),
        words("unit"),
        figures("median-change"),
        words("change-unit"),
        figures("compared"),
        figures("share-improved-unit"),
        figures("with-value"),
        figures("asked"),
        figures("growth-quarter"),
        figures("panel"),
        figures("growth-year"),
        figures("panel"),
    ];
    let mut page = book.page(&name, (&document.title(), &say("indicators-line")), columns)?;
    let first = page.row;
    for one in &document.figures.indicators {
        page.row(&row(document, one))?;
    }
    let shares: Vec<_> = document
        .figures
        .indicators
        .iter()
        .map(|one| {
            document
                .measured(one)
                .part(|all| all.improved_share)
                .value()
        })
        .collect();
    page.draw((&name, first), &shares, chart(document), |series| {
        let mut fill = ChartSolidFill::new();
        series
            .set_gap(60)
            .set_format(ChartFormat::new().set_solid_fill(fill.set_color(Color::RGB(ACCENT))))
            .set_data_label(ChartDataLabel::new().show_value().set_num_format("0"));
    })?;
    Ok(())
}

fn row(document: &Document, one: &IndicatorFigures) -> [Cell; 13] {
    let language = document.language;
    let about = document.indicator(&one.code);
    let decimals = about.map_or(1, figure::decimals);
    let measured = document.measured(one);
    let count = |count: Shown<i64>| Cell::shown(language, count, Cell::count);
    let level = measured.part(|all| all.level);
    let change = measured.part(|all| all.median_change);
    let share = measured.part(|all| all.improved_share);
    let [quarter, quarter_panel] = growth(document, about, document.quarter_before(one));
    let [year, year_panel] = growth(document, about, document.year_before(one));
    [
        Cell::Name(
            about
                .map_or(&one.code[..], |row| figure::name(language, row))
                .to_owned(),
        ),
        Cell::shown(language, level, |value| Cell::number(value, decimals)),
        Cell::Text(about.map_or(String::new(), |row| document.level_unit(row))),
        Cell::shown(language, change, |value| {
            Cell::signed(value, change_decimals(about))
        }),
        Cell::Text(about.map_or(String::new(), |row| unit::of_change(language, row))),
        count(measured.map(|all| all.compared)),
        Cell::shown(language, share, |value| Cell::number(value, 1)),
        count(measured.map(|all| all.n)),
        count(measured.map(|all| all.expected)),
        quarter,
        quarter_panel,
        year,
        year_panel,
    ]
}

fn growth(
    document: &Document,
    about: Option<&indicator::Model>,
    growth: Shown<Matched>,
) -> [Cell; 2] {
    let by = growth.map(|growth| growth.growth);
    [
        Cell::shown(document.language, by, |value| {
            Cell::signed(value, change_decimals(about))
        }),
        Cell::shown(document.language, growth.map(|all| all.panel), Cell::count),
    ]
}

fn change_decimals(about: Option<&indicator::Model>) -> usize {
    about.map_or(1, figure::change_decimals)
}

fn chart(document: &Document) -> Chart {
    let title = document.say("summary-file-chart-improved");
    let mut chart = Chart::new_bar();
    chart.title().set_name(&title);
    // The first of the table stands on top; of a bar chart, x is the axis of the names.
    chart.x_axis().set_reverse();
    chart.set_alt_text(format!("{title}: {}", document.title()));
    chart
}
