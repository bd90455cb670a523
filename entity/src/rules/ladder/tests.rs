mod properties;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Asia::Jakarta;
use sea_orm::ActiveEnum;

use super::*;
use crate::rules::{calendar::Calendar, due, period::Month};

/// Steps that end, each with its decision.
type Ended = &'static [(Step, Decision)];

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    format!("{text}:00+07:00").parse().unwrap()
}

/// October 2012 in Jakarta, sent on its slot: due on Monday 12 November, locked after 12 December.
fn october() -> Situation {
    situation(
        &Calendar::default(),
        "2012-10".parse().unwrap(),
        Jakarta,
        None,
    )
}

/// A request of `month` that was sent on its slot, or `late` days after it.
fn situation(
    calendar: &Calendar,
    month: Month,
    zone: chrono_tz::Tz,
    late: Option<u64>,
) -> Situation {
    let slot = due::request_slot(calendar, month, zone);
    let sent = calendar.next_office_hour(slot + TimeDelta::days(late.unwrap_or(0) as i64), zone);
    let sent_on = sent.with_timezone(&zone).date_naive();
    let dates = due::dates(calendar, month, sent_on, zone);
    Situation {
        month,
        zone,
        state: RequestState::Open,
        due_on: dates.due_on,
        due_at: dates.due_at,
        locks_at: dates.locks_at,
        sent_at: Some(sent),
        promise: None,
        is_paused: false,
        ended: vec![Step::Request],
    }
}

fn due_at(situation: &Situation, now: &str) -> Vec<(Step, Verdict)> {
    situation.due(&Calendar::default(), at(now))
}

fn decisions(situation: &Situation, now: &str) -> Vec<(Step, Decision)> {
    due_at(situation, now)
        .into_iter()
        .filter_map(|(step, verdict)| match verdict {
            Verdict::Ends(decision, _) => Some((step, decision)),
            _ => None,
        })
        .collect()
}

#[test]
fn the_names_are_those_of_the_domain() {
    assert_eq!(Step::Reminder1.to_value(), "REMINDER_1");
    assert_eq!(Step::TrainerTask.to_value(), "TRAINER_TASK");
    assert_eq!(Decision::SkippedAnswered.to_value(), "SKIPPED_ANSWERED");
}

#[test]
fn october_2012_goes_up_the_ladder() {
    let calendar = Calendar::default();
    let slots = Step::ALL.map(|step| {
        let slot = october().slot(&calendar, step).with_timezone(&Jakarta);
        slot.format("%F %H.%M").to_string()
    });
    assert_eq!(
        slots,
        [
            "2012-11-01 09.00",
            "2012-11-09 09.00",
            "2012-11-13 09.00",
            "2012-11-19 09.00",
            "2012-11-22 09.00",
            "2012-12-13 00.00",
        ]
    );
}

/// The decisions of a worker that was away from the request's slot on, for so
/// long: what it does at once when it is back. The request is still to be sent.
#[test]
fn what_was_missed_is_made_up_for_or_skipped_but_never_floods() {
    use Decision::{Done, SkippedExpired as Expired};
    let table: [(&str, &str, Ended, bool); 5] = [
        ("1 hour", "2012-11-01T10:00", &[], true),
        ("1 day", "2012-11-02T09:00", &[], true),
        ("10 days", "2012-11-12T09:00", &[], true),
        ("40 days", "2012-12-11T09:00", &[], true),
        (
            "3 months",
            "2013-02-01T09:00",
            &[
                (Step::Request, Expired),
                (Step::Nudge, Expired),
                (Step::Reminder1, Expired),
                (Step::Reminder2, Expired),
                (Step::TrainerTask, Expired),
                (Step::Lock, Done),
            ],
            false,
        ),
    ];
    for (downtime, now, ended, asks) in table {
        let unsent = Situation {
            sent_at: None,
            ended: Vec::new(),
            ..october()
        };
        assert_eq!(decisions(&unsent, now), ended, "{downtime}");
        let mails: Vec<_> = due_at(&unsent, now)
            .into_iter()
            .filter(|(_, verdict)| *verdict == Verdict::Mail)
            .collect();
        let expected = asks.then_some((Step::Request, Verdict::Mail));
        assert_eq!(mails, Vec::from_iter(expected), "{downtime}");
    }
}

/// The same for a worker that was away after the request had gone out.
#[test]
fn a_missed_reminder_gives_way_to_the_next() {
    use Decision::{Done, SkippedExpired as Expired};
    use Step::{Lock, Nudge, Reminder1, Reminder2, TrainerTask};
    let table: [(&str, &str, Ended, Option<Step>); 6] = [
        ("1 hour", "2012-11-09T10:00", &[], Some(Nudge)),
        ("until due", "2012-11-12T14:59", &[], Some(Nudge)),
        (
            "1 day",
            "2012-11-13T09:00",
            &[(Nudge, Expired)],
            Some(Reminder1),
        ),
        (
            "10 days",
            "2012-11-19T10:00",
            &[(Nudge, Expired), (Reminder1, Expired)],
            Some(Reminder2),
        ),
        (
            "40 days",
            "2012-12-11T10:00",
            &[
                (Nudge, Expired),
                (Reminder1, Expired),
                (Reminder2, Expired),
                (TrainerTask, Done),
            ],
            None,
        ),
        (
            "3 months",
            "2013-02-01T10:00",
            &[
                (Nudge, Expired),
                (Reminder1, Expired),
                (Reminder2, Expired),
                (TrainerTask, Expired),
                (Lock, Done),
            ],
            None,
        ),
    ];
    for (downtime, now, ended, mail) in table {
        assert_eq!(decisions(&october(), now), ended, "{downtime}");
        let mails: Vec<_> = due_at(&october(), now)
            .into_iter()
            .filter_map(|(step, verdict)| (verdict == Verdict::Mail).then_some(step))
            .collect();
        assert_eq!(mails, Vec::from_iter(mail), "{downtime}");
    }
}

