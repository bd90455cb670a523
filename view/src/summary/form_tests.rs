//! Every form of an edition, made of figures that are [`awkward`].

mod awkward;
mod news;
mod read;
mod sentences;

use std::collections::BTreeMap;

use calamine::{Data, Reader};
use entity::{
    Language,
    summary::file::{Audience, Form},
};

use super::*;
use awkward::{LONG, all_hidden, document, figures, internal, no_reports};
use read::{charts, figure_of, page, row, table, words, workbook};

#[test]
fn a_workbook_has_typed_cells_and_a_word_where_there_is_no_figure() {
    let bytes = xlsx(&internal()).unwrap();
    let defects = row(&bytes, "Indicators", "DEFECT_RATE in English");
    assert_eq!(defects[1], Data::Float(5.0625));
    assert_eq!(defects[2], Data::String("%".into()));
    assert_eq!(defects[3], Data::Float(-2.123_456_789));
    assert_eq!(defects[4], Data::String("percentage points".into()));
    assert_eq!(defects[7..9], [Data::Float(14.0), Data::Float(20.0)]);
    assert_eq!(defects[11], Data::String("–".into()));
    let output = row(&bytes, "Indicators", "LAB_PROD in English");
    assert_eq!(output[1], Data::String("–".into()));
    assert_eq!(row(&bytes, "Months", "August 2012")[2], Data::Float(14.0));
    assert_eq!(row(&bytes, "Training", "Total")[4], Data::Float(26.0));
    assert_eq!(row(&bytes, "Alerts", "Alerts opened")[1], Data::Float(2.0));
    let defined = row(&bytes, "Definitions", "DEFECT_RATE in English");
    let sentence = defined[1].to_string();
    assert!(
        sentence.starts_with("defective units ÷ workers (women and men) × 100; less is better;"),
        "{sentence}"
    );
}

#[test]
fn a_name_is_a_text_in_every_program() {
    let document = internal();
    let bytes = xlsx(&document).unwrap();
    let silent = row(&bytes, "Not reported", "=cmd('calc')!A1");
    assert_eq!(
        silent[1],
        Data::String("August 2012 and September 2012".into())
    );
    assert_eq!(
        row(&bytes, "Not reported", LONG)[0],
        Data::String(LONG.into())
    );
    for sheet in workbook(&bytes).sheet_names() {
        let formulas = workbook(&bytes).worksheet_formula(&sheet).unwrap();
        assert!(formulas.rows().flatten().all(String::is_empty), "{sheet}");
    }
    let csv = csv(&document).unwrap();
    let names: Vec<_> = table(&csv).into_iter().map(|row| row[7].clone()).collect();
    assert!(names.contains(&"'=cmd('calc')!A1".to_owned()), "{names:?}");
    let mut hostile = internal();
    hostile.figures.silent[0].name = "<script>alert(1)</script>".into();
    assert!(!page(&hostile).contains("<script"));
}

#[test]
fn csv_has_every_figure_as_it_was_frozen() {
    let bytes = csv(&internal()).unwrap();
    let header = std::str::from_utf8(&bytes).unwrap().lines().next().unwrap();
    assert_eq!(header.trim_start_matches('\u{feff}'), CSV_COLUMNS.join(","));
    assert!(table(&bytes).iter().all(|row| row[3] == "internal"));
    let of =
        |block: &str, indicator: &str, figure: &str| figure_of(&bytes, block, indicator, figure);
    let change = of("indicator", "DEFECT_RATE", "median_change_since_baseline");
    assert_eq!(
        change,
        ["-2.123456789", "percentage points", "13", "20", "no"]
    );
    assert_eq!(of("indicator", "LAB_PROD", "level")[0], "");
    assert_eq!(
        of("indicator", "LAB_PROD", "growth_on_year_before")[..3],
        ["1.25", "%", "12"]
    );
    let growth = of("indicator", "DEFECT_RATE", "growth_on_quarter_before");
    assert_eq!(growth[..2], ["1.25", "percentage points"]);
    assert_eq!(of("training", "", "workers_women")[0], "7");
    assert_eq!(
        of("difference", "DEFECT_RATE", "level_before")[..3],
        ["6", "%", "13"]
    );
    assert_eq!(of("enterprises", "", "planned")[0], "30");
}

