//! What is known of one request, and what should happen to it now.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use super::{Decision, RequestState, Step, Waiting};
use crate::rules::{
    calendar::{Calendar, end_of_day},
    period::Month,
};

/// A day by which the enterprise promised to answer; a request takes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Promise {
    /// When it promised.
    pub made_at: DateTime<Utc>,
    /// The promised day.
    pub by: NaiveDate,
}

impl Promise {
    /// A promise for the day `by` that was made at `made_at`, as a request keeps them.
    pub fn of(by: Option<NaiveDate>, made_at: Option<DateTime<Utc>>) -> Option<Self> {
        let (by, made_at) = by.zip(made_at)?;
        Some(Self { made_at, by })
    }
}

/// What is known of one request.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Situation {
    /// The month that is asked for.
    pub month: Month,
    /// The zone of the enterprise's province.
    pub zone: Tz,
    /// Where the request stands.
    pub state: RequestState,
    /// The last day on which a report is on time.
    pub due_on: NaiveDate,
    /// 24.00 local of that day.
    pub due_at: DateTime<Utc>,
    /// When entry closes.
    pub locks_at: DateTime<Utc>,
    /// When the request was first sent.
    pub sent_at: Option<DateTime<Utc>>,
    /// What the enterprise promised.
    pub promise: Option<Promise>,
    /// Does the chase of this enterprise rest?
    pub is_paused: bool,
    /// The steps that have ended.
    pub ended: Vec<Step>,
}

/// What should become of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Its time has not come.
    NotYet,
    /// It ends, without a mail.
    Ends(Decision, Option<&'static str>),
    /// A mail should go now.
    Mail,
    /// A mail should go, but not now.
    Waits(Waiting),
}

impl Situation {
    /// The steps that are due by `now` and have not ended, from the first to the
    /// last, each with what should become of it.
    pub fn due(&self, calendar: &Calendar, now: DateTime<Utc>) -> Vec<(Step, Verdict)> {
        let mut course = self.clone();
        let mut found = Vec::new();
        for step in Step::ALL {
            if self.ended.contains(&step) {
                continue;
            }
            let verdict = course.verdict(calendar, step, now);
            if matches!(verdict, Verdict::Ends(..)) {
                course.ended.push(step);
            }
            if verdict != Verdict::NotYet {
                found.push((step, verdict));
            }
        }
        found
    }

    /// The next step after `now` that will not be skipped if nothing happens until then, and when it is due.
    pub fn next(&self, calendar: &Calendar, now: DateTime<Utc>) -> Option<(Step, DateTime<Utc>)> {
        let mut course = Self {
            is_paused: false,
            ..self.clone()
        };
        for step in Step::ALL {
            let at = self.slot(calendar, step);
            let verdict = course.verdict(calendar, step, at);
            let is_skipped =
                matches!(verdict, Verdict::Ends(decision, _) if decision != Decision::Done);
            if at > now && !is_skipped && !self.ended.contains(&step) {
                return Some((step, at));
            }
            course.ended.push(step);
        }
        None
    }

    /// What should become of `step` at `now`, as long as it has not ended.
    pub fn verdict(&self, calendar: &Calendar, step: Step, now: DateTime<Utc>) -> Verdict {
        if now < self.slot(calendar, step) || self.follows_an_unsent_request(step) {
            return Verdict::NotYet;
        }
        match self.unneeded(calendar, step, now) {
            Some((decision, reason)) => Verdict::Ends(decision, reason),
            None if !step.is_mail() => Verdict::Ends(Decision::Done, None),
            None if self.is_paused => Verdict::Waits(Waiting::Paused),
            None if !calendar.in_office_hours(now, self.zone) => Verdict::Waits(Waiting::Window),
            None => Verdict::Mail,
        }
    }

    /// A reminder of a request that has not gone out would puzzle its reader, and a trainer who
    /// is to ask for its answer; and the due date moves when the request goes.
    fn follows_an_unsent_request(&self, step: Step) -> bool {
        !matches!(step, Step::Request | Step::Lock) && !self.ended.contains(&Step::Request)
    }

    /// How `step` ends because it is not needed, or too late.
    fn unneeded(
        &self,
        calendar: &Calendar,
        step: Step,
        now: DateTime<Utc>,
    ) -> Option<(Decision, Option<&'static str>)> {
        match self.state {
            RequestState::Waived => return Some((Decision::SkippedWaived, None)),
            _ if step == Step::Lock => return None,
            RequestState::Reported => return Some((Decision::SkippedAnswered, None)),
            RequestState::NothingToReport => return Some((Decision::SkippedNothing, None)),
            RequestState::Open => {}
        }
        if step != Step::Request && self.sleeps(calendar, step) {
            return Some((Decision::SkippedPromised, None));
        }
        if self.expires(calendar, step).is_some_and(|end| end <= now) {
            return Some((
                Decision::SkippedExpired,
                Some("it could not be done before it was too late for it"),
            ));
        }
        (step == Step::Nudge && !self.has_room_for_nudge(calendar)).then_some((
            Decision::SkippedExpired,
            Some("the request went out too late to be followed by a nudge"),
        ))
    }

    /// Does `step` fall within the time of a promise? What was too late before the
    /// promise was made has nothing to do with it.
    fn sleeps(&self, calendar: &Calendar, step: Step) -> bool {
        let expires = self.expires(calendar, step);
        self.promise.is_some_and(|promise| {
            self.planned_slot(calendar, step) < end_of_day(promise.by, self.zone)
                && expires.is_none_or(|end| promise.made_at < end)
        })
    }
}
