//! A summary of a province that there is not, to look its forms over and to measure them.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate};
use entity::{
    Language, indicator, reference,
    rules::{
        period::{Month, Quarter},
        statistics::{Coverage, People},
        summary::{
            Alarms, Enterprises, Figures, Highlight, HighlightKind, IndicatorFigures, Matched,
            Measured, MonthCounts, Reporting, Silent, Training,
        },
    },
};

use super::Document;

/// An ordinary first edition with everything in it, for readers of `language`.
pub fn sample(language: Language) -> Document {
    // The reference data are compiled in, and read by tests.
    let indicators = reference::indicators().unwrap_or_default();
    let core: Vec<_> = indicators.into_iter().filter(|row| row.core).collect();
    let quarter = Quarter::of(Month::of(NaiveDate::default()));
    Document {
        language,
        place: Some("Contoh".to_owned()),
        quarter,
        edition: 1,
        cut_off: DateTime::default(),
        is_public: false,
        hash: "0123456789abcdef".repeat(4),
        figures: figures(quarter, &core),
        differences: Vec::new(),
        indicators: core,
        measures: Vec::new(),
    }
}

fn figures(quarter: Quarter, indicators: &[indicator::Model]) -> Figures {
    let expected = 20;
    let months: Vec<_> = quarter
        .first_month()
        .through(quarter.last_month())
        .zip([(20, 16), (19, 15), (18, 11)])
        .map(|(month, (received, on_time))| MonthCounts {
            month: month.to_string(),
            coverage: coverage(expected, received, on_time),
        })
        .collect();
    Figures {
        place: Some("ID-JK".to_owned()),
        quarter: quarter.to_string(),
        enterprises: Enterprises {
            reached: 42,
            planned: Some(60.0),
        },
        reporting: Some(Reporting {
            enterprises_expected: expected,
            enterprises_reporting: expected,
            coverage: coverage(3 * expected, 57, 42),
        }),
        silent: silent(&months),
        months: Some(months),
        indicators: indicators.iter().map(measured).collect(),
        training: Some(training()),
        alerts: Some(Alarms {
            opened: 5,
            resolved: 3,
            visits: 4,
            enterprises: Some(7),
            top_two: Some(40.0),
        }),
        hidden: BTreeSet::new(),
        highlights: highlights(indicators),
    }
}

fn coverage(expected: i64, received: i64, on_time: i64) -> Coverage {
    Coverage {
        expected,
        received,
        on_time,
        nothing: 1,
    }
}

fn measured(row: &indicator::Model) -> IndicatorFigures {
    let has_level = row.aggregate == indicator::Aggregate::Sum;
    let growth = |growth, panel| Matched {
        panel,
        growth,
        top_two: has_level.then_some(40.0),
    };
    IndicatorFigures {
        code: row.code.clone(),
        measured: Some(Measured {
            n: 17,
            expected: 20,
            level: has_level.then_some(8.42),
            compared: 15,
            median_change: Some(-2.1),
            improved_share: Some(66.7),
            top_two: has_level.then_some(40.0),
        }),
        quarter_before: Some(growth(1.5, 14)),
        year_before: Some(growth(-4.0, 12)),
    }
}

fn training() -> Training {
    let people = |women, men| People {
        women,
        men,
        not_stated: 3,
    };
    Training {
        sessions: 8,
        visits: 21,
        enterprises: 19,
        managers: people(31, 44),
        workers: people(52, 38),
        satisfaction: Some(86.4),
        top_two: Some(22.0),
        satisfied: Some(16),
        satisfied_top_two: Some(18.0),
    }
}

fn silent(months: &[MonthCounts]) -> Vec<Silent> {
    let silent = |name: &str| Silent {
        enterprise: name.to_owned(),
        name: name.to_owned(),
        months: months.iter().skip(2).map(|one| one.month.clone()).collect(),
    };
    [
        "CV Contoh Makmur",
        "Koperasi Contoh Bersama",
        "UD Contoh Jaya",
    ]
    .map(silent)
    .to_vec()
}

fn highlights(indicators: &[indicator::Model]) -> Vec<Highlight> {
    let one = |kind, at: Option<usize>, value, of| Highlight {
        kind,
        indicator: at
            .and_then(|at| indicators.get(at))
            .map(|row| row.code.clone()),
        value,
        of,
    };
    vec![
        one(HighlightKind::BelowTarget, None, 42.0, 60.0),
        one(HighlightKind::ReportingRose, None, 95.0, 82.0),
        one(HighlightKind::MostImproved, Some(1), 66.7, 15.0),
        one(HighlightKind::Worsened, Some(3), 1.4, 15.0),
        one(HighlightKind::Alerts, None, 5.0, 4.0),
    ]
}
