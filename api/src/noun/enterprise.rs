//! An enterprise of the programme, and everything that hangs on it.

pub(crate) mod kinds;
pub(crate) mod links;
pub(crate) mod list;
mod stages;

use async_graphql::{Context, ID, Object, Result};
use entity::{
    advisory_visit, alert, baseline, contact, enterprise, enterprise_history::export_stage,
    participation, session,
};

use super::{
    advisory_visit::{AdvisoryVisit, AdvisoryVisitsTo},
    alert::{Alert, AlertsOf},
    baseline::{Baseline, BaselinesOf},
    cohort::{Cohort, CohortsOf},
    contact::{Contact, ContactsOf},
    data_request::{DataRequest, RequestsOf},
    history::{self, HistoryEntry},
    language::Language,
    object_of,
    participation::{Participation, ParticipationsOf},
    province::{Province, ProvinceKey},
    reading::{Reading, ReadingsOf},
    report::{Report, links::ReportsOf},
    session::{Session, VisitsTo},
    trainer::{Trainer, TrainerOf},
};
use crate::{
    id::global,
    loader,
    page::length,
    scalar::{DateTime, Month},
};
use kinds::{EnterpriseStatus, ExportStage, LegalForm, SizeClass};
use stages::{ExportStageInfo, StagesOf};

/// How many months a list of an enterprise has where no length was asked for.
const A_YEAR: u64 = 12;

object_of! {
    /// A small or medium enterprise that takes part.
    Enterprise(enterprise)
}

/// A small or medium enterprise that takes part.
#[Object]
impl Enterprise {
    /// Its global id.
    pub(crate) async fn id(&self) -> ID {
        global("Enterprise", self.0.id)
    }

    /// Its name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Its legal form.
    async fn legal_form(&self) -> LegalForm {
        self.0.legal_form.into()
    }

    /// Its number in the office's own files, by which an import knows it.
    async fn office_key(&self) -> Option<&str> {
        self.0.office_key.as_deref()
    }

    /// City or regency.
    async fn city(&self) -> &str {
        &self.0.city
    }

    /// Its line of business by the national classification, as text.
    async fn kbli_code(&self) -> &str {
        &self.0.kbli_code
    }

    /// The edition of that classification, `2009`.
    async fn kbli_version(&self) -> &str {
        &self.0.kbli_version
    }

    /// Its size class.
    async fn size_class(&self) -> SizeClass {
        self.0.size_class.into()
    }

    /// The regulation that the size class follows.
    async fn size_regulation(&self) -> &str {
        &self.0.size_regulation
    }

    /// Women who worked there when it joined.
    async fn women(&self) -> i32 {
        self.0.women
    }

    /// Men who worked there when it joined.
    async fn men(&self) -> i32 {
        self.0.men
    }

    /// What it counts its output in.
    async fn output_unit(&self) -> &str {
        &self.0.output_unit
    }

    /// Is it a member of APINDO, the employers' association?
    async fn apindo_member(&self) -> bool {
        self.0.apindo_member
    }

    /// Would it rather be called than written to?
    async fn prefers_call(&self) -> bool {
        self.0.prefers_call
    }

    /// Where it stands in the programme now.
    async fn status(&self) -> EnterpriseStatus {
        self.0.status.into()
    }

    /// How near to exports it is now.
    async fn export_stage(&self) -> ExportStage {
        self.0.export_stage.into()
    }

    /// How near to exports it has been since when, the earliest first.
    async fn export_stages(&self, ctx: &Context<'_>) -> Result<Vec<ExportStageInfo>> {
        loader::many::<_, export_stage::Model, _>(ctx, StagesOf(self.0.id)).await
    }

    /// The province where it is now.
    async fn province(&self, ctx: &Context<'_>) -> Result<Option<Province>> {
        loader::one(ctx, ProvinceKey(self.0.province_code.clone())).await
    }

