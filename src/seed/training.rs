//! Training: a cohort, its workshops, and the visits after each.

use std::collections::BTreeMap;

use ::entity::{
    cohort, enrolment, module, participation,
    session::{self, SessionKind},
    session_trainer,
};
use chrono::{Days, NaiveDate};
use uuid::Uuid;

use super::{career::Career, dice::Dice, rows::Rows, world::World};

/// Days from a workshop to each visit after it.
const VISITS_AFTER: [u64; 3] = [21, 49, 77];

/// A cohort with what it will be taught and when.
pub(super) struct Course {
    /// The cohort.
    pub(super) cohort: cohort::Model,
    /// The first day of each module's workshop.
    pub(super) modules: BTreeMap<String, NaiveDate>,
    /// Who teaches: the lead trainer first.
    pub(super) trainers: Vec<Uuid>,
}

/// An enterprise as its trainers see it.
pub(super) struct Pupil<'all> {
    /// Its id.
    pub(super) id: Uuid,
    /// The share of women among its workers.
    pub(super) women: f64,
    /// Its dates.
    pub(super) career: &'all Career,
}

impl Course {
    /// Plan the modules of `cohort`: the compulsory ones first, then the others
    /// in an order of its own, until the seeded past ends.
    pub(super) fn plan(
        dice: &mut Dice,
        world: &World,
        cohort: cohort::Model,
        trainers: Vec<Uuid>,
    ) -> Self {
        let (first, mut rest): (Vec<_>, Vec<_>) =
            world.modules.iter().partition(|module| module.compulsory);
        let mut modules = BTreeMap::new();
        let mut day = cohort.starts_on;
        let end = world.now.date_naive();
        let mut order = first;
        while !rest.is_empty() {
            let next = dice.whole(0, rest.len() as i64 - 1);
            order.push(rest.swap_remove(next.unsigned_abs() as usize));
        }
        for module in order {
            day = world.calendar.working_day_from(day);
            if day + Days::new(2) > end {
                break;
            }
            modules.insert(module.code.clone(), day);
            day = day + Days::new(dice.whole(85, 125).unsigned_abs());
        }
        Self {
            cohort,
            modules,
            trainers,
        }
    }

    /// Put the cohort, its sessions and who came into `rows`.
    pub(super) fn record(
        &self,
        rows: &mut Rows,
        dice: &mut Dice,
        world: &World,
        pupils: &[Pupil<'_>],
    ) {
        rows.cohorts.push(self.cohort.clone());
        for pupil in pupils {
            rows.enrolments.push(enrolment::Model {
                id: dice.id(pupil.career.enrolled_on),
                cohort_id: self.cohort.id,
                enterprise_id: pupil.id,
                from_date: pupil.career.enrolled_on,
                to_date: pupil.career.left.map(|(day, _)| day),
            });
        }
        for module in &world.modules {
            let Some(day) = self.modules.get(&module.code) else {
                continue;
            };
            self.workshop(rows, dice, module, *day, pupils);
            for pupil in pupils {
                self.visits(rows, dice, world, module, *day, pupil);
            }
        }
    }

    fn workshop(
        &self,
        rows: &mut Rows,
        dice: &mut Dice,
        module: &module::Model,
        day: NaiveDate,
        pupils: &[Pupil<'_>],
    ) {
        let there: Vec<_> = pupils
            .iter()
            .filter(|pupil| pupil.career.takes_part_on(day))
            .collect();
        if there.is_empty() {
            return;
        }
        let id = dice.id(day);
        rows.sessions.push(session::Model {
            id,
            kind: SessionKind::Classroom,
            module_code: module.code.clone(),
            cohort_id: Some(self.cohort.id),
            enterprise_id: None,
            held_on: day,
            days: module.classroom_days,
        });
        let teachers = self.trainers.iter().take(2);
        rows.session_trainers
            .extend(teachers.map(|id_of| session_trainer::Model {
                session_id: id,
                trainer_id: *id_of,
            }));
        rows.participations
            .extend(there.iter().map(|pupil| came(dice, id, pupil, 2, 2)));
    }

    fn visits(
        &self,
        rows: &mut Rows,
        dice: &mut Dice,
        world: &World,
        module: &module::Model,
        from: NaiveDate,
        pupil: &Pupil<'_>,
    ) {
        let planned = usize::try_from(module.planned_visits).unwrap_or_default();
        for after in VISITS_AFTER.into_iter().take(planned) {
            let day = from + Days::new(after + dice.whole(0, 6).unsigned_abs());
            let day = world.calendar.working_day_from(day);
            if day >= world.now.date_naive() || !pupil.career.takes_part_on(day) {
                return;
            }
            let id = dice.id(day);
            rows.sessions.push(session::Model {
                id,
                kind: SessionKind::OnSiteVisit,
                module_code: module.code.clone(),
                cohort_id: None,
                enterprise_id: Some(pupil.id),
                held_on: day,
                days: 1,
            });
            let teacher = *dice.pick(&self.trainers);
            rows.session_trainers.push(session_trainer::Model {
                session_id: id,
                trainer_id: teacher,
            });
            let workers = dice.whole(2, 6) as i32;
            rows.participations.push(came(dice, id, pupil, 1, workers));
        }
    }
}

/// Who came from `pupil`: so many managers and workers; now and then a list without the sexes.
fn came(
    dice: &mut Dice,
    session: Uuid,
    pupil: &Pupil<'_>,
    managers: i32,
    workers: i32,
) -> participation::Model {
    let mut women_of =
        |count: i32, share: f64| (0..count).filter(|_| dice.chance(share)).count() as i32;
    let managers_women = women_of(managers, 0.35);
    let workers_women = women_of(workers, pupil.women);
    let stated = dice.chance(0.95);
    let satisfaction = dice
        .chance(0.9)
        .then(|| (84.0 + dice.noise(7.0)).clamp(40.0, 100.0).round());
    participation::Model {
        session_id: session,
        enterprise_id: pupil.id,
        managers_women,
        managers_men: managers - managers_women,
        managers_not_stated: 0,
        workers_women: if stated { workers_women } else { 0 },
        workers_men: if stated { workers - workers_women } else { 0 },
        workers_not_stated: if stated { 0 } else { workers },
        satisfaction,
    }
}
