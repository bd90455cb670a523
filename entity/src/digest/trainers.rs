//! What a trainer is told on Monday: whom to call.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};
use uuid::Uuid;

use crate::{
    chase::people,
    chase_step, cohort, contact, data_request, enrolment, enterprise, programme,
    rules::ladder::{Decision, RequestState, Step},
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
    let Some(programme) = programme::Entity::find_by_id(1).one(db).await? else {
        return Ok(HashMap::new());
    };
    let requests = data_request::Entity::find()
        .filter(data_request::Column::ChaseEndedAt.is_null())
        .filter(data_request::Column::Month.gte(programme.live_since))
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
        // One whose due date was moved since is no task until that has passed, too.
        let is_late = request.due_at <= now;
        let is_task = is_late && tasks.contains(&request.id);
        let is_unreachable = !reachable.contains_key(&id);
        let wants_a_call = is_late && enterprise.prefers_call;
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

pub(super) async fn enterprises_by_id(
    db: &impl ConnectionTrait,
    ids: &HashSet<Uuid>,
) -> Result<HashMap<Uuid, enterprise::Model>, DbErr> {
    let rows = enterprise::Entity::find()
        .filter(enterprise::Column::Id.is_in(ids.iter().copied()))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// Whom to call at each of these enterprises: the primary contact, else the one who came
/// first; never one who has withdrawn.
///
/// # Errors
/// Where the database cannot be read.
pub async fn primary_contacts(
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
