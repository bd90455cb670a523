//! The programme's data and its rules.
//!
//! One file per table holds the table, its queries and what may be seen of it;
//! [`rules`] holds what the programme decided, as pure functions. Nothing here
//! knows HTTP, GraphQL or mail.
//!
//! Start with [`data_request`]: the expectation as a row, which everything else reads.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod account;
pub mod account_province;
pub mod address;
pub mod advisory_visit;
pub mod alert;
pub mod alike;
pub mod audit;
pub mod baseline;
pub mod bounce;
pub mod certification;
pub mod changes;
pub mod chase;
pub mod chase_log;
pub mod chase_step;
pub mod clock;
pub mod cohort;
pub mod confirmation;
pub mod contact;
pub mod contribution;
pub mod data_request;
pub mod database;
pub mod demo_clock;
pub mod digest;
pub mod domain_rest;
pub mod draft;
pub mod enrolment;
pub mod enterprise;
pub mod enterprise_history;
pub mod expected;
pub mod export;
pub mod global_id;
pub mod heartbeat;
pub mod holiday;
pub mod idempotency_key;
pub mod indicator;
pub mod link;
pub mod measure;
pub mod measurement;
pub mod message;
pub mod message_item;
pub mod module;
pub mod news;
pub mod overdue;
pub mod pace;
pub mod participation;
pub mod partner;
pub mod pause;
pub mod peers;
pub mod programme;
pub mod programme_year;
pub mod promise;
pub mod province;
pub mod reading;
pub mod receipt;
pub mod reference;
pub mod report_version;
pub mod reporting;
pub mod retention;
pub mod rules;
pub mod run;
pub mod run_step;
pub mod scope;
pub mod series;
pub mod session;
pub mod session_trainer;
pub mod sign_in;
pub mod submission;
pub mod summary;
pub mod suppression;
pub mod target;
pub mod token;
pub mod trainer;
pub mod watch;
pub mod worker_status;

mod language;

pub use changes::stop;
pub use language::Language;
