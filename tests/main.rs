//! Everything that needs a database, a socket or the binary itself.
//!
//! There is one test binary: each would be linked anew, and be over 100 MB. A new file of tests is a
//! `mod` line here. What tests lean on is in `support`: a PostgreSQL of their own, a SQLite file for
//! each, an SMTP server that misbehaves as told, and the built `score`.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test ends where something is not as expected"
)]

mod alert_ends;
mod alerts;
mod api_changes;
mod api_chase;
mod api_lists;
mod api_once;
mod api_operations;
mod api_outcomes;
mod api_plan;
mod api_programme;
mod api_standing;
mod api_submit;
mod architecture;
mod at_once;
mod awkward_quarters;
mod chase;
mod check;
mod database_faults;
mod delivery;
mod demo_past;
mod export;
mod figures;
mod form;
mod form_by_phone;
mod form_drafts;
mod form_language;
mod form_page;
mod form_questions;
mod form_sequences;
mod form_unsubscribe;
mod harness;
mod http;
mod import;
mod joined;
mod journey;
mod killed;
mod killed_at_a_summary;
mod lanes;
mod licences;
mod live;
mod log;
mod mailing;
mod migrations;
mod moved_clock;
mod nights;
mod permissions;
mod privacy;
mod processes;
mod programme_disclosed;
mod readings_at_once;
mod refusals;
mod request_ids;
mod services;
mod side_by_side;
mod sign_in;
mod statements;
mod submission;
mod submission_trail;
mod summary;
mod summary_files;
mod summary_lists;
mod summary_mail;
mod summary_once;
mod summary_sources;
mod support;
mod trails;
