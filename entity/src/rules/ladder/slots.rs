//! When each step is due and when it is too late for it (`DOMAIN.md` §3).
//!
//! A slot that falls on a day off moves to the next working day; only the nudge
//! moves back, and the lock never moves.

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::{Situation, Step};
use crate::rules::{
    calendar::{Calendar, end_of_day, opening},
    due,
};

/// Days between the due date and the step.
const NUDGE: u64 = 3;
const REMINDER_1: u64 = 1;
const REMINDER_2: u64 = 5;
const TRAINER_TASK: u64 = 10;

impl Situation {
    /// When `step` is due.
    pub fn slot(&self, calendar: &Calendar, step: Step) -> DateTime<Utc> {
        match self.promised(calendar) {
            Some((next, at)) if next == step => at,
            _ => self.planned_slot(calendar, step),
        }
    }

    /// From when on it is too late for `step`; the lock is never too late.
    pub fn expires(&self, calendar: &Calendar, step: Step) -> Option<DateTime<Utc>> {
        match step {
            Step::Request | Step::TrainerTask => Some(self.locks_at),
            Step::Nudge => Some(self.due_at),
            Step::Reminder1 => Some(self.planned_slot(calendar, Step::Reminder2)),
            Step::Reminder2 => Some(self.planned_slot(calendar, Step::TrainerTask)),
            Step::Lock => None,
        }
    }

    /// When `step` would be due without a promise.
    pub(super) fn planned_slot(&self, calendar: &Calendar, step: Step) -> DateTime<Utc> {
        let after = |days| calendar.working_day_from(self.due_on + Days::new(days));
        match step {
            Step::Request => due::request_slot(calendar, self.month, self.zone),
            Step::Nudge => opening(self.nudge_day(calendar), self.zone),
            Step::Reminder1 => opening(after(REMINDER_1), self.zone),
            Step::Reminder2 => opening(after(REMINDER_2), self.zone),
            Step::TrainerTask => opening(after(TRAINER_TASK), self.zone),
            Step::Lock => self.locks_at,
        }
    }

    /// Is there room for a nudge between the request and the due date?
    pub(super) fn has_room_for_nudge(&self, calendar: &Calendar) -> bool {
        let asked = self
            .sent_at
            .unwrap_or_else(|| self.planned_slot(calendar, Step::Request));
        self.nudge_day(calendar) > asked.with_timezone(&self.zone).date_naive()
    }

    fn nudge_day(&self, calendar: &Calendar) -> NaiveDate {
        calendar.working_day_until(self.due_on - Days::new(NUDGE))
    }

    /// The step that follows a promise, and when: one working day after the promised date, though
    /// the first reminder, which says that the due date has passed, never before it has.
    fn promised(&self, calendar: &Calendar) -> Option<(Step, DateTime<Utc>)> {
        let promise = self.promise?;
        let ends = end_of_day(promise.by, self.zone);
        let next = Step::ALL
            .into_iter()
            .find(|step| *step != Step::Request && self.planned_slot(calendar, *step) >= ends)?;
        let day = calendar.working_days_after(promise.by, 1);
        let at = opening(day, self.zone);
        match next {
            Step::Lock => None,
            Step::Reminder1 => Some((next, at.max(self.planned_slot(calendar, next)))),
            _ => Some((next, at)),
        }
    }
}
