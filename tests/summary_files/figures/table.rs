//! The figures of a CSV.

use super::set::{Said, Set};

/// A figure of the table, as a program reads it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Figure {
    /// Block, indicator, month, enterprise and figure.
    about: [String; 5],
    pub(super) value: Option<f64>,
    n: Option<f64>,
    expected: Option<f64>,
    hidden: bool,
}

/// What the file has, but what differs from the edition before.
pub(super) fn rows(file: &str) -> Vec<Figure> {
    let mut reader = csv::Reader::from_reader(file.trim_start_matches('\u{feff}').as_bytes());
    let rows = reader.records().map(Result::unwrap);
    let rows = rows.filter(|row| &row[4] != "difference");
    let number = |cell: &str| (!cell.is_empty()).then(|| cell.parse().unwrap());
    let figures = rows.map(|row| Figure {
        about: [4, 5, 6, 7, 8].map(|at| row[at].to_owned()),
        value: number(&row[9]),
        n: number(&row[11]),
        expected: number(&row[12]),
        hidden: &row[13] == "yes",
    });
    figures.collect()
}

fn value(said: Said) -> Option<f64> {
    match said {
        Said::Is(value) => Some(value),
        Said::Hidden | Said::Missing => None,
    }
}

fn figure(block: &str, figure: &str, said: Said, [n, expected]: [Said; 2]) -> Figure {
    Figure {
        about: [block, "", "", "", figure].map(str::to_owned),
        value: value(said),
        n: value(n),
        expected: value(expected),
        hidden: said == Said::Hidden,
    }
}

const NOTHING: [Said; 2] = [Said::Missing; 2];

fn coverage(block: &str, of: [Said; 6]) -> Vec<Figure> {
    let [
        expected,
        received,
        on_time,
        nothing,
        received_rate,
        on_time_rate,
    ] = of;
    [
        ("expected", expected, expected),
        ("received", received, received),
        ("on_time", on_time, on_time),
        ("nothing_to_report", nothing, nothing),
        ("received_rate", received_rate, received),
        ("on_time_rate", on_time_rate, on_time),
    ]
    .map(|(name, said, n)| figure(block, name, said, [n, expected]))
    .into()
}

/// What it should have.
pub(super) fn expected(set: &Set) -> Vec<Figure> {
    let [who, of] = set.answering();
    let reached = Said::Is(set.figures.enterprises.reached as f64);
    let mut all = vec![
        figure("enterprises", "reached", reached, NOTHING),
        figure("enterprises", "planned", set.planned(), NOTHING),
        figure("reporting", "enterprises_reporting", who, [who, of]),
    ];
    all.extend(coverage("reporting", set.quarter()));
    for (month, counts) in set.months() {
        let mut rows = coverage("month", set.coverage(Some(counts)));
        for row in &mut rows {
            row.about[2] = month.to_string();
        }
        all.extend(rows);
    }
    if set.figures.months.is_none() {
        all.extend(coverage("month", set.coverage(None)));
    }
    all.extend(indicators(set));
    all.extend(delivered(set));
    for one in &set.figures.silent {
        for month in &one.months {
            let mut row = figure(
                "not_reported",
                "received",
                Said::Is(0.0),
                [0.0, 1.0].map(Said::Is),
            );
            row.about[2].clone_from(month);
            row.about[3].clone_from(&one.name);
            all.push(row);
        }
    }
    all
}

fn indicators(set: &Set) -> Vec<Figure> {
    let mut all = Vec::new();
    for row in set.rows() {
        let [before, year_before] = row.panels;
        for (name, said, of) in [
            ("level", row.level, [row.n, row.expected]),
            (
                "median_change_since_baseline",
                row.change,
                [row.compared, row.expected],
            ),
            ("share_improved", row.share, [row.compared, row.expected]),
            (
                "growth_on_quarter_before",
                row.quarter,
                [before, Said::Missing],
            ),
            (
                "growth_on_year_before",
                row.year,
                [year_before, Said::Missing],
            ),
        ] {
            let mut one = figure("indicator", name, said, of);
            one.about[1].clone_from(&row.about.code);
            all.push(one);
        }
    }
    all
}

fn delivered(set: &Set) -> Vec<Figure> {
    let held = ["sessions", "visits", "enterprises"]
        .into_iter()
        .zip(set.held());
    let mut all: Vec<Figure> = held
        .map(|(name, said)| figure("training", name, said, NOTHING))
        .collect();
    for (role, counts) in ["managers", "workers"].into_iter().zip(set.people()) {
        for (sex, said) in ["women", "men", "not_stated", "total"]
            .into_iter()
            .zip(counts)
        {
            all.push(figure("training", &format!("{role}_{sex}"), said, NOTHING));
        }
    }
    let (said, of) = set.satisfaction();
    let of = of.map_or(NOTHING, |of| of.map(Said::Is));
    all.push(figure("training", "satisfaction", said, of));
    let counts = ["opened", "resolved", "advisory_visits"].into_iter();
    all.extend(
        counts
            .zip(set.alerts())
            .map(|(name, said)| figure("alerts", name, said, NOTHING)),
    );
    all
}
