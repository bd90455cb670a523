//! An indicator over a group of enterprises and a stretch of time (`DOMAIN.md` §4.3–4.7).

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::{
    change::{self, ChangeKind, Direction},
    period::Month,
    statistics::{self, median, per_cent},
};

/// What is known of an indicator when groups are compared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Yardstick {
    /// What a ratio is multiplied by.
    pub factor: f64,
    /// In which direction it gets better.
    pub direction: Direction,
    /// How its change is made.
    pub change: ChangeKind,
    /// A change up to this is noise.
    pub noise_floor: f64,
    /// Has a group a level? Not where each enterprise has a unit of its own.
    pub has_level: bool,
}

/// One reading of one enterprise.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// The enterprise.
    pub enterprise: Uuid,
    /// The month.
    pub month: Month,
    /// The count above the line.
    pub numerator: f64,
    /// The count below the line; one a month for an indicator without.
    pub denominator: Option<f64>,
    /// What it is compared with.
    pub baseline: Option<f64>,
    /// The change that was made when it was read: of twelve months, for a pooled one.
    pub change: Option<f64>,
}

/// What a group comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Figure {
    /// Enterprises with a value.
    pub n: i64,
    /// The ratio of sums; missing where a group has no level.
    pub level: Option<f64>,
    /// Enterprises with a change since baseline.
    pub compared: i64,
    /// The median of their changes.
    pub median_change: Option<f64>,
    /// The share of them that improved by more than the noise floor, in per cent.
    pub improved_share: Option<f64>,
}

/// A group's growth over the stretch before.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Growth {
    /// Enterprises with a value in both: the matched panel.
    pub panel: i64,
    /// Per cent, or the indicator's unit.
    pub growth: f64,
}

/// The sums of an enterprise, or of a group, over its readings.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    above: f64,
    below: f64,
}

impl Sums {
    fn of<'a>(points: impl IntoIterator<Item = &'a Point>) -> Self {
        points
            .into_iter()
            .fold(Self::default(), |sums, point| Self {
                above: sums.above + point.numerator,
                below: sums.below + point.denominator.unwrap_or(1.0),
            })
    }

    fn ratio(self, factor: f64) -> Option<f64> {
        (self.below != 0.0).then(|| factor * self.above / self.below)
    }
}

type ByEnterprise<'a> = BTreeMap<Uuid, Vec<&'a Point>>;

fn by_enterprise(points: &[Point]) -> ByEnterprise<'_> {
    let mut groups = ByEnterprise::new();
    for point in points {
        groups.entry(point.enterprise).or_default().push(point);
    }
    groups
}

/// The points of the matched panel: of the enterprises with a value in both stretches.
#[derive(Clone, Debug, PartialEq)]
pub struct Panel {
    /// Those of the stretch before.
    pub before: Vec<Point>,
    /// Those of the later one.
    pub now: Vec<Point>,
}

impl Panel {
    /// The panel of two stretches.
    pub fn matched(before: &[Point], now: &[Point]) -> Self {
        let who = |points: &[Point]| -> BTreeSet<Uuid> {
            points.iter().map(|point| point.enterprise).collect()
        };
        let (earlier, later) = (who(before), who(now));
        let of_panel = |points: &[Point], others: &BTreeSet<Uuid>| -> Vec<Point> {
            let both = points
                .iter()
                .filter(|point| others.contains(&point.enterprise));
            both.copied().collect()
        };
        Self {
            before: of_panel(before, &later),
            now: of_panel(now, &earlier),
        }
    }
}

impl Yardstick {
    /// What `points` come to.
    pub fn figure(&self, points: &[Point]) -> Figure {
        let enterprises = by_enterprise(points);
        let changes: Vec<f64> = enterprises
            .values()
            .filter_map(|points| self.change_of(points))
            .collect();
        let verdicts: Vec<bool> = changes
            .iter()
            .filter_map(|by| change::improved(self.direction, *by, self.noise_floor))
            .collect();
        let improved = verdicts.iter().filter(|improved| **improved).count();
        let valued = |points: &&Vec<&Point>| self.value_of(points).is_some();
        Figure {
            n: enterprises.values().filter(valued).count() as i64,
            level: self.level(points),
            compared: changes.len() as i64,
            improved_share: per_cent(improved as f64, verdicts.len() as f64),
            median_change: median(changes),
        }
    }

    /// The growth of `panel` from one stretch to the other.
    pub fn growth(&self, panel: &Panel) -> Option<Growth> {
        let (earlier, later) = (by_enterprise(&panel.before), by_enterprise(&panel.now));
        let growth = if self.has_level {
            self.compare(self.level(&panel.now)?, self.level(&panel.before)?)?
        } else {
            let own = |(who, now): (&Uuid, &Vec<&Point>)| {
                self.compare(self.value_of(now)?, self.value_of(earlier.get(who)?)?)
            };
            median(later.iter().filter_map(own).collect())?
        };
        Some(Growth {
            panel: later.len() as i64,
            growth,
        })
    }

