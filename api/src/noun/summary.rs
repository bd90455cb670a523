//! A quarter's summary: an edition, its frozen figures, and what differs from the one before.
//!
//! The office and a place's managers get all figures; everybody else gets the set that was
//! disclosed when the edition was made, and nothing else of it.

mod delivered;
mod difference;
mod figures;
mod files;
mod indicator;

use async_graphql::{Context, Enum, ID, Object, Result};
use entity::{
    rules::{
        difference::{FigureKind as ComparedFigure, differences},
        summary::Figures,
    },
    scope::Scope,
    series,
    summary::{self, file::Audience, sees_internal},
};
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder, Select};
use view::summary::{difference_sentence, sentence};

use super::{
    history::{self, HistoryEntry},
    language::Language,
    noun_list, noun_order, object_of,
    province::{Province, ProvinceKey, provinces},
};
use crate::{
    context::Asks,
    filter::{CodeFilter, IntFilter, enum_filter, noun_filter},
    id::global,
    loader::{self, link_one},
    scalar::{DateTime, Quarter},
};
use difference::{EditionKey, SummaryDifferenceInfo, indicators};
use figures::SummaryFigureStats;
use files::{FilesKey, SummaryFileInfo, files};

object_of! {
    /// One edition of a quarter's summary.
    Summary(summary)
}

fn visible(scope: &Scope) -> Select<summary::Entity> {
    summary::Entity::visible_to(scope)
}

link_one! {
    /// A summary by its id.
    SummaryKey(uuid::Uuid): summary by Id, |row| row.id, visible
}

impl Summary {
    /// Does whoever asks get all figures?
    fn is_internal(&self, ctx: &Context<'_>) -> bool {
        sees_internal(ctx.asked().scope(), self.0.province_code.as_deref())
    }

    /// The figures that whoever asks may see.
    fn shown(row: &summary::Model, scope: &Scope) -> Result<Figures> {
        Ok(if sees_internal(scope, row.province_code.as_deref()) {
            row.figures()?
        } else {
            row.public_figures()?
        })
    }
}

/// One edition of a quarter's summary: figures that never change.
#[Object]
impl Summary {
    /// Its global id.
    pub(crate) async fn id(&self) -> ID {
        global("Summary", self.0.id)
    }

    /// The province; null for the nation.
    async fn province(&self, ctx: &Context<'_>) -> Result<Option<Province>> {
        match &self.0.province_code {
            Some(code) => loader::one(ctx, ProvinceKey(code.clone())).await,
            None => Ok(None),
        }
    }

    /// The quarter.
    async fn quarter(&self) -> Result<Quarter> {
        Ok(Quarter(self.0.period()?))
    }

    /// 1 for the first.
    async fn edition(&self) -> i32 {
        self.0.edition
    }

    /// Why it was made.
    async fn reason(&self) -> EditionReason {
        self.0.reason.into()
    }

    /// It knows what had come by then.
    async fn cut_off(&self) -> DateTime {
        DateTime(self.0.cut_off)
    }

    /// Is this the public set, in which figures of few are hidden?
    async fn is_public_set(&self, ctx: &Context<'_>) -> bool {
        !self.is_internal(ctx)
    }

    /// SHA-256 of the frozen text of the set that you get.
    async fn hash(&self, ctx: &Context<'_>) -> &str {
        if self.is_internal(ctx) {
            &self.0.internal_hash
        } else {
            &self.0.public_hash
        }
    }

    /// The frozen text of the set that you get, as it was hashed: JSON.
    async fn text(&self, ctx: &Context<'_>) -> &str {
        if self.is_internal(ctx) {
            &self.0.internal
        } else {
            &self.0.public
        }
    }

    /// Its figures.
    async fn figures(&self, ctx: &Context<'_>) -> Result<SummaryFigureStats> {
        Self::shown(&self.0, ctx.asked().scope()).map(SummaryFigureStats)
    }

    /// What stands out, in sentences.
    async fn highlights(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In which language.", default_with = "Language::Id")] language: Language,
    ) -> Result<Vec<String>> {
        let figures = Self::shown(&self.0, ctx.asked().scope())?;
        let indicators = indicators(ctx, &figures).await?;
        let said = figures.highlights.iter();
        Ok(said
            .map(|one| sentence(language.into(), one, &indicators))
            .collect())
    }

    /// Its files, of the set that you get: each is made when it is first asked for, and never changes.
    async fn files(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In which language.", default_with = "Language::Id")] language: Language,
    ) -> Result<Vec<SummaryFileInfo>> {
        let asked = ctx.asked();
        let made = asked.loader.load_one(FilesKey(self.0.id)).await?;
        let audience = Audience::of(asked.scope(), self.0.province_code.as_deref());
        let which = (audience, language.into());
        let id = global("Summary", self.0.id);
        let url = &asked.links.public_url;
        Ok(files(&self.0, &id, which, url, &made.unwrap_or_default()))
    }

