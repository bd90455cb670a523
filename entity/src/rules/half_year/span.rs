//! Half a year, as it is written.

use std::{fmt, str::FromStr};

use crate::rules::period::Quarter;

/// Half a year, `2012-H2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HalfYear([Quarter; 2]);

/// A text that is not a half-year.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a half-year; write it like 2012-H2")]
pub struct HalfYearError(String);

impl HalfYear {
    /// Its two quarters.
    pub const fn quarters(self) -> [Quarter; 2] {
        self.0
    }

    /// Its year.
    pub const fn year(self) -> i32 {
        self.0[0].year()
    }

    /// 1 or 2.
    pub const fn number(self) -> u32 {
        self.0[1].number() / 2
    }
}

impl FromStr for HalfYear {
    type Err = HalfYearError;

    fn from_str(text: &str) -> Result<Self, HalfYearError> {
        let wrong = || HalfYearError(text.chars().take(20).collect());
        let (year, number) = text.split_once("-H").ok_or_else(wrong)?;
        let is_year = year.len() == 4 && year.bytes().all(|digit| digit.is_ascii_digit());
        let number = match number {
            "1" => 1_u32,
            "2" => 2,
            _ => return Err(wrong()),
        };
        let year = year.parse().ok().filter(|_| is_year).ok_or_else(wrong)?;
        let quarter = |number| Quarter::new(year, number).ok_or_else(wrong);
        Ok(Self([quarter(2 * number - 1)?, quarter(2 * number)?]))
    }
}

impl fmt::Display for HalfYear {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}-H{}", self.year(), self.number())
    }
}
