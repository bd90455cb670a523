//! The steps of one zone's requests that are due by now.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QueryOrder,
    QuerySelect, RelationDef, SelectGetableTuple, Selector,
};
use uuid::Uuid;

use crate::{
    chase_step, data_request, expected,
    message::{self, MessageState},
    message_item,
    pause::Pauses,
    programme,
    rules::{
        calendar::Calendar,
        ladder::{Promise, Situation, Step, Verdict},
        period::Month,
        zone::Zone,
    },
};

/// Requests that are read at once.
const PAGE: u64 = 2_000;
/// Requests whose steps are read at once.
const AT_ONCE: usize = 5_000;

/// Steps of requests, as they are read.
type RequestSteps = Selector<SelectGetableTuple<(Uuid, Step)>>;

/// A step that is due, and what should become of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueStep {
    /// The request; none where it is still to be planned.
    pub request: Option<Uuid>,
    /// The enterprise.
    pub enterprise: Uuid,
    /// The month that is asked for.
    pub month: Month,
    /// The step.
    pub step: Step,
    /// Since when it has been due.
    pub since: DateTime<Utc>,
    /// What should become of it.
    pub verdict: Verdict,
}

/// The steps in `zone` that are due by `now`, without those whose mail is on its way.
///
/// # Errors
/// Where the database cannot be read.
pub async fn due_steps(
    db: &impl ConnectionTrait,
    calendar: &Calendar,
    zone: Zone,
    now: DateTime<Utc>,
) -> Result<Vec<DueStep>, DbErr> {
    let Some(programme) = programme::Entity::find_by_id(1).one(db).await? else {
        return Ok(Vec::new());
    };
    let provinces = expected::provinces(db, zone.name).await?;
    let pauses = Pauses::load(db).await?;
    let mut found = Vec::new();
    let mut after = Uuid::nil();
    loop {
        let page = data_request::Entity::find()
            .filter(data_request::Column::ChaseEndedAt.is_null())
            .filter(data_request::Column::Month.gte(programme.live_since))
            .filter(data_request::Column::ProvinceCode.is_in(provinces.iter()))
            .filter(data_request::Column::Id.gt(after))
            .order_by_asc(data_request::Column::Id)
            .limit(PAGE)
            .all(db)
            .await?;
        let Some(last) = page.last() else {
            return Ok(found);
        };
        after = last.id;
        let steps = Steps::load(db, page.iter().map(|request| request.id)).await?;
        for request in page {
            let on_its_way = steps.on_its_way(request.id);
            let ended = steps.ended(request.id);
            let paused = pauses.hold(request.enterprise_id, &request.province_code);
            let situation = situation(&request, zone.tz, paused, ended);
            let asked = (Some(request.id), request.enterprise_id);
            let due = steps_of(asked, &situation, calendar, now);
            found.extend(due.filter(|due| !on_its_way.contains(&due.step)));
        }
    }
}

/// The steps of one request, or of an enterprise without one, that are due by `now`.
pub(super) fn steps_of(
    (request, enterprise): (Option<Uuid>, Uuid),
    situation: &Situation,
    calendar: &Calendar,
    now: DateTime<Utc>,
) -> impl Iterator<Item = DueStep> {
    let steps = situation.due(calendar, now).into_iter();
    steps.map(move |(step, verdict)| DueStep {
        request,
        enterprise,
        month: situation.month,
        step,
        since: situation.slot(calendar, step),
        verdict,
    })
}

/// What the ladder is asked about `request`.
pub fn situation(
    request: &data_request::Model,
    zone: Tz,
    is_paused: bool,
    ended: Vec<Step>,
) -> Situation {
    let promise = request.promised_on.zip(request.promised_at);
    Situation {
        month: request.month,
        zone,
        state: request.state,
        due_on: request.due_on,
        due_at: request.due_at,
        locks_at: request.locks_at,
        sent_at: request.sent_at,
        promise: promise.map(|(by, made_at)| Promise { made_at, by }),
        is_paused,
        ended,
    }
}

/// What has happened to the steps of some requests.
#[derive(Debug, Default)]
pub struct Steps {
    ended: HashMap<Uuid, Vec<Step>>,
    on_its_way: HashSet<(Uuid, Step)>,
}

impl Steps {
    /// What has happened to the steps of these requests.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub async fn load(
        db: &impl ConnectionTrait,
        requests: impl IntoIterator<Item = Uuid>,
    ) -> Result<Self, DbErr> {
        let requests: Vec<_> = requests.into_iter().collect();
        let mut steps = Self::default();
        for some in requests.chunks(AT_ONCE) {
            for (request, step) in ended(some).all(db).await? {
                steps.ended.entry(request).or_default().push(step);
            }
            steps.on_its_way.extend(on_its_way(some).all(db).await?);
        }
        Ok(steps)
    }

    /// The steps of `request` that have ended.
    pub fn ended(&self, request: Uuid) -> Vec<Step> {
        self.ended.get(&request).cloned().unwrap_or_default()
    }

    /// The steps of `request` whose mail waits or is being sent.
    pub fn on_its_way(&self, request: Uuid) -> Vec<Step> {
        let all = Step::ALL.into_iter();
        all.filter(|step| self.on_its_way.contains(&(request, *step)))
            .collect()
    }
}

/// The steps of these requests that have ended.
fn ended(requests: &[Uuid]) -> RequestSteps {
    chase_step::Entity::find()
        .select_only()
        .columns([chase_step::Column::DataRequestId, chase_step::Column::Step])
        .filter(chase_step::Column::DataRequestId.is_in(requests.iter().copied()))
        .into_tuple()
}

/// The steps of these requests whose mail waits or is being sent.
fn on_its_way(requests: &[Uuid]) -> RequestSteps {
    let carrier: RelationDef = message_item::Entity::belongs_to(message::Entity)
        .from(message_item::Column::MessageId)
        .to(message::Column::Id)
        .into();
    message_item::Entity::find()
        .select_only()
        .columns([
            message_item::Column::DataRequestId,
            message_item::Column::Step,
        ])
        .join(JoinType::InnerJoin, carrier)
        .filter(message_item::Column::DataRequestId.is_in(requests.iter().copied()))
        .filter(message::Column::State.is_in([MessageState::Queued, MessageState::Sending]))
        .into_tuple()
}
