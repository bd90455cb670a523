//! An indicator over a group of enterprises and a stretch of time (`DOMAIN.md` §4.3–4.7).

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

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
    /// The matched panel: enterprises with a value in both, and with a growth of their own where
    /// the group's is the median of theirs.
    pub panel: i64,
    /// Per cent, or the indicator's unit.
    pub growth: f64,
}

/// What the readings of one enterprise come to over a stretch of time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tally {
    /// The enterprise.
    pub enterprise: Uuid,
    /// The sum of what is above the line.
    pub above: f64,
    /// The sum of what is below the line; for an indicator without, how many months.
    pub below: f64,
    /// The baseline of its newest reading.
    pub baseline: Option<f64>,
    /// The change of its newest reading.
    pub change: Option<f64>,
}

/// What each enterprise's `points` come to, in the order of the enterprises. Sums of the same
/// numbers in another order differ in their last digits, so they are made in the order of the
/// months, however the points come.
pub fn tallies(mut points: Vec<Point>) -> Vec<Tally> {
    points.sort_by_key(|point| (point.enterprise, point.month));
    let theirs = points.chunk_by(|one, other| one.enterprise == other.enterprise);
    theirs.filter_map(Tally::of).collect()
}

/// Two stretches as one, each in the order of its enterprises: sums add up, and the later one
/// says the baseline and the change.
pub fn together(earlier: &[Tally], later: &[Tally]) -> Vec<Tally> {
    let mut both: BTreeMap<Uuid, Tally> =
        earlier.iter().map(|one| (one.enterprise, *one)).collect();
    for one in later {
        let sum = both.entry(one.enterprise);
        sum.and_modify(|sum| {
            *sum = Tally {
                above: sum.above + one.above,
                below: sum.below + one.below,
                ..*one
            };
        })
        .or_insert(*one);
    }
    both.into_values().collect()
}

impl Tally {
    /// Of one enterprise's points, the newest last.
    fn of(points: &[Point]) -> Option<Self> {
        let newest = points.last()?;
        Some(Self {
            enterprise: newest.enterprise,
            above: points.iter().map(|point| point.numerator).sum(),
            below: points
                .iter()
                .map(|point| point.denominator.unwrap_or(1.0))
                .sum(),
            baseline: newest.baseline,
            change: newest.change,
        })
    }

    fn value(&self, factor: f64) -> Option<f64> {
        ratio(factor, self.above, self.below)
    }
}

fn ratio(factor: f64, above: f64, below: f64) -> Option<f64> {
    (below != 0.0).then(|| factor * above / below)
}

/// The matched panel of two stretches: what each enterprise with a value in both came to,
/// earlier and later, in the order of the enterprises.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Panel(Vec<[Tally; 2]>);

impl Panel {
    /// The panel of two stretches, each in the order of its enterprises.
    pub fn matched(before: &[Tally], now: &[Tally]) -> Self {
        let mut earlier = before.iter().peekable();
        let both = now.iter().filter_map(|later| {
            while earlier
                .next_if(|one| one.enterprise < later.enterprise)
                .is_some()
            {}
            let one = earlier.next_if(|one| one.enterprise == later.enterprise)?;
            Some([*one, *later])
        });
        Self(both.collect())
    }

    fn stretch(&self, later: bool) -> impl Iterator<Item = &Tally> {
        self.0.iter().map(move |pair| &pair[usize::from(later)])
    }
}

impl Yardstick {
    /// What `tallies` come to.
    pub fn figure(&self, tallies: &[Tally]) -> Figure {
        let changes: Vec<f64> = tallies
            .iter()
            .filter_map(|one| self.change_of(one))
            .collect();
        let verdicts: Vec<bool> = changes
            .iter()
            .filter_map(|by| change::improved(self.direction, *by, self.noise_floor))
            .collect();
        let improved = verdicts.iter().filter(|improved| **improved).count();
        let valued = tallies
            .iter()
            .filter(|one| one.value(self.factor).is_some());
        Figure {
            n: valued.count() as i64,
            level: self.level(tallies),
            compared: changes.len() as i64,
            improved_share: per_cent(improved as f64, verdicts.len() as f64),
            median_change: median(changes),
        }
    }

    /// The growth of `panel` from one stretch to the other.
    pub fn growth(&self, panel: &Panel) -> Option<Growth> {
        if self.has_level {
            let [before, now] = [false, true].map(|later| self.level(panel.stretch(later)));
            return Some(Growth {
                panel: panel.0.len() as i64,
                growth: self.compare(now?, before?)?,
            });
        }
        let own = |[before, now]: &[Tally; 2]| {
            self.compare(now.value(self.factor)?, before.value(self.factor)?)
        };
        let own: Vec<f64> = panel.0.iter().filter_map(own).collect();
        Some(Growth {
            panel: own.len() as i64,
            growth: median(own)?,
        })
    }

    /// The share of the two largest enterprises in the larger of the two sums that a
    /// level is made of, in per cent; missing where a group has no level.
    pub fn top_two<'a>(&self, tallies: impl IntoIterator<Item = &'a Tally>) -> Option<f64> {
        if !self.has_level {
            return None;
        }
        let (above, below) = tallies
            .into_iter()
            .map(|one| (one.above, one.below))
            .unzip();
        let shares = [above, below].map(statistics::top_two);
        shares.into_iter().flatten().max_by(f64::total_cmp)
    }

    /// The same of a panel: the larger of its two stretches.
    pub fn top_two_of_panel(&self, panel: &Panel) -> Option<f64> {
        let shares = [false, true].map(|later| self.top_two(panel.stretch(later)));
        shares.into_iter().flatten().max_by(f64::total_cmp)
    }

    fn level<'a>(&self, tallies: impl IntoIterator<Item = &'a Tally>) -> Option<f64> {
        if !self.has_level {
            return None;
        }
        let sums = tallies.into_iter();
        let (above, below) = sums.fold((0.0, 0.0), |(above, below), one| {
            (above + one.above, below + one.below)
        });
        ratio(self.factor, above, below)
    }

    /// Change since baseline over the stretch; the newest, where twelve months are pooled anyway.
    fn change_of(&self, tally: &Tally) -> Option<f64> {
        if self.change == ChangeKind::Pooled {
            return tally.change;
        }
        change::since_baseline(self.change, tally.value(self.factor)?, tally.baseline?)
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
