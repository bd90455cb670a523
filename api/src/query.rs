//! The root of every query: the nouns' queries together.

use async_graphql::MergedObject;

use crate::noun::{
    advisory_visit::AdvisoryVisitQueries, alert::AlertQueries, chase_log::ChaseLogQueries,
    chase_plan::ChasePlanQueries, cohort::CohortQueries, contact::list::ContactQueries,
    contribution::ContributionQueries, data_request::DataRequestQueries,
    enterprise::list::EnterpriseQueries, indicator::IndicatorQueries,
    message::list::MessageQueries, module::ModuleQueries, node::NodeQueries,
    partner::PartnerQueries, pause::PauseQueries, programme::ProgrammeQueries,
    province::ProvinceQueries, report::list::ReportQueries, reporting::ReportingQueries,
    run::RunQueries, series::SeriesQueries, session::SessionQueries, summary::SummaryQueries,
    target::TargetQueries, trainer::TrainerQueries, viewer::ViewerQueries,
    worker_status::WorkerStatusQueries,
};

/// What can be asked. What you may not see is null or left out, never an error.
///
/// In three parts, because each object of a merged one lies a level deeper than the one before.
#[derive(Default, MergedObject)]
#[graphql(name = "Query")]
pub(crate) struct Queries(Programme, Monitoring, Office);

/// Who takes part, and what is done with them.
#[derive(Default, MergedObject)]
struct Programme(
    ViewerQueries,
    NodeQueries,
    EnterpriseQueries,
    ContactQueries,
    TrainerQueries,
    CohortQueries,
    SessionQueries,
    ProvinceQueries,
    ModuleQueries,
    PartnerQueries,
    ContributionQueries,
    TargetQueries,
);

/// What the enterprises report, and what follows from it.
#[derive(Default, MergedObject)]
struct Monitoring(
    IndicatorQueries,
    DataRequestQueries,
    ReportQueries,
    AlertQueries,
    AdvisoryVisitQueries,
    ProgrammeQueries,
    ReportingQueries,
    SeriesQueries,
    SummaryQueries,
);

/// What the office and its worker do.
#[derive(Default, MergedObject)]
struct Office(
    MessageQueries,
    RunQueries,
    PauseQueries,
    WorkerStatusQueries,
    ChaseLogQueries,
    ChasePlanQueries,
);
