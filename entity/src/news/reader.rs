//! Reads news in the order in which it becomes known, each row once.

use sea_orm::{Condition, QueryOrder, QuerySelect, entity::prelude::*};

use super::{Column, Entity, Model, place::Place};
use crate::clock::real_now;

/// Rows that are read at once.
pub const PAGE: u64 = 500;
/// How far back a new reader looks for numbers whose rows are still to be committed.
const LOOK_BACK: u64 = 1_000;

/// One process's way through the news of a database.
#[derive(Clone, Debug)]
pub struct Reader(Place);

impl Reader {
    /// A reader of what will be committed from now on.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub async fn from_now(db: &impl ConnectionTrait) -> Result<Self, DbErr> {
        let mut known: Vec<i64> = Entity::find()
            .select_only()
            .column(Column::Id)
            .order_by_desc(Column::Id)
            .limit(LOOK_BACK)
            .into_tuple()
            .all(db)
            .await?;
        known.reverse();
        Ok(Self(Place::behind(&known, real_now())))
    }

    /// What was committed since the last time, [`PAGE`] rows at most.
    ///
    /// # Errors
    /// Where the database cannot be read; nothing is passed over then.
    pub async fn next(&mut self, db: &impl ConnectionTrait) -> Result<Vec<Model>, DbErr> {
        let now = real_now();
        self.0.give_up(now);
        let gaps = self.0.gaps();
        let unread = gaps.fold(
            Condition::any().add(Column::Id.gt(self.0.highest())),
            |unread, (from, to)| unread.add(Column::Id.between(from, to)),
        );
        let rows = Entity::find()
            .filter(unread)
            .order_by_asc(Column::Id)
            .limit(PAGE)
            .all(db)
            .await?;
        rows.iter().for_each(|row| self.0.pass(row.id, now));
        Ok(rows)
    }
}
