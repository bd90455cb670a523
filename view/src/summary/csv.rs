//! An edition as one long table, a figure a row, for programs: codes in every language alike,
//! values as they were frozen.

mod delivered;
mod difference;

use entity::{
    export::Value,
    rules::{
        statistics::Coverage,
        summary::{IndicatorFigures, Matched, Measured, Reporting},
    },
};

use super::{Document, RenderError, Shown};
use crate::{sheet::CsvTable, unit::ChangeUnit};

/// The columns, in their order.
pub const COLUMNS: [&str; 14] = [
    "place",
    "quarter",
    "edition",
    "set",
    "block",
    "indicator",
    "month",
    "enterprise",
    "figure",
    "value",
    "unit",
    "n",
    "expected",
    "hidden",
];

/// The nation, among the codes of provinces.
const NATION: &str = "ID";

/// The edition as CSV.
///
/// # Errors
/// Never in practice: it is written to memory.
pub fn csv(document: &Document) -> Result<Vec<u8>, RenderError> {
    let mut table = CsvTable::new(COLUMNS)?;
    for row in rows(document) {
        table.row(&row.cells(document))?;
    }
    Ok(table.taken()?)
}

/// One figure.
#[derive(Clone, Debug)]
struct Row {
    block: &'static str,
    indicator: Option<String>,
    month: Option<String>,
    enterprise: Option<String>,
    figure: String,
    value: Shown<f64>,
    unit: String,
    n: Option<i64>,
    expected: Option<i64>,
}

impl Row {
    fn of(block: &'static str, figure: impl Into<String>, value: Shown<f64>, unit: &str) -> Self {
        Self {
            block,
            indicator: None,
            month: None,
            enterprise: None,
            figure: figure.into(),
            value,
            unit: unit.to_owned(),
            n: None,
            expected: None,
        }
    }

    fn n_of(self, n: Option<i64>, expected: Option<i64>) -> Self {
        Self {
            n,
            expected,
            ..self
        }
    }

    fn about(self, indicator: &str) -> Self {
        Self {
            indicator: Some(indicator.to_owned()),
            ..self
        }
    }

    fn cells(self, document: &Document) -> [Value; 14] {
        let text = |text: Option<String>| text.map_or(Value::Blank, Value::Text);
        let count = |count: Option<i64>| count.map_or(Value::Blank, |n| Value::Number(n as f64));
        let place = document.figures.place.as_deref().unwrap_or(NATION);
        [
            Value::Text(place.to_owned()),
            Value::Text(document.quarter.to_string()),
            Value::Number(document.edition.into()),
            Value::Text(set(document).to_owned()),
            Value::Text(self.block.to_owned()),
            text(self.indicator),
            text(self.month),
            text(self.enterprise),
            Value::Text(self.figure),
            self.value.value().map_or(Value::Blank, Value::Number),
            Value::Text(self.unit),
            count(self.n),
            count(self.expected),
            Value::Flag(self.value == Shown::Hidden),
        ]
    }
}

/// Whose set of figures it is.
const fn set(document: &Document) -> &'static str {
    if document.is_public {
        "public"
    } else {
        "internal"
    }
}

fn rows(document: &Document) -> Vec<Row> {
    let mut rows = enterprises(document);
    rows.extend(reporting(document.reporting()));
    rows.extend(months(document));
    for one in &document.figures.indicators {
        rows.extend(measured(document, one));
        rows.extend(growth(document, one));
    }
    rows.extend(delivered::training(document));
    rows.extend(delivered::alerts(document));
    rows.extend(delivered::not_reported(document));
    rows.extend(difference::differences(document));
    rows
}

fn enterprises(document: &Document) -> Vec<Row> {
    let figures = document.figures.enterprises;
    let planned = figures.planned.map_or(Shown::Missing, Shown::Is);
    let reached = Shown::Is(figures.reached as f64);
    vec![
        Row::of("enterprises", "reached", reached, "enterprises"),
        Row::of("enterprises", "planned", planned, "enterprises"),
    ]
}

