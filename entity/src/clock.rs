//! The one place where time is read.
//!
//! Everything else is handed `now`. A demo database lives ahead of or behind
//! real time by a fixed distance, kept in [`crate::demo_clock`].

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use chrono::{DateTime, Duration, SubsecRound, Utc};
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait, sea_query::OnConflict};

use crate::demo_clock;

/// A database's time. Clones share it, so that moving one moves all.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    ahead_micros: Arc<AtomicI64>,
}

/// Real time, for leases, time-outs and rate limits; whole microseconds, as databases keep them.
#[allow(
    clippy::disallowed_methods,
    reason = "the one place where time is read"
)]
pub fn real_now() -> DateTime<Utc> {
    Utc::now().trunc_subsecs(6)
}

impl Clock {
    /// The clock of the database `db`: real, unless it is a demo's.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub async fn of(db: &impl ConnectionTrait) -> Result<Self, DbErr> {
        let clock = Self::default();
        clock.refresh(db).await?;
        Ok(clock)
    }

    /// What time it is for this database.
    pub fn now(&self) -> DateTime<Utc> {
        real_now() + Duration::microseconds(self.ahead_micros.load(Ordering::Relaxed))
    }

    /// Take over what another process did to the demo's clock.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub async fn refresh(&self, db: &impl ConnectionTrait) -> Result<(), DbErr> {
        let row = demo_clock::Entity::find_by_id(1).one(db).await?;
        self.ahead_micros
            .store(row.map_or(0, |row| row.ahead_micros), Ordering::Relaxed);
        Ok(())
    }

    /// Set a demo's clock to `now` and let it run on from there.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub async fn set(&self, db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<(), DbErr> {
        let ahead_micros = (now - real_now()).num_microseconds().unwrap_or(0);
        demo_clock::Entity::insert(demo_clock::ActiveModel {
            id: Set(1),
            ahead_micros: Set(ahead_micros),
            seen_at: Set(now),
        })
        .on_conflict(
            OnConflict::column(demo_clock::Column::Id)
                .update_columns([demo_clock::Column::AheadMicros, demo_clock::Column::SeenAt])
                .to_owned(),
        )
        .exec_without_returning(db)
        .await?;
        self.ahead_micros.store(ahead_micros, Ordering::Relaxed);
        Ok(())
    }
}
