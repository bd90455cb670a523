//! What can be changed: each mutation takes one `input` and answers the changed node and its problems.

pub(crate) mod submit_report;

use async_graphql::MergedObject;

use submit_report::SubmitReport;

/// What can be changed. A refusal is in `problems`, not in `errors`.
#[derive(Default, MergedObject)]
#[graphql(name = "Mutation")]
pub(crate) struct Mutations(SubmitReport);
