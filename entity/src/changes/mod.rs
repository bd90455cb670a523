//! What people change: one place for the rules of each change, whoever asks for it.
//!
//! A change checks who may make it, takes the rows it is about so that nobody
//! else changes them meanwhile, writes, and leaves a row of [`crate::audit`] in
//! the same transaction. What is refused comes back as [`Refused`], as data;
//! nothing is written then. A change that is there already is not made again.
//!
//! One file a noun; `frame` holds what they share.

pub mod account;
pub mod alert;
pub mod baseline;
pub mod chase;
pub mod cohort;
pub mod contact;
pub mod contribution;
pub mod data_request;
pub mod enrolment;
pub mod enterprise;
pub mod erase;
pub mod export_stage;
pub mod import;
pub mod report;
pub mod session;
pub mod stop;
pub mod summary;
pub mod target;
pub mod token;
pub mod trainer;
pub mod visit;

mod checks;
mod frame;
mod once;
mod refused;
mod traces;
mod trail;

pub use frame::Author;
pub use once::Once;
pub use refused::{Problem, ProblemCode, Refused};
