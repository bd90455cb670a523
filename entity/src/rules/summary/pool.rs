//! A pooled change made of what had come by a moment, not of what came later.

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::rules::{
    change::ChangeKind,
    figures::pooled,
    series::{Point, Yardstick},
};

/// Give the points of a pooled indicator the change that their enterprise's last twelve
/// reported months make; those of other indicators stay as they are.
pub fn pool(yardstick: &Yardstick, points: &mut [(String, Point)]) {
    if yardstick.change != ChangeKind::Pooled {
        return;
    }
    points.sort_by_key(|(_, point)| (point.enterprise, point.month));
    let mut counts: BTreeMap<Uuid, Vec<(f64, Option<f64>)>> = BTreeMap::new();
    for (_, point) in points.iter_mut() {
        let theirs = counts.entry(point.enterprise).or_default();
        theirs.push((point.numerator, point.denominator));
        let value = pooled(yardstick.factor, theirs);
        point.change = value.zip(point.baseline).map(|(value, base)| value - base);
    }
}
