//! A rule hit at one enterprise: open until somebody went there or it got better.
//!
//! An episode has one row however often the watch sees it. Resolving an alert does
//! not end its episode: that does recovery, and only then can the rule open another.

use sea_orm::{QueryTrait, entity::prelude::*, sea_query::SelectStatement};
use serde::{Deserialize, Serialize};

use crate::{
    enterprise,
    rules::{alert::Sighting, period::Month},
    scope::Scope,
};

pub use crate::rules::alert::AlertRule;

/// A rule hit at one enterprise.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "alert")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The enterprise.
    pub enterprise_id: Uuid,
    /// Where the enterprise was when it was opened.
    pub province_code: String,
    /// Which rule was hit.
    pub rule: AlertRule,
    /// The indicator; none for silence.
    pub indicator_code: Option<String>,
    /// Names the episode among those of the enterprise.
    pub episode: String,
    /// Where it stands.
    pub state: AlertState,
    /// JSON of the months that tripped it.
    pub evidence: String,
    /// When it was opened.
    pub opened_at: DateTimeUtc,
    /// When somebody took notice.
    pub acknowledged_at: Option<DateTimeUtc>,
    /// Whose account that was.
    pub acknowledged_by: Option<Uuid>,
    /// When it was resolved: by a visit, by somebody, by recovery, or because the enterprise left.
    pub resolved_at: Option<DateTimeUtc>,
    /// Whose account that was; none for recovery.
    pub resolved_by: Option<Uuid>,
    /// What somebody gave as the reason, or [`LEFT`].
    pub resolution: Option<String>,
    /// When the episode ended: two reported months in a row without the hit.
    pub recovered_at: Option<DateTimeUtc>,
    /// The later of these two months.
    pub recovered_month: Option<Month>,
    /// When its enterprise left the programme, which ends the episode too.
    pub left_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}

/// Why the alert of an enterprise that left is resolved.
pub const LEFT: &str = "The enterprise takes part in the programme no more";

/// Where an alert stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(24))",
    rename_all = "SCREAMING_SNAKE_CASE"
)]
pub enum AlertState {
    /// Nobody has taken notice.
    Open,
    /// Somebody has.
    Acknowledged,
    /// Somebody went there, or it got better.
    Resolved,
}

/// A month that tripped an alert.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// The month, `2012-10`.
    pub month: String,
    /// The value that was reported; none for silence.
    pub value: Option<f64>,
    /// What it was compared with: the baseline, or the own maximum.
    pub compared: Option<f64>,
    /// The change since baseline.
    pub change: Option<f64>,
}

impl From<&Sighting> for Evidence {
    fn from(seen: &Sighting) -> Self {
        Self {
            month: seen.month.to_string(),
            value: seen.value,
            compared: seen.compared,
            change: seen.change,
        }
    }
}

impl Model {
    /// When it got better, if that was after a visit on `held`: of the two months that say
    /// so, one had not ended by then.
    pub fn recovered_after(&self, held: Date) -> Option<DateTimeUtc> {
        let came_later = |at: &DateTimeUtc| match self.recovered_month {
            Some(month) => month.last_day() >= held,
            None => at.date_naive() >= held,
        };
        self.recovered_at.filter(came_later)
    }

    /// The months that tripped it, the earliest first.
    pub fn evidence(&self) -> Vec<Evidence> {
        serde_json::from_str(&self.evidence).unwrap_or_default()
    }
}

impl Entity {
    /// The alerts that `scope` may see: those of its enterprises, for the office,
    /// managers and trainers.
    pub fn visible_to(scope: &Scope) -> Select<Self> {
        match staff_enterprises(scope) {
            Some(theirs) => Self::find().filter(Column::EnterpriseId.in_subquery(theirs)),
            None if *scope == Scope::Admin => Self::find(),
            None => Self::find().filter(sea_orm::sea_query::Expr::value(false)),
        }
    }

    /// The ids of those alerts, for the tables that hang on them.
    pub fn visible_ids(scope: &Scope) -> SelectStatement {
        use sea_orm::QuerySelect;
        Self::visible_to(scope)
            .select_only()
            .column(Column::Id)
            .into_query()
    }
}

/// The enterprises of a manager or trainer; none for everybody else.
pub(crate) fn staff_enterprises(scope: &Scope) -> Option<SelectStatement> {
    matches!(scope, Scope::Manager { .. } | Scope::Trainer { .. })
        .then(|| enterprise::Entity::visible_ids(scope))
}
