//! Filling an empty database with a programme that looks real.
//!
//! [`demo()`] tells SCORE Indonesia's story from January 2010 to the morning of
//! 1 November 2012; [`scale()`] makes any number of enterprises in all provinces,
//! to see how the system carries them. Both use the same makers: an enterprise
//! ([`enterprise`]), its workplace ([`workplace`]), its training ([`training`])
//! and its reports ([`reports`]). The same seed always gives the same rows,
//! ids included, and no row names a real person.

mod bulk;
mod career;
mod class;
mod demo;
mod dice;
mod enterprise;
mod lines;
mod names;
mod organisations;
mod places;
mod reports;
mod rows;
mod scale;
mod training;
mod workplace;
mod world;

use ::entity::enterprise as enterprise_table;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, QuerySelect};
use thiserror::Error;

pub(crate) use self::{
    demo::demo,
    scale::{ScaleOptions, scale},
};

/// Why a database was not seeded.
#[derive(Debug, Error)]
pub(crate) enum SeedError {
    /// There are enterprises already.
    #[error("the database of DATABASE_URL already holds an enterprise; seed an empty one")]
    NotEmpty,
    /// The reference tables are empty.
    #[error("this database has no {0}; run `score migrate` first")]
    NoReference(&'static str),
    /// The options make no programme.
    #[error("nothing to seed: ask for at least one enterprise and one month")]
    Nothing,
    /// The database does not take it.
    #[error("the database did not take the seed: {0}")]
    Database(#[from] DbErr),
}

/// Refuse a database in use.
async fn must_be_empty(db: &impl ConnectionTrait) -> Result<(), SeedError> {
    match enterprise_table::Entity::find().limit(1).one(db).await? {
        Some(_) => Err(SeedError::NotEmpty),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
