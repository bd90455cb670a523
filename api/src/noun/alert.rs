//! An alert: a rule hit at an enterprise, what tripped it, and what became of it.

use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use entity::{
    alert::{self, Evidence},
    scope::Scope,
};
use sea_orm::{ColumnTrait, Select};

use super::{
    advisory_visit::{AdvisoryVisit, VisitsFor},
    enterprise::{Enterprise, links::EnterpriseKey},
    history::{self, HistoryEntry},
    indicator::{Indicator, IndicatorKey},
    noun_list, noun_order, object_of,
    province::{Province, ProvinceKey, provinces},
};
use crate::{
    filter::{CodeFilter, DateTimeFilter, IdFilter, enum_filter, noun_filter},
    id::global,
    loader::{self, link_many, link_one},
    scalar::{DateTime, Month},
};

object_of! {
    /// A rule hit at an enterprise.
    Alert(alert)
}

fn visible(scope: &Scope) -> Select<alert::Entity> {
    alert::Entity::visible_to(scope)
}

link_one! {
    /// An alert by its id.
    AlertKey(uuid::Uuid): alert by Id, |row| row.id, visible
}

link_many! {
    /// The alerts of an enterprise.
    AlertsOf(uuid::Uuid): alert by EnterpriseId sorted OpenedAt, |row| row.enterprise_id, visible
}

/// A rule hit at an enterprise: one episode, from the months that tripped it to recovery.
#[Object]
impl Alert {
    /// Its global id.
    pub(crate) async fn id(&self) -> ID {
        global("Alert", self.0.id)
    }

    /// Which rule was hit.
    async fn rule(&self) -> AlertRule {
        self.0.rule.into()
    }

    /// Where it stands.
    async fn state(&self) -> AlertState {
        self.0.state.into()
    }

    /// The indicator; null for silence.
    async fn indicator(&self, ctx: &Context<'_>) -> Result<Option<Indicator>> {
        match &self.0.indicator_code {
            Some(code) => loader::one(ctx, IndicatorKey(code.clone())).await,
            None => Ok(None),
        }
    }

    /// The months that tripped it, the earliest first.
    async fn evidence(&self) -> Vec<AlertEvidenceInfo> {
        let months = self.0.evidence().into_iter();
        months.filter_map(AlertEvidenceInfo::read).collect()
    }

    /// When it was opened.
    async fn opened_at(&self) -> DateTime {
        DateTime(self.0.opened_at)
    }

    /// When somebody took notice.
    async fn acknowledged_at(&self) -> Option<DateTime> {
        self.0.acknowledged_at.map(DateTime)
    }

    /// When it was resolved: by a visit, by somebody, by recovery, or because the enterprise left.
    async fn resolved_at(&self) -> Option<DateTime> {
        self.0.resolved_at.map(DateTime)
    }

    /// Why it was resolved without a visit and without recovery: what somebody said, or that the
    /// enterprise left.
    async fn resolution(&self) -> Option<&str> {
        self.0.resolution.as_deref()
    }

    /// When it got better: two reported months in a row without the hit.
    async fn recovered_at(&self) -> Option<DateTime> {
        self.0.recovered_at.map(DateTime)
    }

    /// The enterprise.
    async fn enterprise(&self, ctx: &Context<'_>) -> Result<Option<Enterprise>> {
        loader::one(ctx, EnterpriseKey(self.0.enterprise_id)).await
    }

    /// The province where the enterprise was when it was opened.
    async fn province(&self, ctx: &Context<'_>) -> Result<Option<Province>> {
        loader::one(ctx, ProvinceKey(self.0.province_code.clone())).await
    }

    /// The visits that answer it, the earliest planned first.
    async fn visits(&self, ctx: &Context<'_>) -> Result<Vec<AdvisoryVisit>> {
        loader::many::<_, entity::advisory_visit::Model, _>(ctx, VisitsFor(self.0.id)).await
    }

    /// Who changed what and when, the earliest first; empty for whoever is not of the office.
    async fn history(&self, ctx: &Context<'_>) -> Result<Vec<HistoryEntry>> {
        history::of(ctx, self.0.id).await
    }
}

/// A month that tripped an alert.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct AlertEvidenceInfo {
    /// The month.
    month: Month,
    /// The value that was reported; null for silence.
    value: Option<f64>,
    /// What it was compared with: the baseline, or the enterprise's own maximum.
    compared: Option<f64>,
    /// The change since baseline: per cent, or the indicator's unit.
    change: Option<f64>,
}

impl AlertEvidenceInfo {
    fn read(kept: Evidence) -> Option<Self> {
        Some(Self {
            month: Month(kept.month.parse().ok()?),
            value: kept.value,
            compared: kept.compared,
            change: kept.change,
        })
    }
}

/// Which rule was hit.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[graphql(remote = "alert::AlertRule")]
pub(crate) enum AlertRule {
    /// A core indicator is worse than baseline in two of the last three months.
    Worse,
    /// More lost-time accidents than in any month before.
    Accidents,
    /// Two requests in a row went unanswered.
    Silence,
}

/// Where an alert stands.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[graphql(remote = "alert::AlertState")]
pub(crate) enum AlertState {
    /// Nobody has taken notice.
    Open,
    /// Somebody has.
    Acknowledged,
    /// Somebody went there, or it got better.
    Resolved,
}

enum_filter! {
    /// Which rules are let through.
    AlertRuleFilter of AlertRule => alert::AlertRule
}

enum_filter! {
    /// Which states are let through.
    AlertStateFilter of AlertState => alert::AlertState
}

noun_filter! {
    /// Which alerts are let through.
    AlertFilter {
        /// By the enterprise: its global id.
        enterprise: IdFilter => |given| given.of("Enterprise", alert::Column::EnterpriseId)?,
        /// By the code of the province where the enterprise was.
        province: CodeFilter => |given| provinces(given, alert::Column::ProvinceCode)?,
        /// By rule.
        rule: AlertRuleFilter => |given| given.of(alert::Column::Rule),
        /// By the indicator's code.
        indicator: CodeFilter => |given| given.of(alert::Column::IndicatorCode),
        /// By state.
        state: AlertStateFilter => |given| given.of(alert::Column::State),
        /// By when it was opened.
        opened_at: DateTimeFilter => |given| given.of(alert::Column::OpenedAt),
        /// By whether it got better.
        has_recovered: bool => |given| vec![if given {
            alert::Column::RecoveredAt.is_not_null()
        } else {
            alert::Column::RecoveredAt.is_null()
        }],
    }
}

noun_order! {
    AlertOrder by AlertOrderField of alert, default OpenedAt, then Id as |row| Key::Uuid(row.id);
    /// By when it was opened.
    OpenedAt: OpenedAt as |row| Key::Moment(row.opened_at),
}

noun_list! {
    AlertQueries, AlertConnection, AlertEdge, Alert of alert;
    /// The alerts that you may see.
    alerts(AlertFilter, AlertOrder) from visible, joining
        ["indicator"] to IndicatorKey by IndicatorCode as |row| row.indicator_code.clone(),
        ["enterprise"] to EnterpriseKey by EnterpriseId as |row| Some(row.enterprise_id),
        ["province"] to ProvinceKey by ProvinceCode as |row| Some(row.province_code.clone());
}
