//! Figures that are awkward: odd names, missing values, everything hidden, nothing reported.

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
};

use crate::summary::Document;

pub(super) const LONG: &str = "Koperasi Serba Usaha Maju Bersama Sejahtera Abadi Nusantara";

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

pub(super) fn figures() -> Figures {
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
            satisfied: Some(4),
            ..Training::default()
        }),
        alerts: Some(Alarms {
            opened: 2,
            resolved: 1,
            visits: 1,
            ..Alarms::default()
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

pub(super) fn document(figures: Figures, is_public: bool, language: Language) -> Document {
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
            n_before: Some(13),
            n_after: Some(14),
            expected: Some(20),
            is_material: true,
        }],
        indicators: vec![
            indicator("DEFECT_RATE", "%", Aggregate::Sum),
            indicator("LAB_PROD", "output unit per hour", Aggregate::MedianChange),
        ],
        measures: vec![row("units_defective", "defective units")],
    }
}

pub(super) fn internal() -> Document {
    document(figures(), false, Language::En)
}

/// The public set in which every block is hidden.
pub(super) fn all_hidden(language: Language) -> Document {
    let mut all = figures();
    let codes = all.indicators.iter().map(|one| one.code.clone());
    all.hidden = codes
        .flat_map(|code| {
            ["QUARTER", "QUARTER_BEFORE", "YEAR_BEFORE"].map(|block| format!("{code}/{block}"))
        })
        .chain(["REPORTING", "ALERTS", "TRAINING", "TRAINING/SATISFACTION"].map(str::to_owned))
        .collect();
    let hidden = all.hidden.clone();
    let public = entity::rules::disclosure::public(&all, &hidden);
    let mut document = document(public, true, language);
    document.differences.clear();
    document
}

/// Nobody reported anything, and nothing was held.
pub(super) fn no_reports() -> Document {
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
