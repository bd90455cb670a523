//! What can be changed: each mutation takes one `input` and answers the changed node and its problems.
//!
//! One file a noun; the rules are `entity::changes`, and what all share is `frame`.

mod account;
mod alert;
mod chase;
mod cohort;
mod contact;
mod data_request;
mod enterprise;
mod frame;
mod programme;
mod report;
mod session;
pub(crate) mod submit_report;
mod summary;
mod token;
mod trainer;
mod visit;

use async_graphql::MergedObject;

/// What can be changed. A refusal is in `problems`, not in `errors`.
#[derive(Default, MergedObject)]
#[graphql(name = "Mutation")]
pub(crate) struct Mutations(
    submit_report::SubmitReport,
    data_request::DataRequestMutations,
    chase::ChaseMutations,
    report::ReportMutations,
    enterprise::EnterpriseMutations,
    contact::ContactMutations,
    trainer::TrainerMutations,
    cohort::CohortMutations,
    session::SessionMutations,
    programme::ProgrammeMutations,
    alert::AlertMutations,
    visit::VisitMutations,
    summary::SummaryMutations,
    token::TokenMutations,
    account::AccountMutations,
);
