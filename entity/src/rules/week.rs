//! The slot of the weekly digests: Monday 09.00, or the next working day.

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;

use super::calendar::{Calendar, opening};

/// How long after its slot a digest is still worth sending.
const WORTH: TimeDelta = TimeDelta::days(3);

/// Weeks that are looked at for the next digest: no leave is as long.
const AHEAD: u64 = 6;

/// The Monday of the week that `now` lies in, seen from `zone`.
pub fn monday(now: DateTime<Utc>, zone: Tz) -> NaiveDate {
    let today = now.with_timezone(&zone).date_naive();
    today - Days::new(u64::from(today.weekday().num_days_from_monday()))
}

/// The digest's slot in the week of `now`, where it has come and the digest is
/// still worth sending. A week without a working day has none.
pub fn digest_slot(calendar: &Calendar, now: DateTime<Utc>, zone: Tz) -> Option<DateTime<Utc>> {
    let slot = slot_of(calendar, monday(now, zone), zone)?;
    (slot <= now && now < slot + WORTH).then_some(slot)
}

/// The first digest's slot after `now`, within the next weeks.
pub fn next_digest_slot(
    calendar: &Calendar,
    now: DateTime<Utc>,
    zone: Tz,
) -> Option<DateTime<Utc>> {
    let this_week = monday(now, zone);
    (0..AHEAD)
        .filter_map(|weeks| slot_of(calendar, this_week + Days::new(7 * weeks), zone))
        .find(|slot| *slot > now)
}

/// The digest's slot in the week that begins on `monday`.
fn slot_of(calendar: &Calendar, monday: NaiveDate, zone: Tz) -> Option<DateTime<Utc>> {
    let day = calendar.working_day_from(monday);
    (day < monday + Days::new(7)).then(|| opening(day, zone))
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
    fn the_next_one_is_this_week_s_or_a_later_one() {
        let next = |now: &str| {
            let now = format!("{now}:00+07:00").parse().unwrap();
            let slot = next_digest_slot(&Calendar::default(), now, Jakarta).unwrap();
            slot.with_timezone(&Jakarta).format("%F %H").to_string()
        };
        assert_eq!(next("2012-11-19T08:59"), "2012-11-19 09");
        assert_eq!(next("2012-11-19T09:00"), "2012-11-26 09");
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
