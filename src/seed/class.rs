//! A cohort from its first contact to its last report: where all makers meet.

use std::collections::BTreeMap;

use ::entity::{cohort, programme, rules::period::Month};
use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, sea_query::OnConflict};

use super::{
    career::Career,
    dice::Dice,
    enterprise::{self, Profile},
    organisations::Posted,
    reports::{self, Subject},
    rows::Rows,
    training::{Course, Pupil},
    workplace::Workplace,
    world::World,
};

/// Streams of chance below this belong to enterprises, those above to cohorts.
const COHORTS_FROM: u64 = 1 << 40;

/// A cohort to be made.
pub(super) struct Class {
    /// Its number, from 0.
    pub(super) number: u64,
    /// Its name.
    pub(super) name: String,
    /// Where it is trained.
    pub(super) province: String,
    /// The day of its first workshop, or the working day after it.
    pub(super) starts_on: NaiveDate,
    /// The index of its first enterprise.
    pub(super) first: usize,
    /// How many enterprises it has.
    pub(super) size: usize,
}

impl Class {
    /// Make its rows; `touch` may change an enterprise and its dates before anything follows from them.
    pub(super) fn record(
        &self,
        rows: &mut Rows,
        world: &World,
        seed: u64,
        posted: &[Posted],
        touch: &mut dyn FnMut(usize, &mut Profile, &mut Career, &mut Dice),
    ) {
        let mut dice = Dice::new(seed, COHORTS_FROM + self.number);
        let Some(course) = self.course(&mut dice, world, posted) else {
            return;
        };
        let mut members = Vec::with_capacity(self.size);
        for index in self.first..self.first + self.size {
            let mut own = Dice::new(seed, index as u64);
            let mut career = Career::before(&mut own, course.cohort.starts_on);
            let mut profile = enterprise::make(&mut own, index, &self.province, career.prospect_on);
            touch(index, &mut profile, &mut career, &mut own);
            members.push((profile, career, own));
        }
        let pupils: Vec<_> = members
            .iter()
            .map(|(profile, career, _)| pupil(profile, career))
            .collect();
        course.record(rows, &mut dice, world, &pupils);
        for (profile, career, mut own) in members {
            follow(rows, &mut own, world, &course.modules, &profile, &career);
            career.record(rows, profile);
        }
    }

    /// Its course: a lead trainer of its province, and up to two colleagues.
    fn course(&self, dice: &mut Dice, world: &World, posted: &[Posted]) -> Option<Course> {
        let near: Vec<_> = posted
            .iter()
            .filter(|trainer| trainer.province == self.province)
            .collect();
        let lead = near.get((self.number % near.len().max(1) as u64) as usize)?;
        let others = near.iter().filter(|trainer| trainer.id != lead.id).take(2);
        let trainers = std::iter::once(lead)
            .chain(others)
            .map(|trainer| trainer.id)
            .collect();
        let starts_on = world.calendar.working_day_from(self.starts_on);
        let cohort = cohort::Model {
            id: dice.id(starts_on),
            name: self.name.clone(),
            province_code: self.province.clone(),
            partner_id: lead.partner,
            lead_trainer_id: lead.id,
            starts_on,
            archived_at: None,
            version: 1,
        };
        Some(Course::plan(dice, world, cohort, trainers))
    }
}

fn pupil<'all>(profile: &Profile, career: &'all Career) -> Pupil<'all> {
    let workers = f64::from(profile.row.women + profile.row.men).max(1.0);
    Pupil {
        id: profile.row.id,
        women: f64::from(profile.row.women) / workers,
        career,
    }
}

/// Tell the reports of one enterprise that was taught `taught`, as far as it was there.
fn follow(
    rows: &mut Rows,
    dice: &mut Dice,
    world: &World,
    taught: &BTreeMap<String, NaiveDate>,
    profile: &Profile,
    career: &Career,
) {
    let taken = |(module, day): (&String, &NaiveDate)| {
        career.takes_part_on(*day).then(|| (module.clone(), *day))
    };
    let modules: BTreeMap<_, _> = taught.iter().filter_map(taken).collect();
    let workplace = Workplace::new(dice, profile, modules.clone());
    let subject = Subject {
        id: profile.row.id,
        origin: &profile.row.province_code,
        career,
        modules: &modules,
        reachable: profile.contacts.iter().any(|person| person.is_usable()),
    };
    reports::tell(rows, dice, world, &subject, workplace);
}

/// Say from which month on the worker plans.
pub(super) async fn go_live(db: &impl ConnectionTrait, live_since: Month) -> Result<(), DbErr> {
    let row = programme::Model { id: 1, live_since }.into_active_model();
    programme::Entity::insert(row)
        .on_conflict(
            OnConflict::column(programme::Column::Id)
                .update_column(programme::Column::LiveSince)
                .to_owned(),
        )
        .exec_without_returning(db)
        .await?;
    Ok(())
}
