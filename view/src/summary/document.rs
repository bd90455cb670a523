//! One edition as its four forms show it: the frozen figures, and what is needed to name them.
//!
//! Whoever makes a file reads this once; HTML, PDF, XLSX and CSV are then pure functions of
//! it, so that the same edition gives the same figures in each of them.

use chrono::{DateTime, Utc};
use entity::{
    Language, indicator,
    rules::{difference::Difference, period::Quarter, summary::Figures},
};

/// What the forms of an edition show.
#[derive(Clone, Debug)]
pub struct Document {
    /// The language of its words.
    pub language: Language,
    /// The province's name in that language; none for the nation.
    pub place: Option<String>,
    /// The quarter.
    pub quarter: Quarter,
    /// 1 for the first.
    pub edition: i32,
    /// The figures know what had come by then.
    pub cut_off: DateTime<Utc>,
    /// Is this the public set, in which figures of few are hidden?
    pub is_public: bool,
    /// SHA-256 of the set's frozen text.
    pub hash: String,
    /// The figures, internal or public.
    pub figures: Figures,
    /// What differs from the edition before; empty for the first.
    pub differences: Vec<Difference>,
    /// The indicators, by which figures are named and written.
    pub indicators: Vec<indicator::Model>,
}
