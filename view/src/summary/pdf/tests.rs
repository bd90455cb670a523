//! Summaries of all kinds as pages: two of them, the same each time, read by machines.

use std::collections::BTreeSet;

use entity::{
    Language, reference,
    rules::{
        difference::{Difference, FigureKind},
        statistics::Coverage,
        summary::{Alarms, HighlightKind, IndicatorFigures, Silent, Training},
    },
};
use rstest::rstest;

use super::*;
use crate::summary::sample;

/// The same figures, but `size` times as large.
fn enlarged(one: &mut IndicatorFigures, size: f64) {
    for measured in one.measured.iter_mut() {
        measured.level = measured.level.map(|level| level * size);
        measured.median_change = measured.median_change.map(|by| by * size);
    }
    for growth in one.quarter_before.iter_mut().chain(&mut one.year_before) {
        growth.growth *= size;
    }
}

fn silent(count: usize) -> Vec<Silent> {
    let name =
        |at: usize| format!("CV Sumber Rejeki Makmur Sentosa Abadi Jaya Bersama Nomor {at:03}");
    let names = (0..count).map(|at| Silent {
        enterprise: at.to_string(),
        name: name(at),
        months: vec!["2012-08".to_owned(), "2012-09".to_owned()],
    });
    names.collect()
}

fn differences(count: usize) -> Vec<Difference> {
    let codes = reference::indicators().unwrap();
    let codes = codes.iter().cycle().take(count);
    codes
        .map(|one| Difference {
            figure: FigureKind::MedianChange,
            indicator: Some(one.code.clone()),
            before: Some(1.2),
            after: Some(2.1),
            n_before: Some(14),
            n_after: Some(17),
            expected: Some(20),
            is_material: true,
        })
        .collect()
}

/// More of everything than two pages hold.
fn crowded(language: Language) -> Document {
    let mut document = ordinary(language);
    let figures = &mut document.figures;
    figures.silent = silent(900);
    figures.indicators.extend(figures.indicators.clone());
    for one in &mut figures.indicators {
        enlarged(one, 1e12);
    }
    let many = figures.highlights.clone();
    figures.highlights = many.into_iter().cycle().take(14).collect();
    figures.enterprises.reached = 1_234_567_890;
    for training in figures.training.iter_mut() {
        training.workers.women = 9_876_543_210;
    }
    Document {
        place: None,
        edition: 12,
        differences: differences(30),
        ..document
    }
}

/// A province of which outsiders see nothing.
fn hidden(language: Language) -> Document {
    let mut document = sample(language);
    let figures = &mut document.figures;
    (figures.reporting, figures.months) = (None, None);
    (figures.training, figures.alerts) = (None, None);
    figures.silent.clear();
    figures.highlights.clear();
    figures.hidden = BTreeSet::from(["REPORTING", "TRAINING", "ALERTS"].map(str::to_owned));
    for one in &mut figures.indicators {
        for block in ["QUARTER", "QUARTER_BEFORE", "YEAR_BEFORE"] {
            figures.hidden.insert(format!("{}/{block}", one.code));
        }
        (one.measured, one.quarter_before, one.year_before) = (None, None, None);
    }
    document.is_public = true;
    document
}

/// A quarter without a report, with a target of nothing.
fn empty(language: Language) -> Document {
    let mut document = sample(language);
    let figures = &mut document.figures;
    figures.enterprises.planned = Some(0.0);
    for reporting in figures.reporting.iter_mut() {
        reporting.enterprises_reporting = 0;
        reporting.coverage = unanswered(60);
    }
    for month in figures.months.iter_mut().flatten() {
        month.coverage = unanswered(20);
    }
    figures.training = Some(Training::default());
    figures.alerts = Some(Alarms::default());
    figures.silent = silent(20);
    figures.highlights.truncate(1);
    figures.highlights[0].kind = HighlightKind::NoReports;
    document
}

fn unanswered(expected: i64) -> Coverage {
    Coverage {
        expected,
        ..Coverage::default()
    }
}