#[test]
fn what_is_hidden_is_a_word_in_each_form_and_its_value_in_none() {
    for (language, word) in [(Language::Id, "disamarkan"), (Language::En, "hidden")] {
        let document = all_hidden(language);
        let bytes = xlsx(&document).unwrap();
        let sheets = workbook(&bytes).sheet_names();
        assert_eq!(sheets.len(), 7, "no sheet of names: {sheets:?}");
        let indicators = workbook(&bytes).worksheet_range(&sheets[2]).unwrap();
        for cells in indicators.rows().skip(4).take(2) {
            for place in [1, 3, 5, 6, 7, 8, 9, 10, 11, 12] {
                assert_eq!(cells[place], Data::String(word.into()), "{place}");
            }
        }
        let html = page(&document);
        assert!(
            html.contains(&format!(">{word}<")) && !html.contains("<svg"),
            "{html}"
        );
    }
    let rows = table(&csv(&all_hidden(Language::Id)).unwrap());
    for row in &rows {
        assert_eq!(row[3], "public", "{row:?}");
        if row[4] == "enterprises" {
            continue;
        }
        assert_eq!((row[9].as_str(), row[13].as_str()), ("", "yes"), "{row:?}");
        assert_eq!(row[11..13], ["", ""], "{row:?}");
    }
}

#[test]
fn a_quarter_without_reports_says_so_in_each_form() {
    let document = no_reports();
    let said = "Belum ada laporan yang diterima dari 20 perusahaan";
    let page = page(&document);
    assert!(page.contains(said), "{page}");
    let bytes = xlsx(&document).unwrap();
    let rate = row(&bytes, "Ringkasan", "Laporan diterima");
    assert_eq!(rate[1], Data::Float(0.0));
    let level = row(&bytes, "Indikator", "DEFECT_RATE dalam bahasa Indonesia");
    assert_eq!(level[1], Data::String("–".into()));
    assert_eq!(
        row(&bytes, "Ringkasan", "Rencana untuk tahun ini")[1],
        Data::String("–".into())
    );
    let csv = csv(&document).unwrap();
    assert_eq!(figure_of(&csv, "reporting", "", "received_rate")[0], "0");
    assert_eq!(
        figure_of(&csv, "indicator", "DEFECT_RATE", "level"),
        ["", "%", "0", "20", "no"]
    );
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    for form in Form::ALL {
        let first = render(&internal(), form).unwrap();
        assert_eq!(first, render(&internal(), form).unwrap(), "{form:?}");
    }
}

#[test]
fn a_public_form_names_nobody() {
    let names = ["=cmd('calc')!A1", LONG];
    for (is_public, form) in [false, true]
        .into_iter()
        .flat_map(|set| Form::ALL.map(|form| (set, form)))
    {
        let document = document(figures(), is_public, Language::En);
        let bytes = render(&document, form).unwrap();
        let words = match form {
            Form::Xlsx => words(&bytes),
            Form::Csv | Form::Html => String::from_utf8(bytes).unwrap(),
            // The words of its pages are read where they are set.
            Form::Pdf => continue,
        };
        let plain = words.replace("&#39;", "'");
        for name in names {
            assert_eq!(plain.contains(name), !is_public, "{form:?}: {name}");
        }
        assert_eq!(
            words.contains("Not reported"),
            !is_public && form != Form::Csv
        );
    }
}

