//! Shares as bars, one below the other: the name above its bar, value and note at its end.

use std::fmt::Write as _;

use entity::Language;

use super::{ACCENT, GUIDE, LETTERS, label, opened};
use crate::format;

/// The picture's width, for a phone, and the length of a bar of 100 per cent.
const WIDTH: f64 = 320.0;
const WHOLE: f64 = 192.0;
/// A name, its bar and the space below.
const STEP: f64 = 46.0;
const BAR: f64 = 14.0;
const NAME: f64 = 16.0;

/// What is drawn.
#[derive(Clone, Debug)]
pub struct BarChart<'a> {
    /// Names its parts in the page: unique there, letters and digits.
    pub id: &'a str,
    /// What is shown, with its unit.
    pub title: &'a str,
    /// What it says, for who cannot see it.
    pub description: &'a str,
    /// The bars, from above.
    pub bars: &'a [Bar],
    /// The reader's language.
    pub language: Language,
}

/// One bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// Its name.
    pub name: String,
    /// Its share, in per cent; without one, `note` says why.
    pub share: Option<f64>,
    /// What stands behind the value, such as of how many it is.
    pub note: String,
}

/// The chart as an `svg` element; none where there is no share to draw.
pub fn bars(chart: &BarChart<'_>) -> Option<String> {
    let shares = chart.bars.iter().filter_map(|bar| bar.share);
    if !shares.into_iter().any(f64::is_finite) {
        return None;
    }
    let count = f64::from(u32::try_from(chart.bars.len()).ok()?);
    let mut svg = String::with_capacity(2_000);
    let about = (chart.id, chart.title, chart.description);
    opened(&mut svg, about, (WIDTH, count * STEP), LETTERS);
    for (place, bar) in (0_u32..).zip(chart.bars) {
        drawn(&mut svg, bar, f64::from(place) * STEP, chart.language);
    }
    svg.push_str("</svg>");
    Some(svg)
}

fn drawn(svg: &mut String, bar: &Bar, top: f64, language: Language) {
    label(svg, (0.0, top + NAME - 3.0), "start", false, &bar.name);
    let y = top + NAME + 4.0;
    let share = bar.share.filter(|share| share.is_finite());
    let Some(share) = share else {
        label(svg, (0.0, y + BAR - 2.0), "start", false, &bar.note);
        return;
    };
    let long = WHOLE * share.clamp(0.0, 100.0) / 100.0;
    let _ = write!(
        svg,
        r#"<rect x="0" y="{y:.1}" width="{WHOLE:.1}" height="{BAR}" fill="{GUIDE}" class="whole"/><rect x="0" y="{y:.1}" width="{long:.1}" height="{BAR}" fill="{ACCENT}" class="bar"/>"#
    );
    let value = format::percent(language, share, 0);
    label(svg, (WHOLE + 8.0, y + BAR - 2.0), "start", true, &value);
    label(svg, (WIDTH, y + BAR - 2.0), "end", false, &bar.note);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(bars: &[Bar]) -> Option<String> {
        super::bars(&BarChart {
            id: "b",
            title: "Improved, %",
            description: "A <b>",
            bars,
            language: Language::En,
        })
    }

    fn bar(name: &str, share: Option<f64>, note: &str) -> Bar {
        Bar {
            name: name.to_owned(),
            share,
            note: note.to_owned(),
        }
    }

    #[test]
    fn a_share_is_a_bar_and_what_is_hidden_a_word() {
        let all = [
            bar("Defects", Some(50.0), "14"),
            bar("=x<y", None, "hidden"),
        ];
        let svg = chart(&all).unwrap();
        assert_eq!(svg.matches(r#"class="bar""#).count(), 1, "{svg}");
        assert!(
            svg.contains(r#"width="96.0""#) && svg.contains(">50%<"),
            "{svg}"
        );
        assert!(svg.contains("=x&lt;y") && svg.contains(">hidden<"), "{svg}");
    }

    #[test]
    fn nothing_to_draw_is_no_chart_and_no_bar_leaves_the_picture() {
        assert_eq!(chart(&[]), None);
        assert_eq!(chart(&[bar("a", None, "hidden")]), None);
        assert_eq!(chart(&[bar("a", Some(f64::NAN), "")]), None);
        let svg = chart(&[bar("a", Some(1e9), "")]).unwrap();
        assert!(
            svg.contains(r##"width="192.0" height="14" fill="#0b5c8a""##),
            "{svg}"
        );
    }
}
