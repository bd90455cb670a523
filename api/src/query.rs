//! The root of every query: the nouns' queries together.

use async_graphql::MergedObject;

use crate::noun::{
    advisory_visit::AdvisoryVisitQueries, alert::AlertQueries, chase_log::ChaseLogQueries,
    cohort::CohortQueries, contribution::ContributionQueries, data_request::DataRequestQueries,
    enterprise::list::EnterpriseQueries, indicator::IndicatorQueries,
    message::list::MessageQueries, module::ModuleQueries, node::NodeQueries,
    partner::PartnerQueries, pause::PauseQueries, programme::ProgrammeQueries,
    province::ProvinceQueries, report::list::ReportQueries, reporting::ReportingQueries,
    run::RunQueries, series::SeriesQueries, session::SessionQueries, summary::SummaryQueries,
    target::TargetQueries, trainer::TrainerQueries, viewer::ViewerQueries,
    worker_status::WorkerStatusQueries,
};

/// What can be asked. What you may not see is null or left out, never an error.
#[derive(Default, MergedObject)]
#[graphql(name = "Query")]
pub(crate) struct Queries(
    ViewerQueries,
    NodeQueries,
    EnterpriseQueries,
    TrainerQueries,
    CohortQueries,
    SessionQueries,
    ProvinceQueries,
    ModuleQueries,
    IndicatorQueries,
    PartnerQueries,
    ContributionQueries,
    TargetQueries,
    DataRequestQueries,
    ReportQueries,
    AlertQueries,
    AdvisoryVisitQueries,
    SummaryQueries,
    MessageQueries,
    RunQueries,
    PauseQueries,
    WorkerStatusQueries,
    ChaseLogQueries,
    ProgrammeQueries,
    ReportingQueries,
    SeriesQueries,
);
