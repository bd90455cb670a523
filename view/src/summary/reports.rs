//! How the reports of a quarter's months came, as a picture for PDF and mail.

use entity::rules::{period::Month, statistics::Coverage};

use super::Document;
use crate::{
    chart::{self, ReportsChart},
    locale::text,
};

/// A picture with its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// An `svg` element that stands alone.
    pub svg: String,
    /// What it says, for who cannot see it.
    pub words: String,
}

/// How the reports of the quarter's months came; none where that is hidden.
pub fn reports(document: &Document) -> Option<Picture> {
    let months: Vec<(Month, Coverage)> = document
        .figures
        .months
        .iter()
        .flatten()
        .filter_map(|one| Some((one.month.parse().ok()?, one.coverage)))
        .collect();
    let told = months
        .iter()
        .map(|(month, coverage)| chart::told(document.language, *month, coverage));
    let words = format!(
        "{}. {}.",
        text(document.language, "chart-reports"),
        told.collect::<Vec<_>>().join("; ")
    );
    let svg = chart::reports(&ReportsChart {
        id: "reports",
        description: &words,
        months: &months,
        language: document.language,
    })?;
    Some(Picture { svg, words })
}
