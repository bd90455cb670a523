//! What differs between two editions of a summary, and whether it matters (`DOMAIN.md` §3).

use super::{
    change::ChangeKind,
    series::Yardstick,
    summary::{Figures, IndicatorFigures, Measured},
};

/// A reporting rate that moved by so many points is material.
const RATE: f64 = 5.0;

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
    /// Of how many enterprises it was.
    pub n_before: i64,
    /// Of how many it is.
    pub n_after: i64,
    /// Of how many it could be.
    pub expected: i64,
    /// Does it matter?
    pub is_material: bool,
}

/// A figure that can differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FigureKind {
    /// The rate of months that were received.
    ReceivedRate,
    /// A group's level.
    Level,
    /// The median change since baseline.
    MedianChange,
    /// The share improved.
    ImprovedShare,
}

/// The figures in which `after` differs from `before`, in the order in which they are shown.
pub fn differences(
    before: &Figures,
    after: &Figures,
    indicators: &[(String, Yardstick)],
) -> Vec<Difference> {
    let mut found: Vec<Difference> = rate(before, after).into_iter().collect();
    for one in &after.indicators {
        let same = |other: &&IndicatorFigures| other.code == one.code;
        let old = before.indicators.iter().find(same);
        let yardstick = indicators.iter().find(|(code, _)| *code == one.code);
        if let (Some(old), Some(new), Some((_, yardstick))) =
            (old.and_then(|old| old.measured), one.measured, yardstick)
        {
            found.extend(measured(&one.code, yardstick, &old, &new));
        }
    }
    found
}

fn rate(before: &Figures, after: &Figures) -> Option<Difference> {
    let (old, new) = (before.reporting?, after.reporting?);
    let (from, to) = (old.coverage.received_rate(), new.coverage.received_rate());
    (old != new).then(|| Difference {
        figure: FigureKind::ReceivedRate,
        indicator: None,
        before: from,
        after: to,
        n_before: old.coverage.received,
        n_after: new.coverage.received,
        expected: new.coverage.expected,
        is_material: apart(from, to).is_none_or(|points| points >= RATE),
    })
}

fn measured(code: &str, yardstick: &Yardstick, old: &Measured, new: &Measured) -> Vec<Difference> {
    let floor = yardstick.noise_floor;
    let relative = |from: Option<f64>, to: Option<f64>| {
        let by = apart(from, to)?;
        match yardstick.change {
            ChangeKind::Relative => from
                .filter(|from| *from != 0.0)
                .map(|from| 100.0 * by / from.abs()),
            _ => Some(by),
        }
    };
    let beyond = |by: Option<f64>| by.is_none_or(|by| by > floor);
    let compared = [old.compared, new.compared];
    let all = [
        (
            FigureKind::Level,
            [old.level, new.level],
            [old.n, new.n],
            beyond(relative(old.level, new.level)),
        ),
        (
            FigureKind::MedianChange,
            [old.median_change, new.median_change],
            compared,
            beyond(apart(old.median_change, new.median_change)),
        ),
        (
            FigureKind::ImprovedShare,
            [old.improved_share, new.improved_share],
            compared,
            false,
        ),
    ];
    let differing = all.into_iter().filter(|(_, [from, to], ..)| from != to);
    differing
        .map(
            |(figure, [before, after], [n_before, n_after], is_material)| Difference {
                figure,
                indicator: Some(code.to_owned()),
                before,
                after,
                n_before,
                n_after,
                expected: new.expected,
                is_material,
            },
        )
        .collect()
}

/// How far apart two values are; none where one is missing, which always matters.
fn apart(one: Option<f64>, other: Option<f64>) -> Option<f64> {
    Some((other? - one?).abs())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{
        change::Direction,
        statistics::Coverage,
        summary::{Enterprises, Reporting},
    };

    fn figures(received: i64, level: Option<f64>, n: i64) -> Figures {
        let coverage = Coverage {
            expected: 20,
            received,
            on_time: 0,
            nothing: 0,
        };
        Figures {
            place: None,
            quarter: "2012-Q2".into(),
            enterprises: Enterprises {
                reached: 20,
                planned: None,
            },
            reporting: Some(Reporting {
                enterprises_expected: 20,
                enterprises_reporting: n,
                coverage,
            }),
            months: None,
            indicators: vec![IndicatorFigures {
                code: "DEFECT_RATE".into(),
                measured: Some(Measured {
                    n,
                    expected: 20,
                    level,
                    compared: n,
                    median_change: Some(-1.0),
                    improved_share: Some(50.0),
                    top_two: None,
                }),
                quarter_before: None,
                year_before: None,
            }],
            training: None,
            alerts: None,
            silent: Vec::new(),
            hidden: Default::default(),
            highlights: Vec::new(),
        }
    }

    const DEFECTS: Yardstick = Yardstick {
        factor: 100.0,
        direction: Direction::Lower,
        change: ChangeKind::Points,
        noise_floor: 1.0,
        has_level: true,
    };

    #[test]
    fn what_moved_past_its_floor_matters() {
        for (received, level, expected) in [
            (14, Some(5.0), vec![]),
            (15, Some(5.0), vec![(FigureKind::ReceivedRate, true)]),
            (14, Some(6.0), vec![(FigureKind::Level, false)]),
            (14, Some(6.1), vec![(FigureKind::Level, true)]),
            (14, None, vec![(FigureKind::Level, true)]),
        ] {
            let found = differences(
                &figures(14, Some(5.0), 14),
                &figures(received, level, 14),
                &[("DEFECT_RATE".into(), DEFECTS)],
            );
            let kinds: Vec<_> = found
                .iter()
                .map(|one| (one.figure, one.is_material))
                .collect();
            assert_eq!(kinds, expected, "{received} {level:?}");
        }
    }

    #[test]
    fn a_change_is_of_the_enterprises_that_have_one() {
        let before = figures(14, Some(5.0), 14);
        let mut after = figures(14, Some(7.0), 14);
        let measured = after.indicators[0].measured.as_mut().unwrap();
        measured.n = 15;
        measured.compared = 11;
        measured.median_change = Some(-3.0);
        measured.improved_share = Some(60.0);
        let found = differences(&before, &after, &[("DEFECT_RATE".into(), DEFECTS)]);
        let of: Vec<_> = found
            .iter()
            .map(|one| (one.figure, one.n_before, one.n_after))
            .collect();
        assert_eq!(
            of,
            [
                (FigureKind::Level, 14, 15),
                (FigureKind::MedianChange, 14, 11),
                (FigureKind::ImprovedShare, 14, 11),
            ]
        );
    }
}
