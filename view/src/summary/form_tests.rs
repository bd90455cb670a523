//! Every form of an edition, made of figures that are awkward.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use entity::{
    Language,
    indicator::{self, Aggregate},
    measure,
    rules::{
        change::{ChangeKind, Direction},
        difference::{Difference, FigureKind},
        statistics::{Coverage, People},
        summary::{
            Alarms, Enterprises, Figures, Highlight, HighlightKind, IndicatorFigures, Matched,
            Measured, MonthCounts, Reporting, Silent, Training,
        },
    },
    summary::file::Form,
};

use super::*;

const LONG: &str = "Koperasi Serba Usaha Maju Bersama Sejahtera Abadi Nusantara";

fn indicator(code: &str, unit: &str, aggregate: Aggregate) -> indicator::Model {
    let change = match aggregate {
        Aggregate::Sum => ChangeKind::Points,
        Aggregate::MedianChange => ChangeKind::Relative,
    };
    indicator::Model {
        code: code.into(),
        position: 1,
        name_en: format!("{code} in English"),
        name_id: format!("{code} dalam bahasa Indonesia"),
        unit: unit.into(),
        numerator: "units_defective".into(),
        denominator: Some("workers".into()),
        factor: 100.0,
        direction: Direction::Lower,
        change,
        noise_floor: 1.0,
        aggregate,
        decimals: 1,
        hard_min: None,
        hard_max: None,
        warn_min: None,
        warn_max: None,
        warn_ratio: None,
        core: true,
        module: "M1".into(),
    }
}

fn coverage(received: i64) -> Coverage {
    Coverage {
        expected: 20,
        received,
        on_time: received / 2,
        nothing: 1,
    }
}

fn figures() -> Figures {
    let people = People {
        women: 7,
        men: 5,
        not_stated: 1,
    };
    let measured = |level| Measured {
        n: 14,
        expected: 20,
        level,
        compared: 13,
        median_change: Some(-2.123_456_789),
        improved_share: Some(61.5),
        top_two: Some(40.0),
    };
    let grown = Matched {
        panel: 12,
        growth: 1.25,
        top_two: None,
    };
    Figures {
        place: Some("ID-JT".into()),
        quarter: "2012-Q3".into(),
        enterprises: Enterprises {
            reached: 21,
            planned: Some(30.0),
        },
        reporting: Some(Reporting {
            enterprises_expected: 20,
            enterprises_reporting: 14,
            coverage: coverage(41),
        }),
        months: Some(
            (7..=9)
                .map(|month| MonthCounts {
                    month: format!("2012-0{month}"),
                    coverage: coverage(month + 6),
                })
                .collect(),
        ),
        indicators: vec![
            IndicatorFigures {
                code: "DEFECT_RATE".into(),
                measured: Some(measured(Some(5.062_5))),
                quarter_before: Some(grown),
                year_before: None,
            },
            IndicatorFigures {
                code: "LAB_PROD".into(),
                measured: Some(measured(None)),
                quarter_before: None,
                year_before: Some(grown),
            },
        ],
        training: Some(Training {
            sessions: 3,
            visits: 4,
            enterprises: 5,
            managers: people,
            workers: people,
            satisfaction: Some(82.5),
            top_two: None,
        }),
        alerts: Some(Alarms {
            opened: 2,
            resolved: 1,
            visits: 1,
        }),
        silent: ["=cmd('calc')!A1", LONG]
            .map(|name| Silent {
                enterprise: "id".into(),
                name: name.into(),
                months: vec!["2012-08".into(), "2012-09".into()],
            })
            .into(),
        hidden: Default::default(),
        highlights: vec![Highlight {
            kind: HighlightKind::BelowTarget,
            indicator: None,
            value: 21.0,
            of: 30.0,
        }],
    }
}

fn document(figures: Figures, is_public: bool, language: Language) -> Document {
    let row = |code: &str, name: &str| measure::Model {
        code: code.into(),
        position: 1,
        name_en: name.into(),
        name_id: name.into(),
        unit: "output unit".into(),
        whole_number: true,
        warn_max: None,
        hint_en: String::new(),
        hint_id: String::new(),
    };
    Document {
        language,
        place: Some("Jawa Tengah".into()),
        quarter: "2012-Q3".parse().unwrap(),
        edition: 2,
        cut_off: "2012-10-20T20:00:00Z".parse().unwrap(),
        is_public,
        hash: "a".repeat(64),
        figures,
        differences: vec![Difference {
            figure: FigureKind::Level,
            indicator: Some("DEFECT_RATE".into()),
            before: Some(6.0),
            after: Some(5.0625),
            n_before: 13,
            n_after: 14,
            expected: 20,
            is_material: true,
        }],
        indicators: vec![
            indicator("DEFECT_RATE", "%", Aggregate::Sum),
            indicator("LAB_PROD", "output unit per hour", Aggregate::MedianChange),
        ],
        measures: vec![row("units_defective", "defective units")],
    }
}

fn internal() -> Document {
    document(figures(), false, Language::En)
}

