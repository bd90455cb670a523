//! How a month was asked for and chased.

use ::entity::{
    chase_step,
    data_request::{self, RequestState},
    rules::{
        calendar::{OPENS, local_instant},
        due,
        ladder::{Decision, Step},
        period::Month,
    },
};
use chrono::{Days, Duration, NaiveDate};
use sea_orm::prelude::DateTimeUtc;

use super::Subject;
use crate::seed::{dice::Dice, rows::Rows, world::World};

/// The request for `month`, sent and not yet answered.
pub(super) fn request(
    dice: &mut Dice,
    world: &World,
    subject: &Subject<'_>,
    month: Month,
) -> data_request::Model {
    let province = subject.career.province_on(subject.origin, month.last_day());
    let zone = world.zone(province);
    let slot = due::request_slot(&world.calendar, month, zone);
    let sent_on = slot.with_timezone(&zone).date_naive();
    let dates = due::dates(&world.calendar, month, sent_on, zone);
    let ids = (dice.id(sent_on), subject.id);
    let sent_at = subject
        .reachable
        .then(|| slot + Duration::seconds(dice.whole(2, 240)));
    data_request::Model {
        sent_at,
        ..data_request::Model::planned(ids, month, province.to_owned(), dates, slot)
    }
}

/// A moment in the working day at which an answer to `request` comes: by the due date, or `late`.
pub(super) fn moment(
    dice: &mut Dice,
    world: &World,
    request: &data_request::Model,
    late: bool,
) -> DateTimeUtc {
    let zone = world.zone(&request.province_code);
    let asked_on = request.planned_at.with_timezone(&zone).date_naive();
    let day = if late {
        request.due_on + Days::new(dice.whole(1, 24).unsigned_abs())
    } else {
        asked_on
            + Days::new(
                dice.whole(0, (request.due_on - asked_on).num_days().max(0))
                    .unsigned_abs(),
            )
    };
    local_instant(world.calendar.working_day_from(day), OPENS, zone)
        + Duration::seconds(dice.whole(30 * 60, 8 * 3600))
}

/// The rungs that were reached before the answer came, or before the past ends.
pub(super) fn steps(
    rows: &mut Rows,
    world: &World,
    request: &data_request::Model,
    reachable: bool,
) {
    if request.state == RequestState::Waived {
        return;
    }
    let end = request.received_at.unwrap_or(world.now).min(world.now);
    for (step, at) in ladder(world, request) {
        if at > end {
            break;
        }
        let decision = match step {
            Step::TrainerTask | Step::Lock => Decision::Done,
            _ if reachable => Decision::Sent,
            _ => Decision::NoContact,
        };
        rows.steps.push(chase_step::Model {
            data_request_id: request.id,
            step,
            decision,
            reason: None,
            message_id: None,
            decided_at: at,
        });
    }
}

/// The slots of the rungs of `request`, in their order.
fn ladder(world: &World, request: &data_request::Model) -> Vec<(Step, DateTimeUtc)> {
    let zone = world.zone(&request.province_code);
    let asked_on = request.planned_at.with_timezone(&zone).date_naive();
    let morning = |day: NaiveDate| local_instant(day, OPENS, zone);
    let after = |days: u64| {
        morning(
            world
                .calendar
                .working_day_from(request.due_on + Days::new(days)),
        )
    };
    let nudge = working_day_until(world, request.due_on - Days::new(3));
    let mut slots = vec![(Step::Request, request.planned_at)];
    if nudge > asked_on {
        slots.push((Step::Nudge, morning(nudge)));
    }
    slots.extend([
        (Step::Reminder1, after(1)),
        (Step::Reminder2, after(5)),
        (Step::TrainerTask, after(10)),
        (Step::Lock, request.locks_at),
    ]);
    slots
}

/// `day`, or the working day before it.
fn working_day_until(world: &World, day: NaiveDate) -> NaiveDate {
    (0..30)
        .map(|back| day - Days::new(back))
        .find(|day| world.calendar.is_working_day(*day))
        .unwrap_or(day)
}
