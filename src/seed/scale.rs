//! Any number of enterprises in all provinces, to see how the system carries them.
//!
//! Cohorts are made, inserted and forgotten a few at a time, so that memory
//! stays the same however many there are.

use ::entity::{database, province, rules::period::Month};
use chrono::{Days, NaiveDate};
use futures_util::{StreamExt, TryStreamExt, stream};
use sea_orm::{ConnectionTrait, DatabaseBackend, DatabaseConnection, DbErr};

use super::{
    SeedError,
    class::{self, Class},
    dice::Dice,
    must_be_empty,
    organisations::{Organisations, Posted},
    rows::Rows,
    world::World,
};

/// Enterprises per cohort.
const COHORT: u64 = 5;
/// Cohorts per transaction.
const CHUNK: u64 = 40;
/// Transactions at a time on PostgreSQL, which writes them side by side; SQLite has one writer.
const LANES: usize = 3;
/// The day of the month before the first reported one on which the first workshop is held.
const WORKSHOP_DAY: u64 = 20;

/// How much to seed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ScaleOptions {
    /// How many enterprises.
    pub(crate) enterprises: u32,
    /// How many reported months each.
    pub(crate) months: u32,
    /// The last reported month; the worker plans from the next.
    pub(crate) until: Month,
    /// Another seed is another programme.
    pub(crate) seed: u64,
}

/// Seed a programme of any size; `progress` is told enterprises done and in all.
///
/// Each few cohorts are one transaction: what was done before an error stays.
///
/// # Errors
/// Where the database holds an enterprise, has no reference tables, or cannot be written.
pub(crate) async fn scale(
    db: &DatabaseConnection,
    options: &ScaleOptions,
    progress: &dyn Fn(u64, u64),
) -> Result<(), SeedError> {
    if options.enterprises == 0 || options.months == 0 {
        return Err(SeedError::Nothing);
    }
    let total = u64::from(options.enterprises);
    let plan = Plan::read(db, options).await?;
    let lanes = if db.get_database_backend() == DatabaseBackend::Postgres {
        LANES
    } else {
        1
    };
    let chunks =
        stream::iter(0..total.div_ceil(CHUNK * COHORT)).map(|chunk| plan.insert(db, chunk, total));
    let mut chunks = chunks.buffer_unordered(lanes);
    let mut done = 0;
    while let Some(added) = chunks.try_next().await? {
        done += added;
        progress(done, total);
    }
    // Until the planner knows how large the tables are, it reads all of them.
    db.execute_unprepared("ANALYZE").await?;
    Ok(())
}

/// What all cohorts share.
struct Plan {
    world: World,
    provinces: Vec<province::Model>,
    posted: Vec<Posted>,
    starts_on: NaiveDate,
    seed: u64,
}

impl Plan {
    /// Read the world, and put in what stands before the first enterprise.
    async fn read(db: &DatabaseConnection, options: &ScaleOptions) -> Result<Self, SeedError> {
        let write = database::begin_write(db).await?;
        must_be_empty(&write).await?;
        let before = options.until.minus(options.months);
        let now = options
            .until
            .plus(2)
            .first_day()
            .and_hms_opt(2, 0, 0)
            .unwrap_or_default()
            .and_utc();
        let world = World::read(&write, options.until, now).await?;
        let there =
            |row: &&province::Model| row.valid_from.is_none_or(|from| from <= before.first_day());
        let provinces: Vec<_> = world.provinces.iter().filter(there).cloned().collect();
        let trainers = (options.enterprises as usize / (provinces.len().max(1) * 25)).max(2);
        let per_province: Vec<_> = provinces
            .iter()
            .map(|row| (row.code.clone(), trainers))
            .collect();
        let mut dice = Dice::new(options.seed, u64::MAX);
        let since = before.minus(6).first_day();
        let organisations = Organisations::make(&mut dice, &world, since, &per_province);
        class::go_live(&write, options.until.plus(1)).await?;
        let posted = organisations.insert(&write).await?;
        write.commit().await?;
        let starts_on = before.first_day() + Days::new(WORKSHOP_DAY - 1);
        Ok(Self {
            world,
            provinces,
            posted,
            starts_on,
            seed: options.seed,
        })
    }

    /// Make and insert one chunk of a programme of `total` enterprises; gives how many those were.
    async fn insert(&self, db: &DatabaseConnection, chunk: u64, total: u64) -> Result<u64, DbErr> {
        let first = chunk * CHUNK;
        let last = (first + CHUNK).min(total.div_ceil(COHORT));
        let mut rows = Rows::default();
        for number in first..last {
            self.record(&mut rows, number, total);
        }
        let added = rows.enterprises.len() as u64;
        let write = database::begin_write(db).await?;
        rows.insert(&write).await?;
        write.commit().await?;
        Ok(added)
    }

    /// Make the cohort `number` of a programme of `total` enterprises; provinces take turns.
    fn record(&self, rows: &mut Rows, number: u64, total: u64) {
        let turn = self.provinces.len() as u64;
        let Some(province) = self.provinces.get((number % turn.max(1)) as usize) else {
            return;
        };
        let class = Class {
            number,
            name: format!("Angkatan {} {}", province.name_id, number / turn + 1),
            province: province.code.clone(),
            starts_on: self.starts_on,
            first: (number * COHORT) as usize,
            size: COHORT.min(total - number * COHORT) as usize,
        };
        class.record(
            rows,
            &self.world,
            self.seed,
            &self.posted,
            &mut |_, _, _, _| {},
        );
    }
}
