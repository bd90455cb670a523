//! What a manager is told on Monday: counts of their provinces, never names.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Duration, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QuerySelect,
};
use uuid::Uuid;

use crate::{
    account::{self, Role},
    account_province, data_request, programme, province,
    rules::{ladder::RequestState, period::Month},
};

/// A month is counted once its requests have been out for so long: before, nobody could have answered.
const OUT_FOR: Duration = Duration::days(1);

/// The counts of one province and month.
#[derive(Clone, Debug, PartialEq)]
pub struct ProvinceWeek {
    /// The province.
    pub province: province::Model,
    /// The month that was asked for.
    pub month: Month,
    /// Requests that were not waived.
    pub expected: u64,
    /// Of them answered, with figures or nothing to report.
    pub received: u64,
    /// Of them answered on time.
    pub on_time: u64,
    /// Of them answered with nothing to report.
    pub nothing: u64,
}

#[derive(FromQueryResult)]
struct Row {
    province_code: String,
    month: Month,
    state: RequestState,
    due_at: DateTime<Utc>,
    received_at: Option<DateTime<Utc>>,
}

/// The counts of each province at `now`, for each month whose entry is still open
/// and whose requests are out; by month, the newest first, and province.
///
/// # Errors
/// Where the database cannot be read.
pub async fn for_provinces(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
) -> Result<Vec<ProvinceWeek>, DbErr> {
    let Some(programme) = programme::Entity::find_by_id(1).one(db).await? else {
        return Ok(Vec::new());
    };
    let rows = data_request::Entity::find()
        .select_only()
        .columns([
            data_request::Column::ProvinceCode,
            data_request::Column::Month,
            data_request::Column::State,
            data_request::Column::DueAt,
            data_request::Column::ReceivedAt,
        ])
        .filter(data_request::Column::Month.gte(programme.live_since))
        .filter(data_request::Column::State.ne(RequestState::Waived))
        .filter(data_request::Column::LocksAt.gt(now))
        .filter(data_request::Column::PlannedAt.lte(now - OUT_FOR))
        .into_model::<Row>()
        .all(db)
        .await?;
    let provinces = province::Entity::find().all(db).await?;
    let provinces: HashMap<_, _> = provinces
        .into_iter()
        .map(|province| (province.code.clone(), province))
        .collect();
    let mut weeks = BTreeMap::new();
    for row in &rows {
        if let Some(province) = provinces.get(&row.province_code) {
            weeks
                .entry((std::cmp::Reverse(row.month), row.province_code.as_str()))
                .or_insert_with(|| none_yet(province, row.month))
                .count(row);
        }
    }
    Ok(weeks.into_values().collect())
}

fn none_yet(province: &province::Model, month: Month) -> ProvinceWeek {
    ProvinceWeek {
        province: province.clone(),
        month,
        expected: 0,
        received: 0,
        on_time: 0,
        nothing: 0,
    }
}

impl ProvinceWeek {
    fn count(&mut self, row: &Row) {
        self.expected += 1;
        self.received += u64::from(row.received_at.is_some());
        self.on_time += u64::from(row.received_at.is_some_and(|at| at < row.due_at));
        self.nothing += u64::from(row.state == RequestState::NothingToReport);
    }

    /// Does a manager of `provinces` answer for it? Without provinces, for the nation.
    pub fn is_of(&self, provinces: &[String]) -> bool {
        provinces.is_empty() || provinces.contains(&self.province.code)
    }
}

/// The managers, each with the codes of their provinces; none means the nation.
///
/// # Errors
/// Where the database cannot be read.
pub async fn managers(
    db: &impl ConnectionTrait,
) -> Result<Vec<(account::Model, Vec<String>)>, DbErr> {
    let accounts = account::Entity::find()
        .filter(account::Column::Role.eq(Role::Manager))
        .filter(account::Column::DisabledAt.is_null())
        .all(db)
        .await?;
    let mut codes: HashMap<Uuid, Vec<String>> = HashMap::new();
    for row in account_province::Entity::find().all(db).await? {
        codes
            .entry(row.account_id)
            .or_default()
            .push(row.province_code);
    }
    Ok(accounts
        .into_iter()
        .map(|account| {
            let mine = codes.remove(&account.id).unwrap_or_default();
            (account, mine)
        })
        .collect())
}
