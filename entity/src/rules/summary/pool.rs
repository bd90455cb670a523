//! A pooled change made of what had come by a moment, not of what came later.

use super::Points;
use crate::rules::{
    change::ChangeKind,
    figures::pooled,
    series::{Point, Yardstick},
};

/// Give the points of a pooled indicator the change that their enterprise's last twelve
/// reported months make, wherever it was in them; those of other indicators stay as they are.
pub fn pool(yardstick: &Yardstick, points: &mut Points) {
    if yardstick.change != ChangeKind::Pooled {
        return;
    }
    let mut points: Vec<&mut Point> = points.values_mut().flatten().collect();
    points.sort_by_key(|point| (point.enterprise, point.month));
    for theirs in points.chunk_by_mut(|one, other| one.enterprise == other.enterprise) {
        let mut counts = Vec::with_capacity(theirs.len());
        for point in theirs {
            counts.push((point.numerator, point.denominator));
            let value = pooled(yardstick.factor, &counts);
            point.change = value.zip(point.baseline).map(|(value, base)| value - base);
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::rules::{change::Direction, period::Month};

    const ACCIDENTS: Yardstick = Yardstick {
        factor: 100.0,
        direction: Direction::Lower,
        change: ChangeKind::Pooled,
        noise_floor: 50.0,
        has_level: true,
    };

    fn point(who: u128, month: Month, accidents: f64) -> Point {
        Point {
            enterprise: Uuid::from_u128(who),
            month,
            numerator: accidents,
            denominator: Some(100.0),
            baseline: Some(1.0),
            change: None,
        }
    }

    /// The change of the newest point of an enterprise with so many accidents in its months.
    fn newest(accidents: &[f64]) -> Option<f64> {
        let first: Month = "2011-01".parse().unwrap();
        let months = (0..).zip(accidents);
        let all: Vec<_> = months
            .map(|(at, accidents)| point(1, first.plus(at), *accidents))
            .collect();
        // It moved after its second month, and the points come in no order.
        let (here, there) = all.split_at(2.min(all.len()));
        let mut points = Points::from([
            ("ID-JK".to_owned(), here.iter().rev().copied().collect()),
            ("ID-JT".to_owned(), there.iter().rev().copied().collect()),
        ]);
        pool(&ACCIDENTS, &mut points);
        let all = points.values().flatten();
        all.max_by_key(|point| point.month)?.change
    }

    #[test]
    fn a_pool_is_of_three_to_twelve_months_wherever_they_were() {
        assert_eq!(newest(&[2.0, 2.0]), None);
        assert_eq!(newest(&[2.0, 2.0, 5.0]), Some(2.0));
        // Of thirteen months the first is out of it.
        let mut thirteen = [2.0; 13];
        thirteen[0] = 1000.0;
        assert_eq!(newest(&thirteen), Some(1.0));
    }

    #[test]
    fn each_enterprise_has_a_pool_of_its_own_and_other_indicators_none() {
        let first: Month = "2011-01".parse().unwrap();
        let months = || (0..3).map(|at| first.plus(at));
        let one = months().map(|month| point(1, month, 1.0));
        let other = months().map(|month| point(2, month, 3.0));
        let mut points = Points::from([("ID-JK".to_owned(), one.chain(other).collect())]);
        let mut plain = points.clone();
        pool(&ACCIDENTS, &mut points);
        let changes: Vec<_> = points["ID-JK"].iter().map(|point| point.change).collect();
        assert_eq!(changes, [None, None, Some(0.0), None, None, Some(2.0)]);
        let relative = Yardstick {
            change: ChangeKind::Relative,
            ..ACCIDENTS
        };
        pool(&relative, &mut plain);
        assert!(plain["ID-JK"].iter().all(|point| point.change.is_none()));
    }
}
