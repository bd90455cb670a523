//! The flood brake: a step that would write to far more people than ever is held
//! until the office releases it (`DOMAIN.md` §3).

use std::collections::HashMap;

use chrono::{DateTime, Months, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect,
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
/// How long the office's release lets a step pass.
const RELEASED: chrono::Duration = chrono::Duration::days(1);

/// What was queued before for one zone's steps, and what is held there.
#[derive(Clone, Debug, Default)]
pub struct Brake {
    largest: HashMap<Step, usize>,
    held: Vec<Step>,
    released: Vec<Step>,
    expected: usize,
}

/// What the brake says about a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Braked {
    /// It may go.
    Go,
    /// It is a flood; nobody was told yet.
    NewlyHeld,
    /// It was held before, and the office has not released it.
    StillHeld,
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
        let released = released(db, zone, since).await?;
        let mut brake = Self {
            expected: enrolled(db, zone).await?,
            ..Self::default()
        };
        for step in steps {
            let key = (step.job, step.slot);
            match (step.is_held, released.get(&key)) {
                (false, _) => {
                    let messages = usize::try_from(step.messages).unwrap_or(0);
                    let largest = brake.largest.entry(step.step).or_default();
                    *largest = messages.max(*largest);
                }
                (true, None) => brake.held.push(step.step),
                (true, Some(at)) if now - *at < RELEASED => brake.released.push(step.step),
                (true, Some(_)) => {}
            }
        }
        Ok(brake)
    }

    /// How many people the largest run of `step` wrote to; nothing where there was none.
    pub fn largest(&self, step: Step) -> Option<usize> {
        self.largest.get(&step).copied()
    }

    /// May `step` go to `people` people?
    pub fn judge(&self, step: Step, people: usize) -> Braked {
        if self.held.contains(&step) {
            return Braked::StillHeld;
        }
        let usual = match self.largest.get(&step) {
            Some(largest) => largest * TIMES,
            None => self.expected,
        };
        if people > NEVER_A_FLOOD && people > usual && !self.released.contains(&step) {
            Braked::NewlyHeld
        } else {
            Braked::Go
        }
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

/// When the office released the runs of `zone`.
async fn released(
    db: &impl ConnectionTrait,
    zone: Zone,
    since: DateTime<Utc>,
) -> Result<HashMap<(String, DateTime<Utc>), DateTime<Utc>>, DbErr> {
    let rows: Vec<(String, DateTime<Utc>, Option<DateTime<Utc>>)> = run::Entity::find()
        .select_only()
        .columns([run::Column::Job, run::Column::Slot, run::Column::ReleasedAt])
        .filter(run::Column::Zone.eq(zone.name))
        .filter(run::Column::Slot.gte(since))
        .filter(run::Column::ReleasedAt.is_not_null())
        .into_tuple()
        .all(db)
        .await?;
    let rows = rows
        .into_iter()
        .filter_map(|(job, slot, at)| Some(((job, slot), at?)));
    Ok(rows.collect())
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

    #[test]
    fn a_run_is_held_when_it_is_large_and_twice_the_largest() {
        let table = [
            (Some(20), 50, Braked::Go),
            (Some(20), 51, Braked::NewlyHeld),
            (Some(30), 60, Braked::Go),
            (Some(30), 61, Braked::NewlyHeld),
            (None, 108, Braked::Go),
            (None, 109, Braked::NewlyHeld),
        ];
        for (largest, people, expected) in table {
            let brake = after(largest);
            assert_eq!(
                brake.judge(Step::Request, people),
                expected,
                "{largest:?} {people}"
            );
        }
    }

    #[test]
    fn what_is_held_stays_held_until_it_is_released() {
        let held = Brake {
            held: vec![Step::Nudge],
            ..after(None)
        };
        assert_eq!(held.judge(Step::Nudge, 1), Braked::StillHeld);
        let released = Brake {
            released: vec![Step::Request],
            ..after(Some(1))
        };
        assert_eq!(released.judge(Step::Request, 500), Braked::Go);
    }
}
