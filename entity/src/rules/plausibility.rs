//! Plausibility at entry: what cannot be, and what is asked about once (`DOMAIN.md` §4.9).
//!
//! A figure outside its hard bounds is refused. One that is only [unusual](Unusual) is
//! a question, *are you sure?*, and is believed when it is confirmed: nobody is nagged
//! into changing true data. A figure is compared with three things, in this order: the
//! bounds of what the programme has met, a multiple of the enterprise's own median, and
//! how far its own months usually lie from that median.

use sea_orm::{DeriveActiveEnum, EnumIter, sea_query::StringLen};

/// Own months from which on their spread says something.
const MONTHS_FOR_SPREAD: usize = 6;
/// How many median distances from the median are still usual.
const SPREADS: f64 = 5.0;

/// The bounds of one figure, in its own unit.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bounds {
    /// The least value within them.
    pub min: Option<f64>,
    /// The greatest value within them.
    pub max: Option<f64>,
}

impl Bounds {
    /// Does `value` lie within them?
    pub fn hold(&self, value: f64) -> bool {
        value.is_finite()
            && self.min.is_none_or(|min| value >= min)
            && self.max.is_none_or(|max| value <= max)
    }
}

/// What is usual of one figure.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Usual {
    /// Outside these it is asked about.
    pub warn: Bounds,
    /// More than so many times the own median, or less than that part of it, is asked about.
    pub ratio: Option<f64>,
}

/// Why a figure is asked about, and what it was compared with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unusual {
    /// In which way it is unusual.
    pub reason: Reason,
    /// The bound that it passed, or the enterprise's own median.
    pub compared_with: f64,
}

/// In which way a figure is unusual.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(24))",
    rename_all = "SCREAMING_SNAKE_CASE"
)]
pub enum Reason {
    /// Above what the programme has met.
    AboveBound,
    /// Below what the programme has met.
    BelowBound,
    /// Many times the own median.
    FarAboveOwn,
    /// A small part of the own median.
    FarBelowOwn,
    /// Far outside the spread of the own months.
    OutsideSpread,
}

impl Usual {
    /// Why `value` is asked about, where `own` are the enterprise's values of other
    /// months; none where it is usual.
    pub fn doubt(&self, value: f64, own: &[f64]) -> Option<Unusual> {
        self.outside_bounds(value)
            .or_else(|| self.far_from_own(value, own))
            .or_else(|| outside_spread(value, own))
    }

    fn outside_bounds(&self, value: f64) -> Option<Unusual> {
        let above = self.warn.max.filter(|max| value > *max);
        let below = self.warn.min.filter(|min| value < *min);
        above
            .map(|max| Reason::AboveBound.than(max))
            .or_else(|| below.map(|min| Reason::BelowBound.than(min)))
    }

    /// A median of zero has no multiples.
    fn far_from_own(&self, value: f64, own: &[f64]) -> Option<Unusual> {
        let ratio = self.ratio?;
        let median = median(own).filter(|median| *median > 0.0)?;
        if value > ratio * median {
            Some(Reason::FarAboveOwn.than(median))
        } else if value < median / ratio {
            Some(Reason::FarBelowOwn.than(median))
        } else {
            None
        }
    }
}

impl Reason {
    const fn than(self, compared_with: f64) -> Unusual {
        Unusual {
            reason: self,
            compared_with,
        }
    }
}

/// More than five median distances from the median; months that are all alike say nothing.
fn outside_spread(value: f64, own: &[f64]) -> Option<Unusual> {
    if own.len() < MONTHS_FOR_SPREAD {
        return None;
    }
    let middle = median(own)?;
    let distances: Vec<f64> = own.iter().map(|one| (one - middle).abs()).collect();
    let spread = median(&distances).filter(|spread| *spread > 0.0)?;
    ((value - middle).abs() > SPREADS * spread).then(|| Reason::OutsideSpread.than(middle))
}

