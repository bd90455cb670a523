//! Relay's object identification: any node again by its global id.

use async_graphql::{Context, ID, Interface, Object, Result};
use uuid::Uuid;

use super::{
    advisory_visit::{AdvisoryVisit, AdvisoryVisitKey},
    alert::{Alert, AlertKey},
    cohort::{Cohort, CohortKey},
    contact::{Contact, ContactKey},
    contribution::{Contribution, ContributionKey},
    data_request::{DataRequest, DataRequestKey},
    enterprise::{Enterprise, links::EnterpriseKey},
    indicator::{Indicator, IndicatorKey},
    message::{Message, links::MessageKey},
    module::{Module, ModuleKey},
    partner::{Partner, PartnerKey},
    pause::{Pause, PauseKey},
    province::{Province, ProvinceKey},
    report::{Report, links::ReportKey},
    run::{Run, RunKey},
    session::{Session, SessionKey},
    summary::{Summary, SummaryKey},
    target::{Target, TargetKey},
    trainer::{Trainer, TrainerKey},
};
use crate::{error::bad_input, id, loader, page::MOST};

/// What can be fetched again by its global id.
#[derive(Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "Its global id."))]
pub(crate) enum Node {
    AdvisoryVisit(AdvisoryVisit),
    Alert(Alert),
    Cohort(Cohort),
    Contact(Contact),
    Contribution(Contribution),
    DataRequest(DataRequest),
    Enterprise(Enterprise),
    Indicator(Indicator),
    Message(Message),
    Module(Module),
    Partner(Partner),
    Pause(Pause),
    Province(Province),
    Report(Report),
    Run(Run),
    Session(Session),
    Summary(Summary),
    Target(Target),
    Trainer(Trainer),
}

/// The queries of all nodes.
#[derive(Default)]
pub(crate) struct NodeQueries;

#[Object]
impl NodeQueries {
    /// The node with this global id; null where there is none or you may not see it.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its global id.")] id: ID,
    ) -> Result<Option<Node>> {
        find(ctx, &id).await
    }

    /// The nodes with these global ids, in their order; null in the place of each that there is not or that you may not see.
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Their global ids, 100 at most.")] ids: Vec<ID>,
    ) -> Result<Vec<Option<Node>>> {
        if ids.len() as u64 > MOST {
            return Err(bad_input(format!(
                "Ask for {MOST} nodes at most; ask for the rest in a second query."
            )));
        }
        futures_util::future::try_join_all(ids.iter().map(|id| find(ctx, id))).await
    }
}

async fn find(ctx: &Context<'_>, id: &ID) -> Result<Option<Node>> {
    let id = id::read(id)?;
    match (id.kind.as_str(), id.key.parse().ok()) {
        ("Indicator", _) => Ok(loader::one(ctx, IndicatorKey(id.key))
            .await?
            .map(Node::Indicator)),
        ("Module", _) => Ok(loader::one(ctx, ModuleKey(id.key)).await?.map(Node::Module)),
        ("Province", _) => Ok(loader::one(ctx, ProvinceKey(id.key))
            .await?
            .map(Node::Province)),
        ("Run", _) => match RunKey::read(&id.key) {
            Some(key) => Ok(loader::one(ctx, key).await?.map(Node::Run)),
            None => Ok(None),
        },
        (kind, Some(uuid)) => find_by_uuid(ctx, kind, uuid).await,
        _ => Ok(None),
    }
}

async fn find_by_uuid(ctx: &Context<'_>, kind: &str, id: Uuid) -> Result<Option<Node>> {
    Ok(match kind {
        "AdvisoryVisit" => loader::one(ctx, AdvisoryVisitKey(id))
            .await?
            .map(Node::AdvisoryVisit),
        "Alert" => loader::one(ctx, AlertKey(id)).await?.map(Node::Alert),
        "Cohort" => loader::one(ctx, CohortKey(id)).await?.map(Node::Cohort),
        "Contact" => loader::one(ctx, ContactKey(id)).await?.map(Node::Contact),
        "Contribution" => loader::one(ctx, ContributionKey(id))
            .await?
            .map(Node::Contribution),
        "DataRequest" => loader::one(ctx, DataRequestKey(id))
            .await?
            .map(Node::DataRequest),
        "Enterprise" => loader::one(ctx, EnterpriseKey(id))
            .await?
            .map(Node::Enterprise),
        "Message" => loader::one(ctx, MessageKey(id)).await?.map(Node::Message),
        "Partner" => loader::one(ctx, PartnerKey(id)).await?.map(Node::Partner),
        "Pause" => loader::one(ctx, PauseKey(id)).await?.map(Node::Pause),
        "Report" => loader::one(ctx, ReportKey(id)).await?.map(Node::Report),
        "Session" => loader::one(ctx, SessionKey(id)).await?.map(Node::Session),
        "Summary" => loader::one(ctx, SummaryKey(id)).await?.map(Node::Summary),
        "Target" => loader::one(ctx, TargetKey(id)).await?.map(Node::Target),
        "Trainer" => loader::one(ctx, TrainerKey(id)).await?.map(Node::Trainer),
        _ => None,
    })
}
