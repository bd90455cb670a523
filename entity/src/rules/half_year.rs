//! Two quarters as the half-year table that donors ask for: what was planned, what was reached, and
//! the share of women.
//!
//! Counts add up, and indicators where what each enterprise came to is at hand. What does not is
//! said with its reason: an enterprise of both quarters would be counted twice, and neither a
//! median nor a mean follows from two others. What is hidden in one quarter is hidden in the
//! half-year, or the other quarter would give it away.

mod line;
mod span;

pub use line::{Actual, Line, Reason, What};
pub use span::{HalfYear, HalfYearError};

use std::collections::BTreeMap;

use super::{
    disclosure::{ALERTS, REPORTING, TRAINING, measured_block},
    series::Figure,
    statistics::{Coverage, People, per_cent},
    summary::{Alarms, Figures, Measured, Training},
};

/// The table of two quarters of one place, the earlier first. `whole` is what both come to by
/// indicator, where that is known and may be seen.
pub fn table(quarters: [&Figures; 2], whole: &BTreeMap<String, Figure>) -> Vec<Line> {
    let mut lines = vec![enterprises(quarters), received(quarters)];
    lines.extend(training(quarters));
    lines.extend(alerts(quarters));
    for code in codes(quarters) {
        lines.extend(indicator(quarters, code, whole.get(code)));
    }
    lines
}

/// The indicators of the later quarter, then those that only the earlier one has.
fn codes(quarters: [&Figures; 2]) -> Vec<&str> {
    let [earlier, later] = quarters;
    let mut codes: Vec<&str> = Vec::new();
    for one in later.indicators.iter().chain(&earlier.indicators) {
        if !codes.contains(&one.code.as_str()) {
            codes.push(&one.code);
        }
    }
    codes
}

fn enterprises(quarters: [&Figures; 2]) -> Line {
    let each = quarters.map(|one| Actual::Is(one.enterprises.reached as f64));
    Line {
        target: quarters[1].enterprises.planned,
        ..Line::new(What::Enterprises, each, each[1])
    }
}

fn received(quarters: [&Figures; 2]) -> Line {
    let each = quarters.map(|one| {
        let rate = one.reporting.map(|all| all.coverage.received_rate());
        actual(one, REPORTING, rate)
    });
    let mut sum = Coverage::default();
    for reporting in quarters.iter().filter_map(|one| one.reporting) {
        sum += reporting.coverage;
    }
    let rate = sum.received_rate().map_or(Actual::Missing, Actual::Is);
    // A quarter in which nothing was expected adds nothing.
    let is_hidden = each.contains(&Actual::Hidden);
    Line::new(
        What::ReceivedRate,
        each,
        if is_hidden { Actual::Hidden } else { rate },
    )
}

fn training(quarters: [&Figures; 2]) -> Vec<Line> {
    let count = |of: fn(&Training) -> f64| {
        quarters.map(|one| actual(one, TRAINING, one.training.map(|all| Some(of(&all)))))
    };
    let satisfaction = quarters.map(|one| {
        let mean = one.training.map(|all| all.satisfaction);
        actual(one, TRAINING, mean)
    });
    vec![
        Line::summed(What::Sessions, count(|all| all.sessions as f64)),
        Line::summed(What::Visits, count(|all| all.visits as f64)),
        Line::not_added(
            What::Trained,
            count(|all| all.enterprises as f64),
            Reason::Twice,
        ),
        people(quarters, What::Managers, |all| all.managers),
        people(quarters, What::Workers, |all| all.workers),
        people(quarters, What::Attendances, Training::everybody),
        Line::not_added(What::Satisfaction, satisfaction, Reason::Mean),
    ]
}

fn people(quarters: [&Figures; 2], what: What, of: fn(&Training) -> People) -> Line {
    let each = quarters.map(|one| {
        let total = one.training.map(|all| Some(of(&all).total() as f64));
        actual(one, TRAINING, total)
    });
    let mut sum = People::default();
    for training in quarters.iter().filter_map(|one| one.training) {
        sum += of(&training);
    }
    let share = per_cent(sum.women as f64, (sum.women + sum.men) as f64);
    let line = Line::summed(what, each);
    let women = match line.actual {
        Actual::Is(_) => share.map_or(Actual::Missing, Actual::Is),
        other => other,
    };
    Line {
        women: Some(women),
        ..line
    }
}

fn alerts(quarters: [&Figures; 2]) -> [Line; 3] {
    let count = |of: fn(&Alarms) -> i64| {
        quarters.map(|one| actual(one, ALERTS, one.alerts.map(|all| Some(of(&all) as f64))))
    };
    [
        Line::summed(What::AlertsOpened, count(|all| all.opened)),
        Line::summed(What::AlertsResolved, count(|all| all.resolved)),
        Line::summed(What::AdvisoryVisits, count(|all| all.visits)),
    ]
}

fn indicator(quarters: [&Figures; 2], code: &str, whole: Option<&Figure>) -> [Line; 3] {
    let figure = |of: fn(&Measured) -> Option<f64>| {
        quarters.map(|one| {
            let same = one.indicators.iter().find(|other| other.code == code);
            let measured = same.and_then(|one| one.measured);
            actual(one, &measured_block(code), measured.map(|all| of(&all)))
        })
    };
    let line = |what: What, quarters, of: fn(&Figure) -> Option<f64>, reason| match whole {
        Some(whole) => {
            let known = of(whole).map_or(Actual::Missing, Actual::Is);
            Line::new(what, quarters, known)
        }
        None => Line::not_added(what, quarters, reason),
    };
    let level = figure(|all| all.level);
    let change = figure(|all| all.median_change);
    let improved = figure(|all| all.improved_share);
    let code = || code.to_owned();
    [
        line(What::Level(code()), level, |all| all.level, Reason::Ratio),
        line(
            What::MedianChange(code()),
            change,
            |all| all.median_change,
            Reason::Median,
        ),
        line(
            What::ImprovedShare(code()),
            improved,
            |all| all.improved_share,
            Reason::Twice,
        ),
    ]
}

/// A figure of a block that may be hidden, and that may be missing in it.
fn actual(figures: &Figures, block: &str, value: Option<Option<f64>>) -> Actual {
    match value {
        Some(value) => value.map_or(Actual::Missing, Actual::Is),
        None if figures.hidden.contains(block) => Actual::Hidden,
        None => Actual::Missing,
    }
}

#[cfg(test)]
mod tests;
