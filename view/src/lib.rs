//! How words, numbers and figures look to a reader.
//!
//! Pages, mails and files all speak through this crate, so that a month, an amount or
//! a polite sentence looks the same wherever it is met:
//!
//! - [`locale`] finds a text by its key, in the reader's language;
//! - [`format`](mod@format) writes numbers, money, dates and times;
//! - [`figure`] writes the figures of an indicator;
//! - [`parse`] reads numbers back as people write them;
//! - [`subject`] writes the subject lines of mails;
//! - [`contact_link`] makes the links that call or write to a person;
//! - [`unit`](mod@unit) puts figures and their units together;
//! - [`sheet`] reads and writes tables as CSV and XLSX;
//! - [`chart`] draws figures over months, and [`font`] is what they and the PDF are set in;
//! - [`summary`] says and sets what a quarter came to.
//!
//! Texts and date patterns live in `locales/LANGUAGE/*.ftl`; every language has the same keys.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod chart;
pub mod contact_link;
pub mod figure;
pub mod font;
pub mod format;
pub mod locale;
pub mod parse;
pub mod sheet;
pub mod subject;
pub mod summary;
pub mod unit;
