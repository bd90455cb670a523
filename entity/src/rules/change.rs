//! Change since baseline (`DOMAIN.md` §4.5), never called impact.

use sea_orm::{DeriveActiveEnum, EnumIter, sea_query::StringLen};

/// How an indicator's change since baseline is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(20))",
    rename_all = "snake_case"
)]
pub enum ChangeKind {
    /// 100·(x − b)/b, in per cent.
    Relative,
    /// x − b, in the indicator's own unit.
    Points,
    /// The last twelve reported months together, minus the baseline.
    Pooled,
    /// No change is shown.
    None,
}

/// In which direction an indicator gets better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(20))",
    rename_all = "snake_case"
)]
pub enum Direction {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
    /// Neither: it helps to read the others.
    Context,
}

/// The change of `value` since `baseline`; for [`ChangeKind::Pooled`], `value`
/// is the pooled one. Missing where it cannot be said.
pub fn since_baseline(kind: ChangeKind, value: f64, baseline: f64) -> Option<f64> {
    match kind {
        ChangeKind::Relative => (baseline != 0.0).then(|| 100.0 * (value - baseline) / baseline),
        ChangeKind::Points | ChangeKind::Pooled => Some(value - baseline),
        ChangeKind::None => None,
    }
}

/// Did it change in the indicator's direction by more than the noise floor?
/// Missing for context indicators, which are never improved or worse.
pub fn improved(direction: Direction, change: f64, noise_floor: f64) -> Option<bool> {
    match direction {
        Direction::Higher => Some(change > noise_floor),
        Direction::Lower => Some(change < -noise_floor),
        Direction::Context => None,
    }
}

/// Did it change against the indicator's direction by more than the noise floor?
/// Never so for context indicators.
pub fn worse(direction: Direction, change: f64, noise_floor: f64) -> bool {
    match direction {
        Direction::Higher => change < -noise_floor,
        Direction::Lower => change > noise_floor,
        Direction::Context => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_change() {
        for (kind, value, baseline, change) in [
            (ChangeKind::Relative, 12.0, 10.0, Some(20.0)),
            (ChangeKind::Relative, 12.0, 0.0, None),
            (ChangeKind::Relative, 0.0, 10.0, Some(-100.0)),
            (ChangeKind::Points, 4.5, 7.0, Some(-2.5)),
            (ChangeKind::Points, 4.5, 0.0, Some(4.5)),
            (ChangeKind::Pooled, 10.0, 60.0, Some(-50.0)),
            (ChangeKind::None, 10.0, 60.0, None),
        ] {
            assert_eq!(
                since_baseline(kind, value, baseline),
                change,
                "{kind:?} {value} {baseline}"
            );
        }
    }

    #[test]
    fn improvement_is_beyond_the_floor_and_in_the_direction() {
        for (direction, change, expected) in [
            (Direction::Higher, 2.1, Some(true)),
            (Direction::Higher, 2.0, Some(false)),
            (Direction::Lower, -2.1, Some(true)),
            (Direction::Lower, 2.1, Some(false)),
            (Direction::Context, -50.0, None),
        ] {
            assert_eq!(
                improved(direction, change, 2.0),
                expected,
                "{direction:?} {change}"
            );
        }
    }

    #[test]
    fn worse_is_beyond_the_floor_and_against_the_direction() {
        for (direction, change, expected) in [
            (Direction::Higher, -2.1, true),
            (Direction::Higher, -2.0, false),
            (Direction::Lower, 2.1, true),
            (Direction::Lower, -2.1, false),
            (Direction::Context, 50.0, false),
        ] {
            assert_eq!(
                worse(direction, change, 2.0),
                expected,
                "{direction:?} {change}"
            );
        }
    }
}
