//! What stands out in a quarter: sentences chosen by rules.

use crate::rules::{change, series::Yardstick, statistics::Coverage};

use super::figures::{Figures, Highlight, HighlightKind, IndicatorFigures};

/// A rate that moved by so many points stands out.
const POINTS: f64 = 10.0;
/// Fewer enterprises than these say nothing about many.
const ENOUGH: i64 = 5;
/// A share from which it is *most*, in per cent.
const MOST: f64 = 60.0;

/// What stands out in `figures`, when the quarter before had the coverage `before`.
pub(super) fn of(
    figures: &Figures,
    before: &Coverage,
    indicators: &[(String, Yardstick)],
) -> Vec<Highlight> {
    let mut found = Vec::new();
    let (expected, reporting, coverage) =
        figures
            .reporting
            .map_or((0, 0, Coverage::default()), |all| {
                (
                    all.enterprises_expected,
                    all.enterprises_reporting,
                    all.coverage,
                )
            });
    if expected > 0 && reporting == 0 {
        found.push(plain(HighlightKind::NoReports, 0.0, expected as f64));
    }
    let reached = figures.enterprises.reached as f64;
    if let Some(planned) = figures
        .enterprises
        .planned
        .filter(|planned| reached < *planned)
    {
        found.push(plain(HighlightKind::BelowTarget, reached, planned));
    }
    found.extend(rate(&coverage, before));
    for (one, (_, yardstick)) in figures.indicators.iter().zip(indicators) {
        found.extend(indicator(one, yardstick, reporting));
    }
    let quiet = (expected - reporting) as f64;
    if reporting > 0 && quiet > 0.0 {
        found.push(plain(HighlightKind::Silent, quiet, expected as f64));
    }
    if let Some(alerts) = figures.alerts.filter(|alerts| alerts.opened > 0) {
        found.push(plain(
            HighlightKind::Alerts,
            alerts.opened as f64,
            alerts.visits as f64,
        ));
    }
    found
}

fn plain(kind: HighlightKind, value: f64, of: f64) -> Highlight {
    Highlight {
        kind,
        indicator: None,
        value,
        of,
    }
}

fn rate(now: &Coverage, before: &Coverage) -> Option<Highlight> {
    let (now, before) = (now.received_rate()?, before.received_rate()?);
    let kind = if now >= before + POINTS {
        HighlightKind::ReportingRose
    } else if now <= before - POINTS {
        HighlightKind::ReportingFell
    } else {
        return None;
    };
    Some(plain(kind, now, before))
}

fn indicator(one: &IndicatorFigures, yardstick: &Yardstick, reporting: i64) -> Vec<Highlight> {
    let Some(measured) = one.measured else {
        return Vec::new();
    };
    let about = |kind, value: f64, of: i64| Highlight {
        indicator: Some(one.code.clone()),
        ..plain(kind, value, of as f64)
    };
    let mut found = Vec::new();
    if measured.compared >= ENOUGH {
        if let Some(share) = measured.improved_share.filter(|share| *share >= MOST) {
            found.push(about(HighlightKind::MostImproved, share, measured.compared));
        }
        let worse = |by: &f64| change::worse(yardstick.direction, *by, yardstick.noise_floor);
        if let Some(by) = measured.median_change.filter(worse) {
            found.push(about(HighlightKind::Worsened, by, measured.compared));
        }
    }
    if reporting > 0 && 2 * measured.n < measured.expected {
        found.push(about(
            HighlightKind::LowCoverage,
            measured.n as f64,
            measured.expected,
        ));
    }
    found
}
