//! What a summary says, as it is frozen.
//!
//! The fields stand in the order in which the frozen text has them; that text is
//! what an edition's hash is of, so a new field makes new hashes, for new editions only.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::rules::statistics::{Coverage, People};

/// The figures of one place and quarter. In a public set, what is hidden is missing
/// and named in `hidden`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// The code of the province; none for the nation.
    pub place: Option<String>,
    /// The quarter, `2012-Q3`.
    pub quarter: String,
    /// Enterprises against the plan.
    pub enterprises: Enterprises,
    /// How the enterprises reported.
    pub reporting: Option<Reporting>,
    /// The same by month.
    pub months: Option<Vec<MonthCounts>>,
    /// The core indicators, in their order.
    pub indicators: Vec<IndicatorFigures>,
    /// Training that was delivered.
    pub training: Option<Training>,
    /// Alerts and advisory visits.
    pub alerts: Option<Alarms>,
    /// Who did not report; always empty in a public set.
    pub silent: Vec<Silent>,
    /// The blocks that are hidden.
    pub hidden: BTreeSet<String>,
    /// What stands out, chosen by rules.
    pub highlights: Vec<Highlight>,
}

/// Enterprises that had been enrolled by the quarter's end, against the year's plan.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Enterprises {
    /// How many had been, each once.
    pub reached: i64,
    /// How many were planned.
    pub planned: Option<f64>,
}

/// How the enterprises reported.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reporting {
    /// Enterprises of which at least one month was expected.
    pub enterprises_expected: i64,
    /// Those of them with at least one answer.
    pub enterprises_reporting: i64,
    /// Months.
    pub coverage: Coverage,
}

/// How the enterprises reported for one month.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MonthCounts {
    /// The month, `2012-07`.
    pub month: String,
    /// Its counts.
    pub coverage: Coverage,
}

/// One indicator.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IndicatorFigures {
    /// Its code.
    pub code: String,
    /// The quarter itself.
    pub measured: Option<Measured>,
    /// The matched panel against the quarter before.
    pub quarter_before: Option<Matched>,
    /// The matched panel against the same quarter of the year before.
    pub year_before: Option<Matched>,
}

/// What an indicator comes to in the quarter.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// Enterprises with a value.
    pub n: i64,
    /// Enterprises that were asked.
    pub expected: i64,
    /// The ratio of sums; missing where a group has no level.
    pub level: Option<f64>,
    /// Enterprises with a change since baseline.
    pub compared: i64,
    /// The median of their changes since baseline.
    pub median_change: Option<f64>,
    /// The share of them that improved, in per cent.
    pub improved_share: Option<f64>,
    /// The share of the two largest in the sums; missing in a public set.
    pub top_two: Option<f64>,
}

/// Growth of the enterprises with a value in both quarters.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Matched {
    /// How many they are.
    pub panel: i64,
    /// Per cent, or the indicator's unit.
    pub growth: f64,
    /// The share of the two largest in the sums; missing in a public set.
    pub top_two: Option<f64>,
}

/// Training that was delivered; people are attendances.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Training {
    /// Sessions in a classroom.
    pub sessions: i64,
    /// Training visits at a workplace.
    pub visits: i64,
    /// Enterprises that somebody came from.
    pub enterprises: i64,
    /// Managers.
    pub managers: People,
    /// Workers.
    pub workers: People,
    /// How content they were, on average.
    pub satisfaction: Option<f64>,
    /// The largest share of two enterprises in any of the sums of people that are shown;
    /// missing in a public set.
    pub top_two: Option<f64>,
    /// Enterprises that said how content they were; missing in editions that did not count them.
    #[serde(default)]
    pub satisfied: Option<i64>,
    /// The share of two enterprises in what was said; missing in a public set.
    #[serde(default)]
    pub satisfied_top_two: Option<f64>,
}

impl Training {
    /// Was there nothing at all?
    pub const fn is_none(&self) -> bool {
        self.sessions == 0 && self.visits == 0 && self.enterprises == 0
    }

    /// Managers and workers together.
    pub fn everybody(&self) -> People {
        let mut people = self.managers;
        people += self.workers;
        people
    }
}

/// Alerts and advisory visits of the quarter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Alarms {
    /// Alerts that were opened.
    pub opened: i64,
    /// Alerts that were resolved.
    pub resolved: i64,
    /// Advisory visits that were held.
    pub visits: i64,
    /// Enterprises that any of them were about; missing in a public set, and in editions that
    /// did not count them.
    #[serde(default)]
    pub enterprises: Option<i64>,
    /// The largest share of two of them in any of these counts; missing in a public set.
    #[serde(default)]
    pub top_two: Option<f64>,
}

impl Alarms {
    /// Was there nothing at all?
    pub const fn is_none(&self) -> bool {
        self.opened == 0 && self.resolved == 0 && self.visits == 0
    }
}

/// An enterprise of which months are missing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Silent {
    /// Its id.
    pub enterprise: String,
    /// Its name.
    pub name: String,
    /// The missing months.
    pub months: Vec<String>,
}

/// Something that stands out. Words are made of it when it is shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Highlight {
    /// What kind of sentence.
    pub kind: HighlightKind,
    /// The indicator's code, for a sentence about one.
    pub indicator: Option<String>,
    /// The number that it tells.
    pub value: f64,
    /// What that is out of, or was before.
    pub of: f64,
}

/// What stands out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum HighlightKind {
    /// Nobody reported: the summary has no figures. Of so many enterprises.
    NoReports,
    /// Fewer enterprises than planned: so many, of so many.
    BelowTarget,
    /// The rate of reports rose: per cent, and before.
    ReportingRose,
    /// The rate of reports fell: per cent, and before.
    ReportingFell,
    /// Most enterprises improved: per cent of so many.
    MostImproved,
    /// The median is worse than baseline: change, of so many.
    Worsened,
    /// An indicator is known of fewer than half: so many, of so many.
    LowCoverage,
    /// Alerts: opened, and visits.
    Alerts,
    /// Enterprises that answered nothing at all: so many, of so many.
    Silent,
}
