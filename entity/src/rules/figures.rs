//! From a month's counts to its readings (`DOMAIN.md` §4.1–4.5).

use std::collections::{BTreeMap, HashMap};

use super::{
    change::{self, ChangeKind, Direction},
    period::Month,
    plausibility::Bounds,
};

/// Reported months that a pooled change looks back over, and those it needs.
const POOL: usize = 12;
const POOL_AT_LEAST: usize = 3;

/// What is known of an indicator when its readings are made.
#[derive(Clone, Debug, PartialEq)]
pub struct Formula {
    /// The indicator's code.
    pub code: String,
    /// The measure above the line.
    pub numerator: String,
    /// The measure below the line; none for an indicator that is one measure.
    pub denominator: Option<String>,
    /// What the ratio is multiplied by.
    pub factor: f64,
    /// In which direction it gets better.
    pub direction: Direction,
    /// How its change is made.
    pub change: ChangeKind,
    /// A change up to this is noise.
    pub noise_floor: f64,
    /// What it cannot be.
    pub hard: Bounds,
}

/// One month's counts of one enterprise, by measure code. What is missing is not zero.
pub type Counts = HashMap<String, f64>;

/// An indicator's value for one month, with the counts that it is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    /// The month.
    pub month: Month,
    /// The indicator's code.
    pub indicator: String,
    /// The count above the line.
    pub numerator: f64,
    /// The count below the line.
    pub denominator: Option<f64>,
    /// The ratio times the factor.
    pub value: f64,
    /// The baseline it is compared with.
    pub baseline: Option<f64>,
    /// Change since that baseline, in per cent or in the indicator's unit.
    pub change: Option<f64>,
    /// Improved by more than the noise floor.
    pub improved: Option<bool>,
}

/// The count of a measure, derived ones included: `workers` = women + men,
/// `grievances_open` = open at the month's start + received.
pub fn count(counts: &Counts, measure: &str) -> Option<f64> {
    let sum = |parts: [&str; 2]| Some(counts.get(parts[0])? + counts.get(parts[1])?);
    match measure {
        "workers" => sum(["workers_female", "workers_male"]),
        "grievances_open" => sum(["grievances_open_at_start", "grievances_received"]),
        raw => counts.get(raw).copied(),
    }
}

/// The raw measures that `measure` is made of.
pub fn raw_measures(measure: &str) -> Vec<&str> {
    match measure {
        "workers" => vec!["workers_female", "workers_male"],
        "grievances_open" => vec!["grievances_open_at_start", "grievances_received"],
        raw => vec![raw],
    }
}

/// Is `measure` a part of the head count, which changes little from month to month?
pub fn is_head_count(measure: &str) -> bool {
    raw_measures("workers").contains(&measure)
}

impl Formula {
    /// Numerator, denominator and value of one month; missing where a count is
    /// missing or the denominator is 0.
    pub fn value(&self, counts: &Counts) -> Option<(f64, Option<f64>, f64)> {
        let numerator = count(counts, &self.numerator)?;
        let Some(below) = &self.denominator else {
            return Some((numerator, None, numerator * self.factor));
        };
        let denominator = count(counts, below)?;
        (denominator != 0.0).then(|| {
            (
                numerator,
                Some(denominator),
                self.factor * numerator / denominator,
            )
        })
    }

    /// The readings of this indicator over an enterprise's reported months.
    pub fn readings(&self, months: &BTreeMap<Month, Counts>, baseline: Option<f64>) -> Vec<Value> {
        let mut made: Vec<Value> = Vec::with_capacity(months.len());
        for (month, counts) in months {
            let Some((numerator, denominator, value)) = self.value(counts) else {
                continue;
            };
            made.push(Value {
                month: *month,
                indicator: self.code.clone(),
                numerator,
                denominator,
                value,
                baseline,
                change: None,
                improved: None,
            });
            let compared = if self.change == ChangeKind::Pooled {
                self.pooled(&made)
            } else {
                Some(value)
            };
            let change = compared
                .zip(baseline)
                .and_then(|(x, b)| change::since_baseline(self.change, x, b));
            if let Some(last) = made.last_mut() {
                last.change = change;
                last.improved =
                    change.and_then(|by| change::improved(self.direction, by, self.noise_floor));
            }
        }
        made
    }

    fn pooled(&self, made: &[Value]) -> Option<f64> {
        let counts: Vec<_> = made[made.len().saturating_sub(POOL)..]
            .iter()
            .map(|value| (value.numerator, value.denominator))
            .collect();
        pooled(self.factor, &counts)
    }
}

/// The ratio of the last twelve reported months together, of at least three.
pub fn pooled(factor: f64, counts: &[(f64, Option<f64>)]) -> Option<f64> {
    let pool = counts.get(counts.len().saturating_sub(POOL)..)?;
    if pool.len() < POOL_AT_LEAST {
        return None;
    }
    let above: f64 = pool.iter().map(|(above, _)| above).sum();
    let below: f64 = pool.iter().filter_map(|(_, below)| *below).sum();
    (below != 0.0).then(|| factor * above / below)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn formula(change: ChangeKind) -> Formula {
        Formula {
            code: "ACCIDENT_FREQ".into(),
            numerator: "lost_time_accidents".into(),
            denominator: Some("hours_worked".into()),
            factor: 1_000_000.0,
            direction: Direction::Lower,
            change,
            noise_floor: 50.0,
            hard: Bounds {
                min: Some(0.0),
                max: None,
            },
        }
    }

    fn counts(pairs: &[(&str, f64)]) -> Counts {
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), *value))
            .collect()
    }

    #[test]
    fn missing_is_not_zero_and_zero_below_the_line_is_missing() {
        let formula = formula(ChangeKind::Points);
        assert_eq!(formula.value(&counts(&[("hours_worked", 1000.0)])), None);
        assert_eq!(
            formula.value(&counts(&[
                ("lost_time_accidents", 1.0),
                ("hours_worked", 0.0)
            ])),
            None
        );
        let value = formula.value(&counts(&[
            ("lost_time_accidents", 0.0),
            ("hours_worked", 1000.0),
        ]));
        assert_eq!(value, Some((0.0, Some(1000.0), 0.0)));
    }

    #[test]
    fn workers_are_women_and_men() {
        assert_eq!(
            count(
                &counts(&[("workers_female", 12.0), ("workers_male", 8.0)]),
                "workers"
            ),
            Some(20.0)
        );
        assert_eq!(count(&counts(&[("workers_female", 12.0)]), "workers"), None);
    }

    #[test]
    fn a_pooled_change_needs_three_reported_months() {
        let first: Month = "2012-01".parse().unwrap();
        let months = (0..4)
            .map(|n| {
                (
                    first.plus(n),
                    counts(&[
                        ("lost_time_accidents", f64::from(n % 2)),
                        ("hours_worked", 10_000.0),
                    ]),
                )
            })
            .collect();
        let changes: Vec<_> = formula(ChangeKind::Pooled)
            .readings(&months, Some(60.0))
            .into_iter()
            .map(|made| made.change)
            .collect();
        assert_eq!(changes[..2], [None, None]);
        assert!((changes[2].unwrap() - (100.0 / 3.0 - 60.0)).abs() < 1e-9);
        assert!((changes[3].unwrap() - (50.0 - 60.0)).abs() < 1e-9);
    }
}
