//! What differs between two editions, in words.

use entity::{
    Language, indicator,
    rules::difference::{Difference, FigureKind},
};

use super::named;
use crate::{figure, format, locale::text_with};

/// What differs between two editions, as a sentence; none where nobody sees a difference:
/// it is shown alike, and of as many.
pub fn difference_sentence(
    language: Language,
    one: &Difference,
    indicators: &[indicator::Model],
) -> Option<String> {
    let about = named(one.indicator.as_deref(), indicators);
    let shown = |value| shown(language, one.figure, about, value);
    let (before, after) = (shown(one.before), shown(one.after));
    if before == after && one.n_before == one.n_after && !is_of_lists(one.figure) {
        return None;
    }
    let whole = |value: Option<i64>| value.map_or_else(String::new, |n| format::whole(language, n));
    let code = one.indicator.clone().unwrap_or_default();
    let name = about.map_or(code, |row| figure::name(language, row).to_owned());
    let args = [
        ("indicator", name),
        ("before", before),
        ("after", after),
        ("n_before", whole(one.n_before)),
        ("n_after", whole(one.n_after)),
        ("expected", whole(one.expected)),
    ];
    Some(text_with(language, key(one), &args))
}

/// Is it about which indicators there are, rather than about a figure?
const fn is_of_lists(figure: FigureKind) -> bool {
    matches!(
        figure,
        FigureKind::IndicatorAdded | FigureKind::IndicatorRemoved
    )
}

fn shown(
    language: Language,
    figure: FigureKind,
    about: Option<&indicator::Model>,
    value: Option<f64>,
) -> String {
    let Some(value) = value else {
        return format::MISSING.to_owned();
    };
    match (figure, about) {
        (FigureKind::Level, Some(row)) => figure::value(language, row, value, ""),
        (
            FigureKind::MedianChange | FigureKind::QuarterGrowth | FigureKind::YearGrowth,
            Some(row),
        ) => figure::change(language, row, value, ""),
        (FigureKind::ReceivedRate | FigureKind::OnTimeRate | FigureKind::ImprovedShare, _) => {
            format::percent(language, value, 1)
        }
        (FigureKind::EnterprisesPlanned | FigureKind::Satisfaction, _) => {
            format::short_number(language, value, 1)
        }
        _ => format::number(language, value, 0),
    }
}

const fn key(one: &Difference) -> &'static str {
    match one.figure {
        FigureKind::Satisfaction if one.n_after.is_none() => "summary-difference-satisfaction-bare",
        FigureKind::EnterprisesReached => "summary-difference-reached",
        FigureKind::EnterprisesPlanned => "summary-difference-planned",
        FigureKind::EnterprisesExpected => "summary-difference-enterprises-expected",
        FigureKind::EnterprisesReporting => "summary-difference-enterprises-reporting",
        FigureKind::MonthsExpected => "summary-difference-months-expected",
        FigureKind::ReceivedRate => "summary-difference-rate",
        FigureKind::OnTimeRate => "summary-difference-on-time",
        FigureKind::NothingToReport => "summary-difference-nothing",
        FigureKind::IndicatorAdded => "summary-difference-added",
        FigureKind::IndicatorRemoved => "summary-difference-removed",
        FigureKind::Values => "summary-difference-values",
        FigureKind::Level => "summary-difference-level",
        FigureKind::MedianChange => "summary-difference-median",
        FigureKind::ImprovedShare => "summary-difference-improved",
        FigureKind::QuarterGrowth => "summary-difference-quarter-growth",
        FigureKind::YearGrowth => "summary-difference-year-growth",
        FigureKind::Sessions => "summary-difference-sessions",
        FigureKind::TrainingVisits => "summary-difference-visits",
        FigureKind::EnterprisesTrained => "summary-difference-trained",
        FigureKind::ManagersWomen => "summary-difference-managers-women",
        FigureKind::ManagersMen => "summary-difference-managers-men",
        FigureKind::ManagersNotStated => "summary-difference-managers-not-stated",
        FigureKind::WorkersWomen => "summary-difference-workers-women",
        FigureKind::WorkersMen => "summary-difference-workers-men",
        FigureKind::WorkersNotStated => "summary-difference-workers-not-stated",
        FigureKind::Satisfaction => "summary-difference-satisfaction",
        FigureKind::AlertsOpened => "summary-difference-alerts-opened",
        FigureKind::AlertsResolved => "summary-difference-alerts-resolved",
        FigureKind::AdvisoryVisits => "summary-difference-advisory-visits",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(before: f64, after: f64, n_after: i64) -> Difference {
        Difference {
            figure: FigureKind::ImprovedShare,
            indicator: None,
            before: Some(before),
            after: Some(after),
            n_before: Some(20),
            n_after: Some(n_after),
            expected: Some(30),
            is_material: false,
        }
    }

    fn said(one: &Difference) -> Option<String> {
        difference_sentence(Language::En, one, &[])
    }

    #[test]
    fn what_is_shown_alike_is_said_of_others_only() {
        assert_eq!(said(&share(52.01, 52.02, 20)), None);
        assert!(said(&share(52.01, 52.11, 20)).is_some());
        assert!(said(&share(52.01, 52.02, 21)).is_some());
    }

    /// In both languages, with what it was and what it is, and of how many where that is known.
    #[test]
    fn every_figure_has_a_sentence() {
        for figure in ALL {
            for language in [Language::Id, Language::En] {
                let one = Difference {
                    figure,
                    indicator: Some("X".into()),
                    ..share(41.0, 63.0, 27)
                };
                let said = difference_sentence(language, &one, &[]).unwrap();
                assert!(!said.contains("summary-"), "{said}");
                if is_of_lists(figure) {
                    assert!(said.contains('X'), "{said}");
                } else {
                    assert!(said.contains("41") && said.contains("63"), "{said}");
                }
            }
        }
        let rate = Difference {
            figure: FigureKind::OnTimeRate,
            ..share(45.0, 55.0, 11)
        };
        assert_eq!(
            said(&rate).unwrap(),
            "Reports on time: 45.0% → 55.0% (20 → 11 of 30 months)"
        );
    }

    const ALL: [FigureKind; 29] = [
        FigureKind::EnterprisesReached,
        FigureKind::EnterprisesPlanned,
        FigureKind::EnterprisesExpected,
        FigureKind::EnterprisesReporting,
        FigureKind::MonthsExpected,
        FigureKind::ReceivedRate,
        FigureKind::OnTimeRate,
        FigureKind::NothingToReport,
        FigureKind::IndicatorAdded,
        FigureKind::IndicatorRemoved,
        FigureKind::Values,
        FigureKind::Level,
        FigureKind::MedianChange,
        FigureKind::ImprovedShare,
        FigureKind::QuarterGrowth,
        FigureKind::YearGrowth,
        FigureKind::Sessions,
        FigureKind::TrainingVisits,
        FigureKind::EnterprisesTrained,
        FigureKind::ManagersWomen,
        FigureKind::ManagersMen,
        FigureKind::ManagersNotStated,
        FigureKind::WorkersWomen,
        FigureKind::WorkersMen,
        FigureKind::WorkersNotStated,
        FigureKind::Satisfaction,
        FigureKind::AlertsOpened,
        FigureKind::AlertsResolved,
        FigureKind::AdvisoryVisits,
    ];
}