/// The public set in which every block is hidden.
fn all_hidden(language: Language) -> Document {
    let mut all = figures();
    let codes = all.indicators.iter().map(|one| one.code.clone());
    all.hidden = codes
        .flat_map(|code| {
            ["QUARTER", "QUARTER_BEFORE", "YEAR_BEFORE"].map(|block| format!("{code}/{block}"))
        })
        .chain(["REPORTING", "ALERTS", "TRAINING"].map(str::to_owned))
        .collect();
    let hidden = all.hidden.clone();
    let public = entity::rules::disclosure::public(&all, &hidden);
    let mut document = document(public, true, language);
    document.differences.clear();
    document
}

/// Nobody reported anything, and nothing was held.
fn no_reports() -> Document {
    let mut none = figures();
    let nothing = Coverage {
        expected: 60,
        ..Coverage::default()
    };
    none.enterprises.planned = None;
    none.reporting = Some(Reporting {
        enterprises_expected: 20,
        enterprises_reporting: 0,
        coverage: nothing,
    });
    none.months = Some(Vec::new());
    for one in &mut none.indicators {
        one.measured = Some(Measured {
            n: 0,
            expected: 20,
            level: None,
            compared: 0,
            median_change: None,
            improved_share: None,
            top_two: None,
        });
        one.quarter_before = None;
        one.year_before = None;
    }
    none.training = Some(Training::default());
    none.highlights = vec![Highlight {
        kind: HighlightKind::NoReports,
        indicator: None,
        value: 0.0,
        of: 20.0,
    }];
    document(none, false, Language::Id)
}

fn workbook(bytes: &[u8]) -> Xlsx<Cursor<&[u8]>> {
    calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap()
}

/// The row of `sheet` that `name` begins.
fn row(bytes: &[u8], sheet: &str, name: &str) -> Vec<Data> {
    let cells = workbook(bytes).worksheet_range(sheet).unwrap();
    let mut rows = cells.rows().map(<[Data]>::to_vec);
    let found = rows.find(|row| row.first() == Some(&Data::String(name.into())));
    found.unwrap_or_else(|| panic!("{sheet} has no row of {name}"))
}

fn table(bytes: &[u8]) -> Vec<Vec<String>> {
    let text = std::str::from_utf8(bytes).unwrap();
    let mut reader = ::csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let records = reader.records().map(Result::unwrap);
    records
        .map(|record| record.iter().map(str::to_owned).collect())
        .collect()
}

/// The cells of a figure from `value` on: value, unit, n, expected, hidden.
fn figure_of(bytes: &[u8], block: &str, indicator: &str, figure: &str) -> Vec<String> {
    let found = table(bytes)
        .into_iter()
        .find(|row| (row[3] == block) && row[4] == indicator && row[7] == figure);
    found.unwrap()[8..].to_vec()
}

fn page(document: &Document) -> String {
    String::from_utf8(html(document).unwrap()).unwrap()
}

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
    let names: Vec<_> = table(&csv).into_iter().map(|row| row[6].clone()).collect();
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
        if row[3] == "enterprises" {
            continue;
        }
        assert_eq!((row[8].as_str(), row[12].as_str()), ("", "yes"), "{row:?}");
        assert_eq!(row[10..12], ["", ""], "{row:?}");
    }
}

#[test]
fn a_quarter_without_reports_says_so_in_each_form() {
    let document = no_reports();
    let said = "Belum ada laporan yang diterima dari 20 perusahaan";
    assert!(page(&document).contains("Belum ada laporan"), "{said}");
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
        let Ok(first) = render(&internal(), form) else {
            continue;
        };
        assert_eq!(first, render(&internal(), form).unwrap(), "{form:?}");
    }
}

#[test]
fn a_public_form_names_nobody() {
    let mut shown = figures();
    shown.silent.clear();
    let document = document(shown, true, Language::En);
    let bytes = xlsx(&document).unwrap();
    assert!(
        !workbook(&bytes)
            .sheet_names()
            .contains(&"Not reported".to_owned())
    );
    assert!(!page(&document).contains("not-reported"));
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
    let bytes = half_year(half, [&document, &document]).unwrap();
    let managers = row(&bytes, "Half-year", "Attendances of managers");
    assert_eq!(managers[5], Data::Float(26.0));
    assert_eq!(managers[6], Data::Float(100.0 * 14.0 / 24.0));
    let level = row(&bytes, "Half-year", "DEFECT_RATE in English: level");
    assert_eq!(
        level[3..6],
        [
            Data::Float(5.0625),
            Data::Float(5.0625),
            Data::String("n/a".into())
        ]
    );
    assert!(level[7].to_string().contains("do not add up"), "{level:?}");
    let hidden = all_hidden(Language::En);
    let bytes = half_year(half, [&document, &hidden]).unwrap();
    let sessions = row(&bytes, "Half-year", "Classroom sessions");
    assert_eq!(sessions[5], Data::String("hidden".into()));
}

#[test]
fn a_file_is_called_by_its_place_and_quarter() {
    let quarter = "2012-Q3".parse().unwrap();
    assert_eq!(file_stem(None, quarter, 1), "score-indonesia-2012-Q3-1");
}
