//! A row of the half-year table, and how two quarters become one figure.

/// A figure of the half-year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// Enterprises that had been enrolled by its end.
    Enterprises,
    /// Reports received, in per cent of those expected.
    ReceivedRate,
    /// Sessions in a classroom.
    Sessions,
    /// Training visits at a workplace.
    Visits,
    /// Enterprises that somebody came from.
    Trained,
    /// Attendances of managers.
    Managers,
    /// Attendances of workers.
    Workers,
    /// All attendances.
    Attendances,
    /// How content they were.
    Satisfaction,
    /// Alerts that were opened.
    AlertsOpened,
    /// Alerts that were resolved.
    AlertsResolved,
    /// Advisory visits that were held.
    AdvisoryVisits,
    /// The level of the indicator with this code.
    Level(String),
    /// The median of its changes since baseline.
    MedianChange(String),
    /// The share of enterprises that improved.
    ImprovedShare(String),
}

/// What a figure comes to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Actual {
    /// This.
    Is(f64),
    /// Outsiders do not see it.
    Hidden,
    /// Nobody knows it.
    Missing,
    /// Two quarters do not add up to it.
    NotAdded(Reason),
}

/// Why two quarters do not add up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// A ratio follows from sums that are not told.
    Ratio,
    /// A median does not follow from two others.
    Median,
    /// A mean does not follow from two others.
    Mean,
    /// An enterprise of both quarters would be counted twice.
    Twice,
}

/// A row of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Which figure.
    pub what: What,
    /// What was planned for the year, where something was.
    pub target: Option<f64>,
    /// What each quarter came to.
    pub quarters: [Actual; 2],
    /// What the half-year comes to.
    pub actual: Actual,
    /// The share of women, in per cent of those whose sex was stated; for attendances only.
    pub women: Option<Actual>,
}

impl Line {
    pub(super) fn new(what: What, quarters: [Actual; 2], actual: Actual) -> Self {
        Self {
            what,
            target: None,
            quarters,
            actual,
            women: None,
        }
    }

    pub(super) fn summed(what: What, quarters: [Actual; 2]) -> Self {
        Self::new(what, quarters, both(quarters, |one, other| one + other))
    }

    pub(super) fn not_added(what: What, quarters: [Actual; 2], reason: Reason) -> Self {
        Self::new(what, quarters, both_or(quarters, Actual::NotAdded(reason)))
    }
}

/// Both quarters together, where both are known and shown.
fn both([one, other]: [Actual; 2], together: fn(f64, f64) -> f64) -> Actual {
    match (one, other) {
        (Actual::Is(one), Actual::Is(other)) => Actual::Is(together(one, other)),
        pair => absent(pair),
    }
}

/// What stands where both are known and shown, or what keeps one of them away.
fn both_or([one, other]: [Actual; 2], known: Actual) -> Actual {
    match (one, other) {
        (Actual::Is(_), Actual::Is(_)) => known,
        pair => absent(pair),
    }
}

fn absent((one, other): (Actual, Actual)) -> Actual {
    if one == Actual::Hidden || other == Actual::Hidden {
        Actual::Hidden
    } else {
        Actual::Missing
    }
}
