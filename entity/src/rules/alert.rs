//! When something is wrong at an enterprise (`DOMAIN.md` §5).
//!
//! Each rule first says what it sees in each month ([`worse`], [`accidents`],
//! [`silence`]); [`judge`] then says whether an episode begins or is over. The two
//! never hold at once, so that a watch that runs every night neither forgets an
//! episode nor opens one twice.

use std::collections::BTreeMap;

use sea_orm::{DeriveActiveEnum, EnumIter, sea_query::StringLen};

use super::{
    change::{self, Direction},
    period::Month,
};

/// Earlier months that an enterprise's own maximum needs.
const OWN_MONTHS: usize = 6;
/// Months that *two of the last three* looks at.
const LAST: u32 = 3;
/// Hits, silent months, or months without the hit, that decide.
const TWO: usize = 2;

/// Which rule was hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(24))",
    rename_all = "SCREAMING_SNAKE_CASE"
)]
pub enum AlertRule {
    /// A core indicator is worse than baseline in two of the last three months.
    Worse,
    /// More lost-time accidents than ever before.
    Accidents,
    /// Two requests in a row went unanswered.
    Silence,
}

/// What a rule sees in one month.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sighting {
    /// The month.
    pub month: Month,
    /// Is it a hit?
    pub is_hit: bool,
    /// The value that was reported; none for silence.
    pub value: Option<f64>,
    /// What it is compared with: the baseline, or the own maximum.
    pub compared: Option<f64>,
    /// The change since baseline.
    pub change: Option<f64>,
}

/// One month's reading of an indicator.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Read {
    /// The month.
    pub month: Month,
    /// The value.
    pub value: f64,
    /// Its baseline.
    pub baseline: Option<f64>,
    /// The change since then.
    pub change: Option<f64>,
}

/// What [`judge`] finds.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// There is an episode; it has a name of its own, and what tripped it.
    Hit {
        /// The month that tripped it.
        month: Month,
        /// The months that made it, the earliest first.
        evidence: Vec<Sighting>,
    },
    /// Two reported months in a row are without the hit: an episode is over.
    Recovered {
        /// The later of them.
        month: Month,
    },
    /// Neither: what is open stays open, and nothing new begins.
    Unchanged,
}

/// The months of an indicator that has a change since baseline; where it has none,
/// the month says nothing.
pub fn worse(direction: Direction, noise_floor: f64, reads: &[Read]) -> Vec<Sighting> {
    let sighting = |read: &Read| {
        let by = read.change?;
        Some(Sighting {
            month: read.month,
            is_hit: change::worse(direction, by, noise_floor),
            value: Some(read.value),
            compared: read.baseline,
            change: Some(by),
        })
    };
    in_order(reads.iter().filter_map(sighting).collect())
}

/// The months for which accidents were counted, each against the months before it.
pub fn accidents(counts: &BTreeMap<Month, f64>) -> Vec<Sighting> {
    let mut most = None;
    let months = counts.iter().enumerate();
    let sighting = |(earlier, (month, count)): (usize, (&Month, &f64))| {
        let before = most.filter(|_| earlier >= OWN_MONTHS);
        most = Some(most.map_or(*count, |most: f64| most.max(*count)));
        Sighting {
            month: *month,
            is_hit: before.is_some_and(|most| *count > most),
            value: Some(*count),
            compared: before,
            change: None,
        }
    };
    months.map(sighting).collect()
}

/// The requests that are answered or past due, each with whether it was answered.
pub fn silence(requests: &[(Month, bool)]) -> Vec<Sighting> {
    let sighting = |(month, answered): &(Month, bool)| Sighting {
        month: *month,
        is_hit: !answered,
        value: None,
        compared: None,
        change: None,
    };
    in_order(requests.iter().map(sighting).collect())
}

/// What `rule` says of the months that it saw, the earliest first, when `newest` is
/// the last month that could have been reported.
pub fn judge(rule: AlertRule, seen: &[Sighting], newest: Month) -> Verdict {
    let last = seen
        .get(seen.len().saturating_sub(TWO)..)
        .unwrap_or_default();
    if let [_, later] = last
        && last.iter().all(|one| !one.is_hit)
    {
        return Verdict::Recovered { month: later.month };
    }
    let since = newest.minus(LAST - 1);
    let recent = seen.iter().filter(|one| one.month >= since && one.is_hit);
    let (evidence, enough): (Vec<Sighting>, usize) = match rule {
        AlertRule::Worse => (recent.copied().collect(), TWO),
        AlertRule::Accidents => (
            recent.filter(|hit| last.contains(hit)).copied().collect(),
            1,
        ),
        AlertRule::Silence => (last.iter().filter(|one| one.is_hit).copied().collect(), TWO),
    };
    match evidence.last() {
        Some(tripped) if evidence.len() >= enough => Verdict::Hit {
            month: tripped.month,
            evidence,
        },
        _ => Verdict::Unchanged,
    }
}

fn in_order(mut seen: Vec<Sighting>) -> Vec<Sighting> {
    seen.sort_by_key(|one| one.month);
    seen
}

#[cfg(test)]
mod tests;
