//! Working days and office hours in the enterprise's own zone.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeZone, Utc, Weekday};
use chrono_tz::Tz;

use super::period::Month;

/// The days on which nobody works besides Saturdays and Sundays: national
/// holidays and joint leave. A year without a table has weekdays only.
#[derive(Clone, Debug, Default)]
pub struct Calendar {
    holidays: BTreeMap<NaiveDate, ()>,
    years: BTreeSet<i32>,
}

impl Calendar {
    /// A calendar with these days off.
    pub fn new(holidays: impl IntoIterator<Item = NaiveDate>) -> Self {
        let holidays: BTreeMap<_, _> = holidays.into_iter().map(|day| (day, ())).collect();
        let years = holidays.keys().map(|day| day.year()).collect();
        Self { holidays, years }
    }

    /// Is there a table of holidays for `year`?
    pub fn knows(&self, year: i32) -> bool {
        self.years.contains(&year)
    }

    /// Is `day` a working day?
    pub fn is_working_day(&self, day: NaiveDate) -> bool {
        !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !self.holidays.contains_key(&day)
    }

    /// `day` itself, or the next working day after it.
    pub fn working_day_from(&self, day: NaiveDate) -> NaiveDate {
        day.iter_days()
            .find(|day| self.is_working_day(*day))
            .unwrap_or(day)
    }

    /// `day` itself, or the last working day before it.
    pub fn working_day_until(&self, day: NaiveDate) -> NaiveDate {
        std::iter::successors(Some(day), NaiveDate::pred_opt)
            .find(|day| self.is_working_day(*day))
            .unwrap_or(day)
    }

    /// The `count`-th working day after `day`.
    pub fn working_days_after(&self, day: NaiveDate, count: usize) -> NaiveDate {
        day.iter_days()
            .skip(1)
            .filter(|day| self.is_working_day(*day))
            .take(count)
            .last()
            .unwrap_or(day)
    }

    /// The first working day of `month`.
    pub fn first_working_day(&self, month: Month) -> NaiveDate {
        self.working_day_from(month.first_day())
    }

    /// May a request or reminder go out at `now`, seen from `zone`? Monday to
    /// Thursday 09.00–15.00, Friday 09.00–11.30, on working days.
    pub fn in_office_hours(&self, now: DateTime<Utc>, zone: Tz) -> bool {
        let local = now.with_timezone(&zone);
        let day = local.date_naive();
        self.is_working_day(day) && local.time() >= OPENS && local.time() < closes(day.weekday())
    }

    /// `now` itself where it lies in office hours, else the next time that does.
    pub fn next_office_hour(&self, now: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
        if self.in_office_hours(now, zone) {
            return now;
        }
        let local = now.with_timezone(&zone);
        let today = local.date_naive();
        let from = if local.time() < OPENS {
            today
        } else {
            today + Days::new(1)
        };
        opening(self.working_day_from(from), zone)
    }
}

/// When the office opens, and requests go out: 09.00 local.
pub const OPENS: NaiveTime = match NaiveTime::from_hms_opt(9, 0, 0) {
    Some(time) => time,
    None => NaiveTime::MIN,
};

fn closes(weekday: Weekday) -> NaiveTime {
    let (hour, minute) = if weekday == Weekday::Fri {
        (11, 30)
    } else {
        (15, 0)
    };
    NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or(OPENS)
}

/// `day` at `time` in `zone`, as an instant. Indonesia has no summer time, so
/// there is exactly one; a zone that skips the hour gives the time read as UTC.
pub fn local_instant(day: NaiveDate, time: NaiveTime, zone: Tz) -> DateTime<Utc> {
    let naive = day.and_time(time);
    zone.from_local_datetime(&naive)
        .earliest()
        .map_or_else(|| naive.and_utc(), |local| local.to_utc())
}

/// `day` at the hour at which the office opens.
pub fn opening(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    local_instant(day, OPENS, zone)
}

/// 24.00 of `day` in `zone`: the first instant that is no longer that day.
pub fn end_of_day(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    local_instant(day + Days::new(1), NaiveTime::MIN, zone)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::Asia::{Jakarta, Jayapura};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_holiday_and_a_weekend_are_not_working_days() {
        let calendar = Calendar::new([day("2012-11-15"), day("2012-11-16")]);
        assert_eq!(
            calendar.working_day_from(day("2012-11-15")),
            day("2012-11-19")
        );
        assert_eq!(
            calendar.working_days_after(day("2012-11-13"), 3),
            day("2012-11-20")
        );
        assert!(calendar.knows(2012) && !calendar.knows(2013));
    }

    #[test]
    fn office_hours_are_those_of_the_zone_and_short_on_friday() {
        let calendar = Calendar::default();
        assert!(calendar.in_office_hours(at("2012-11-01T02:00:00Z"), Jakarta));
        assert!(!calendar.in_office_hours(at("2012-11-01T01:59:59Z"), Jakarta));
        assert!(calendar.in_office_hours(at("2012-11-01T00:00:00Z"), Jayapura));
        assert!(calendar.in_office_hours(at("2012-11-02T04:29:59Z"), Jakarta));
        assert!(!calendar.in_office_hours(at("2012-11-02T04:30:00Z"), Jakarta));
        assert_eq!(
            calendar.next_office_hour(at("2012-11-02T04:30:00Z"), Jakarta),
            at("2012-11-05T02:00:00Z")
        );
    }
}
