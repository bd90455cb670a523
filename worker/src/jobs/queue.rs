//! Queueing the mails of a step: one item for each request, one message for each
//! person and day.
//!
//! Everything here happens in the transaction that plans the requests.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Days, NaiveDate, Utc};
use chrono_tz::Tz;
use entity::{
    chase_step, data_request,
    data_request::RequestState,
    message::{self, MessageState, Purpose},
    message_item,
    rules::{
        calendar::{Calendar, OPENS, local_instant},
        ladder::{Decision, Step},
        period::Month,
    },
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{OnConflict, SelectStatement},
};
use uuid::Uuid;

use super::expected::Person;

/// Days that are tried until a person has one without a message that has left already.
const DAYS: usize = 31;

/// One request and whom to ask about it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked<'a> {
    pub(crate) request: Uuid,
    pub(crate) person: Option<&'a Person>,
}

/// When mails may go out, and which local day that is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) due_at: DateTime<Utc>,
    pub(crate) day: NaiveDate,
    pub(crate) zone: Tz,
}

impl Place {
    fn next(self, calendar: &Calendar) -> Self {
        let day = calendar.working_day_from(self.day + Days::new(1));
        Self {
            due_at: local_instant(day, OPENS, self.zone),
            day,
            zone: self.zone,
        }
    }
}

/// The open requests of `month` of these enterprises whose REQUEST is neither decided nor queued.
pub(crate) async fn unasked(
    db: &impl ConnectionTrait,
    month: Month,
    enterprises: &[Uuid],
    now: DateTime<Utc>,
) -> Result<HashMap<Uuid, Uuid>, DbErr> {
    let open: Vec<(Uuid, Uuid)> = data_request::Entity::find()
        .select_only()
        .columns([data_request::Column::EnterpriseId, data_request::Column::Id])
        .filter(data_request::Column::Month.eq(month))
        .filter(data_request::Column::EnterpriseId.is_in(enterprises.iter().copied()))
        .filter(data_request::Column::State.eq(RequestState::Open))
        .filter(data_request::Column::LocksAt.gt(now))
        .into_tuple()
        .all(db)
        .await?;
    let ids: Vec<_> = open.iter().map(|(_, request)| *request).collect();
    let decided = chase_step::Entity::find()
        .select_only()
        .column(chase_step::Column::DataRequestId)
        .filter(chase_step::Column::DataRequestId.is_in(ids.clone()))
        .filter(chase_step::Column::Step.eq(Step::Request));
    let queued = message_item::Entity::find()
        .select_only()
        .column(message_item::Column::DataRequestId)
        .filter(message_item::Column::DataRequestId.is_in(ids))
        .filter(message_item::Column::Step.eq(Step::Request));
    let mut asked: HashSet<Uuid> = decided.into_tuple().all(db).await?.into_iter().collect();
    asked.extend(queued.into_tuple::<Uuid>().all(db).await?);
    Ok(open
        .into_iter()
        .filter(|(_, request)| !asked.contains(request))
        .collect())
}