    /// The share of the two largest enterprises in the larger of the two sums that a
    /// level is made of, in per cent; missing where a group has no level.
    pub fn top_two(&self, points: &[Point]) -> Option<f64> {
        if !self.has_level {
            return None;
        }
        let share = |part: fn(&Point) -> f64| {
            let groups = by_enterprise(points);
            let own = groups
                .values()
                .map(|points| points.iter().map(|point| part(point)).sum());
            statistics::top_two(own.collect())
        };
        let above = share(|point| point.numerator);
        let below = share(|point| point.denominator.unwrap_or(1.0));
        [above, below].into_iter().flatten().max_by(f64::total_cmp)
    }

    fn level(&self, points: &[Point]) -> Option<f64> {
        if self.has_level {
            Sums::of(points).ratio(self.factor)
        } else {
            None
        }
    }

    fn value_of(&self, points: &[&Point]) -> Option<f64> {
        Sums::of(points.iter().copied()).ratio(self.factor)
    }

    /// Change since baseline over the stretch; the newest, where twelve months are pooled anyway.
    fn change_of(&self, points: &[&Point]) -> Option<f64> {
        let newest = points.iter().max_by_key(|point| point.month)?;
        if self.change == ChangeKind::Pooled {
            return newest.change;
        }
        change::since_baseline(self.change, self.value_of(points)?, newest.baseline?)
    }

    /// Later against earlier, in the way that the indicator's changes are made.
    fn compare(&self, now: f64, before: f64) -> Option<f64> {
        let kind = match self.change {
            ChangeKind::None => ChangeKind::Relative,
            kind => kind,
        };
        change::since_baseline(kind, now, before)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: Yardstick = Yardstick {
        factor: 100.0,
        direction: Direction::Lower,
        change: ChangeKind::Points,
        noise_floor: 1.0,
        has_level: true,
    };

    fn point(who: u128, month: &str, above: f64, below: f64, baseline: Option<f64>) -> Point {
        Point {
            enterprise: Uuid::from_u128(who),
            month: month.parse().unwrap(),
            numerator: above,
            denominator: Some(below),
            baseline,
            change: None,
        }
    }

    #[test]
    fn a_level_is_the_ratio_of_sums_and_a_change_the_median_of_enterprises() {
        let points = [
            point(1, "2012-07", 1.0, 100.0, Some(6.0)),
            point(1, "2012-08", 5.0, 100.0, Some(6.0)),
            point(2, "2012-07", 90.0, 900.0, Some(10.5)),
            point(3, "2012-07", 8.0, 100.0, None),
        ];
        let figure = RATE.figure(&points);
        assert_eq!(figure.n, 3);
        assert_eq!(figure.level, Some(100.0 * 104.0 / 1200.0));
        // Of the first 3 − 6 = −3, of the second 10 − 10.5 = −0.5, of the third none.
        assert_eq!((figure.compared, figure.median_change), (2, Some(-1.75)));
        assert_eq!(figure.improved_share, Some(50.0));
        assert_eq!(RATE.figure(&[]), Figure::default());
    }

    #[test]
    fn growth_is_that_of_the_matched_panel() {
        let before = [
            point(1, "2012-03", 10.0, 100.0, None),
            point(2, "2012-03", 50.0, 100.0, None),
        ];
        let now = [
            point(1, "2012-06", 7.0, 100.0, None),
            point(3, "2012-06", 99.0, 100.0, None),
        ];
        let growth = |now: &[Point]| RATE.growth(&Panel::matched(&before, now));
        let found = growth(&now).unwrap();
        assert_eq!((found.panel, found.growth), (1, -3.0));
        assert_eq!(growth(&now[1..]), None);
    }

    #[test]
    fn units_of_their_own_have_no_level_but_changes() {
        let own = Yardstick {
            factor: 1.0,
            direction: Direction::Higher,
            change: ChangeKind::Relative,
            noise_floor: 2.0,
            has_level: false,
        };
        let before = [
            point(1, "2012-03", 10.0, 10.0, Some(1.0)),
            point(2, "2012-03", 40.0, 10.0, Some(2.0)),
        ];
        let now = [
            point(1, "2012-06", 12.0, 10.0, Some(1.0)),
            point(2, "2012-06", 60.0, 10.0, Some(0.0)),
        ];
        let figure = own.figure(&now);
        assert_eq!((figure.level, figure.compared), (None, 1));
        assert_eq!(figure.median_change.map(f64::round), Some(20.0));
        let growth = own.growth(&Panel::matched(&before, &now)).unwrap();
        assert_eq!((growth.panel, growth.growth.round()), (2, 35.0));
    }
}