fn ordinary(language: Language) -> Document {
    Document {
        edition: 2,
        differences: differences(3),
        ..sample(language)
    }
}

fn pages(document: &Document) -> PagedDocument {
    press::set(&shown::of(document)).unwrap()
}

#[rstest]
#[case::ordinary(ordinary)]
#[case::crowded(crowded)]
#[case::hidden(hidden)]
#[case::empty(empty)]
fn a_summary_is_two_tagged_pages(#[case] make: fn(Language) -> Document) {
    for language in [Language::Id, Language::En] {
        let document = make(language);
        assert_eq!(pages(&document).pages().len(), 2, "{language:?}");
        let bytes = pdf(&document).unwrap();
        assert!(bytes.starts_with(b"%PDF-"));
        for mark in ["/StructTreeRoot", "/MarkInfo", "SourceSans3"] {
            assert!(holds(&bytes, mark), "{language:?}: no {mark}");
        }
    }
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let document = ordinary(Language::Id);
    assert_eq!(pdf(&document).unwrap(), pdf(&document).unwrap());
}

#[test]
fn a_name_prints_as_it_is_written() {
    let mut document = sample(Language::Id);
    let names = ["#panic()", "*UD* _x_ $y$ \\", "= CV <a> @b"];
    for (one, name) in document.figures.silent.iter_mut().zip(names) {
        one.name = name.to_owned();
    }
    let printed = printed(&document);
    for name in names {
        assert!(printed.contains(name), "{name}: {printed}");
    }
}

#[test]
fn what_is_not_shown_is_counted() {
    let printed = printed(&crowded(Language::En));
    assert!(
        printed.contains("Reports of 900 enterprises are missing."),
        "{printed}"
    );
    assert!(
        printed.contains("and 8 more; the files have them all"),
        "{printed}"
    );
    assert!(
        printed.contains("and 24 more; the files have them all"),
        "{printed}"
    );
}

#[test]
fn a_quarter_without_reports_leaves_no_row_out() {
    let mut document = empty(Language::En);
    let figures = &mut document.figures;
    figures.indicators.extend(figures.indicators.clone());
    assert!(figures.indicators.len() > 10);
    let printed = printed(&document);
    assert!(printed.contains("No report was received"), "{printed}");
    assert!(!printed.contains("the files have them all"), "{printed}");
}

#[test]
fn what_is_hidden_is_said_to_be() {
    let printed = printed(&hidden(Language::Id));
    assert!(printed.contains("disamarkan") && printed.contains("Disamarkan: kurang dari 5"));
    assert!(!printed.contains("Yang belum melapor"), "{printed}");
}

#[test]
fn what_is_for_the_public_names_nobody() {
    let mut document = sample(Language::Id);
    let name = document.figures.silent[0].name.clone();
    assert!(printed(&document).contains(&name));
    document.is_public = true;
    assert!(!printed(&document).contains(&name));
}

#[test]
fn a_sum_of_two_enterprises_is_marked() {
    let note = "Dua perusahaan mencakup lebih dari 85%";
    let mut document = sample(Language::Id);
    assert!(!printed(&document).contains(note));
    for measured in document.figures.indicators[1].measured.iter_mut() {
        measured.top_two = Some(91.0);
    }
    assert!(printed(&document).contains(note));
}

fn holds(bytes: &[u8], mark: &str) -> bool {
    bytes
        .windows(mark.len())
        .any(|part| part == mark.as_bytes())
}

/// The words of the pages in their order.
fn printed(document: &Document) -> String {
    let mut words = String::new();
    for page in pages(document).pages() {
        read(&page.frame, &mut words);
    }
    words
}

fn read(frame: &typst::layout::Frame, words: &mut String) {
    for (_, item) in frame.items() {
        match item {
            typst::layout::FrameItem::Group(group) => read(&group.frame, words),
            typst::layout::FrameItem::Text(text) => words.push_str(&text.text),
            _ => {}
        }
    }
}
