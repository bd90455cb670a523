//! What holds for every calendar, month, zone and history.

use chrono::{Days, TimeDelta};
use chrono_tz::Asia::{Jakarta, Jayapura, Makassar};
use proptest::prelude::*;

use super::*;
use crate::rules::{
    calendar::{Calendar, opening},
    due,
    period::Month,
};

/// Holidays of a year as they fall: some single days, and one long leave like that of Lebaran.
fn calendars() -> impl Strategy<Value = Calendar> {
    let first = day("2009-12-01");
    let single = proptest::collection::vec(0u64..6_700, 0..120);
    let leaves = proptest::collection::vec((0u64..6_700, 1u64..10), 0..18);
    (single, leaves).prop_map(move |(single, leaves)| {
        let leaves = leaves
            .into_iter()
            .flat_map(|(from, days)| from..from + days);
        Calendar::new(
            single
                .into_iter()
                .chain(leaves)
                .map(|n| first + Days::new(n)),
        )
    })
}

fn zones() -> impl Strategy<Value = chrono_tz::Tz> {
    prop_oneof![Just(Jakarta), Just(Makassar), Just(Jayapura)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_month_of_2010_to_2027_keeps_the_rules_of_time(
        calendar in calendars(), zone in zones(), late in 0u64..40,
    ) {
        let first: Month = "2010-01".parse().unwrap();
        for month in first.through("2027-12".parse().unwrap()) {
            let chased = situation(&calendar, month, zone, Some(late));
            prop_assert!(calendar.is_working_day(chased.due_on));
            let after_request = &Step::ALL[1..];
            let slots: Vec<_> = after_request.iter().map(|step| chased.slot(&calendar, *step)).collect();
            prop_assert!(slots.is_sorted(), "{month}: {slots:?}");
            for step in Step::ALL.into_iter().filter(|step| step.is_mail()) {
                let slot = chased.slot(&calendar, step);
                prop_assert!(calendar.in_office_hours(slot, zone), "{month} {step:?}");
                let day = slot.with_timezone(&zone).date_naive();
                prop_assert_eq!(opening(day, zone), slot);
            }
            prop_assert!(chased.due_at <= chased.slot(&calendar, Step::Reminder1));
        }
    }

    /// However the clock goes, a mail is asked for in the window only, each step
    /// ends once, and after the lock nothing is open.
    #[test]
    fn each_due_step_ends_once_or_says_why_it_waits(
        calendar in calendars(),
        zone in zones(),
        hours in proptest::collection::vec(1i64..200, 1..40),
        promise in proptest::option::of((0i64..40, 0u64..30)),
        paused in proptest::collection::vec(any::<bool>(), 40),
        answered in proptest::option::of(0usize..40),
    ) {
        let month: Month = "2012-10".parse().unwrap();
        let mut chased = situation(&calendar, month, zone, None);
        (chased.ended, chased.sent_at) = (Vec::new(), None);
        let start = due::request_slot(&calendar, month, zone);
        chased.promise = promise.map(|(after, days)| {
            let made_at = start + TimeDelta::days(after);
            Promise { made_at, by: made_at.date_naive() + Days::new(days) }
        });
        let mut now = start;
        for (turn, hours) in hours.into_iter().enumerate() {
            now += TimeDelta::hours(hours);
            chased.is_paused = paused[turn];
            if answered == Some(turn) { chased.state = RequestState::Reported; }
            for (step, verdict) in chased.due(&calendar, now) {
                prop_assert!(!chased.ended.contains(&step));
                prop_assert!(chased.slot(&calendar, step) <= now);
                match verdict {
                    Verdict::Mail => {
                        prop_assert!(calendar.in_office_hours(now, zone) && !chased.is_paused);
                        prop_assert!(chased.expires(&calendar, step).is_none_or(|end| now < end));
                        prop_assert_eq!(chased.state, RequestState::Open);
                        if step == Step::Request { chased.sent_at = Some(now); }
                        chased.ended.push(step);
                    }
                    Verdict::Ends(..) => chased.ended.push(step),
                    Verdict::Waits(_) => prop_assert!(step.is_mail()),
                    Verdict::NotYet => prop_assert!(false, "a step that is not due was given"),
                }
            }
        }
        chased.due(&calendar, chased.locks_at).into_iter().for_each(|(step, verdict)| {
            assert!(matches!(verdict, Verdict::Ends(..)), "{step:?} {verdict:?}");
        });
    }
}