    /// What differs from the edition before, in what is shown or in of how many it is;
    /// empty for the first.
    async fn differences(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In which language.", default_with = "Language::Id")] language: Language,
    ) -> Result<Vec<SummaryDifferenceInfo>> {
        let asked = ctx.asked();
        let key = EditionKey::before(&self.0);
        let Some(before) = asked.loader.load_one(key).await? else {
            return Ok(Vec::new());
        };
        let old = Self::shown(&before, asked.scope())?;
        let new = Self::shown(&self.0, asked.scope())?;
        let mut indicators = indicators(ctx, &new).await?;
        let gone = difference::indicators(ctx, &old).await?.into_iter();
        let gone = gone.filter(|row| !new.indicators.iter().any(|one| one.code == row.code));
        indicators.extend(gone.collect::<Vec<_>>());
        let yardsticks: Vec<_> = indicators
            .iter()
            .map(|row| (row.code.clone(), series::yardstick(row)))
            .collect();
        let found = differences(&old, &new, &yardsticks).into_iter();
        Ok(found
            .filter_map(|one| {
                let text = difference_sentence(language.into(), &one, &indicators)?;
                Some(SummaryDifferenceInfo::of(one, text))
            })
            .collect())
    }

    /// Who changed what and when, the earliest first; empty for whoever is not of the office.
    async fn history(&self, ctx: &Context<'_>) -> Result<Vec<HistoryEntry>> {
        history::of(ctx, self.0.id).await
    }
}

/// Why an edition was made.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[graphql(remote = "summary::EditionReason")]
pub(crate) enum EditionReason {
    /// Twenty days after the quarter's end.
    Scheduled,
    /// Somebody asked for it.
    ByHand,
    /// Late data moved a figure materially.
    LateData,
}

/// A figure that can differ between editions.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[graphql(remote = "ComparedFigure")]
pub(crate) enum FigureKind {
    /// Enterprises that had been enrolled by the quarter's end.
    EnterprisesReached,
    /// Enterprises that the year's plan has.
    EnterprisesPlanned,
    /// Enterprises of which a month was expected.
    EnterprisesExpected,
    /// Enterprises with at least one answer.
    EnterprisesReporting,
    /// Months that were expected.
    MonthsExpected,
    /// The rate of months that were received.
    ReceivedRate,
    /// The rate of months that were received by their due date.
    OnTimeRate,
    /// Months with *nothing to report*.
    NothingToReport,
    /// An indicator that the edition before did not have.
    IndicatorAdded,
    /// An indicator that only the edition before has.
    IndicatorRemoved,
    /// Enterprises with a value, where a group has no level.
    Values,
    /// A group's level.
    Level,
    /// The median change since baseline.
    MedianChange,
    /// The share improved.
    ImprovedShare,
    /// Growth on the quarter before.
    QuarterGrowth,
    /// Growth on the same quarter of the year before.
    YearGrowth,
    /// Sessions in a classroom.
    Sessions,
    /// Training visits at a workplace.
    TrainingVisits,
    /// Enterprises that somebody came from.
    EnterprisesTrained,
    /// Attendances of managers who are women.
    ManagersWomen,
    /// Attendances of managers who are men.
    ManagersMen,
    /// Attendances of managers whose sex is not stated.
    ManagersNotStated,
    /// Attendances of workers who are women.
    WorkersWomen,
    /// Attendances of workers who are men.
    WorkersMen,
    /// Attendances of workers whose sex is not stated.
    WorkersNotStated,
    /// How content they were.
    Satisfaction,
    /// Alerts that were opened.
    AlertsOpened,
    /// Alerts that were resolved.
    AlertsResolved,
    /// Advisory visits that were held.
    AdvisoryVisits,
}

enum_filter! {
    /// Which reasons are let through.
    EditionReasonFilter of EditionReason => summary::EditionReason
}

noun_filter! {
    /// Which summaries are let through.
    SummaryFilter {
        /// By the code of the province.
        province: CodeFilter => |given| provinces(given, summary::Column::ProvinceCode)?,
        /// By whether it is the nation's.
        is_national: bool => |given| vec![if given {
            summary::Column::ProvinceCode.is_null()
        } else {
            summary::Column::ProvinceCode.is_not_null()
        }],
        /// By quarter, written `2012-Q3`.
        quarter: CodeFilter => |given| given.of(summary::Column::Quarter),
        /// By edition.
        edition: IntFilter => |given| given.of(summary::Column::Edition),
        /// By why it was made.
        reason: EditionReasonFilter => |given| given.of(summary::Column::Reason),
    }
}

noun_order! {
    SummaryOrder by SummaryOrderField of summary, default CutOff, then Id as |row| Key::Uuid(row.id);
    /// By what it knows.
    CutOff: CutOff as |row| Key::Moment(row.cut_off),
}

noun_list! {
    SummaryQueries, SummaryConnection, SummaryEdge, Summary of summary;
    /// The editions of summaries that you may see.
    summaries(SummaryFilter, SummaryOrder) from visible, joining
        ["province"] to ProvinceKey by ProvinceCode as |row| row.province_code.clone();

    /// One edition of a summary; the newest, where none is named.
    async fn summary(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The code of the province; the nation's summary without.")] province: Option<String>,
        #[graphql(desc = "The quarter.")] quarter: Quarter,
        #[graphql(desc = "The edition; the newest without.")] edition: Option<i32>,
    ) -> Result<Option<Summary>> {
        let asked = ctx.asked();
        let place = match province {
            Some(code) => summary::Column::ProvinceCode.eq(code),
            None => summary::Column::ProvinceCode.is_null(),
        };
        let mut all = visible(asked.scope())
            .filter(place)
            .filter(summary::Column::Quarter.eq(quarter.0.to_string()));
        if let Some(edition) = edition {
            all = all.filter(summary::Column::Edition.eq(edition));
        }
        let newest = all.order_by_desc(summary::Column::Edition);
        Ok(newest.one(&asked.reader).await?.map(Summary))
    }
}