    /// The cohorts that it is or was in, the earliest first.
    async fn cohorts(&self, ctx: &Context<'_>) -> Result<Vec<Cohort>> {
        loader::many::<_, entity::cohort::Model, _>(ctx, CohortsOf(self.0.id)).await
    }

    /// The trainer who leads its newest cohort.
    async fn trainer(&self, ctx: &Context<'_>) -> Result<Option<Trainer>> {
        loader::one(ctx, TrainerOf(self.0.id)).await
    }

    /// The persons there who may get mail.
    async fn contacts(&self, ctx: &Context<'_>) -> Result<Vec<Contact>> {
        loader::many::<_, contact::Model, _>(ctx, ContactsOf(self.0.id)).await
    }

    /// Its last data requests, the earliest month first.
    async fn data_requests(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 100 at most; a year where it is not given.")] last: Option<i32>,
    ) -> Result<Vec<DataRequest>> {
        let key = RequestsOf {
            enterprise: self.0.id,
            last: length("last", last, A_YEAR)?,
        };
        loader::many::<_, entity::data_request::Model, _>(ctx, key).await
    }

    /// Its last monthly reports, the earliest month first.
    async fn reports(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 100 at most; a year where it is not given.")] last: Option<i32>,
    ) -> Result<Vec<Report>> {
        let key = ReportsOf {
            enterprise: self.0.id,
            last: length("last", last, A_YEAR)?,
        };
        loader::many::<_, super::report::Answer, _>(ctx, key).await
    }

    /// The values of its indicators, by indicator and month.
    async fn readings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only of this indicator: its code, `LAB_PROD` and the like.")]
        indicator: Option<String>,
        #[graphql(desc = "Only from this month on.")] from: Option<Month>,
        #[graphql(desc = "Only up to this month, which is included.")] to: Option<Month>,
    ) -> Result<Vec<Reading>> {
        let key = ReadingsOf {
            enterprise: self.0.id,
            indicator,
            from: from.map(|month| month.0),
            to: to.map(|month| month.0),
        };
        loader::many::<_, entity::reading::Model, _>(ctx, key).await
    }

    /// What its indicators were before the first module, earlier records included.
    async fn baselines(&self, ctx: &Context<'_>) -> Result<Vec<Baseline>> {
        loader::many::<_, baseline::Model, _>(ctx, BaselinesOf(self.0.id)).await
    }

    /// The training visits at its workplace, the earliest first.
    async fn visits(&self, ctx: &Context<'_>) -> Result<Vec<Session>> {
        loader::many::<_, session::Model, _>(ctx, VisitsTo(self.0.id)).await
    }

    /// Its alerts, the earliest first; empty for whoever is not of the programme's staff.
    async fn alerts(&self, ctx: &Context<'_>) -> Result<Vec<Alert>> {
        loader::many::<_, alert::Model, _>(ctx, AlertsOf(self.0.id)).await
    }

    /// The advisory visits there, planned and held, the earliest planned first.
    async fn advisory_visits(&self, ctx: &Context<'_>) -> Result<Vec<AdvisoryVisit>> {
        loader::many::<_, advisory_visit::Model, _>(ctx, AdvisoryVisitsTo(self.0.id)).await
    }

    /// Who came to training from there.
    async fn participations(&self, ctx: &Context<'_>) -> Result<Vec<Participation>> {
        loader::many::<_, participation::Model, _>(ctx, ParticipationsOf(self.0.id)).await
    }

    /// The language that the house uses.
    async fn language(&self) -> Language {
        self.0.language.into()
    }

    /// Grows with each change; say which one you read when you change it.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// When it was put away.
    async fn archived_at(&self) -> Option<DateTime> {
        self.0.archived_at.map(DateTime)
    }

    /// Who changed what and when, the earliest first; empty for whoever is not of the office.
    async fn history(&self, ctx: &Context<'_>) -> Result<Vec<HistoryEntry>> {
        history::of(ctx, self.0.id).await
    }
}
