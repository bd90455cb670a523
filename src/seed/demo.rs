//! SCORE Indonesia from January 2010 to the morning of 1 November 2012.
//!
//! Twenty enterprises by the end of 2010, sixty by the end of 2011, 108 in
//! 2012, in four provinces; and a few that show what a programme must bear: one
//! person who answers for two enterprises, an enterprise without an address,
//! a consent withdrawn, a move to another province, and a saving of 3.12.

use ::entity::{
    contact::{self, ContactRole, ProcessingBasis},
    database,
    enterprise::{EnterpriseStatus, ExportStage},
    rules::period::Month,
};
use chrono::NaiveDate;
use sea_orm::{DatabaseConnection, prelude::DateTimeUtc};

use super::{
    SeedError,
    career::Career,
    class::{self, Class},
    dice::Dice,
    enterprise::{self, Profile},
    must_be_empty,
    organisations::{Organisations, Posted},
    rows::Rows,
    world::World,
};

const SEED: u64 = 20_101_101;

/// Trainers per province.
const TRAINERS: [(&str, usize); 4] = [("ID-JK", 4), ("ID-JT", 5), ("ID-SN", 3), ("ID-LA", 2)];

/// Each cohort: its province, the day of its first workshop, its enterprises.
const COHORTS: [(&str, (i32, u32, u32), usize); 22] = [
    ("ID-JK", (2010, 2, 23), 5),
    ("ID-JT", (2010, 4, 20), 5),
    ("ID-SN", (2010, 7, 13), 5),
    ("ID-LA", (2010, 10, 5), 5),
    ("ID-JK", (2011, 1, 18), 5),
    ("ID-JT", (2011, 2, 22), 5),
    ("ID-SN", (2011, 3, 22), 5),
    ("ID-LA", (2011, 5, 10), 5),
    ("ID-JT", (2011, 6, 14), 5),
    ("ID-JK", (2011, 7, 12), 5),
    ("ID-SN", (2011, 10, 4), 5),
    ("ID-JT", (2011, 11, 1), 5),
    ("ID-JT", (2012, 1, 17), 5),
    ("ID-LA", (2012, 2, 7), 5),
    ("ID-SN", (2012, 2, 28), 5),
    ("ID-JK", (2012, 3, 20), 5),
    ("ID-JT", (2012, 4, 17), 5),
    ("ID-SN", (2012, 5, 8), 5),
    ("ID-JT", (2012, 6, 5), 5),
    ("ID-LA", (2012, 6, 26), 5),
    ("ID-JK", (2012, 7, 10), 4),
    ("ID-JT", (2012, 9, 4), 4),
];

/// Enterprises that have finished, and when.
const GRADUATED: [(usize, (i32, u32, u32)); 6] = [
    (0, (2012, 3, 30)),
    (1, (2012, 3, 30)),
    (3, (2012, 6, 29)),
    (6, (2012, 6, 29)),
    (8, (2012, 8, 31)),
    (11, (2012, 9, 28)),
];

/// Enterprises that have left, and when.
const DROPPED: [(usize, (i32, u32, u32)); 5] = [
    (9, (2011, 11, 15)),
    (27, (2012, 2, 20)),
    (41, (2012, 6, 11)),
    (58, (2012, 9, 3)),
    (73, (2012, 8, 16)),
];

/// Enterprises on the way to exports, and since when.
const EXPLORING: [(usize, (i32, u32, u32)); 7] = [
    (4, (2011, 9, 12)),
    (10, (2012, 2, 6)),
    (15, (2012, 5, 14)),
    (22, (2012, 1, 9)),
    (36, (2012, 8, 6)),
    (50, (2012, 7, 2)),
    (66, (2012, 10, 8)),
];

/// Those of them that could begin.
const READY: [(usize, (i32, u32, u32)); 2] = [(4, (2012, 7, 16)), (22, (2012, 10, 1))];

/// Two enterprises of one person, in one province.
const SAME_PERSON: (usize, usize) = (5, 26);
/// Nobody here has an address.
const NO_ADDRESS: usize = 31;
/// The primary contact has withdrawn consent; a colleague is there.
const WITHDRAWN: usize = 12;
/// It moved from Jakarta to Central Java.
const MOVED: usize = 2;
/// It reported a saving of 3.12.
const SAVES_THREE: usize = 16;

/// When the demo's clock starts: 1 November 2012, 09.00 WIB.
fn demo_start() -> DateTimeUtc {
    date((2012, 11, 1))
        .and_hms_opt(2, 0, 0)
        .unwrap_or_default()
        .and_utc()
}

/// Seed the demo's programme, all or nothing.
///
/// # Errors
/// Where the database holds an enterprise, has no reference tables, or cannot be written.
pub(crate) async fn demo(db: &DatabaseConnection) -> Result<(), SeedError> {
    let write = database::begin_write(db).await?;
    must_be_empty(&write).await?;
    let live_since = Month::of(demo_start().date_naive()).minus(1);
    let world = World::read(&write, live_since.minus(1), demo_start()).await?;
    class::go_live(&write, live_since).await?;
    let posted = organisations(&world).insert(&write).await?;
    rows(&world, &posted).insert(&write).await?;
    write.commit().await?;
    Ok(())
}

