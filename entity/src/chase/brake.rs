//! The flood brake: a step that would write to far more people than ever is held
//! until the office releases it (`DOMAIN.md` §3).

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Months, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use crate::{
    enterprise::{self, EnterpriseStatus},
    expected,
    rules::{ladder::Step, zone::Zone},
    run, run_step,
};

/// So many messages are never a flood.
const NEVER_A_FLOOD: usize = 50;
/// How many times the largest run is one.
const TIMES: usize = 2;
/// How far back a run is compared with.
const HISTORY: Months = Months::new(6);

/// What was queued before for one zone's steps, and what is held there.
///
/// A hold, and its release, concern what was due when the run was held: what falls due later is
/// judged by its own number.
#[derive(Clone, Debug, Default)]
pub struct Brake {
    largest: HashMap<Step, usize>,
    held: HashMap<Step, DateTime<Utc>>,
    released: HashMap<Step, DateTime<Utc>>,
    expected: usize,
}

impl Brake {
    /// The brake of `zone` at `now`. Where there is no history, the zone's enrolled
    /// enterprises stand in for it.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub async fn load(
        db: &impl ConnectionTrait,
        zone: Zone,
        now: DateTime<Utc>,
    ) -> Result<Self, DbErr> {
        let since = now.checked_sub_months(HISTORY).unwrap_or(now);
        let steps = run_step::Entity::find()
            .filter(run_step::Column::Zone.eq(zone.name))
            .filter(run_step::Column::Slot.gte(since))
            .all(db)
            .await?;
        let mut brake = Self {
            expected: enrolled(db, zone).await?,
            ..Self::default()
        };
        let (held, gone): (Vec<_>, Vec<_>) = steps.into_iter().partition(|step| step.is_held);
        for step in gone {
            let messages = usize::try_from(step.messages).unwrap_or(0);
            let largest = brake.largest.entry(step.step).or_default();
            *largest = messages.max(*largest);
        }
        if !held.is_empty() {
            brake.hold(
                &held,
                &runs_that_held(db, zone, &held).await?,
                last_release(db, zone).await?,
            );
        }
        Ok(brake)
    }

    /// Remember until when each of these `steps` is held, or was released.
    fn hold(
        &mut self,
        steps: &[run_step::Model],
        runs: &HashMap<(String, DateTime<Utc>), run::Model>,
        released: Option<DateTime<Utc>>,
    ) {
        for step in steps {
            let Some(run) = runs.get(&(step.job.clone(), step.slot)) else {
                continue;
            };
            if run.outcome.as_deref() == Some(run::LAPSED) {
                continue;
            }
            let at = run.finished_at.unwrap_or(run.started_at);
            let which = if released.is_some_and(|released| at <= released) {
                &mut self.released
            } else {
                &mut self.held
            };
            let until = which.entry(step.step).or_insert(at);
            *until = at.max(*until);
        }
    }

    /// How many people the largest run of `step` wrote to; nothing where there was none.
    pub fn largest(&self, step: Step) -> Option<usize> {
        self.largest.get(&step).copied()
    }

    /// Was what has been due of `step` since then held, and released by the office?
    pub fn has_released(&self, step: Step, since: DateTime<Utc>) -> bool {
        self.released
            .get(&step)
            .is_some_and(|until| since <= *until)
    }

    /// Is what has been due of `step` since then held by an earlier run?
    pub fn holds(&self, step: Step, since: DateTime<Utc>) -> bool {
        self.held.get(&step).is_some_and(|until| since <= *until) && !self.has_released(step, since)
    }

    /// Would it be a flood if `step` went to `people` people of whom nobody has judged yet?
    pub fn is_flood(&self, step: Step, people: usize) -> bool {
        let usual = match self.largest.get(&step) {
            Some(largest) => largest * TIMES,
            None => self.expected,
        };
        people > NEVER_A_FLOOD && people > usual
    }
}

/// How many enterprises of `zone` are enrolled.
async fn enrolled(db: &impl ConnectionTrait, zone: Zone) -> Result<usize, DbErr> {
    let provinces = expected::provinces(db, zone.name).await?;
    let count = enterprise::Entity::find()
        .filter(enterprise::Column::Status.eq(EnterpriseStatus::Enrolled))
        .filter(enterprise::Column::ProvinceCode.is_in(provinces))
        .count(db)
        .await?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

/// The runs of `zone` that held these steps.
async fn runs_that_held(
    db: &impl ConnectionTrait,
    zone: Zone,
    steps: &[run_step::Model],
) -> Result<HashMap<(String, DateTime<Utc>), run::Model>, DbErr> {
    let slots: HashSet<_> = steps.iter().map(|step| step.slot).collect();
    let rows = run::Entity::find()
        .filter(run::Column::Zone.eq(zone.name))
        .filter(run::Column::Slot.is_in(slots))
        .all(db)
        .await?;
    let rows = rows.into_iter();
    Ok(rows.map(|row| ((row.job.clone(), row.slot), row)).collect())
}

/// When the office last released what is held in `zone`.
async fn last_release(
    db: &impl ConnectionTrait,
    zone: Zone,
) -> Result<Option<DateTime<Utc>>, DbErr> {
    let newest: Option<Option<DateTime<Utc>>> = run::Entity::find()
        .select_only()
        .column(run::Column::ReleasedAt)
        .filter(run::Column::Zone.eq(zone.name))
        .filter(run::Column::ReleasedAt.is_not_null())
        .order_by_desc(run::Column::ReleasedAt)
        .limit(1)
        .into_tuple()
        .one(db)
        .await?;
    Ok(newest.flatten())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(largest: Option<usize>) -> Brake {
        Brake {
            largest: largest.into_iter().map(|n| (Step::Request, n)).collect(),
            expected: 108,
            ..Brake::default()
        }
    }

    fn at(hour: u32) -> DateTime<Utc> {
        format!("2012-11-01T{hour:02}:00:00Z").parse().unwrap()
    }

    #[test]
    fn a_run_is_held_when_it_is_large_and_twice_the_largest() {
        let table = [
            (Some(20), 50, false),
            (Some(20), 51, true),
            (Some(30), 60, false),
            (Some(30), 61, true),
            (None, 108, false),
            (None, 109, true),
        ];
        for (largest, people, expected) in table {
            let is_flood = after(largest).is_flood(Step::Request, people);
            assert_eq!(is_flood, expected, "{largest:?} {people}");
        }
    }

    #[test]
    fn a_hold_is_of_what_was_due_then_and_so_is_its_release() {
        let held = Brake {
            held: [(Step::Nudge, at(2))].into(),
            ..after(None)
        };
        assert!(held.holds(Step::Nudge, at(1)) && held.holds(Step::Nudge, at(2)));
        assert!(!held.holds(Step::Nudge, at(3)), "a later month's");
        assert!(!held.holds(Step::Request, at(1)));
        let released = Brake {
            released: [(Step::Nudge, at(2))].into(),
            held: [(Step::Nudge, at(4))].into(),
            ..after(None)
        };
        assert!(released.has_released(Step::Nudge, at(2)) && !released.holds(Step::Nudge, at(2)));
        assert!(!released.has_released(Step::Nudge, at(3)) && released.holds(Step::Nudge, at(3)));
    }
}
