//! What was delivered in an edition's quarter, and who did not report.

use async_graphql::SimpleObject;
use entity::rules::summary::{Alarms, Silent, Training};

use crate::{noun::programme::ParticipantStats, scalar::Month};

/// Training that was delivered in a quarter.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct SummaryTrainingStats {
    /// Sessions in a classroom.
    sessions: i64,
    /// Training visits at a workplace.
    visits: i64,
    /// Enterprises that somebody came from.
    enterprises: i64,
    /// Attendances by role and sex.
    participants: ParticipantStats,
    /// How content they were, 0 to 100, on average.
    satisfaction: Option<f64>,
    /// How many of these enterprises said so; null where that is hidden, or was not counted.
    satisfied_enterprises: Option<i64>,
}

impl From<Training> for SummaryTrainingStats {
    fn from(of: Training) -> Self {
        Self {
            sessions: of.sessions,
            visits: of.visits,
            enterprises: of.enterprises,
            participants: ParticipantStats {
                managers: of.managers.into(),
                workers: of.workers.into(),
            },
            satisfaction: of.satisfaction,
            satisfied_enterprises: of.satisfied,
        }
    }
}

/// Alerts and advisory visits of a quarter.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct SummaryAlertStats {
    /// Alerts that were opened.
    opened: i64,
    /// Alerts that were resolved.
    resolved: i64,
    /// Advisory visits that were held.
    visits: i64,
}

impl From<Alarms> for SummaryAlertStats {
    fn from(of: Alarms) -> Self {
        Self {
            opened: of.opened,
            resolved: of.resolved,
            visits: of.visits,
        }
    }
}

/// An enterprise of which months are missing.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct SilentEnterpriseInfo {
    /// Its name, as it was then.
    name: String,
    /// The missing months.
    months: Vec<Month>,
}

impl From<&Silent> for SilentEnterpriseInfo {
    fn from(of: &Silent) -> Self {
        let months = of.months.iter().filter_map(|text| text.parse().ok());
        Self {
            name: of.name.clone(),
            months: months.map(Month).collect(),
        }
    }
}
