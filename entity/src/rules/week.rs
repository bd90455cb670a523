//! The slot of the weekly digests: Monday 09.00, or the next working day.

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;

use super::calendar::{Calendar, opening};

/// How long after its slot a digest is still worth sending.
const WORTH: TimeDelta = TimeDelta::days(3);

/// The Monday of the week that `now` lies in, seen from `zone`.
pub fn monday(now: DateTime<Utc>, zone: Tz) -> NaiveDate {
    let today = now.with_timezone(&zone).date_naive();
    today - Days::new(u64::from(today.weekday().num_days_from_monday()))
}

/// The digest's slot in the week of `now`, where it has come and the digest is
/// still worth sending. A week without a working day has none.
pub fn digest_slot(calendar: &Calendar, now: DateTime<Utc>, zone: Tz) -> Option<DateTime<Utc>> {
    let monday = monday(now, zone);
    let day = calendar.working_day_from(monday);
    let slot = opening(day, zone);
    (day < monday + Days::new(7) && slot <= now && now < slot + WORTH).then_some(slot)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::Asia::Jakarta;

    fn slot(holidays: &[&str], now: &str) -> Option<String> {
        let calendar = Calendar::new(holidays.iter().map(|day| day.parse().unwrap()));
        let now = format!("{now}:00+07:00").parse().unwrap();
        digest_slot(&calendar, now, Jakarta)
            .map(|slot| slot.with_timezone(&Jakarta).format("%F %H").to_string())
    }

    #[test]
    fn monday_at_nine_or_the_next_working_day() {
        assert_eq!(slot(&[], "2012-11-19T08:59"), None);
        assert_eq!(
            slot(&[], "2012-11-19T09:00").as_deref(),
            Some("2012-11-19 09")
        );
        assert_eq!(slot(&["2012-11-19"], "2012-11-19T10:00"), None);
        assert_eq!(
            slot(&["2012-11-19"], "2012-11-20T09:00").as_deref(),
            Some("2012-11-20 09")
        );
    }

    #[test]
    fn a_digest_that_was_missed_for_days_is_left_out() {
        assert!(slot(&[], "2012-11-21T15:00").is_some());
        assert_eq!(slot(&[], "2012-11-22T09:00"), None);
    }

    #[test]
    fn a_week_of_holidays_has_none() {
        let week = [
            "2012-11-19",
            "2012-11-20",
            "2012-11-21",
            "2012-11-22",
            "2012-11-23",
        ];
        assert_eq!(slot(&week, "2012-11-23T10:00"), None);
    }
}
