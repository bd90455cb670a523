//! A year without a table of holidays: the worker goes by weekdays alone, and says so once.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, TimeDelta, Utc};
use entity::holiday;
use sea_orm::{DatabaseConnection, DbErr};

/// How far ahead the dates of a request lie at most: its lock, and what follows a long holiday.
const AHEAD: TimeDelta = TimeDelta::days(60);

/// The years that were found to have no table.
#[derive(Debug, Default)]
pub(crate) struct Tables {
    missing: BTreeSet<i32>,
}

impl Tables {
    /// Warn of the years that a run at `now` reckons with and that have no table, each once.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub(crate) async fn look(
        &mut self,
        db: &DatabaseConnection,
        now: DateTime<Utc>,
    ) -> Result<(), DbErr> {
        let calendar = holiday::calendar(db).await?;
        for year in [now.year(), (now + AHEAD).year()] {
            if !calendar.knows(year) && self.missing.insert(year) {
                tracing::warn!(
                    holiday.year = year,
                    "there are no holidays of {year} in the table `holiday`: every Monday to Friday counts as a working day; add them"
                );
            }
        }
        Ok(())
    }
}
