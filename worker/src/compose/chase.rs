//! Requests and reminders at the moment of sending.

use std::collections::HashMap;

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use entity::{
    chase::on_its_way::{ItemFate, OnItsWay, Placement},
    chase_step, data_request, enterprise,
    link::{Link, LinkPurpose},
    message, message_item,
    rules::{
        due,
        ladder::{Decision, Step},
    },
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, sea_query::Expr,
};
use uuid::Uuid;

use super::{Ready, answer_page};
use crate::{
    WorkerSettings,
    outcome::{self, Item},
    template::{ChaseItem, ChaseMail, Letter},
};

/// How long the address that stops the mails outlives the last lock date in them.
const UNSUBSCRIBE_FOR: Duration = Duration::days(365);

/// A request that a mail speaks of, and the step that it is on.
type Live = (data_request::Model, Step);

/// An item of a message with its request, and what becomes of it.
type Asked<'a> = (&'a message_item::Model, &'a data_request::Model, ItemFate);

/// What these messages say now; items that no longer hold end here.
pub(super) async fn ready(
    tx: &impl ConnectionTrait,
    settings: &WorkerSettings,
    messages: Vec<message::Model>,
    now: DateTime<Utc>,
) -> Result<Vec<Ready>, DbErr> {
    let mail = OnItsWay::load(tx, &messages, now).await?;
    let mut composed = Vec::new();
    for mut message in messages {
        let asked = mail.fates(&message, now);
        let zones = mail.zones_of(&asked);
        if asked
            .iter()
            .any(|(.., fate)| matches!(fate, ItemFate::Stays(_)))
        {
            end(tx, &message, &asked, now).await?;
            let (due_at, day) = mail.another_day(&message, &zones, now);
            outcome::defer(tx, &message, due_at, day).await?;
            continue;
        }
        let live = end(tx, &message, &asked, now).await?;
        if let Some(live) = place(tx, &mail, &mut message, (live, &zones), now).await? {
            composed.push((message, live));
        }
    }
    let requests: Vec<_> = composed
        .iter()
        .flat_map(|(_, live)| live.iter().map(|(request, _)| request.clone()))
        .collect();
    let words = Words {
        settings,
        mail: &mail,
        names: enterprise::names(tx, requests.iter().map(|request| request.enterprise_id)).await?,
        requested: requested(tx, &requests).await?,
    };
    let ready = composed
        .into_iter()
        .filter_map(|(message, live)| words.ready(message, &live));
    Ok(ready.collect())
}

/// End the items of `message` that no longer hold, and say which go with it.
async fn end(
    tx: &impl ConnectionTrait,
    message: &message::Model,
    asked: &[Asked<'_>],
    now: DateTime<Utc>,
) -> Result<Vec<Live>, DbErr> {
    let mut live = Vec::new();
    for (item, request, fate) in asked {
        let about = Item {
            request: request.id,
            step: item.step,
        };
        match *fate {
            ItemFate::Goes => live.push(((*request).clone(), item.step)),
            ItemFate::Stays(_) => {}
            ItemFate::Ends(decision, reason) => {
                outcome::decide(tx, &[(about, message.id)], decision, reason, now).await?;
            }
            ItemFate::Back(_) => take_back(tx, item).await?,
        }
    }
    Ok(live)
}

/// It is queued again when it is due again.
async fn take_back(tx: &impl ConnectionTrait, item: &message_item::Model) -> Result<(), DbErr> {
    let key = (item.data_request_id, item.step, item.recipient.clone());
    message_item::Entity::delete_by_id(key)
        .exec(tx)
        .await
        .map(|_| ())
}

/// The requests of a message that goes now, with the dates that it will promise;
/// nothing where it is moot or goes later.
async fn place(
    tx: &impl ConnectionTrait,
    mail: &OnItsWay,
    message: &mut message::Model,
    (mut live, zones): (Vec<Live>, &[Tz]),
    now: DateTime<Utc>,
) -> Result<Option<Vec<Live>>, DbErr> {
    if live.is_empty() {
        outcome::moot(tx, message).await?;
        return Ok(None);
    }
    match mail.placement(message, zones, now) {
        Placement::Later(due_at, day, _) => {
            outcome::defer(tx, message, due_at, day).await?;
            return Ok(None);
        }
        Placement::Now(day) if day != message.local_day => {
            outcome::move_to(tx, message, day).await?;
            message.local_day = day;
        }
        Placement::Now(_) => {}
    }
    for (request, _) in &mut live {
        postpone_due(tx, mail, request, now).await?;
    }
    Ok(Some(live))
}

/// A request that is first sent late is due late. Written before it is sent, so
/// that no mail promises more than the database holds; a date that the office has set
/// meanwhile stays, and is what the mail says.
async fn postpone_due(
    tx: &impl ConnectionTrait,
    mail: &OnItsWay,
    request: &mut data_request::Model,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let (_, zone) = mail.zone(&request.province_code);
    let sent_on = now.with_timezone(&zone).date_naive();
    let dates = due::dates(&mail.calendar, request.month, sent_on, zone);
    while request.sent_at.is_none() && dates.due_on > request.due_on {
        if set_dates(tx, request, dates).await? {
            (request.due_on, request.due_at) = (dates.due_on, dates.due_at);
            (request.lock_on, request.locks_at) = (dates.lock_on, dates.locks_at);
            break;
        }
        let changed = data_request::Entity::find_by_id(request.id).one(tx).await?;
        let Some(changed) = changed else {
            break;
        };
        *request = changed;
    }
    Ok(())
}

/// False where the dates of `request` are not those that were read, or it was sent.
async fn set_dates(
    tx: &impl ConnectionTrait,
    request: &data_request::Model,
    dates: due::Dates,
) -> Result<bool, DbErr> {
    let set = data_request::Entity::update_many()
        .col_expr(data_request::Column::DueOn, Expr::value(dates.due_on))
        .col_expr(data_request::Column::DueAt, Expr::value(dates.due_at))
        .col_expr(data_request::Column::LockOn, Expr::value(dates.lock_on))
        .col_expr(data_request::Column::LocksAt, Expr::value(dates.locks_at))
        .filter(data_request::Column::Id.eq(request.id))
        .filter(data_request::Column::SentAt.is_null())
        .filter(data_request::Column::DueOn.eq(request.due_on))
        .exec(tx)
        .await?;
    Ok(set.rows_affected > 0)
}

/// What the letters of one batch are made from.
struct Words<'a> {
    settings: &'a WorkerSettings,
    mail: &'a OnItsWay,
    names: HashMap<Uuid, String>,
    /// The message that carried each request first.
    requested: HashMap<Uuid, Uuid>,
}

