//! The expectation as a row: one enterprise, one month.

use crate::{
    enterprise,
    link::{Link, LinkPurpose},
    rules::{due::Dates, period::Month},
    scope::Scope,
};
use sea_orm::entity::prelude::*;

pub use crate::rules::ladder::RequestState;

/// The expectation as a row: one enterprise, one month.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "data_request")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The enterprise.
    pub enterprise_id: Uuid,
    /// The month that is asked for.
    pub month: Month,
    /// Where the enterprise was on the month's last day.
    pub province_code: String,
    /// Where it stands.
    pub state: RequestState,
    /// The last day on which a report is on time.
    pub due_on: Date,
    /// 24.00 local of that day.
    pub due_at: DateTimeUtc,
    /// The last day on which figures are taken.
    pub lock_on: Date,
    /// 24.00 local of that day.
    pub locks_at: DateTimeUtc,
    /// Until when the office has opened it again.
    pub reopened_until: Option<DateTimeUtc>,
    /// Grows when its link is reissued.
    pub generation: i32,
    /// When it was first sent.
    pub sent_at: Option<DateTimeUtc>,
    /// When an answer was first stored.
    pub received_at: Option<DateTimeUtc>,
    /// When it was planned.
    pub planned_at: DateTimeUtc,
    /// The day by which the enterprise promised an answer.
    pub promised_on: Option<Date>,
    /// When it promised.
    pub promised_at: Option<DateTimeUtc>,
    /// When its last step ended.
    pub chase_ended_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// The request for `month` of `enterprise`, then in `province`, as it is planned at
    /// `planned_at`: open, and neither sent nor answered.
    pub fn planned(
        (id, enterprise): (Uuid, Uuid),
        month: Month,
        province: String,
        dates: Dates,
        planned_at: DateTimeUtc,
    ) -> Self {
        Self {
            id,
            enterprise_id: enterprise,
            month,
            province_code: province,
            state: RequestState::Open,
            due_on: dates.due_on,
            due_at: dates.due_at,
            lock_on: dates.lock_on,
            locks_at: dates.locks_at,
            reopened_until: None,
            generation: 1,
            sent_at: None,
            received_at: None,
            planned_at,
            promised_on: None,
            promised_at: None,
            chase_ended_at: None,
        }
    }

    /// Does it take figures at `now`?
    pub fn is_open_at(&self, now: DateTimeUtc) -> bool {
        self.state != RequestState::Waived
            && (now < self.locks_at || self.reopened_until.is_some_and(|until| now < until))
    }

    /// The link by which it is answered, as long as it takes figures.
    pub fn link(&self) -> Link {
        let reopened = self.reopened_until.unwrap_or(self.locks_at);
        Link {
            purpose: LinkPurpose::Submit,
            id: self.id,
            generation: self.generation,
            expires_at: reopened.max(self.locks_at),
        }
    }

    /// Was it answered on time? Missing while it is not answered.
    pub fn on_time(&self) -> Option<bool> {
        self.received_at.map(|received| received < self.due_at)
    }
}

impl Entity {
    /// The requests that `scope` may see.
    pub fn visible_to(scope: &Scope) -> Select<Self> {
        match scope {
            Scope::Admin => Self::find(),
            other => Self::find()
                .filter(Column::EnterpriseId.in_subquery(enterprise::Entity::visible_ids(other))),
        }
    }
}