#[test]
fn an_answer_ends_each_step_when_its_time_comes() {
    let states = [
        (
            RequestState::Reported,
            Decision::SkippedAnswered,
            Decision::Done,
        ),
        (
            RequestState::NothingToReport,
            Decision::SkippedNothing,
            Decision::Done,
        ),
        (
            RequestState::Waived,
            Decision::SkippedWaived,
            Decision::SkippedWaived,
        ),
    ];
    for (state, skipped, lock) in states {
        let answered = Situation { state, ..october() };
        assert_eq!(due_at(&answered, "2012-11-08T10:00"), []);
        let ended = decisions(&answered, "2012-12-13T00:00");
        assert_eq!(ended.len(), 5);
        assert!(ended[..4].iter().all(|(_, decision)| *decision == skipped));
        assert_eq!(ended[4], (Step::Lock, lock));
    }
}

#[test]
fn a_promise_makes_the_chase_sleep_until_one_working_day_after_it() {
    let promised = Situation {
        promise: Some(Promise {
            made_at: at("2012-11-12T20:00"),
            by: day("2012-11-16"),
        }),
        ended: vec![Step::Request, Step::Nudge],
        ..october()
    };
    let slept = [(Step::Reminder1, Decision::SkippedPromised)];
    assert_eq!(decisions(&promised, "2012-11-13T09:00"), slept);
    assert_eq!(due_at(&promised, "2012-11-16T09:00").len(), 1);
    let after = due_at(&promised, "2012-11-19T09:00");
    assert_eq!(after[1], (Step::Reminder2, Verdict::Mail));

    let longer = Situation {
        promise: Some(Promise {
            made_at: at("2012-11-12T20:00"),
            by: day("2012-11-20"),
        }),
        ..promised
    };
    assert_eq!(
        decisions(&longer, "2012-11-21T09:00"),
        [
            (Step::Reminder1, Decision::SkippedPromised),
            (Step::Reminder2, Decision::SkippedPromised),
            (Step::TrainerTask, Decision::Done),
        ]
    );
    assert_eq!(decisions(&longer, "2012-11-20T23:59").len(), 2);
}

#[test]
fn a_promise_does_not_excuse_what_was_too_late_before_it() {
    let promised = Situation {
        promise: Some(Promise {
            made_at: at("2012-11-14T10:00"),
            by: day("2012-11-16"),
        }),
        ..october()
    };
    assert_eq!(
        decisions(&promised, "2012-11-14T10:00"),
        [
            (Step::Nudge, Decision::SkippedExpired),
            (Step::Reminder1, Decision::SkippedPromised),
        ]
    );
}

/// The promise ends before the due date: its reminder would say that the date has passed.
#[test]
fn a_first_reminder_comes_after_the_due_date_however_early_the_promise() {
    for promised in ["2012-11-05", "2012-11-09", "2012-11-11", "2012-11-12"] {
        let promised = Situation {
            promise: Some(Promise {
                made_at: at("2012-11-02T20:00"),
                by: day(promised),
            }),
            ended: vec![Step::Request, Step::Nudge],
            ..october()
        };
        assert_eq!(due_at(&promised, "2012-11-12T23:59"), [], "{promised:?}");
        let reminder = [(Step::Reminder1, Verdict::Mail)];
        assert_eq!(
            due_at(&promised, "2012-11-13T09:00"),
            reminder,
            "{promised:?}"
        );
    }
}

#[test]
fn steps_follow_a_due_date_that_was_extended() {
    let extended = Situation {
        due_on: day("2012-11-20"),
        due_at: at("2012-11-21T00:00"),
        locks_at: at("2012-12-21T00:00"),
        ended: vec![Step::Request, Step::Nudge],
        ..october()
    };
    assert_eq!(due_at(&extended, "2012-11-20T10:00"), []);
    assert_eq!(
        due_at(&extended, "2012-11-21T10:00"),
        [(Step::Reminder1, Verdict::Mail)]
    );
}

#[test]
fn a_pause_and_a_closed_office_make_a_mail_wait() {
    let paused = Situation {
        is_paused: true,
        ..october()
    };
    assert_eq!(
        due_at(&paused, "2012-11-09T10:00"),
        [(Step::Nudge, Verdict::Waits(Waiting::Paused))]
    );
    assert_eq!(
        due_at(&october(), "2012-11-09T11:30"),
        [(Step::Nudge, Verdict::Waits(Waiting::Window))]
    );
    // What a pause has outlasted is skipped when it is over, and before.
    assert_eq!(
        decisions(&paused, "2012-11-13T09:00"),
        [(Step::Nudge, Decision::SkippedExpired)]
    );
}

#[test]
fn a_request_that_goes_late_leaves_no_room_for_a_nudge() {
    let late = situation(
        &Calendar::default(),
        "2012-10".parse().unwrap(),
        Jakarta,
        Some(6),
    );
    assert_eq!(late.due_on, day("2012-11-12"));
    let later = Situation {
        sent_at: Some(at("2012-11-09T09:00")),
        ..late
    };
    assert_eq!(
        decisions(&later, "2012-11-09T09:00"),
        [(Step::Nudge, Decision::SkippedExpired)]
    );
}
