//! The times at which a month's requests are to be planned: one a month and zone.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::{calendar::Calendar, due, period::Month};

/// The three zones of Indonesia by their short names.
pub const ZONES: [(&str, Tz); 3] = [
    ("WIB", Tz::Asia__Jakarta),
    ("WITA", Tz::Asia__Makassar),
    ("WIT", Tz::Asia__Jayapura),
];

/// Months that can still be open: due by the middle of the next month, locked 30 days later.
const LOOK_BACK: u32 = 3;

/// One month in one zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestSlot {
    /// The month that is asked for.
    pub month: Month,
    /// The zone's short name.
    pub zone: &'static str,
    /// The zone.
    pub tz: Tz,
    /// When its requests are planned.
    pub at: DateTime<Utc>,
}

/// The slots that have come by `now` and whose entry is not closed yet, oldest first; none before `live_since`.
pub fn request_slots(
    calendar: &Calendar,
    live_since: Month,
    now: DateTime<Utc>,
) -> Vec<RequestSlot> {
    let newest = Month::of(now.date_naive()).plus(1);
    let oldest = newest.minus(LOOK_BACK + 1).max(live_since);
    let all = oldest
        .through(newest)
        .flat_map(|month| ZONES.map(|(zone, tz)| slot(calendar, month, zone, tz)));
    all.filter(|slot| slot.at <= now && now < closes(calendar, slot))
        .collect()
}

fn slot(calendar: &Calendar, month: Month, zone: &'static str, tz: Tz) -> RequestSlot {
    RequestSlot {
        month,
        zone,
        tz,
        at: due::request_slot(calendar, month, tz),
    }
}

/// When entry closes for a request that is sent at its slot.
fn closes(calendar: &Calendar, slot: &RequestSlot) -> DateTime<Utc> {
    let sent_on = slot.at.with_timezone(&slot.tz).date_naive();
    due::dates(calendar, slot.month, sent_on, slot.tz).locks_at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn months(live_since: &str, now: &str) -> Vec<String> {
        let slots = request_slots(
            &Calendar::default(),
            live_since.parse().unwrap(),
            now.parse().unwrap(),
        );
        slots
            .iter()
            .map(|slot| format!("{} {}", slot.month, slot.zone))
            .collect()
    }

    #[test]
    fn a_slot_comes_at_nine_in_its_zone_and_goes_with_the_lock() {
        assert_eq!(
            months("2012-10", "2012-11-01T01:30:00Z"),
            ["2012-10 WITA", "2012-10 WIT"]
        );
        assert_eq!(months("2012-10", "2012-12-12T16:59:59Z").len(), 6 - 2);
        assert_eq!(
            months("2012-10", "2012-12-12T17:00:00Z"),
            ["2012-11 WIB", "2012-11 WITA", "2012-11 WIT"]
        );
    }

    #[test]
    fn nothing_is_due_before_the_programme_is_live() {
        assert_eq!(
            months("2012-11", "2012-11-20T00:00:00Z"),
            Vec::<String>::new()
        );
    }
}
