//! The moment of sending: asks again whether each item of a message still holds,
//! and gathers what the mail says.
//!
//! Between queueing and sending a report may have come, a person may have
//! withdrawn, or the office may have closed. Each item that no longer holds ends
//! here with its decision; a message without any is moot.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Days, Duration, NaiveDate, Utc};
use chrono_tz::Tz;
use entity::{
    contact,
    data_request::{self, RequestState},
    database::begin_write,
    enterprise, holiday,
    link::{Link, LinkPurpose},
    message::{self, MessageState},
    message_item, province,
    rules::{
        calendar::{Calendar, OPENS, local_instant},
        due,
        ladder::{Decision, Step},
    },
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter, QuerySelect,
    sea_query::Expr,
};
use uuid::Uuid;

use crate::{
    WorkerSettings,
    outcome::{self, Item},
    template::{ChaseItem, ChaseMail, Letter},
};

/// How long the address that stops the mails outlives the last lock date in them.
const UNSUBSCRIBE_FOR: Duration = Duration::days(365);
/// Days that are tried for a message that cannot go today.
const DAYS: usize = 31;

/// A message that is to be sent now.
#[derive(Clone, Debug)]
pub(crate) struct Ready {
    pub(crate) message: message::Model,
    pub(crate) mail: Letter,
    pub(crate) items: Vec<Item>,
}

/// What the decisions of one batch are made from.
struct Facts {
    calendar: Calendar,
    items: HashMap<Uuid, Vec<message_item::Model>>,
    requests: HashMap<Uuid, data_request::Model>,
    names: HashMap<Uuid, String>,
    contacts: Vec<contact::Model>,
    zones: HashMap<String, (String, Tz)>,
    /// Days on which each person has a message, with that message.
    days: HashMap<String, Vec<(NaiveDate, Uuid)>>,
}

/// When a message goes.
enum Placement {
    Now(NaiveDate),
    Later(DateTime<Utc>, NaiveDate),
}

/// Decide about claimed messages in one transaction, and give back those that are to be sent.
pub(crate) async fn compose(
    db: &DatabaseConnection,
    settings: &WorkerSettings,
    claimed: &[message::Model],
    now: DateTime<Utc>,
) -> Result<Vec<Ready>, DbErr> {
    let tx = begin_write(db).await?;
    let ours = still_ours(&tx, claimed).await?;
    let facts = Facts::load(&tx, &ours).await?;
    let mut ready = Vec::new();
    for message in ours {
        ready.extend(decide(&tx, settings, &facts, message, now).await?);
    }
    tx.commit().await?;
    Ok(ready)
}

/// Those whose claim nobody has taken over, locked.
async fn still_ours(
    tx: &impl ConnectionTrait,
    claimed: &[message::Model],
) -> Result<Vec<message::Model>, DbErr> {
    let fences: HashMap<_, _> = claimed
        .iter()
        .map(|message| (message.id, message.fence))
        .collect();
    let rows = message::Entity::find()
        .filter(message::Column::Id.is_in(fences.keys().copied()))
        .filter(message::Column::State.eq(MessageState::Sending))
        .lock_exclusive()
        .all(tx)
        .await?;
    Ok(rows
        .into_iter()
        .filter(|row| fences.get(&row.id) == Some(&row.fence))
        .collect())
}

async fn decide(
    tx: &impl ConnectionTrait,
    settings: &WorkerSettings,
    facts: &Facts,
    mut message: message::Model,
    now: DateTime<Utc>,
) -> Result<Option<Ready>, DbErr> {
    let mut live = Vec::new();
    for item in facts.items.get(&message.id).into_iter().flatten() {
        let Some(request) = facts.requests.get(&item.data_request_id) else {
            continue;
        };
        let about = Item {
            request: request.id,
            step: item.step,
        };
        match facts.ended(request, &message.recipient, now) {
            Some((decision, reason)) => {
                outcome::decide(tx, &[about], decision, reason, message.id, now).await?
            }
            None => live.push((request.clone(), about)),
        }
    }
    let Some((first, _)) = live.first() else {
        outcome::moot(tx, &message).await?;
        return Ok(None);
    };
    let (_, zone) = facts.zone(&first.province_code);
    match facts.placement(&message, now, zone) {
        Placement::Later(due_at, day) => {
            outcome::defer(tx, &message, due_at, day).await?;
            return Ok(None);
        }
        Placement::Now(day) if day != message.local_day => {
            outcome::move_to(tx, &message, day).await?;
            message.local_day = day;
        }
        Placement::Now(_) => {}
    }
    for (request, _) in &mut live {
        facts.postpone_due(tx, request, now).await?;
    }
    let items = live.iter().map(|(_, item)| *item).collect();
    let requests: Vec<_> = live
        .iter()
        .map(|(request, item)| (request, item.step))
        .collect();
    Ok(facts.mail(settings, &message, &requests).map(|mail| Ready {
        message,
        mail,
        items,
    }))
}