impl Words<'_> {
    fn ready(&self, message: message::Model, live: &[Live]) -> Option<Ready> {
        let items = live.iter().map(|(request, step)| Item {
            request: request.id,
            step: *step,
        });
        let mut follows: Vec<_> = live
            .iter()
            .filter_map(|(request, _)| self.requested.get(&request.id).copied())
            .filter(|earlier| *earlier != message.id)
            .collect();
        follows.sort();
        follows.dedup();
        Some(Ready {
            mail: self.letter(&message, live)?,
            items: items.collect(),
            follows,
            message,
        })
    }

    fn letter(&self, message: &message::Model, live: &[Live]) -> Option<Letter> {
        let mut people = self.mail.people(&message.recipient);
        let chosen = self
            .mail
            .people(&message.recipient)
            .find(|contact| Some(contact.id) == message.contact_id);
        let reader = chosen.or_else(|| people.next())?;
        let last = live.iter().map(|(request, _)| request.locks_at).max()?;
        let unsubscribe = self.settings.link(
            "unsubscribe",
            &Link {
                purpose: LinkPurpose::Unsubscribe,
                id: reader.id,
                generation: 0,
                expires_at: last + UNSUBSCRIBE_FOR,
            },
        );
        let mut items: Vec<_> = live.iter().map(|live| self.item(live)).collect();
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

    fn item(&self, (request, step): &Live) -> ChaseItem {
        let name = self.names.get(&request.enterprise_id);
        ChaseItem {
            step: *step,
            enterprise: name.cloned().unwrap_or_default(),
            month: request.month,
            due_on: request.due_on,
            lock_on: request.lock_on,
            zone: self.mail.zone(&request.province_code).0.to_owned(),
            link: answer_page(self.settings, request),
        }
    }
}

async fn requested(
    tx: &impl ConnectionTrait,
    requests: &[data_request::Model],
) -> Result<HashMap<Uuid, Uuid>, DbErr> {
    let ids = requests.iter().map(|request| request.id);
    let rows: Vec<(Uuid, Option<Uuid>)> = chase_step::Entity::find()
        .select_only()
        .columns([
            chase_step::Column::DataRequestId,
            chase_step::Column::MessageId,
        ])
        .filter(chase_step::Column::DataRequestId.is_in(ids))
        .filter(chase_step::Column::Step.eq(Step::Request))
        .filter(chase_step::Column::Decision.eq(Decision::Sent))
        .into_tuple()
        .all(tx)
        .await?;
    let rows = rows
        .into_iter()
        .filter_map(|(request, message)| Some((request, message?)));
    Ok(rows.collect())
}
