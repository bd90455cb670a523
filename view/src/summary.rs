//! A summary as its readers see it: its sentences, chosen by rules and written by templates,
//! and the [`Document`] that its files are made of: [`pdf`](fn@pdf), [`csv`](fn@csv),
//! [`xlsx`](fn@xlsx) and [`html`](fn@html) are pure functions of it, and
//! [`half_year`](fn@half_year) of two.

mod csv;
mod definition;
mod difference;
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
pub use difference::difference_sentence;
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
    rules::summary::{Highlight, HighlightKind, Silent},
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
