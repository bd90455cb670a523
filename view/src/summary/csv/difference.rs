//! What differs from the edition before, as two rows of the table each.

use entity::rules::difference::{Difference, FigureKind};

use super::{Row, units};
use crate::summary::{Document, Shown};

pub(super) fn differences(document: &Document) -> impl Iterator<Item = Row> {
    document.differences.iter().flat_map(move |one| {
        let unit = unit(document, one);
        let side = |side: &str, value: Option<f64>, n| {
            let name = format!("{}_{side}", figure(one.figure));
            let value = value.map_or(Shown::Missing, Shown::Is);
            Row {
                indicator: one.indicator.clone(),
                ..Row::of("difference", name, value, &unit).n_of(n, one.expected)
            }
        };
        [
            side("before", one.before, one.n_before),
            side("after", one.after, one.n_after),
        ]
    })
}

const fn figure(figure: FigureKind) -> &'static str {
    match figure {
        FigureKind::EnterprisesReached => "enterprises_reached",
        FigureKind::EnterprisesPlanned => "enterprises_planned",
        FigureKind::EnterprisesExpected => "enterprises_expected",
        FigureKind::EnterprisesReporting => "enterprises_reporting",
        FigureKind::MonthsExpected => "months_expected",
        FigureKind::ReceivedRate => "received_rate",
        FigureKind::OnTimeRate => "on_time_rate",
        FigureKind::NothingToReport => "nothing_to_report",
        FigureKind::IndicatorAdded => "indicator_added",
        FigureKind::IndicatorRemoved => "indicator_removed",
        FigureKind::Values => "values",
        FigureKind::Level => "level",
        FigureKind::MedianChange => "median_change_since_baseline",
        FigureKind::ImprovedShare => "share_improved",
        FigureKind::QuarterGrowth => "growth_on_quarter_before",
        FigureKind::YearGrowth => "growth_on_year_before",
        FigureKind::Sessions => "sessions",
        FigureKind::TrainingVisits => "visits",
        FigureKind::EnterprisesTrained => "enterprises_trained",
        FigureKind::ManagersWomen => "managers_women",
        FigureKind::ManagersMen => "managers_men",
        FigureKind::ManagersNotStated => "managers_not_stated",
        FigureKind::WorkersWomen => "workers_women",
        FigureKind::WorkersMen => "workers_men",
        FigureKind::WorkersNotStated => "workers_not_stated",
        FigureKind::Satisfaction => "satisfaction",
        FigureKind::AlertsOpened => "alerts_opened",
        FigureKind::AlertsResolved => "alerts_resolved",
        FigureKind::AdvisoryVisits => "advisory_visits",
    }
}

fn unit(document: &Document, one: &Difference) -> String {
    let (level, change) = units(document, one.indicator.as_deref().unwrap_or_default());
    match one.figure {
        FigureKind::Level => level,
        FigureKind::MedianChange | FigureKind::QuarterGrowth | FigureKind::YearGrowth => change,
        FigureKind::EnterprisesReached
        | FigureKind::EnterprisesPlanned
        | FigureKind::EnterprisesExpected
        | FigureKind::EnterprisesReporting
        | FigureKind::Values
        | FigureKind::EnterprisesTrained => "enterprises".to_owned(),
        FigureKind::MonthsExpected | FigureKind::NothingToReport => "months".to_owned(),
        FigureKind::ReceivedRate | FigureKind::OnTimeRate | FigureKind::ImprovedShare => {
            "%".to_owned()
        }
        FigureKind::IndicatorAdded | FigureKind::IndicatorRemoved => "".to_owned(),
        FigureKind::Sessions => "sessions".to_owned(),
        FigureKind::TrainingVisits | FigureKind::AdvisoryVisits => "visits".to_owned(),
        FigureKind::ManagersWomen
        | FigureKind::ManagersMen
        | FigureKind::ManagersNotStated
        | FigureKind::WorkersWomen
        | FigureKind::WorkersMen
        | FigureKind::WorkersNotStated => "attendances".to_owned(),
        FigureKind::Satisfaction => "of 100".to_owned(),
        FigureKind::AlertsOpened | FigureKind::AlertsResolved => "alerts".to_owned(),
    }
}