fn reporting(reporting: Shown<Reporting>) -> Vec<Row> {
    let all = reporting.value();
    let reporting_n = reporting.map(|all| all.enterprises_reporting as f64);
    let enterprises = Row::of(
        "reporting",
        "enterprises_reporting",
        reporting_n,
        "enterprises",
    )
    .n_of(
        all.map(|all| all.enterprises_reporting),
        all.map(|all| all.enterprises_expected),
    );
    let mut rows = vec![enterprises];
    rows.extend(coverage("reporting", reporting.map(|all| all.coverage)));
    rows
}

fn coverage(block: &'static str, coverage: Shown<Coverage>) -> Vec<Row> {
    let all = coverage.value();
    let expected = all.map(|all| all.expected);
    let count = |figure: &str, of: fn(&Coverage) -> i64| {
        Row::of(block, figure, coverage.map(|all| of(&all) as f64), "months")
            .n_of(all.map(|all| of(&all)), expected)
    };
    let rate = |figure: &str, rate: fn(&Coverage) -> Option<f64>, of: fn(&Coverage) -> i64| {
        Row::of(block, figure, coverage.part(|all| rate(&all)), "%")
            .n_of(all.map(|all| of(&all)), expected)
    };
    vec![
        count("expected", |all| all.expected),
        count("received", |all| all.received),
        count("on_time", |all| all.on_time),
        count("nothing_to_report", |all| all.nothing),
        rate("received_rate", Coverage::received_rate, |all| all.received),
        rate("on_time_rate", Coverage::on_time_rate, |all| all.on_time),
    ]
}

fn months(document: &Document) -> Vec<Row> {
    let months = document.months().value().unwrap_or_default();
    let of_month = months.iter().flat_map(|one| {
        let rows = coverage("month", Shown::Is(one.coverage)).into_iter();
        rows.map(|row| Row {
            month: Some(one.month.clone()),
            ..row
        })
    });
    let hidden = match document.months() {
        Shown::Hidden => coverage("month", Shown::Hidden),
        _ => Vec::new(),
    };
    of_month.chain(hidden).collect()
}

fn measured(document: &Document, one: &IndicatorFigures) -> Vec<Row> {
    let measured = document.measured(one);
    let all = measured.value();
    let expected = all.map(|all| all.expected);
    let row =
        |figure: &str, unit: &str, n: fn(&Measured) -> i64, of: fn(&Measured) -> Option<f64>| {
            let value = measured.part(|all| of(&all));
            Row::of("indicator", figure, value, unit)
                .n_of(all.map(|all| n(&all)), expected)
                .about(&one.code)
        };
    let (level, change) = units(document, &one.code);
    vec![
        row("level", &level, |all| all.n, |all| all.level),
        row(
            "median_change_since_baseline",
            &change,
            |all| all.compared,
            |all| all.median_change,
        ),
        row(
            "share_improved",
            "%",
            |all| all.compared,
            |all| all.improved_share,
        ),
    ]
}

fn growth(document: &Document, one: &IndicatorFigures) -> [Row; 2] {
    let (_, change) = units(document, &one.code);
    let row = |figure: &str, growth: Shown<Matched>| {
        Row::of(
            "indicator",
            figure,
            growth.map(|growth| growth.growth),
            &change,
        )
        .n_of(growth.value().map(|growth| growth.panel), None)
        .about(&one.code)
    };
    [
        row("growth_on_quarter_before", document.quarter_before(one)),
        row("growth_on_year_before", document.year_before(one)),
    ]
}

/// The units of an indicator's level and of its changes, as the data has them.
fn units(document: &Document, code: &str) -> (String, String) {
    let Some(row) = document.indicator(code) else {
        return Default::default();
    };
    let change = match ChangeUnit::of(row) {
        ChangeUnit::Percent => "%",
        ChangeUnit::Points => "percentage points",
        ChangeUnit::Own => &row.unit,
    };
    (row.unit.clone(), change.to_owned())
}
