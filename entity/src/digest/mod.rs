//! What trainers and managers are told on Mondays (`DOMAIN.md` §3).
//!
//! Read when the digest is planned, and again when it is composed. Whoever has
//! nothing to be told is missing from the answers.

mod alerts;
mod managers;
mod trainers;

pub use alerts::{OpenAlert, alerts_of_trainers};
pub use managers::{ProvinceWeek, for_provinces, managers};
pub use trainers::{OpenRequest, for_trainers, primary_contacts, trainers};