fn organisations(world: &World) -> Organisations {
    let mut dice = Dice::new(SEED, u64::MAX);
    let since = date((2010, 1, 4));
    let per_province = TRAINERS.map(|(province, count)| (province.to_owned(), count));
    Organisations::make(&mut dice, world, since, &per_province).with_targets(&mut dice, since)
}

fn rows(world: &World, posted: &[Posted]) -> Rows {
    let mut rows = Rows::default();
    let mut first = 0;
    let mut shared: Option<contact::Model> = None;
    for (number, (province, starts, size)) in (0..).zip(COHORTS) {
        let before = COHORTS
            .iter()
            .take(number)
            .filter(|(other, ..)| *other == province)
            .count();
        let place = world
            .provinces
            .iter()
            .find(|row| row.code == province)
            .map_or(province, |row| row.name_id.as_str());
        let class = Class {
            number: number as u64,
            name: format!("Angkatan {place} {}", before + 1),
            province: province.to_owned(),
            starts_on: date(starts),
            first,
            size,
        };
        class.record(
            &mut rows,
            world,
            SEED,
            posted,
            &mut |index, profile, career, dice| {
                shape(index, career);
                people(index, profile, career, dice, &mut shared);
            },
        );
        first += size;
    }
    rows
}

/// What happened to the enterprise `index`.
fn shape(index: usize, career: &mut Career) {
    let of = |list: &[(usize, (i32, u32, u32))]| {
        list.iter()
            .find(|(which, _)| *which == index)
            .map(|(_, day)| date(*day))
    };
    let graduated = of(&GRADUATED).map(|day| (day, EnterpriseStatus::Graduated));
    career.left = graduated.or_else(|| of(&DROPPED).map(|day| (day, EnterpriseStatus::Dropped)));
    career
        .exports
        .extend(of(&EXPLORING).map(|day| (day, ExportStage::Exploring)));
    career
        .exports
        .extend(of(&READY).map(|day| (day, ExportStage::Ready)));
    if index == MOVED {
        career.moved = Some((date((2012, 3, 12)), "ID-JT"));
    }
    if index == SAVES_THREE {
        career.saves_three = Month::new(2012, 5);
    }
}

/// What is special about the people of the enterprise `index`.
fn people(
    index: usize,
    profile: &mut Profile,
    career: &Career,
    dice: &mut Dice,
    shared: &mut Option<contact::Model>,
) {
    let primary = profile.contacts.first_mut();
    if index == SAME_PERSON.0 {
        *shared = primary.cloned();
    } else if let (SAME_PERSON, Some(primary), Some(person)) =
        ((SAME_PERSON.0, index), primary, shared.as_ref())
    {
        primary.name.clone_from(&person.name);
        primary.email.clone_from(&person.email);
        primary.phone.clone_from(&person.phone);
        primary.language = person.language;
        primary.role = ContactRole::Owner;
    }
    if index == NO_ADDRESS {
        profile.row.prefers_call = true;
        profile
            .contacts
            .iter_mut()
            .for_each(|person| person.email = None);
    }
    if index == WITHDRAWN {
        withdraw(index, profile, career, dice);
    }
}

fn withdraw(index: usize, profile: &mut Profile, career: &Career, dice: &mut Dice) {
    let on = career.prospect_on;
    if profile.contacts.len() < 2 {
        let colleague = enterprise::contact(
            dice,
            index * 2 + 1,
            &profile.row,
            ContactRole::DataOfficer,
            on,
        );
        profile.contacts.push(colleague);
    }
    if let Some(primary) = profile.contacts.first_mut() {
        primary.basis = ProcessingBasis::Consent;
        primary.consent_version = Some("2010-1".into());
        primary.consent_on = Some(on);
        primary.consent_how = Some("Formulir pendaftaran".into());
        primary.withdrawn_at = date((2012, 6, 4))
            .and_hms_opt(3, 20, 0)
            .map(|at| at.and_utc());
    }
}

fn date((year, month, day): (i32, u32, u32)) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_programme_grows_as_it_did() {
        let until = |year: i32| -> usize {
            COHORTS
                .iter()
                .filter(|(_, (begun, ..), _)| *begun <= year)
                .map(|(_, _, size)| size)
                .sum()
        };
        assert_eq!((until(2010), until(2011), until(2012)), (20, 60, 108));
        assert!(COHORTS.iter().all(|(_, _, size)| (4..=5).contains(size)));
        assert_eq!(TRAINERS.iter().map(|(_, count)| count).sum::<usize>(), 14);
    }

    #[test]
    fn the_clock_starts_at_nine_in_jakarta() {
        assert_eq!(demo_start().to_rfc3339(), "2012-11-01T02:00:00+00:00");
    }
}