/// The enterprises whose request for `month` is decided, queued or not open any more.
pub(crate) async fn already_asked(
    db: &impl ConnectionTrait,
    month: Month,
) -> Result<HashSet<Uuid>, DbErr> {
    let rows: Vec<Uuid> = data_request::Entity::find()
        .select_only()
        .column(data_request::Column::EnterpriseId)
        .filter(data_request::Column::Month.eq(month))
        .filter(
            sea_orm::Condition::any()
                .add(data_request::Column::State.ne(RequestState::Open))
                .add(data_request::Column::Id.in_subquery(decided()))
                .add(data_request::Column::Id.in_subquery(queued())),
        )
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

fn decided() -> SelectStatement {
    chase_step::Entity::find()
        .select_only()
        .column(chase_step::Column::DataRequestId)
        .filter(chase_step::Column::Step.eq(Step::Request))
        .into_query()
}

fn queued() -> SelectStatement {
    message_item::Entity::find()
        .select_only()
        .column(message_item::Column::DataRequestId)
        .filter(message_item::Column::Step.eq(Step::Request))
        .into_query()
}

/// Queue the mails of these requests. Says how many messages it added, and for
/// how many requests nobody can be asked.
pub(crate) async fn ask(
    tx: &impl ConnectionTrait,
    asked: Vec<Asked<'_>>,
    place: Place,
    calendar: &Calendar,
    now: DateTime<Utc>,
) -> Result<(i32, i32), DbErr> {
    let (reachable, silent): (Vec<_>, Vec<_>) =
        asked.into_iter().partition(|asked| asked.person.is_some());
    let skipped = nobody_to_ask(tx, &silent, now).await?;
    let people: BTreeMap<&str, Uuid> = reachable
        .iter()
        .filter_map(|asked| {
            asked
                .person
                .map(|person| (person.address.as_str(), person.contact))
        })
        .rev()
        .collect();
    let (messages, queued) = messages(tx, people, place, calendar, now).await?;
    let items = reachable.iter().filter_map(|asked| {
        let address = &asked.person?.address;
        Some(message_item::ActiveModel {
            data_request_id: Set(asked.request),
            step: Set(Step::Request),
            recipient: Set(address.clone()),
            message_id: Set(*messages.get(address)?),
        })
    });
    let items: Vec<_> = items.collect();
    if !items.is_empty() {
        message_item::Entity::insert_many(items)
            .on_conflict(
                OnConflict::columns([
                    message_item::Column::DataRequestId,
                    message_item::Column::Step,
                    message_item::Column::Recipient,
                ])
                .do_nothing()
                .to_owned(),
            )
            .exec_without_returning(tx)
            .await?;
    }
    Ok((queued, skipped))
}

/// A message for each person that has not left yet: today's, or the next day's that is free.
async fn messages(
    tx: &impl ConnectionTrait,
    mut people: BTreeMap<&str, Uuid>,
    mut place: Place,
    calendar: &Calendar,
    now: DateTime<Utc>,
) -> Result<(HashMap<String, Uuid>, i32), DbErr> {
    let mut found = HashMap::new();
    let mut queued = 0;
    for _ in 0..DAYS {
        if people.is_empty() {
            break;
        }
        let rows: Vec<_> = people
            .iter()
            .map(|(address, contact)| row(address, *contact, place, now))
            .collect();
        let added = message::Entity::insert_many(rows)
            .on_conflict(
                OnConflict::columns([
                    message::Column::Recipient,
                    message::Column::LocalDay,
                    message::Column::Purpose,
                ])
                .do_nothing()
                .to_owned(),
            )
            .exec_without_returning(tx)
            .await?;
        queued += i32::try_from(added).unwrap_or(i32::MAX);
        for (address, id) in not_yet_left(tx, people.keys().copied().collect(), place.day).await? {
            people.remove(address.as_str());
            found.insert(address, id);
        }
        place = place.next(calendar);
    }
    Ok((found, queued))
}

/// These people's messages of `day` that no worker has touched, locked so that none does before we commit.
async fn not_yet_left(
    tx: &impl ConnectionTrait,
    people: BTreeSet<&str>,
    day: NaiveDate,
) -> Result<Vec<(String, Uuid)>, DbErr> {
    message::Entity::find()
        .select_only()
        .columns([message::Column::Recipient, message::Column::Id])
        .filter(message::Column::Recipient.is_in(people))
        .filter(message::Column::LocalDay.eq(day))
        .filter(message::Column::Purpose.eq(Purpose::Chase))
        .filter(message::Column::State.eq(MessageState::Queued))
        .filter(message::Column::Attempts.eq(0))
        .lock_exclusive()
        .into_tuple()
        .all(tx)
        .await
}

fn row(address: &str, contact: Uuid, place: Place, now: DateTime<Utc>) -> message::ActiveModel {
    message::ActiveModel {
        id: Set(Uuid::now_v7()),
        purpose: Set(Purpose::Chase),
        recipient: Set(address.to_owned()),
        contact_id: Set(Some(contact)),
        local_day: Set(place.day),
        state: Set(MessageState::Queued),
        due_at: Set(place.due_at),
        attempts: Set(0),
        fence: Set(0),
        claimed_until: Set(None),
        uncertain: Set(false),
        last_error: Set(None),
        subject: Set(None),
        body_text: Set(None),
        sent_at: Set(None),
        queued_at: Set(now),
    }
}

/// Decide NO_CONTACT for requests where nobody has a usable address.
async fn nobody_to_ask(
    tx: &impl ConnectionTrait,
    silent: &[Asked<'_>],
    now: DateTime<Utc>,
) -> Result<i32, DbErr> {
    if silent.is_empty() {
        return Ok(0);
    }
    let rows = silent.iter().map(|asked| chase_step::ActiveModel {
        data_request_id: Set(asked.request),
        step: Set(Step::Request),
        decision: Set(Decision::NoContact),
        reason: Set(Some("nobody at the enterprise has a usable address".into())),
        message_id: Set(None),
        decided_at: Set(now),
    });
    let added = chase_step::Entity::insert_many(rows)
        .on_conflict(
            OnConflict::columns([chase_step::Column::DataRequestId, chase_step::Column::Step])
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(tx)
        .await?;
    Ok(i32::try_from(added).unwrap_or(i32::MAX))
}
