//! What a trainer and a manager are told on Mondays (`DOMAIN.md` §3).
//!
//! Read when the digest is planned, and again when it is composed. Whoever has
//! nothing to be told is missing from the answers.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
};
use uuid::Uuid;

use crate::{
    account::{self, Role},
    account_province,
    chase::people,
    chase_step, cohort, contact, data_request, enrolment, enterprise, province,
    rules::{
        ladder::{Decision, RequestState, Step},
        period::Month,
    },
};

/// An open request that a trainer is told of.
#[derive(Clone, Debug)]
pub struct OpenRequest {
    /// The request.
    pub request: data_request::Model,
    /// The enterprise.
    pub enterprise: enterprise::Model,
    /// Whom to call there: the primary contact.
    pub contact: Option<contact::Model>,
    /// Has the office handed it to the trainer?
    pub is_task: bool,
    /// Has nobody there a usable address?
    pub is_unreachable: bool,
}

/// The counts of one province and month.
#[derive(Clone, Debug, PartialEq)]
pub struct ProvinceWeek {
    /// The province.
    pub province: province::Model,
    /// The newest month that was asked for.
    pub month: Month,
    /// Requests that were not waived.
    pub expected: i64,
    /// Of them answered, with figures or nothing to report.
    pub received: i64,
    /// Of them answered on time.
    pub on_time: i64,
    /// Of them answered with nothing to report.
    pub nothing: i64,
    /// Of them neither answered nor on time any more.
    pub late: i64,
}

/// The requests that each trainer is told of at `now`: handed to them and still
/// open, at enterprises without a usable address, and past due at those who
/// prefer a call.
///
/// # Errors
/// Where the database cannot be read.
pub async fn for_trainers(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
) -> Result<HashMap<Uuid, Vec<OpenRequest>>, DbErr> {
    let requests = data_request::Entity::find()
        .filter(data_request::Column::ChaseEndedAt.is_null())
        .filter(data_request::Column::State.eq(RequestState::Open))
        .filter(data_request::Column::LocksAt.gt(now))
        .order_by_asc(data_request::Column::DueAt)
        .all(db)
        .await?;
    let enterprises: HashSet<_> = requests
        .iter()
        .map(|request| request.enterprise_id)
        .collect();
    let trainers = trainers(db, &enterprises).await?;
    let mut rows = enterprises_by_id(db, &enterprises).await?;
    let reachable = people::to_ask(db, enterprises.iter().copied()).await?;
    let contacts = primary_contacts(db, &enterprises).await?;
    let tasks = tasks(db).await?;
    let mut told: HashMap<_, Vec<_>> = HashMap::new();
    for request in requests {
        let id = request.enterprise_id;
        let (Some(trainer), Some(enterprise)) = (trainers.get(&id), rows.get_mut(&id)) else {
            continue;
        };
        let is_task = tasks.contains(&request.id);
        let is_unreachable = !reachable.contains_key(&id);
        let wants_a_call = enterprise.prefers_call && request.due_at <= now;
        if is_task || is_unreachable || wants_a_call {
            told.entry(*trainer).or_default().push(OpenRequest {
                contact: contacts.get(&id).cloned(),
                enterprise: enterprise.clone(),
                request,
                is_task,
                is_unreachable,
            });
        }
    }
    Ok(told)
}

/// The lead trainer of each enterprise's present cohort.
///
/// # Errors
/// Where the database cannot be read.
pub async fn trainers(
    db: &impl ConnectionTrait,
    enterprises: &HashSet<Uuid>,
) -> Result<HashMap<Uuid, Uuid>, DbErr> {
    let leads: HashMap<Uuid, Uuid> = cohort::Entity::find()
        .select_only()
        .columns([cohort::Column::Id, cohort::Column::LeadTrainerId])
        .into_tuple::<(Uuid, Uuid)>()
        .all(db)
        .await?
        .into_iter()
        .collect();
    let enrolments = enrolment::Entity::find()
        .filter(enrolment::Column::EnterpriseId.is_in(enterprises.iter().copied()))
        .filter(enrolment::Column::ToDate.is_null())
        .order_by_asc(enrolment::Column::FromDate)
        .all(db)
        .await?;
    let pairs = enrolments
        .into_iter()
        .filter_map(|row| Some((row.enterprise_id, *leads.get(&row.cohort_id)?)));
    Ok(pairs.collect())
}

