//! Figures drawn as SVG: a [`line`](fn@line) over months, shares as [`bars`](fn@bars), the coming of
//! [`reports`](fn@reports).
//!
//! One function of each serves pages, mails and files; [`png`](fn@png) makes a picture of it
//! where no SVG is shown. What the reader sees is labelled where it
//! is: the last value at its end, the baseline as a dashed line with its word. Missing
//! months are gaps, never zero. Colours are attributes, so that the picture stands alone;
//! a page may override them by the classes `line`, `guide`, `base`, `bar` and `whole`.

mod bars;
mod png;
mod reports;

use std::fmt::Write as _;

use entity::{Language, rules::period::Month};

use crate::{format, locale::text};
pub use bars::{Bar, BarChart, bars};
pub use png::{PngError, png};
pub use reports::{ReportsChart, reports, told};

/// The picture's size and the part of it that is drawn on, for a phone.
const WIDTH: f64 = 320.0;
const HEIGHT: f64 = 160.0;
const LEFT: f64 = 8.0;
const RIGHT: f64 = 252.0;
const TOP: f64 = 20.0;
const BOTTOM: f64 = 128.0;
/// Where the labels at the right begin.
const LABELS: f64 = RIGHT + 8.0;
/// A line of words, and how far its foot lies below its middle.
const LABEL: f64 = 16.0;
const MIDDLE: f64 = 5.0;
/// The height of letters.
const LETTERS: u8 = 14;

/// What is drawn.
#[derive(Clone, Debug)]
pub struct LineChart<'a> {
    /// Names its parts in the page: unique there, letters and digits.
    pub id: &'a str,
    /// What is shown, with its unit.
    pub title: &'a str,
    /// What it says, for who cannot see it.
    pub description: &'a str,
    /// The months that have a value, in order.
    pub values: &'a [(Month, f64)],
    /// The value before the first module.
    pub baseline: Option<f64>,
    /// Decimals of the labels.
    pub decimals: usize,
    /// The reader's language.
    pub language: Language,
}

/// The chart as an `svg` element; none where there is no value to draw.
pub fn line(chart: &LineChart<'_>) -> Option<String> {
    let (first, last) = (chart.values.first()?, chart.values.last()?);
    let plane = Plane::over(chart)?;
    let mut svg = String::with_capacity(2_000);
    let about = (chart.id, chart.title, chart.description);
    opened(&mut svg, about, (WIDTH, HEIGHT), LETTERS);
    guides(&mut svg);
    baseline(&mut svg, chart, &plane, last.1);
    for segment in segments(chart.values) {
        stroke(&mut svg, segment, &plane);
    }
    let end = plane.point(last);
    let value = format::number(chart.language, last.1, chart.decimals);
    let _ = write!(
        svg,
        r#"<circle cx="{:.1}" cy="{:.1}" r="4" fill="{ACCENT}" class="dot"/>"#,
        end.0, end.1
    );
    label(&mut svg, (LABELS, end.1 + MIDDLE), "start", true, &value);
    months(&mut svg, chart.language, first.0, last.0);
    svg.push_str("</svg>");
    Some(svg)
}

const ACCENT: &str = "#0b5c8a";
const SOFT: &str = "#4a545e";
const GUIDE: &str = "#c9d0d6";

/// Where months and values lie in the picture.
struct Plane {
    first: Month,
    months: f64,
    low: f64,
    high: f64,
}

impl Plane {
    fn over(chart: &LineChart<'_>) -> Option<Self> {
        let (first, last) = (chart.values.first()?.0, chart.values.last()?.0);
        let all = || {
            chart
                .values
                .iter()
                .map(|(_, value)| *value)
                .chain(chart.baseline)
        };
        let low = all().fold(f64::INFINITY, f64::min);
        let high = all().fold(f64::NEG_INFINITY, f64::max);
        if !(low.is_finite() && high.is_finite()) {
            return None;
        }
        // Values that are all alike lie in the middle.
        let room = if high > low { 0.0 } else { high.abs().max(1.0) };
        Some(Self {
            first,
            months: f64::from(last.since(first)),
            low: low - room,
            high: high + room,
        })
    }

