//! The times at which jobs are due: one a month and zone for its requests, one every
//! quarter of an hour for the chase, and one a night for the watch.

use chrono::{DateTime, Days, DurationRound, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::Asia::Jakarta;

use super::{
    calendar::Calendar,
    due,
    period::{Month, Quarter},
    zone::{ZONES, Zone},
};

/// One month in one zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestSlot {
    /// The month that is asked for.
    pub month: Month,
    /// The zone.
    pub zone: Zone,
    /// When its requests are planned.
    pub at: DateTime<Utc>,
}

/// The slots that have come by `now`, oldest first; none of a month before
/// `live_since`. However old, a month that was not planned is made up for.
pub fn request_slots(
    calendar: &Calendar,
    live_since: Month,
    now: DateTime<Utc>,
) -> Vec<RequestSlot> {
    let all = live_since
        .through(due::newest_month(now))
        .flat_map(|month| ZONES.map(|zone| slot(calendar, month, zone)));
    all.filter(|slot| slot.at <= now).collect()
}

/// How often the chase looks.
const CHASE: TimeDelta = TimeDelta::minutes(15);

/// The slot of the chase that `now` lies in.
pub fn chase_slot(now: DateTime<Utc>) -> DateTime<Utc> {
    now.duration_trunc(CHASE).unwrap_or(now)
}

/// When the jobs of the night are due: 02.00 in Jakarta.
const NIGHT: NaiveTime = match NaiveTime::from_hms_opt(2, 0, 0) {
    Some(night) => night,
    None => NaiveTime::MIN,
};

/// How long after a quarter's end its summaries are due.
const SUMMARY: Days = Days::new(20);

/// When the summaries of `quarter` are due: in the night of the twentieth day after its end.
pub fn summary_slot(quarter: Quarter) -> DateTime<Utc> {
    night_of(quarter.last_month().last_day() + SUMMARY)
}

/// The last night's slot that has come by `now`. What was missed before is not made
/// up for: the jobs of the night look at what is.
pub fn night_slot(now: DateTime<Utc>) -> DateTime<Utc> {
    let today = now.with_timezone(&Jakarta).date_naive();
    let nights = [Some(today), today.pred_opt()].into_iter().flatten();
    let mut come = nights.map(night_of).filter(|night| *night <= now);
    come.next().unwrap_or(now)
}

/// The slot of the night that begins `day` in Jakarta.
fn night_of(day: NaiveDate) -> DateTime<Utc> {
    let local = day.and_time(NIGHT).and_local_timezone(Jakarta).earliest();
    local.map_or(DateTime::<Utc>::MAX_UTC, |night| night.to_utc())
}

fn slot(calendar: &Calendar, month: Month, zone: Zone) -> RequestSlot {
    RequestSlot {
        month,
        zone,
        at: due::request_slot(calendar, month, zone.tz),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_night_begins_at_two_in_the_west() {
        let night = |now: &str| night_slot(now.parse().unwrap()).to_rfc3339();
        assert_eq!(night("2012-11-01T18:59:59Z"), "2012-10-31T19:00:00+00:00");
        assert_eq!(night("2012-11-01T19:00:00Z"), "2012-11-01T19:00:00+00:00");
    }

    fn months(live_since: &str, now: &str) -> Vec<String> {
        let slots = request_slots(
            &Calendar::default(),
            live_since.parse().unwrap(),
            now.parse().unwrap(),
        );
        slots
            .iter()
            .map(|slot| format!("{} {}", slot.month, slot.zone.name))
            .collect()
    }

    #[test]
    fn a_slot_comes_at_nine_in_its_zone() {
        assert_eq!(
            months("2012-10", "2012-11-01T01:30:00Z"),
            ["2012-10 WITA", "2012-10 WIT"]
        );
        assert_eq!(months("2012-10", "2012-11-30T20:00:00Z").len(), 3);
        assert_eq!(months("2012-10", "2013-02-02T00:00:00Z").len(), 4 * 3);
    }

    #[test]
    fn nothing_is_due_before_the_programme_is_live() {
        assert_eq!(
            months("2012-11", "2012-11-20T00:00:00Z"),
            Vec::<String>::new()
        );
    }

    #[test]
    fn a_quarter_is_frozen_twenty_days_after_its_end() {
        let slot: DateTime<Utc> = "2012-10-19T19:00:00Z".parse().unwrap();
        assert_eq!(summary_slot("2012-Q3".parse().unwrap()), slot);
    }

    #[test]
    fn a_night_is_that_of_jakarta() {
        for (now, slot) in [
            ("2012-11-01T02:00:00Z", "2012-10-31T19:00:00Z"),
            ("2012-10-31T19:00:00Z", "2012-10-31T19:00:00Z"),
            ("2012-10-31T18:59:59Z", "2012-10-30T19:00:00Z"),
        ] {
            let slot: DateTime<Utc> = slot.parse().unwrap();
            assert_eq!(night_slot(now.parse().unwrap()), slot, "{now}");
        }
    }
}
