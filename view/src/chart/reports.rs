//! How the reports of months came, as bars: on time, late and not at all.
//!
//! A bar is as long as what was expected; each part has its colour, its sign and its word
//! below, in the same place under each bar.

use std::fmt::Write as _;

use entity::{
    Language,
    rules::{period::Month, statistics::Coverage},
};

use super::{label, opened};
use crate::{
    format,
    locale::{text, text_with},
};

/// The picture is as wide as a mail.
const WIDTH: f64 = 600.0;
/// A month with its bar and its words, and the space between two.
const ROW: f64 = 76.0;
const GAP: f64 = 22.0;
const BAR: f64 = 14.0;
/// The height of letters.
const LETTERS: u8 = 20;
/// Where the words of the three parts begin.
const COLUMNS: [f64; 3] = [0.0, 195.0, 375.0];

const ON_TIME: &str = "#1b7f4d";
const LATE: &str = "#a15c00";
const SILENT: &str = "#b3261e";
const TRACK: &str = "#e3e8ec";

/// What is drawn.
#[derive(Clone, Debug)]
pub struct ReportsChart<'a> {
    /// Names its parts in the page: unique there, letters and digits.
    pub id: &'a str,
    /// What it says, for who cannot see it.
    pub description: &'a str,
    /// The months, in order.
    pub months: &'a [(Month, Coverage)],
    /// The reader's language.
    pub language: Language,
}

/// The chart as an `svg` element; none where there is no month.
pub fn reports(chart: &ReportsChart<'_>) -> Option<String> {
    let rows = chart.months.len();
    if rows == 0 {
        return None;
    }
    let height = rows as f64 * (ROW + GAP) - GAP;
    let mut svg = String::with_capacity(4_000);
    let title = text(chart.language, "chart-reports");
    let about = (chart.id, title.as_str(), chart.description);
    opened(&mut svg, about, (WIDTH, height), LETTERS);
    let mut top = 0.0;
    for (month, coverage) in chart.months {
        row(&mut svg, chart.language, top, *month, coverage);
        top += ROW + GAP;
    }
    svg.push_str("</svg>");
    Some(svg)
}

/// What a month's reports are, in one line: `Juli 2012: 18 dari 20 (90%)`.
pub fn told(language: Language, month: Month, coverage: &Coverage) -> String {
    let month = format::month(language, month);
    format!("{month}: {}", received(language, coverage))
}

/// `18 dari 20 (90%)`.
fn received(language: Language, coverage: &Coverage) -> String {
    let rate = coverage.received_rate();
    let rate = rate.map_or(format::MISSING.to_owned(), |rate| {
        format::percent(language, rate, 0)
    });
    let args = [
        ("received", format::whole(language, coverage.received)),
        ("expected", format::whole(language, coverage.expected)),
        ("rate", rate),
    ];
    text_with(language, "chart-received", &args)
}

/// The parts of what was expected, from the left: on time, late, silent.
fn parts(coverage: &Coverage) -> [(i64, &'static str, &'static str); 3] {
    [
        (coverage.on_time, ON_TIME, "chart-on-time"),
        (coverage.received - coverage.on_time, LATE, "chart-late"),
        (
            coverage.expected - coverage.received,
            SILENT,
            "chart-silent",
        ),
    ]
}

fn row(svg: &mut String, language: Language, top: f64, month: Month, coverage: &Coverage) {
    let (head, words) = (top + 18.0, top + ROW - 5.0);
    let bar = top + 29.0;
    label(
        svg,
        (0.0, head),
        "start",
        true,
        &format::month(language, month),
    );
    let received = received(language, coverage);
    label(svg, (WIDTH, head), "end", false, &received);
    rect(svg, (0.0, bar), WIDTH, TRACK);
    let mut from = 0.0;
    for (at, (count, colour, key)) in COLUMNS.into_iter().zip(parts(coverage)) {
        let long = WIDTH * count as f64 / coverage.expected.max(1) as f64;
        if count > 0 && colour != SILENT {
            rect(svg, (from, bar), long, colour);
        }
        from += long;
        sign(svg, (at, words), colour);
        let counted = text_with(language, key, &[("count", format::whole(language, count))]);
        label(svg, (at + 22.0, words), "start", false, &counted);
    }
}

fn rect(svg: &mut String, (x, y): (f64, f64), width: f64, colour: &str) {
    let _ = write!(
        svg,
        r#"<rect x="{x:.1}" y="{y:.1}" width="{width:.1}" height="{BAR}" fill="{colour}"/>"#
    );
}

/// ● on time, ◐ late, ○ silent: told apart without their colours.
fn sign(svg: &mut String, (x, foot): (f64, f64), colour: &str) {
    let (x, y) = (x + 8.0, foot - 7.0);
    let fill = if colour == ON_TIME { colour } else { "none" };
    let _ = write!(
        svg,
        r#"<circle cx="{x:.1}" cy="{y:.1}" r="6" fill="{fill}" stroke="{colour}" stroke-width="2"/>"#
    );
    if colour == LATE {
        let _ = write!(
            svg,
            r#"<path d="M{x:.1} {:.1}a6 6 0 0 0 0 12z" fill="{colour}"/>"#,
            y - 6.0
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(expected: i64, received: i64, on_time: i64) -> String {
        let coverage = Coverage {
            expected,
            received,
            on_time,
            nothing: 0,
        };
        let chart = ReportsChart {
            id: "c",
            description: "<b>",
            months: &[("2012-07".parse().unwrap(), coverage)],
            language: Language::Id,
        };
        reports(&chart).unwrap()
    }

    #[test]
    fn a_bar_is_as_long_as_what_was_expected() {
        let svg = drawn(20, 15, 10);
        assert!(
            svg.contains(r##"width="300.0" height="14" fill="#1b7f4d""##),
            "{svg}"
        );
        assert!(
            svg.contains(r##"x="300.0" y="29.0" width="150.0" height="14" fill="#a15c00""##),
            "{svg}"
        );
        assert!(
            svg.contains("&lt;b&gt;") && svg.contains("15 dari 20 (75%)"),
            "{svg}"
        );
    }

    #[test]
    fn nothing_expected_is_an_empty_bar() {
        let svg = drawn(0, 0, 0);
        assert_eq!(svg.matches("<rect").count(), 1, "{svg}");
        assert!(
            svg.contains("0 dari 0 (–)") && !svg.contains("NaN"),
            "{svg}"
        );
    }
}