    /// A single month lies at the right end.
    fn point(&self, (month, value): &(Month, f64)) -> (f64, f64) {
        let along = if self.months > 0.0 {
            f64::from(month.since(self.first)) / self.months
        } else {
            1.0
        };
        (LEFT + along * (RIGHT - LEFT), self.height(*value))
    }

    fn height(&self, value: f64) -> f64 {
        BOTTOM - (value - self.low) / (self.high - self.low) * (BOTTOM - TOP)
    }
}

/// The beginning of a picture, with its title and what it says.
fn opened(
    svg: &mut String,
    (id, title, description): (&str, &str, &str),
    (width, height): (f64, f64),
    letters: u8,
) {
    let _ = write!(
        svg,
        r#"<svg class="chart" role="img" aria-labelledby="{id}-t {id}-d" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg" font-family="system-ui, sans-serif" font-size="{letters}"><title id="{id}-t">{}</title><desc id="{id}-d">{}</desc>"#,
        escaped(title),
        escaped(description),
    );
}

fn guides(svg: &mut String) {
    for y in [TOP, f64::midpoint(TOP, BOTTOM), BOTTOM] {
        let _ = write!(
            svg,
            r#"<path d="M{LEFT} {y:.1}H{RIGHT}" stroke="{GUIDE}" class="guide"/>"#
        );
    }
}

/// The baseline with its word and value, at the end of its line.
fn baseline(svg: &mut String, chart: &LineChart<'_>, plane: &Plane, last: f64) {
    let Some(value) = chart.baseline else {
        return;
    };
    let y = plane.height(value);
    let _ = write!(
        svg,
        r#"<path d="M{LEFT} {y:.1}H{RIGHT}" stroke="{SOFT}" stroke-dasharray="5 4" class="base"/>"#
    );
    let (word, figure) = beside(y, plane.height(last));
    let written = format::number(chart.language, value, chart.decimals);
    label(svg, (LABELS, figure), "start", false, &written);
    let name = text(chart.language, "chart-baseline");
    label(svg, (LABELS, word), "start", false, &name);
}

/// Where the baseline's word and value stand: two lines nearest to its own end, clear of
/// the last value's label and inside the picture.
fn beside(baseline: f64, last: f64) -> (f64, f64) {
    let last = last + MIDDLE;
    let above = (last - LABEL).min(baseline + MIDDLE);
    let below = (last + 2.0 * LABEL).max(baseline + MIDDLE);
    let lowest = HEIGHT - MIDDLE;
    let figure = if above - LABEL < MIDDLE + MIDDLE {
        // No room for two lines over the label, unless they fit between it and the top.
        let between = 2.0 * LABEL;
        if between <= last - LABEL {
            between
        } else {
            below
        }
    } else if baseline + MIDDLE < last || below > lowest {
        above
    } else {
        below
    };
    (figure - LABEL, figure)
}

/// The runs of months without a gap.
fn segments(values: &[(Month, f64)]) -> Vec<&[(Month, f64)]> {
    values
        .chunk_by(|one, next| next.0.since(one.0) == 1)
        .collect()
}

/// One run as a line; a month that stands alone as a dot.
fn stroke(svg: &mut String, segment: &[(Month, f64)], plane: &Plane) {
    if let [alone] = segment {
        let (x, y) = plane.point(alone);
        let _ = write!(
            svg,
            r#"<circle cx="{x:.1}" cy="{y:.1}" r="2.5" fill="{ACCENT}" class="dot"/>"#
        );
        return;
    }
    let points: Vec<String> = segment
        .iter()
        .map(|one| {
            let (x, y) = plane.point(one);
            format!("{x:.1},{y:.1}")
        })
        .collect();
    let _ = write!(
        svg,
        r#"<polyline points="{}" fill="none" stroke="{ACCENT}" stroke-width="2.5" stroke-linejoin="round" class="line"/>"#,
        points.join(" ")
    );
}

