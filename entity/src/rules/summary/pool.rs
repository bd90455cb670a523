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
