//! `programme(year)`: what the programme had reached by the end of a year; public.

use async_graphql::{Context, Object, Result, SimpleObject};
use entity::{
    partner,
    programme_year::{Money, ProgrammeYear, Reached},
    rules::statistics::{People, per_cent},
    scope::Scope,
};
use sea_orm::ActiveEnum;

use super::{
    enterprise::kinds::ExportStage,
    partner::PartnerKind,
    province::{Province, ProvinceKey},
};
use crate::{context::Asks, error::bad_input, loader};

/// The years that can be asked for.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2100;

/// What the programme had reached by the end of a year.
pub(crate) struct ProgrammeSummary {
    year: i32,
    reached: ProgrammeYear,
}

/// What the programme had reached by the end of a year; of the year that goes on, until now.
#[Object]
impl ProgrammeSummary {
    /// The year.
    async fn year(&self) -> i32 {
        self.year
    }

    /// Enterprises that had been enrolled by then, each once, against the plan.
    async fn enterprises(&self) -> EnterpriseStats {
        EnterpriseStats::of(&self.reached.enterprises)
    }

    /// The same in each province that has enterprises or a plan, by code.
    async fn provinces(&self) -> Vec<ProvinceStats<'_>> {
        let rows = self.reached.provinces.iter();
        rows.map(|(code, reached)| ProvinceStats { code, reached })
            .collect()
    }

    /// How many provinces it reached.
    async fn provinces_reached(&self) -> i32 {
        i32::try_from(self.reached.provinces_reached()).unwrap_or(i32::MAX)
    }

    /// Who carries, pays for and delivers it.
    async fn partners(&self) -> Vec<PartnerInfo> {
        self.reached
            .partners
            .iter()
            .map(PartnerInfo::from)
            .collect()
    }

    /// The money of the year, by currency.
    async fn contributions(&self) -> Vec<ContributionStats> {
        let rows = self.reached.money.iter();
        rows.map(|(currency, money)| ContributionStats::of(currency, money))
            .collect()
    }

    /// Attendances at the year's sessions, by role and sex. For whoever is not of the office and no
    /// manager: those of the quarters that have a public national summary; null where there is
    /// none, or where one of them hides its attendances.
    async fn participants(&self) -> Option<ParticipantStats> {
        let attended = self.reached.attendances?;
        Some(ParticipantStats {
            managers: attended.managers.into(),
            workers: attended.workers.into(),
        })
    }

    /// Trainers who may deliver a module, each once.
    async fn trainers_certified(&self) -> i64 {
        self.reached.trainers_certified
    }

    /// How near to exports the enterprises are.
    async fn export_stages(&self) -> Vec<ExportStageCount> {
        stages(&self.reached.enterprises)
    }
}

/// Enterprises against the plan.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct EnterpriseStats {
    /// How many were planned; null where nothing was.
    planned: Option<f64>,
    /// How many there are.
    reached: i64,
    /// How many there are, in per cent of the plan.
    reached_rate: Option<f64>,
}

impl EnterpriseStats {
    fn of(place: &Reached) -> Self {
        let rate = |planned| per_cent(place.enterprises as f64, planned);
        Self {
            planned: place.planned,
            reached: place.enterprises,
            reached_rate: place.planned.and_then(rate),
        }
    }
}

/// Enterprises of one province.
pub(crate) struct ProvinceStats<'a> {
    code: &'a str,
    reached: &'a Reached,
}

/// The enterprises of one province.
#[Object]
impl ProvinceStats<'_> {
    /// The province.
    async fn province(&self, ctx: &Context<'_>) -> Result<Option<Province>> {
        loader::one(ctx, ProvinceKey(self.code.to_owned())).await
    }

    /// Its enterprises, against the plan.
    async fn enterprises(&self) -> EnterpriseStats {
        EnterpriseStats::of(self.reached)
    }

    /// How near to exports they are. A few in one province are easily told apart, so only the office and its managers see it.
    async fn export_stages(&self, ctx: &Context<'_>) -> Vec<ExportStageCount> {
        let scope = ctx.asked().scope();
        match scope {
            Scope::Admin => stages(self.reached),
            Scope::Manager { .. } if !scope.province_is_hidden(self.code) => stages(self.reached),
            _ => Vec::new(),
        }
    }
}

/// How many enterprises are at a stage.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct ExportStageCount {
    /// The stage.
    stage: ExportStage,
    /// How many are at it.
    enterprises: i64,
}

fn stages(place: &Reached) -> Vec<ExportStageCount> {
    ExportStage::ALL
        .into_iter()
        .map(|stage| {
            let name = entity::enterprise::ExportStage::from(stage).to_value();
            ExportStageCount {
                stage,
                enterprises: place.export_stages.get(&name).copied().unwrap_or(0),
            }
        })
        .collect()
}

/// An organisation behind the programme.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct PartnerInfo {
    /// Its name.
    name: String,
    /// What it is.
    kind: PartnerKind,
    /// The ISO 3166-1 code of its country.
    country: String,
}

impl From<&partner::Model> for PartnerInfo {
    fn from(row: &partner::Model) -> Self {
        Self {
            name: row.name.clone(),
            kind: row.kind.into(),
            country: row.country.clone(),
        }
    }
}

/// The money of a year in one currency; what is given for several years is spread evenly.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct ContributionStats {
    /// The ISO 4217 code of the currency.
    currency: String,
    /// What everybody gives.
    amount: f64,
    /// What those give who are not donors.
    recovered: f64,
    /// The share that does not come from donors, in per cent.
    cost_recovery: Option<f64>,
}

impl ContributionStats {
    fn of(currency: &str, money: &Money) -> Self {
        Self {
            currency: currency.to_owned(),
            amount: money.total,
            recovered: money.recovered,
            cost_recovery: money.cost_recovery(),
        }
    }
}

/// Attendances by role; who comes twice is counted twice.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct ParticipantStats {
    /// Managers.
    pub(crate) managers: PeopleCount,
    /// Workers.
    pub(crate) workers: PeopleCount,
}

/// Attendances by sex.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct PeopleCount {
    /// Women.
    women: i64,
    /// Men.
    men: i64,
    /// Sex not stated.
    not_stated: i64,
    /// All of them.
    total: i64,
}

impl From<People> for PeopleCount {
    fn from(people: People) -> Self {
        Self {
            women: people.women,
            men: people.men,
            not_stated: people.not_stated,
            total: people.total(),
        }
    }
}

/// The query of this file.
#[derive(Default)]
pub(crate) struct ProgrammeQueries;

#[Object]
impl ProgrammeQueries {
    /// What the programme had reached by the end of a year, against its plans; for everybody.
    async fn programme(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The year, 2000 to 2100.")] year: i32,
    ) -> Result<ProgrammeSummary> {
        let found = if YEARS.contains(&year) {
            ProgrammeYear::of(&ctx.asked().reader, ctx.asked().scope(), year).await?
        } else {
            None
        };
        let outside = || bad_input("`year` must lie between 2000 and 2100.");
        let reached = found.ok_or_else(outside)?;
        Ok(ProgrammeSummary { year, reached })
    }
}