impl Facts {
    async fn load(tx: &impl ConnectionTrait, messages: &[message::Model]) -> Result<Self, DbErr> {
        let ids = messages.iter().map(|message| message.id);
        let all = message_item::Entity::find()
            .filter(message_item::Column::MessageId.is_in(ids))
            .all(tx)
            .await?;
        let requests = data_request::Entity::find()
            .filter(data_request::Column::Id.is_in(all.iter().map(|item| item.data_request_id)))
            .all(tx)
            .await?;
        let enterprises: HashSet<_> = requests
            .iter()
            .map(|request| request.enterprise_id)
            .collect();
        let names: Vec<(Uuid, String)> = enterprise::Entity::find()
            .select_only()
            .columns([enterprise::Column::Id, enterprise::Column::Name])
            .filter(enterprise::Column::Id.is_in(enterprises.iter().copied()))
            .into_tuple()
            .all(tx)
            .await?;
        let contacts = contact::Entity::find()
            .filter(contact::Column::EnterpriseId.is_in(enterprises))
            .all(tx)
            .await?;
        let mut items: HashMap<_, Vec<_>> = HashMap::new();
        for item in all {
            items.entry(item.message_id).or_default().push(item);
        }
        Ok(Self {
            calendar: holiday::calendar(tx).await?,
            items,
            requests: requests
                .into_iter()
                .map(|request| (request.id, request))
                .collect(),
            names: names.into_iter().collect(),
            contacts,
            zones: zones(tx).await?,
            days: days(tx, messages).await?,
        })
    }

    /// How this item ends unsent; nothing where it still holds.
    fn ended(
        &self,
        request: &data_request::Model,
        recipient: &str,
        now: DateTime<Utc>,
    ) -> Option<(Decision, Option<&'static str>)> {
        match request.state {
            RequestState::Reported => return Some((Decision::SkippedAnswered, None)),
            RequestState::NothingToReport => return Some((Decision::SkippedNothing, None)),
            RequestState::Waived => return Some((Decision::SkippedWaived, None)),
            RequestState::Open => {}
        }
        if !request.is_open_at(now) {
            return Some((
                Decision::SkippedExpired,
                Some("entry had closed before it could be sent"),
            ));
        }
        let mut same = self
            .people(recipient)
            .filter(|contact| contact.enterprise_id == request.enterprise_id)
            .peekable();
        if same.peek().is_none() {
            return Some((
                Decision::Suppressed,
                Some("the address was changed before it could be sent"),
            ));
        }
        let same: Vec<_> = same.collect();
        if same.iter().any(|contact| contact.withdrawn_at.is_some()) {
            return Some((Decision::Withdrawn, None));
        }
        let stopped = same.iter().any(|contact| contact.unsubscribed_at.is_some());
        stopped.then_some((
            Decision::Suppressed,
            Some("the person has stopped these mails"),
        ))
    }

    /// The contacts with this address.
    fn people(&self, recipient: &str) -> impl Iterator<Item = &contact::Model> {
        self.contacts.iter().filter(move |contact| {
            contact
                .email
                .as_deref()
                .is_some_and(|email| email.trim().to_lowercase() == recipient)
        })
    }

    fn zone(&self, province: &str) -> (&str, Tz) {
        self.zones
            .get(province)
            .map_or(("WIB", Tz::Asia__Jakarta), |(name, zone)| {
                (name.as_str(), *zone)
            })
    }

    /// Now, if the office is open and the person has no other message today; else when that is so.
    fn placement(&self, message: &message::Model, now: DateTime<Utc>, zone: Tz) -> Placement {
        let others = self.days.get(&message.recipient);
        let is_taken = |day| {
            others.is_some_and(|days| days.iter().any(|(at, id)| *at == day && *id != message.id))
        };
        let mut at = self.calendar.next_office_hour(now, zone);
        let mut day = at.with_timezone(&zone).date_naive();
        for _ in 0..DAYS {
            if !is_taken(day) {
                break;
            }
            day = self.calendar.working_day_from(day + Days::new(1));
            at = local_instant(day, OPENS, zone);
        }
        if at <= now {
            Placement::Now(day)
        } else {
            Placement::Later(at, day)
        }
    }

