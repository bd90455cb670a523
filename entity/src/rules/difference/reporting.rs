//! How many enterprises there are, and how they reported.

use super::{Difference, FigureKind, Pair, moved};
use crate::rules::{disclosure::REPORTING, statistics::Coverage};

/// A reporting rate that moved by so many points is material.
const RATE: f64 = 5.0;

pub(super) fn enterprises(pair: Pair<'_>) -> Vec<Difference> {
    let (old, new) = (pair.before.enterprises, pair.after.enterprises);
    let reached = [old.reached, new.reached];
    let planned = [old.planned, new.planned];
    let [from, to] = planned;
    let planned = (from != to).then(|| Difference::of(FigureKind::EnterprisesPlanned, planned));
    let reached = Difference::count(FigureKind::EnterprisesReached, reached);
    reached.into_iter().chain(planned).collect()
}

pub(super) fn reports(pair: Pair<'_>) -> Vec<Difference> {
    let both = pair.before.reporting.zip(pair.after.reporting);
    let Some((old, new)) = both.filter(|_| pair.shows(REPORTING)) else {
        return Vec::new();
    };
    let of = |count: fn(&Coverage) -> i64| [count(&old.coverage), count(&new.coverage)];
    let count = |figure, of: fn(&Coverage) -> i64| {
        let [before, after] = [of(&old.coverage), of(&new.coverage)];
        Difference::count(figure, [before, after])
    };
    let expected = [old.enterprises_expected, new.enterprises_expected];
    let reporting = [old.enterprises_reporting, new.enterprises_reporting];
    let reporting = Difference::count(FigureKind::EnterprisesReporting, reporting);
    let rate = |figure, rate: fn(&Coverage) -> Option<f64>, n: [i64; 2]| {
        let rates = [rate(&old.coverage), rate(&new.coverage)];
        let one = Difference::covered(figure, rates, n, Some(new.coverage.expected))?;
        Some(Difference {
            is_material: moved(rates, |points| points >= RATE),
            ..one
        })
    };
    let found = [
        Difference::count(FigureKind::EnterprisesExpected, expected),
        reporting.map(|one| Difference {
            expected: Some(new.enterprises_expected),
            ..one
        }),
        count(FigureKind::MonthsExpected, |all| all.expected),
        rate(
            FigureKind::ReceivedRate,
            Coverage::received_rate,
            of(|all| all.received),
        ),
        rate(
            FigureKind::OnTimeRate,
            Coverage::on_time_rate,
            of(|all| all.on_time),
        ),
        count(FigureKind::NothingToReport, |all| all.nothing),
    ];
    found.into_iter().flatten().collect()
}