async fn enterprises_by_id(
    db: &impl ConnectionTrait,
    ids: &HashSet<Uuid>,
) -> Result<HashMap<Uuid, enterprise::Model>, DbErr> {
    let rows = enterprise::Entity::find()
        .filter(enterprise::Column::Id.is_in(ids.iter().copied()))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

async fn primary_contacts(
    db: &impl ConnectionTrait,
    enterprises: &HashSet<Uuid>,
) -> Result<HashMap<Uuid, contact::Model>, DbErr> {
    let rows = contact::Entity::find()
        .filter(contact::Column::EnterpriseId.is_in(enterprises.iter().copied()))
        .filter(contact::Column::WithdrawnAt.is_null())
        .order_by_asc(contact::Column::IsPrimary)
        .order_by_desc(contact::Column::Id)
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.enterprise_id, row))
        .collect())
}

/// The requests that were handed to a trainer.
async fn tasks(db: &impl ConnectionTrait) -> Result<HashSet<Uuid>, DbErr> {
    let open = data_request::Entity::find()
        .select_only()
        .column(data_request::Column::Id)
        .filter(data_request::Column::ChaseEndedAt.is_null())
        .into_query();
    let rows: Vec<Uuid> = chase_step::Entity::find()
        .select_only()
        .column(chase_step::Column::DataRequestId)
        .filter(chase_step::Column::Step.eq(Step::TrainerTask))
        .filter(chase_step::Column::Decision.eq(Decision::Done))
        .filter(chase_step::Column::DataRequestId.in_subquery(open))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

#[derive(FromQueryResult)]
struct Row {
    province_code: String,
    state: RequestState,
    due_at: DateTime<Utc>,
    received_at: Option<DateTime<Utc>>,
}

/// The counts of each province at `now`, of the newest month that was asked for;
/// nothing where no request is being chased.
///
/// # Errors
/// Where the database cannot be read.
pub async fn for_provinces(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
) -> Result<BTreeMap<String, ProvinceWeek>, DbErr> {
    let newest: Option<Option<Month>> = data_request::Entity::find()
        .select_only()
        .column_as(data_request::Column::Month.max(), "month")
        .filter(data_request::Column::ChaseEndedAt.is_null())
        .into_tuple()
        .one(db)
        .await?;
    let Some(month) = newest.flatten() else {
        return Ok(BTreeMap::new());
    };
    let rows = data_request::Entity::find()
        .select_only()
        .columns([
            data_request::Column::ProvinceCode,
            data_request::Column::State,
            data_request::Column::DueAt,
            data_request::Column::ReceivedAt,
        ])
        .filter(data_request::Column::Month.eq(month))
        .filter(data_request::Column::State.ne(RequestState::Waived))
        .into_model::<Row>()
        .all(db)
        .await?;
    let provinces = province::Entity::find().all(db).await?;
    let mut weeks = BTreeMap::new();
    for province in provinces {
        let code = province.code.clone();
        let mine = rows.iter().filter(|row| row.province_code == code);
        let week = count(province, month, mine, now);
        if week.expected > 0 {
            weeks.insert(code, week);
        }
    }
    Ok(weeks)
}

fn count<'a>(
    province: province::Model,
    month: Month,
    rows: impl Iterator<Item = &'a Row>,
    now: DateTime<Utc>,
) -> ProvinceWeek {
    let mut week = ProvinceWeek {
        province,
        month,
        expected: 0,
        received: 0,
        on_time: 0,
        nothing: 0,
        late: 0,
    };
    for row in rows {
        week.expected += 1;
        match row.received_at {
            Some(received) => {
                week.received += 1;
                week.on_time += i64::from(received < row.due_at);
            }
            None => week.late += i64::from(row.due_at <= now),
        }
        week.nothing += i64::from(row.state == RequestState::NothingToReport);
    }
    week
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

/// The weeks of a manager's provinces.
pub fn weeks_of<'a>(
    weeks: &'a BTreeMap<String, ProvinceWeek>,
    provinces: &'a [String],
) -> impl Iterator<Item = &'a ProvinceWeek> {
    weeks
        .values()
        .filter(|week| provinces.is_empty() || provinces.contains(&week.province.code))
}
