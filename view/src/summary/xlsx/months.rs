//! How the enterprises reported, a month a row, with the rate as a line.

use entity::rules::{period::Month, statistics::Coverage, summary::MonthCounts};
use rust_xlsxwriter::{
    Chart, ChartDataLabel, ChartDataLabelPosition, ChartFormat, ChartLine, ChartMarker,
    ChartMarkerType, ChartSeries, Color,
};

use super::{
    Book, Cell, Column,
    book::{ACCENT, Page},
};
use crate::{
    format,
    summary::{Document, RenderError, Shown},
};

pub(super) fn sheet(book: &mut Book, document: &Document) -> Result<(), RenderError> {
    let say = |key: &str| document.say(&format!("summary-file-{key}"));
    let name = say("sheet-months");
    let figures = |key: &str| Column::figures(say(key), 14.0);
    let columns = vec![
        Column::words(say("month"), 24.0),
        figures("months-expected"),
        figures("months-received"),
        figures("months-on-time"),
        figures("nothing"),
        figures("received-rate-unit"),
        figures("on-time-rate-unit"),
    ];
    let mut page = book.page(&name, (&document.title(), &say("months-line")), columns)?;
    let first = page.row;
    let months = document.months().value().unwrap_or_default();
    for month in months {
        page.row(&row(
            document,
            &month_name(document, month),
            Shown::Is(month.coverage),
        ))?;
    }
    quarter(&mut page, document)?;
    let rates: Vec<_> = months
        .iter()
        .map(|one| one.coverage.received_rate())
        .collect();
    page.draw((&name, first), &rates, chart(document), line)?;
    Ok(())
}

fn quarter(page: &mut Page<'_>, document: &Document) -> Result<(), RenderError> {
    let coverage = document.reporting().map(|all| all.coverage);
    let name = format::quarter(document.language, document.quarter);
    page.row(&row(document, &name, coverage))?;
    Ok(())
}

fn row(document: &Document, name: &str, coverage: Shown<Coverage>) -> [Cell; 7] {
    let count = |of: fn(&Coverage) -> i64| {
        Cell::shown(document.language, coverage.map(|all| of(&all)), Cell::count)
    };
    let rate = |of: fn(&Coverage) -> Option<f64>| {
        let rate = coverage.part(|all| of(&all));
        Cell::shown(document.language, rate, |value| Cell::number(value, 1))
    };
    [
        Cell::Name(name.to_owned()),
        count(|all| all.expected),
        count(|all| all.received),
        count(|all| all.on_time),
        count(|all| all.nothing),
        rate(Coverage::received_rate),
        rate(Coverage::on_time_rate),
    ]
}

/// A month's name.
fn month_name(document: &Document, one: &MonthCounts) -> String {
    match one.month.parse::<Month>() {
        Ok(month) => format::month(document.language, month),
        Err(_) => one.month.clone(),
    }
}

fn chart(document: &Document) -> Chart {
    let title = document.say("summary-file-chart-rate");
    let mut chart = Chart::new_line();
    chart.title().set_name(&title);
    chart.set_alt_text(format!("{title}: {}", document.title()));
    chart
}

fn line(series: &mut ChartSeries) {
    let mut label = ChartDataLabel::new();
    label
        .show_value()
        .set_position(ChartDataLabelPosition::Above)
        .set_num_format("0.0");
    let mut line = ChartLine::new();
    line.set_color(Color::RGB(ACCENT)).set_width(2.25);
    series
        .set_format(ChartFormat::new().set_line(&line))
        .set_marker(ChartMarker::new().set_type(ChartMarkerType::Circle))
        .set_data_label(&label);
}
