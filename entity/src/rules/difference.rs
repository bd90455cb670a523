//! What differs between two editions of a summary, and whether it matters (`DOMAIN.md` §3).
//!
//! Every figure that the forms show is compared; months are covered by their quarter. What one
//! of two public sets hides is not compared: that it differs would tell of it.

mod delivered;
mod indicator;
mod reporting;

#[cfg(test)]
mod tests;

use super::{series::Yardstick, summary::Figures};

/// One figure that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// Which figure.
    pub figure: FigureKind,
    /// The indicator's code, for a figure of one.
    pub indicator: Option<String>,
    /// What it was.
    pub before: Option<f64>,
    /// What it is.
    pub after: Option<f64>,
    /// Of how many enterprises, or months, it was; missing for a count.
    pub n_before: Option<i64>,
    /// Of how many it is.
    pub n_after: Option<i64>,
    /// Of how many it could be.
    pub expected: Option<i64>,
    /// Does it matter?
    pub is_material: bool,
}

/// A figure that can differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FigureKind {
    /// Enterprises that had been enrolled by the quarter's end.
    EnterprisesReached,
    /// Enterprises that the year's plan has.
    EnterprisesPlanned,
    /// Enterprises of which a month was expected.
    EnterprisesExpected,
    /// Enterprises with at least one answer.
    EnterprisesReporting,
    /// Months that were expected.
    MonthsExpected,
    /// The rate of months that were received.
    ReceivedRate,
    /// The rate of months that were received by their due date.
    OnTimeRate,
    /// Months with *nothing to report*.
    NothingToReport,
    /// An indicator that the edition before did not have.
    IndicatorAdded,
    /// An indicator that only the edition before has.
    IndicatorRemoved,
    /// Enterprises with a value, where a group has no level.
    Values,
    /// A group's level.
    Level,
    /// The median change since baseline.
    MedianChange,
    /// The share improved.
    ImprovedShare,
    /// Growth on the quarter before.
    QuarterGrowth,
    /// Growth on the same quarter of the year before.
    YearGrowth,
    /// Sessions in a classroom.
    Sessions,
    /// Training visits at a workplace.
    TrainingVisits,
    /// Enterprises that somebody came from.
    EnterprisesTrained,
    /// Attendances of managers who are women.
    ManagersWomen,
    /// Attendances of managers who are men.
    ManagersMen,
    /// Attendances of managers whose sex is not stated.
    ManagersNotStated,
    /// Attendances of workers who are women.
    WorkersWomen,
    /// Attendances of workers who are men.
    WorkersMen,
    /// Attendances of workers whose sex is not stated.
    WorkersNotStated,
    /// How content they were.
    Satisfaction,
    /// Alerts that were opened.
    AlertsOpened,
    /// Alerts that were resolved.
    AlertsResolved,
    /// Advisory visits that were held.
    AdvisoryVisits,
}

/// The figures in which `after` differs from `before`, in the order in which they are shown.
pub fn differences(
    before: &Figures,
    after: &Figures,
    indicators: &[(String, Yardstick)],
) -> Vec<Difference> {
    let pair = Pair { before, after };
    let mut found = reporting::enterprises(pair);
    found.extend(reporting::reports(pair));
    found.extend(indicator::all(pair, indicators));
    found.extend(delivered::training(pair));
    found.extend(delivered::alerts(pair));
    found
}

/// Two editions that are compared.
#[derive(Clone, Copy)]
struct Pair<'a> {
    before: &'a Figures,
    after: &'a Figures,
}

impl Pair<'_> {
    /// Does neither hide `block`?
    fn shows(&self, block: &str) -> bool {
        !self.before.hidden.contains(block) && !self.after.hidden.contains(block)
    }
}

impl Difference {
    /// A figure that is not what it was; it does not matter unless that is said.
    fn of(figure: FigureKind, [before, after]: [Option<f64>; 2]) -> Self {
        Self {
            figure,
            indicator: None,
            before,
            after,
            n_before: None,
            n_after: None,
            expected: None,
            is_material: false,
        }
    }

    /// A count; none where it is what it was.
    fn count(figure: FigureKind, [before, after]: [i64; 2]) -> Option<Self> {
        let values = [before, after].map(|count| Some(count as f64));
        (before != after).then(|| Self::of(figure, values))
    }

    /// A figure of so many of `expected`; none where it is what it was, and of as many.
    fn covered(
        figure: FigureKind,
        values: [Option<f64>; 2],
        [before, after]: [i64; 2],
        expected: Option<i64>,
    ) -> Option<Self> {
        let [from, to] = values;
        (from != to || before != after).then(|| Self {
            n_before: Some(before),
            n_after: Some(after),
            expected,
            ..Self::of(figure, values)
        })
    }
}

/// Did a figure move so far that `is_far`? One that comes or goes always did.
fn moved([before, after]: [Option<f64>; 2], is_far: impl Fn(f64) -> bool) -> bool {
    match (before, after) {
        (Some(before), Some(after)) => is_far((after - before).abs()),
        (before, after) => before.is_some() != after.is_some(),
    }
}