    /// A request that is first sent late is due late. Written before it is sent, so
    /// that no mail promises more than the database holds.
    async fn postpone_due(
        &self,
        tx: &impl ConnectionTrait,
        request: &mut data_request::Model,
        now: DateTime<Utc>,
    ) -> Result<(), DbErr> {
        let (_, zone) = self.zone(&request.province_code);
        let dates = due::dates(
            &self.calendar,
            request.month,
            now.with_timezone(&zone).date_naive(),
            zone,
        );
        if request.sent_at.is_some() || dates.due_on <= request.due_on {
            return Ok(());
        }
        data_request::Entity::update_many()
            .col_expr(data_request::Column::DueOn, Expr::value(dates.due_on))
            .col_expr(data_request::Column::DueAt, Expr::value(dates.due_at))
            .col_expr(data_request::Column::LockOn, Expr::value(dates.lock_on))
            .col_expr(data_request::Column::LocksAt, Expr::value(dates.locks_at))
            .filter(data_request::Column::Id.eq(request.id))
            .filter(data_request::Column::SentAt.is_null())
            .exec(tx)
            .await?;
        (request.due_on, request.due_at) = (dates.due_on, dates.due_at);
        (request.lock_on, request.locks_at) = (dates.lock_on, dates.locks_at);
        Ok(())
    }

    fn mail(
        &self,
        settings: &WorkerSettings,
        message: &message::Model,
        requests: &[(&data_request::Model, Step)],
    ) -> Option<Letter> {
        let chosen = self
            .people(&message.recipient)
            .find(|contact| Some(contact.id) == message.contact_id);
        let reader = chosen.or_else(|| self.people(&message.recipient).next())?;
        let last = requests.iter().map(|(request, _)| request.locks_at).max()?;
        let unsubscribe = settings.link(
            "unsubscribe",
            &Link {
                purpose: LinkPurpose::Unsubscribe,
                id: reader.id,
                generation: 0,
                expires_at: last + UNSUBSCRIBE_FOR,
            },
        );
        let mut items: Vec<_> = requests
            .iter()
            .map(|(request, step)| self.item(settings, request, *step))
            .collect();
        items.sort_by(|one, other| {
            (&one.enterprise, one.month).cmp(&(&other.enterprise, other.month))
        });
        Some(Letter::Chase(ChaseMail {
            language: reader.language,
            name: reader.name.clone(),
            sender: String::new(),
            unsubscribe,
            items,
        }))
    }

    fn item(
        &self,
        settings: &WorkerSettings,
        request: &data_request::Model,
        step: Step,
    ) -> ChaseItem {
        let link = settings.link(
            "r",
            &Link {
                purpose: LinkPurpose::Submit,
                id: request.id,
                generation: request.generation,
                expires_at: request
                    .reopened_until
                    .map_or(request.locks_at, |until| until.max(request.locks_at)),
            },
        );
        ChaseItem {
            step,
            enterprise: self
                .names
                .get(&request.enterprise_id)
                .cloned()
                .unwrap_or_default(),
            month: request.month,
            due_on: request.due_on,
            lock_on: request.lock_on,
            zone: self.zone(&request.province_code).0.to_owned(),
            link,
        }
    }
}

async fn zones(tx: &impl ConnectionTrait) -> Result<HashMap<String, (String, Tz)>, DbErr> {
    let provinces = province::Entity::find().all(tx).await?;
    Ok(provinces
        .into_iter()
        .filter_map(|province| {
            province
                .tz()
                .map(|zone| (province.code, (province.zone, zone)))
        })
        .collect())
}

async fn days(
    tx: &impl ConnectionTrait,
    messages: &[message::Model],
) -> Result<HashMap<String, Vec<(NaiveDate, Uuid)>>, DbErr> {
    let people: HashSet<_> = messages
        .iter()
        .map(|message| message.recipient.clone())
        .collect();
    let rows: Vec<(String, NaiveDate, Uuid)> = message::Entity::find()
        .select_only()
        .columns([
            message::Column::Recipient,
            message::Column::LocalDay,
            message::Column::Id,
        ])
        .filter(message::Column::Recipient.is_in(people))
        .into_tuple()
        .all(tx)
        .await?;
    let mut days: HashMap<_, Vec<_>> = HashMap::new();
    for (recipient, day, id) in rows {
        days.entry(recipient).or_default().push((day, id));
    }
    Ok(days)
}
