//! What the programme decided, as pure functions: no database, no clock, no async.

pub mod alert;
pub mod bounce;
pub mod calendar;
pub mod change;
pub mod difference;
pub mod disclosure;
pub mod due;
pub mod figures;
pub mod half_year;
pub mod ladder;
pub mod mention;
pub mod period;
pub mod phone;
pub mod plausibility;
pub mod series;
pub mod slot;
pub mod statistics;
pub mod summary;
pub mod week;
pub mod zone;