fn months(svg: &mut String, language: Language, first: Month, last: Month) {
    let y = HEIGHT - 10.0;
    if first != last {
        label(
            svg,
            (LEFT, y),
            "start",
            false,
            &format::month(language, first),
        );
    }
    label(
        svg,
        (RIGHT, y),
        "end",
        false,
        &format::month(language, last),
    );
}

fn label(svg: &mut String, (x, y): (f64, f64), anchor: &str, strong: bool, words: &str) {
    let weight = if strong { r#" font-weight="600""# } else { "" };
    let _ = write!(
        svg,
        r#"<text x="{x:.1}" y="{y:.1}" text-anchor="{anchor}" fill="{SOFT}"{weight} class="word">{}</text>"#,
        escaped(words)
    );
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn months(values: &[(&str, f64)]) -> Vec<(Month, f64)> {
        values
            .iter()
            .map(|(month, value)| (month.parse().unwrap(), *value))
            .collect()
    }

    fn drawn(values: &[(&str, f64)], baseline: Option<f64>) -> Option<String> {
        line(&LineChart {
            id: "c",
            title: "Tingkat produk cacat, %",
            description: "Turun <1 & seterusnya",
            values: &months(values),
            baseline,
            decimals: 1,
            language: Language::Id,
        })
    }

    #[test]
    fn nothing_to_draw_is_no_chart() {
        assert_eq!(drawn(&[], Some(10.0)), None);
        assert_eq!(drawn(&[("2012-10", f64::NAN)], None), None);
    }

    #[test]
    fn a_missing_month_is_a_gap() {
        let svg = drawn(
            &[
                ("2012-06", 9.0),
                ("2012-07", 8.0),
                ("2012-09", 7.0),
                ("2012-10", 6.0),
            ],
            Some(10.0),
        )
        .unwrap();
        assert_eq!(svg.matches("<polyline").count(), 2, "{svg}");
        assert!(svg.contains("stroke-dasharray"), "{svg}");
        assert!(svg.contains(">6,0</text>"), "the last value: {svg}");
        assert!(svg.contains(">10,0</text>"), "the baseline: {svg}");
        assert!(svg.contains("Turun &lt;1 &amp; seterusnya"), "{svg}");
    }

    #[test]
    fn a_month_alone_is_a_dot_and_values_alike_lie_in_the_middle() {
        let svg = drawn(&[("2012-10", 0.0)], Some(0.0)).unwrap();
        assert_eq!(svg.matches("<polyline").count(), 0, "{svg}");
        assert!(svg.contains(r#"cy="74.0""#), "{svg}");
        assert!(!svg.contains("NaN"), "{svg}");
    }

    #[test]
    fn the_labels_at_the_right_never_lie_on_each_other() {
        for baseline in (20..=128).step_by(4).map(f64::from) {
            for last in (20..=128).step_by(4).map(f64::from) {
                let (word, figure) = beside(baseline, last);
                for label in [word, figure] {
                    assert!((label - last - MIDDLE).abs() >= LABEL, "{baseline} {last}");
                    assert!(
                        (10.0..=HEIGHT).contains(&label),
                        "{baseline} {last}: {label}"
                    );
                }
                assert!((word - figure).abs() >= LABEL, "{baseline} {last}");
            }
        }
    }

    #[test]
    fn higher_is_drawn_higher() {
        let svg = drawn(&[("2012-09", 1.0), ("2012-10", 3.0)], None).unwrap();
        assert!(svg.contains(r#"points="8.0,128.0 252.0,20.0""#), "{svg}");
    }
}
