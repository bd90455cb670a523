//! The table of indicators: one row each, a cell per figure with its coverage below.

use entity::{
    Language, indicator,
    rules::{
        disclosure::is_of_two,
        summary::{IndicatorFigures, Matched, Measured},
    },
};
use serde_json::{Value, json};

use crate::{
    figure, format,
    locale::{text, text_with},
    summary::{Document, Shown},
    unit::{self, ChangeUnit},
};

/// The rows, in the order of the figures.
pub(super) fn rows(document: &Document) -> Vec<Value> {
    let indicators = document.figures.indicators.iter();
    indicators
        .map(|one| {
            let about = document.indicator(&one.code);
            let row = Row {
                language: document.language,
                about,
            };
            row.shown(one, document)
        })
        .collect()
}

/// Is any figure made by two enterprises?
pub(super) fn any_of_two(rows: &[Value]) -> bool {
    let cells = rows.iter().filter_map(|row| row["cells"].as_array());
    cells.flatten().any(|cell| cell["of_two"] == true)
}

struct Row<'a> {
    language: Language,
    about: Option<&'a indicator::Model>,
}

impl Row<'_> {
    fn shown(&self, one: &IndicatorFigures, document: &Document) -> Value {
        let [counted, level, change, improved] = match document.measured(one) {
            Shown::Is(measured) => self.measured(&measured),
            Shown::Hidden => std::array::from_fn(|_| hidden()),
            Shown::Missing => std::array::from_fn(|_| missing()),
        };
        let growth = |growth| match growth {
            Shown::Is(growth) => self.growth(&growth),
            Shown::Hidden => hidden(),
            Shown::Missing => missing(),
        };
        let quarter = growth(document.quarter_before(one));
        let year = growth(document.year_before(one));
        json!({
            "name": self.about.map_or(one.code.as_str(), |row| figure::name(self.language, row)),
            "unit": self.unit(),
            "cells": [counted, level, change, quarter, year, improved],
        })
    }

    /// The quarter itself: of how many, level, change since baseline, share improved.
    fn measured(&self, of: &Measured) -> [Value; 4] {
        let counted = self.text(
            "n-of",
            &[
                ("n", self.whole(of.n)),
                ("expected", self.whole(of.expected)),
            ],
        );
        let level = of.level.map(|level| {
            let value = format::number(self.language, level, self.decimals());
            json!({"value": value, "of_two": is_of_two(of.top_two)})
        });
        let change = of.median_change.map(|by| {
            let value = self.change(by);
            json!({"value": value, "of": self.of(of.compared)})
        });
        let improved = of.improved_share.map(|share| {
            let value = format::percent(self.language, share, 0);
            json!({"value": value, "of": self.of(of.compared), "share": share / 100.0})
        });
        let shown = |cell: Option<Value>| cell.unwrap_or_else(missing);
        [
            json!({"words": counted}),
            shown(level),
            shown(change),
            shown(improved),
        ]
    }

    fn growth(&self, matched: &Matched) -> Value {
        json!({
            "value": self.change(matched.growth),
            "of": self.of(matched.panel),
            "of_two": is_of_two(matched.top_two),
        })
    }

    /// `%; perubahan dalam poin persen`: what the row's figures are in.
    fn unit(&self) -> String {
        let Some(row) = self.about else {
            return String::new();
        };
        let output = text(self.language, "summary-pdf-output-unit");
        let unit = unit::alone(self.language, &row.unit, &output);
        let key = match ChangeUnit::of(row) {
            ChangeUnit::Percent => "unit-relative",
            ChangeUnit::Points => "unit-points",
            ChangeUnit::Own => return unit,
        };
        self.text(key, &[("unit", unit)])
    }

    fn change(&self, by: f64) -> String {
        match self.about.map(ChangeUnit::of) {
            Some(ChangeUnit::Percent) => format::signed_percent(self.language, by, 1),
            _ => format::signed(self.language, by, self.decimals()),
        }
    }

    fn decimals(&self) -> usize {
        self.about.map_or(1, figure::decimals)
    }

    fn of(&self, count: i64) -> String {
        self.text("of", &[("count", self.whole(count))])
    }

    fn whole(&self, count: i64) -> String {
        format::whole(self.language, count)
    }

    fn text(&self, key: &str, args: &[(&'static str, String)]) -> String {
        text_with(self.language, &format!("summary-pdf-{key}"), args)
    }
}

fn hidden() -> Value {
    json!({"hidden": true})
}

fn missing() -> Value {
    json!({"value": format::MISSING})
}
