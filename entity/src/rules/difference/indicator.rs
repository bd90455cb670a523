//! What an indicator comes to, its growth, and which indicators there are.

use super::{Difference, FigureKind, Pair, moved};
use crate::rules::{
    change::ChangeKind,
    disclosure::{measured_block, quarter_before_block, year_before_block},
    series::Yardstick,
    summary::{IndicatorFigures, Matched, Measured},
};

pub(super) fn all(pair: Pair<'_>, indicators: &[(String, Yardstick)]) -> Vec<Difference> {
    let named = |all: &[IndicatorFigures], code: &str| all.iter().any(|one| one.code == code);
    let mut found = Vec::new();
    for new in &pair.after.indicators {
        let mut earlier = pair.before.indicators.iter();
        let old = earlier.find(|old| old.code == new.code);
        let yardstick = indicators.iter().find(|(code, _)| *code == new.code);
        match (old, yardstick) {
            (None, _) => found.push(about(FigureKind::IndicatorAdded, &new.code)),
            (Some(old), Some((_, yardstick))) => found.extend(one(pair, yardstick, old, new)),
            (Some(_), None) => {}
        }
    }
    let earlier = pair.before.indicators.iter();
    let gone = earlier.filter(|old| !named(&pair.after.indicators, &old.code));
    found.extend(gone.map(|old| about(FigureKind::IndicatorRemoved, &old.code)));
    found
}

fn about(figure: FigureKind, code: &str) -> Difference {
    Difference {
        indicator: Some(code.to_owned()),
        ..Difference::of(figure, [None, None])
    }
}

fn one(
    pair: Pair<'_>,
    yardstick: &Yardstick,
    old: &IndicatorFigures,
    new: &IndicatorFigures,
) -> Vec<Difference> {
    let code = new.code.as_str();
    let both = old.measured.zip(new.measured);
    let both = both.filter(|_| pair.shows(&measured_block(code)));
    let mut found = both.map_or_else(Vec::new, |(old, new)| measured(yardstick, &old, &new));
    let floor = yardstick.noise_floor;
    let growths = [
        (
            FigureKind::QuarterGrowth,
            quarter_before_block(code),
            [old.quarter_before, new.quarter_before],
        ),
        (
            FigureKind::YearGrowth,
            year_before_block(code),
            [old.year_before, new.year_before],
        ),
    ];
    for (figure, block, growths) in growths {
        if pair.shows(&block) {
            found.extend(growth(figure, floor, growths));
        }
    }
    for one in &mut found {
        one.indicator = Some(code.to_owned());
    }
    found
}

fn growth(figure: FigureKind, floor: f64, growths: [Option<Matched>; 2]) -> Option<Difference> {
    let values = growths.map(|one| one.map(|one| one.growth));
    let panels = growths.map(|one| one.map_or(0, |one| one.panel));
    let one = Difference::covered(figure, values, panels, None)?;
    Some(Difference {
        is_material: moved(values, |by| by > floor),
        ..one
    })
}

fn measured(yardstick: &Yardstick, old: &Measured, new: &Measured) -> Vec<Difference> {
    let expected = Some(new.expected);
    let known = [old.n, new.n];
    let compared = [old.compared, new.compared];
    let levels = [old.level, new.level];
    let medians = [old.median_change, new.median_change];
    let shares = [old.improved_share, new.improved_share];
    let level = match levels {
        [None, None] => {
            Difference::count(FigureKind::Values, known).map(|one| Difference { expected, ..one })
        }
        _ => {
            Difference::covered(FigureKind::Level, levels, known, expected).map(|one| Difference {
                is_material: moved(levels, |by| is_far(yardstick, old.level, by)),
                ..one
            })
        }
    };
    let median = Difference::covered(FigureKind::MedianChange, medians, compared, expected);
    let median = median.map(|one| Difference {
        is_material: moved(medians, |by| by > yardstick.noise_floor),
        ..one
    });
    let [from, to] = shares;
    let share = Difference::covered(FigureKind::ImprovedShare, shares, compared, expected);
    let share = share.filter(|_| from != to);
    [level, median, share].into_iter().flatten().collect()
}

/// Did a level move past the noise floor, which is in per cent for a relative indicator?
fn is_far(yardstick: &Yardstick, before: Option<f64>, by: f64) -> bool {
    let floor = yardstick.noise_floor;
    match (yardstick.change, before) {
        (ChangeKind::Relative, Some(0.0)) => by > 0.0,
        (ChangeKind::Relative, Some(before)) => 100.0 * by / before.abs() > floor,
        _ => by > floor,
    }
}