/// The value in the middle; of an even number, the mean of the two in the middle.
pub fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let half = sorted.len() / 2;
    let upper = *sorted.get(half)?;
    if sorted.len() % 2 == 1 {
        return Some(upper);
    }
    sorted
        .get(half.checked_sub(1)?)
        .map(|lower| f64::midpoint(*lower, upper))
}

#[cfg(test)]
mod tests {
    use super::{Reason::*, *};

    #[test]
    fn bounds_hold_at_their_ends() {
        let bounds = Bounds {
            min: Some(0.0),
            max: Some(100.0),
        };
        for (value, holds) in [
            (0.0, true),
            (100.0, true),
            (100.1, false),
            (-0.1, false),
            (f64::NAN, false),
        ] {
            assert_eq!(bounds.hold(value), holds, "{value}");
        }
    }

    #[test]
    fn the_median_is_in_the_middle() {
        for (values, middle) in [
            (&[][..], None),
            (&[3.0][..], Some(3.0)),
            (&[9.0, 1.0, 3.0][..], Some(3.0)),
            (&[9.0, 1.0, 3.0, 5.0][..], Some(4.0)),
        ] {
            assert_eq!(median(values), middle, "{values:?}");
        }
    }

    /// The reason and what it was compared with.
    fn doubt(usual: Usual, value: f64, own: &[f64]) -> Option<(Reason, f64)> {
        usual
            .doubt(value, own)
            .map(|unusual| (unusual.reason, unusual.compared_with))
    }

    #[test]
    fn outside_the_warning_bounds() {
        let usual = Usual {
            warn: Bounds {
                min: Some(5.0),
                max: Some(30.0),
            },
            ratio: None,
        };
        for (value, expected) in [
            (5.0, None),
            (30.0, None),
            (30.1, Some((AboveBound, 30.0))),
            (4.9, Some((BelowBound, 5.0))),
        ] {
            assert_eq!(doubt(usual, value, &[]), expected, "{value}");
        }
        assert_eq!(doubt(Usual::default(), 1e12, &[]), None);
    }

    #[test]
    fn many_times_or_a_small_part_of_the_own_median() {
        let usual = Usual {
            ratio: Some(3.0),
            ..Usual::default()
        };
        for (value, own, expected) in [
            (30.0, &[10.0][..], None),
            (30.1, &[10.0][..], Some((FarAboveOwn, 10.0))),
            (3.4, &[10.0][..], None),
            (3.3, &[10.0][..], Some((FarBelowOwn, 10.0))),
            (0.0, &[10.0, 12.0][..], Some((FarBelowOwn, 11.0))),
            (30.1, &[][..], None),
            (30.1, &[0.0, 0.0][..], None),
        ] {
            assert_eq!(doubt(usual, value, own), expected, "{value} {own:?}");
        }
    }

    #[test]
    fn outside_the_spread_of_six_own_months() {
        // The median is 10, the median distance 1.
        let six = [8.0, 9.0, 10.0, 10.0, 11.0, 11.0];
        for (value, own, expected) in [
            (15.0, &six[..], None),
            (15.1, &six[..], Some((OutsideSpread, 10.0))),
            (4.9, &six[..], Some((OutsideSpread, 10.0))),
            (15.1, &six[..5], None),
            (99.0, &[10.0; 6][..], None),
        ] {
            assert_eq!(
                doubt(Usual::default(), value, own),
                expected,
                "{value} {own:?}"
            );
        }
    }

    #[test]
    fn a_figure_is_asked_about_for_one_reason() {
        let usual = Usual {
            warn: Bounds {
                min: None,
                max: Some(30.0),
            },
            ratio: Some(2.0),
        };
        let own = [8.0, 9.0, 10.0, 10.0, 11.0, 11.0];
        assert_eq!(doubt(usual, 50.0, &own), Some((AboveBound, 30.0)));
        assert_eq!(doubt(usual, 25.0, &own), Some((FarAboveOwn, 10.0)));
        assert_eq!(doubt(usual, 16.0, &own), Some((OutsideSpread, 10.0)));
    }
}
