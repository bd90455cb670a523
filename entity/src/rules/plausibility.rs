//! Hard bounds: what a figure cannot be (`DOMAIN.md` §4.9).

/// The bounds of one indicator, in its own unit.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bounds {
    /// The least value that can be true.
    pub min: Option<f64>,
    /// The greatest value that can be true.
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

#[cfg(test)]
mod tests {
    use super::*;

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
}
