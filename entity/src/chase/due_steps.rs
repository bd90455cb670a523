//! The steps of one zone's requests that are due by now.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QueryOrder,
    QuerySelect, RelationDef, Select, SelectGetableTuple, Selector,
};
use uuid::Uuid;

use crate::{
    chase_step,
    data_request::{self, RequestState},
    expected,
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
    let open = Condition::all()
        .add(data_request::Column::ChaseEndedAt.is_null())
        .add(data_request::Column::Month.gte(programme.live_since))
        .add(data_request::Column::ProvinceCode.is_in(provinces.iter()));
    let mut found = Vec::new();
    let mut after = Uuid::nil();
    loop {
        let page: Vec<Row> = columns(data_request::Entity::find())
            .filter(open.clone())
            .filter(data_request::Column::Id.gt(after))
            .order_by_asc(data_request::Column::Id)
            .limit(PAGE)
            .into_tuple()
            .all(db)
            .await?;
        let (Some(first), Some(last)) = (page.first(), page.last()) else {
            return Ok(found);
        };
        let on_page = data_request::Column::Id.between(first.0, last.0);
        after = last.0;
        let steps = Steps::of_requests(db, open.clone().add(on_page)).await?;
        // Most requests of a month are alike, and the calendar is slow to ask.
        let mut of_alike: HashMap<Situation, Vec<DueStep>> = HashMap::new();
        for row in page {
            let (id, enterprise) = (row.0, row.1);
            let on_its_way = steps.on_its_way(id);
            let is_paused = pauses.hold(enterprise, &row.2);
            let situation = read(row, zone.tz, is_paused, steps.ended(id));
            let due = of_alike.entry(situation).or_insert_with_key(|situation| {
                steps_of((None, enterprise), situation, calendar, now).collect()
            });
            let due = due.iter().filter(|due| !on_its_way.contains(&due.step));
            found.extend(due.map(|due| DueStep {
                request: Some(id),
                enterprise,
                ..*due
            }));
        }
    }
}

/// A request, as it is read: its id, its enterprise and province, and what the ladder is asked
/// about it.
type Row = (
    Uuid,
    Uuid,
    String,
    Month,
    RequestState,
    NaiveDate,
    DateTime<Utc>,
    DateTime<Utc>,
    Option<DateTime<Utc>>,
    Option<NaiveDate>,
    Option<DateTime<Utc>>,
);

/// The columns of a [`Row`]; there are thousands, and no others are of use.
fn columns(requests: Select<data_request::Entity>) -> Select<data_request::Entity> {
    use data_request::Column;
    requests.select_only().columns([
        Column::Id,
        Column::EnterpriseId,
        Column::ProvinceCode,
        Column::Month,
        Column::State,
        Column::DueOn,
        Column::DueAt,
        Column::LocksAt,
        Column::SentAt,
        Column::PromisedOn,
        Column::PromisedAt,
    ])
}

fn read(row: Row, zone: Tz, is_paused: bool, ended: Vec<Step>) -> Situation {
    let (_, _, _, month, state, due_on, due_at, locks_at, sent_at, promised_on, promised_at) = row;
    Situation {
        month,
        zone,
        state,
        due_on,
        due_at,
        locks_at,
        sent_at,
        promise: Promise::of(promised_on, promised_at),
        is_paused,
        ended,
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
    Situation {
        month: request.month,
        zone,
        state: request.state,
        due_on: request.due_on,
        due_at: request.due_at,
        locks_at: request.locks_at,
        sent_at: request.sent_at,
        promise: Promise::of(request.promised_on, request.promised_at),
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
            let queued = on_its_way(some).all(db).await?;
            steps.on_its_way.extend(queued);
        }
        Ok(steps)
    }

    /// What has happened to the steps of the requests that `which` says.
    async fn of_requests(db: &impl ConnectionTrait, which: Condition) -> Result<Self, DbErr> {
        let mut steps = Self::default();
        let asked = chase_step::Entity::belongs_to(data_request::Entity)
            .from(chase_step::Column::DataRequestId)
            .to(data_request::Column::Id);
        let ended = all_ended().join(JoinType::InnerJoin, asked.into());
        for (request, step) in tuples(ended.filter(which.clone())).all(db).await? {
            steps.ended.entry(request).or_default().push(step);
        }
        let asked = message_item::Entity::belongs_to(data_request::Entity)
            .from(message_item::Column::DataRequestId)
            .to(data_request::Column::Id);
        let on_its_way = all_on_their_way().join(JoinType::InnerJoin, asked.into());
        let on_its_way = tuples(on_its_way.filter(which)).all(db).await?;
        steps.on_its_way.extend(on_its_way);
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
    let these = chase_step::Column::DataRequestId.is_in(requests.iter().copied());
    tuples(all_ended().filter(these))
}

/// The steps of these requests whose mail waits or is being sent.
fn on_its_way(requests: &[Uuid]) -> RequestSteps {
    let these = message_item::Column::DataRequestId.is_in(requests.iter().copied());
    tuples(all_on_their_way().filter(these))
}

fn all_ended() -> Select<chase_step::Entity> {
    chase_step::Entity::find()
        .select_only()
        .columns([chase_step::Column::DataRequestId, chase_step::Column::Step])
}

fn all_on_their_way() -> Select<message_item::Entity> {
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
        .filter(message::Column::State.is_in([MessageState::Queued, MessageState::Sending]))
}

fn tuples<E: EntityTrait>(steps: Select<E>) -> RequestSteps {
    steps.into_tuple()
}
