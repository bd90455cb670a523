//! A summary as its readers see it: its sentences, chosen by rules and written by templates,
//! and the [`Document`] that its files are made of: [`pdf`](fn@pdf), [`csv`](fn@csv),
//! [`xlsx`](fn@xlsx) and [`html`](fn@html) are pure functions of it, and
//! [`half_year`](fn@half_year) of two.

mod csv;
mod definition;
mod document;
mod half_year;
mod html;
mod pdf;
mod reports;
mod sample;
mod shown;
mod xlsx;

#[cfg(test)]
mod form_tests;

pub use csv::{COLUMNS as CSV_COLUMNS, csv};
pub use document::{Document, file_stem, half_year_stem};
pub use half_year::half_year;
pub use html::html;
pub use pdf::{PdfError, pdf};
pub use reports::{Picture, reports};
pub use sample::sample;
pub use shown::Shown;
pub use xlsx::xlsx;

use entity::{
    Language, indicator,
    rules::{
        difference::{Difference, FigureKind},
        summary::{Highlight, HighlightKind, Silent},
    },
    summary::file::Form,
};

use thiserror::Error;

use crate::{figure, format, locale::text_with, sheet::XlsxError};

/// Why a file was not made.
#[derive(Debug, Error)]
pub enum RenderError {
    /// The table could not be written.
    #[error("the table could not be written ({0}); is there memory?")]
    Csv(#[from] ::csv::Error),
    /// The workbook could not be written.
    #[error("the workbook could not be written ({0}); is there space for temporary files?")]
    Xlsx(#[from] XlsxError),
    /// The pages could not be set.
    #[error(transparent)]
    Pdf(#[from] PdfError),
    /// The page could not be written.
    #[error("the page could not be written ({0}); report this fault")]
    Html(#[from] askama::Error),
}

/// The edition in one of its forms.
///
/// # Errors
/// Where it cannot be written.
pub fn render(document: &Document, form: Form) -> Result<Vec<u8>, RenderError> {
    match form {
        Form::Pdf => Ok(pdf(document)?),
        Form::Xlsx => xlsx(document),
        Form::Csv => csv(document),
        Form::Html => html(document),
    }
}

/// The text that stands where nothing stands out.
const NO_HIGHLIGHTS: &str = "summary-highlights-none";

/// What stands out, as a sentence.
pub fn sentence(language: Language, one: &Highlight, indicators: &[indicator::Model]) -> String {
    let about = named(one.indicator.as_deref(), indicators);
    let key = match one.kind {
        HighlightKind::NoReports => "summary-no-reports",
        HighlightKind::BelowTarget => "summary-below-target",
        HighlightKind::ReportingRose => "summary-reporting-rose",
        HighlightKind::ReportingFell => "summary-reporting-fell",
        HighlightKind::MostImproved => "summary-most-improved",
        HighlightKind::Worsened => "summary-worsened",
        HighlightKind::LowCoverage => "summary-low-coverage",
        HighlightKind::Alerts => "summary-alerts",
        HighlightKind::Silent => "summary-silent",
    };
    let whole = |value| format::number(language, value, 0);
    let rate = |value| format::percent(language, value, 0);
    let (value, of) = match (one.kind, about) {
        (HighlightKind::ReportingRose | HighlightKind::ReportingFell, _) => {
            (rate(one.value), rate(one.of))
        }
        (HighlightKind::MostImproved, _) => (rate(one.value), whole(one.of)),
        (HighlightKind::Worsened, Some(row)) => {
            (figure::change(language, row, one.value, ""), whole(one.of))
        }
        _ => (whole(one.value), whole(one.of)),
    };
    let name = about
        .map_or("", |row| figure::name(language, row))
        .to_owned();
    text_with(
        language,
        key,
        &[("indicator", name), ("value", value), ("of", of)],
    )
}

/// What differs between two editions, as a sentence; none where nobody sees a difference:
/// it is shown alike, and of as many.
pub fn difference_sentence(
    language: Language,
    one: &Difference,
    indicators: &[indicator::Model],
) -> Option<String> {
    let about = named(one.indicator.as_deref(), indicators);
    let shown = |value: Option<f64>| {
        let Some(value) = value else {
            return format::MISSING.to_owned();
        };
        match (one.figure, about) {
            (FigureKind::Level, Some(row)) => figure::value(language, row, value, ""),
            (FigureKind::MedianChange, Some(row)) => figure::change(language, row, value, ""),
            _ => format::percent(language, value, 1),
        }
    };
    let (before, after) = (shown(one.before), shown(one.after));
    if before == after && one.n_before == one.n_after {
        return None;
    }
    let key = match one.figure {
        FigureKind::ReceivedRate => "summary-difference-rate",
        FigureKind::Level => "summary-difference-level",
        FigureKind::MedianChange => "summary-difference-median",
        FigureKind::ImprovedShare => "summary-difference-improved",
    };
    let whole = |value: i64| format::whole(language, value);
    let name = about
        .map_or("", |row| figure::name(language, row))
        .to_owned();
    let args = [
        ("indicator", name),
        ("before", before),
        ("after", after),
        ("n_before", whole(one.n_before)),
        ("n_after", whole(one.n_after)),
        ("expected", whole(one.expected)),
    ];
    Some(text_with(language, key, &args))
}

/// The months that an enterprise did not report, in words.
fn missing_months(language: Language, one: &Silent) -> String {
    let months = one.months.iter().filter_map(|text| text.parse().ok());
    let names: Vec<String> = months.map(|month| format::month(language, month)).collect();
    format::list(language, &names)
}

/// Why there is no difference to show.
const fn no_difference(document: &Document) -> &'static str {
    if document.edition > 1 {
        "differences-none"
    } else {
        "differences-first"
    }
}

fn named<'a>(
    code: Option<&str>,
    indicators: &'a [indicator::Model],
) -> Option<&'a indicator::Model> {
    indicators
        .iter()
        .find(|row| Some(row.code.as_str()) == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(before: f64, after: f64, n_after: i64) -> Option<String> {
        let one = Difference {
            figure: FigureKind::ImprovedShare,
            indicator: None,
            before: Some(before),
            after: Some(after),
            n_before: 20,
            n_after,
            expected: 30,
            is_material: false,
        };
        difference_sentence(Language::En, &one, &[])
    }

    #[test]
    fn what_is_shown_alike_is_said_of_others_only() {
        assert_eq!(said(52.01, 52.02, 20), None);
        assert!(said(52.01, 52.11, 20).is_some());
        assert!(said(52.01, 52.02, 21).is_some());
    }
}
