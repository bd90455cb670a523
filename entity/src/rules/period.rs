//! Months and quarters: the two lengths of time that figures are given for.

use std::{fmt, str::FromStr};

use chrono::{Datelike, Months, NaiveDate};
use sea_orm::{DbErr, DeriveValueType, TryFromU64};
use thiserror::Error;

/// A calendar month, written `2012-10`; stored as its first day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, DeriveValueType)]
pub struct Month(NaiveDate);

/// A calendar quarter, written `2012-Q4`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quarter {
    year: i32,
    /// 1 to 4.
    number: u32,
}

/// A text that is not a period in the form that was asked for.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("`{text}` is not a {kind}; write it like {example}")]
pub struct PeriodError {
    text: String,
    kind: &'static str,
    example: &'static str,
}

impl Month {
    /// The month `number` (1 to 12) of `year`; none where there is no such month.
    pub fn new(year: i32, number: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, number, 1).map(Self)
    }

    /// The month in which `date` lies.
    pub fn of(date: NaiveDate) -> Self {
        Self(date.with_day(1).unwrap_or(date))
    }

    /// Its first day.
    pub const fn first_day(self) -> NaiveDate {
        self.0
    }

    /// Its last day.
    pub fn last_day(self) -> NaiveDate {
        self.plus(1).0.pred_opt().unwrap_or(self.0)
    }

    /// The month `count` months later; at the calendar's end, itself.
    pub fn plus(self, count: u32) -> Self {
        Self(
            self.0
                .checked_add_months(Months::new(count))
                .unwrap_or(self.0),
        )
    }

    /// The month `count` months earlier; at the calendar's beginning, itself.
    pub fn minus(self, count: u32) -> Self {
        Self(
            self.0
                .checked_sub_months(Months::new(count))
                .unwrap_or(self.0),
        )
    }

    /// Months from `earlier` to this one; negative where that one is later.
    pub fn since(self, earlier: Self) -> i32 {
        (self.year() - earlier.year()) * 12 + self.number() as i32 - earlier.number() as i32
    }

    /// Its year.
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// Its number in the year, 1 to 12.
    pub fn number(self) -> u32 {
        self.0.month()
    }

    /// Every month from this one to `last`, both included.
    pub fn through(self, last: Self) -> impl Iterator<Item = Self> {
        (0..=last.since(self)).map(move |count| self.plus(count.unsigned_abs()))
    }
}

impl TryFromU64 for Month {
    fn try_from_u64(_: u64) -> Result<Self, DbErr> {
        Err(DbErr::ConvertFromU64("Month"))
    }
}

impl fmt::Display for Month {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}-{:02}", self.year(), self.number())
    }
}

impl FromStr for Month {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parsed = (text.len() == 7)
            .then(|| text.split_once('-'))
            .flatten()
            .filter(|(year, number)| all_digits(year) && all_digits(number))
            .and_then(|(year, number)| Self::new(year.parse().ok()?, number.parse().ok()?));
        parsed.ok_or_else(|| PeriodError {
            text: text.into(),
            kind: "month",
            example: "2012-10",
        })
    }
}

impl Quarter {
    /// The quarter `number` (1 to 4) of `year`; none for another number.
    pub fn new(year: i32, number: u32) -> Option<Self> {
        (1..=4).contains(&number).then_some(Self { year, number })
    }

    /// The quarter in which `month` lies.
    pub fn of(month: Month) -> Self {
        Self {
            year: month.year(),
            number: (month.number() - 1) / 3 + 1,
        }
    }

    /// The quarter before it.
    pub const fn before(self) -> Self {
        match self.number {
            1 => Self {
                year: self.year - 1,
                number: 4,
            },
            number => Self {
                year: self.year,
                number: number - 1,
            },
        }
    }

    /// The same quarter of the year before.
    pub const fn year_before(self) -> Self {
        Self {
            year: self.year - 1,
            number: self.number,
        }
    }

    /// The quarters that its growth is made against: the one before, and that of the year before.
    pub const fn compared_with(self) -> [Self; 2] {
        [self.before(), self.year_before()]
    }

    /// The quarter after it.
    pub const fn after(self) -> Self {
        match self.number {
            4 => Self {
                year: self.year + 1,
                number: 1,
            },
            number => Self {
                year: self.year,
                number: number + 1,
            },
        }
    }

    /// Its first month.
    pub fn first_month(self) -> Month {
        Month::new(self.year, 3 * self.number - 2).unwrap_or(Month(NaiveDate::MIN))
    }

    /// Its last month.
    pub fn last_month(self) -> Month {
        self.first_month().plus(2)
    }

    /// Its three months.
    pub fn months(self) -> impl Iterator<Item = Month> {
        self.first_month().through(self.last_month())
    }

    /// Does `day` lie in it?
    pub fn contains(self, day: NaiveDate) -> bool {
        Self::of(Month::of(day)) == self
    }

    /// Its year.
    pub const fn year(self) -> i32 {
        self.year
    }

    /// Its number in the year, 1 to 4.
    pub const fn number(self) -> u32 {
        self.number
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}-Q{}", self.year, self.number)
    }
}

impl FromStr for Quarter {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parsed = (text.len() == 7)
            .then(|| text.split_once("-Q"))
            .flatten()
            .filter(|(year, number)| all_digits(year) && all_digits(number))
            .and_then(|(year, number)| Self::new(year.parse().ok()?, number.parse().ok()?));
        parsed.ok_or_else(|| PeriodError {
            text: text.into(),
            kind: "quarter",
            example: "2012-Q4",
        })
    }
}

fn all_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_read_as_it_is_written() {
        for text in ["2012-10", "1999-01", "2027-12"] {
            assert_eq!(text.parse::<Month>().unwrap().to_string(), text);
        }
        for text in [
            "",
            "2012",
            "2012-13",
            "2012-1",
            "12-2012",
            "2012-+1",
            "201２-1",
            "2012-10-01",
        ] {
            assert!(text.parse::<Month>().is_err(), "{text}");
        }
    }

    #[test]
    fn months_are_counted_over_the_new_year() {
        let october: Month = "2012-10".parse().unwrap();
        assert_eq!(october.plus(3).to_string(), "2013-01");
        assert_eq!(october.plus(3).since(october), 3);
        assert_eq!(october.minus(10).since(october), -10);
        assert_eq!(october.last_day().to_string(), "2012-10-31");
        assert_eq!(october.through(october.plus(2)).count(), 3);
        assert_eq!(october.through(october.minus(1)).count(), 0);
    }

    #[test]
    fn a_quarter_is_read_as_it_is_written() {
        assert_eq!(
            "2012-Q4".parse::<Quarter>().unwrap(),
            Quarter::of("2012-10".parse().unwrap())
        );
        assert!("2012-Q5".parse::<Quarter>().is_err());
    }
}