#[test]
fn a_chart_draws_numbers_only() {
    assert!(charts(&xlsx(&all_hidden(Language::En)).unwrap()).is_empty());
    let mut shown = figures();
    shown.indicators[1].measured = None;
    shown.hidden.insert("LAB_PROD/QUARTER".into());
    let document = document(shown, true, Language::En);
    let bytes = xlsx(&document).unwrap();
    let charts = charts(&bytes);
    assert_eq!(charts.len(), 2);
    for chart in &charts {
        assert!(!chart.contains("<c:v>0</c:v>"), "{chart}");
        assert!(!chart.contains("plotVisOnly"), "{chart}");
        assert!(chart.contains(r#"<c:dispBlanksAs val="gap"/>"#), "{chart}");
    }
    let bars = charts
        .iter()
        .find(|one| one.contains("c:barChart"))
        .unwrap();
    assert!(bars.contains("<c:v>61.5</c:v>"), "{bars}");
    let hidden = row(&bytes, "Indicators", "LAB_PROD in English");
    assert_eq!(hidden[13], Data::Empty);
}

#[test]
fn figures_at_the_bounds_of_numbers_are_written() {
    let mut extreme = figures();
    let measured = extreme.indicators[0].measured.as_mut().unwrap();
    measured.level = Some(f64::INFINITY);
    measured.median_change = Some(-9e15);
    let document = document(extreme, false, Language::En);
    let bytes = xlsx(&document).unwrap();
    let defects = row(&bytes, "Indicators", "DEFECT_RATE in English");
    assert_eq!(defects[1], Data::String("–".into()));
    assert_eq!(defects[3], Data::Float(-9e15));
    assert!(page(&document).contains("-9,000,000,000,000,000.0"));
    csv(&document).unwrap();
}

#[test]
fn two_quarters_add_up() {
    let document = internal();
    let half = "2012-H2".parse().unwrap();
    let bytes = half_year(half, [&document, &document], &BTreeMap::new()).unwrap();
    let managers = row(&bytes, "Half-year", "Attendances of managers");
    assert_eq!(managers[5], Data::Float(26.0));
    assert_eq!(managers[6], Data::Float(100.0 * 14.0 / 24.0));
    let level = row(&bytes, "Half-year", "DEFECT_RATE in English: level");
    assert_eq!(
        level[3..6],
        [
            Data::Float(5.0625),
            Data::Float(5.0625),
            Data::String("not available".into())
        ]
    );
    assert!(level[7].to_string().contains("do not add up"), "{level:?}");
    let hidden = all_hidden(Language::En);
    let bytes = half_year(half, [&document, &hidden], &BTreeMap::new()).unwrap();
    let sessions = row(&bytes, "Half-year", "Classroom sessions");
    assert_eq!(sessions[5], Data::String("hidden".into()));
}

#[test]
fn an_indicator_of_one_quarter_is_named_by_its_edition() {
    let both = internal();
    let mut one = internal();
    one.figures.indicators.truncate(1);
    one.indicators.truncate(1);
    let half = "2012-H2".parse().unwrap();
    let (missing, change) = (Data::String("–".into()), Data::Float(-2.123_456_789));
    for (quarters, expected) in [
        ([&both, &one], [change.clone(), missing.clone()]),
        ([&one, &both], [missing, change]),
    ] {
        let bytes = half_year(half, quarters, &BTreeMap::new()).unwrap();
        let name = "LAB_PROD in English: median change since baseline";
        let found = row(&bytes, "Half-year", name);
        assert_eq!(found[1], Data::String("%".into()));
        assert_eq!(found[3..5], expected);
    }
}

#[test]
fn where_nothing_stands_out_it_is_said() {
    let line = "No figure stands out in this quarter.";
    assert!(!page(&internal()).contains(line));
    let mut none = internal();
    none.figures.highlights.clear();
    assert!(page(&none).contains(line));
    assert!(words(&xlsx(&none).unwrap()).contains(line));
}

#[test]
fn a_page_counts_as_its_reader_speaks() {
    let mut one = internal();
    let growth = one.figures.indicators[0].quarter_before.as_mut().unwrap();
    growth.panel = 1;
    let page = page(&one);
    assert!(page.contains("<small>1 enterprise</small>"), "{page}");
    assert!(page.contains("<small>12 enterprises</small>"), "{page}");
    assert!(page.contains("beyond 1 percentage point;"), "{page}");
    assert!(page.contains("Satisfaction, of 100: 82.5"), "{page}");
}

#[test]
fn a_file_is_called_by_its_place_and_quarter() {
    let quarter = "2012-Q3".parse().unwrap();
    let edition = |audience| file_stem(None, quarter, 1, audience);
    assert_eq!(edition(Audience::Public), "score-indonesia-2012-Q3-1");
    assert_eq!(
        edition(Audience::Internal),
        "score-indonesia-2012-Q3-1-internal"
    );
    let half = "2012-H2".parse().unwrap();
    let half_year = |audience| half_year_stem(None, half, audience);
    assert_eq!(half_year(Audience::Public), "score-indonesia-2012-H2");
    assert_eq!(
        half_year(Audience::Internal),
        "score-indonesia-2012-H2-internal"
    );
}
