//! When a month's figures are asked for, due and locked (`DOMAIN.md` §3).
//!
//! A due rule changes here and nowhere else.

use chrono::{DateTime, Days, NaiveDate, Utc};
use chrono_tz::Tz;

use super::{
    calendar::{Calendar, end_of_day, opening},
    period::Month,
};

/// The day of the next month on which figures are due, or the next working day.
const DUE_DAY: u64 = 10;
/// Working days that lie between the first sending of a request and its due date, at least.
const NOTICE: usize = 3;
/// Days after the due date until entry closes.
const LOCK_AFTER: u64 = 30;

/// The dates of one month's request, in one zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dates {
    /// The last day on which a report is on time.
    pub due_on: NaiveDate,
    /// 24.00 local of [`Self::due_on`].
    pub due_at: DateTime<Utc>,
    /// The last day on which figures are taken.
    pub lock_on: NaiveDate,
    /// 24.00 local of [`Self::lock_on`].
    pub locks_at: DateTime<Utc>,
}

/// When the request for `month` goes out: the first working day of the next month, 09.00.
pub fn request_slot(calendar: &Calendar, month: Month, zone: Tz) -> DateTime<Utc> {
    opening(calendar.first_working_day(month.plus(1)), zone)
}

/// The newest month that can have been asked for at `now`, in whichever zone.
pub fn newest_month(now: DateTime<Utc>) -> Month {
    // The first of a month begins in the east while it is still the last in UTC.
    Month::of((now + Days::new(1)).date_naive()).minus(1)
}

/// The due and lock dates of `month` for a request that is first sent on `sent_on`.
pub fn dates(calendar: &Calendar, month: Month, sent_on: NaiveDate, zone: Tz) -> Dates {
    let tenth = month.plus(1).first_day() + Days::new(DUE_DAY - 1);
    let due_on = calendar
        .working_day_from(tenth)
        .max(calendar.working_days_after(sent_on, NOTICE));
    due_on_day(due_on, zone)
}

/// The due and lock dates of a request that is due on `due_on`.
pub fn due_on_day(due_on: NaiveDate, zone: Tz) -> Dates {
    let lock_on = due_on + Days::new(LOCK_AFTER);
    Dates {
        due_on,
        due_at: end_of_day(due_on, zone),
        lock_on,
        locks_at: end_of_day(lock_on, zone),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::Asia::{Jakarta, Makassar};

    #[test]
    fn october_2012_is_due_on_the_monday_after_the_tenth() {
        let month = "2012-10".parse().unwrap();
        let calendar = Calendar::default();
        let dates = dates(&calendar, month, "2012-11-01".parse().unwrap(), Jakarta);
        assert_eq!(dates.due_on.to_string(), "2012-11-12");
        assert_eq!(dates.due_at.to_rfc3339(), "2012-11-12T17:00:00+00:00");
        assert_eq!(dates.lock_on.to_string(), "2012-12-12");
        assert_eq!(
            request_slot(&calendar, month, Makassar).to_rfc3339(),
            "2012-11-01T01:00:00+00:00"
        );
    }

    #[test]
    fn a_late_request_leaves_three_working_days() {
        let dates = dates(
            &Calendar::default(),
            "2012-10".parse().unwrap(),
            "2012-11-09".parse().unwrap(),
            Jakarta,
        );
        assert_eq!(dates.due_on.to_string(), "2012-11-14");
    }
}
