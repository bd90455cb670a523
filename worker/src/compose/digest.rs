//! The digests, composed from what is true when they are sent.
//!
//! What all of them say is read once for all that are asked about together ([`Week`]): on a
//! Monday morning these are the digests of everybody.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use entity::{
    Language, account,
    digest::{
        OpenAlert, OpenRequest, ProvinceWeek, alerts_of_trainers, for_provinces, for_trainers,
        managers,
    },
    holiday,
    message::{self, Purpose},
    rules::{calendar::Calendar, week::monday, zone::ZONES},
    trainer,
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;
use view::figure;

use crate::template::{
    Alarm, LateEnterprise, Letter, ManagerDigest, ProvinceCounts, Reachable, TrainerDigest,
};

/// What digests are made from; read only for those that are to be made.
#[derive(Default)]
pub(super) struct Week {
    trainers: HashMap<Uuid, trainer::Model>,
    open: HashMap<Uuid, Vec<OpenRequest>>,
    alerts: HashMap<Uuid, Vec<OpenAlert>>,
    managers: HashMap<Uuid, (account::Model, Vec<String>)>,
    provinces: Vec<ProvinceWeek>,
    /// When an office opens next; nothing where one is open.
    opens_at: Option<DateTime<Utc>>,
}

impl Week {
    /// What `messages` need of the state at `now`.
    pub(super) async fn load(
        tx: &impl ConnectionTrait,
        messages: &[message::Model],
        now: DateTime<Utc>,
    ) -> Result<Self, DbErr> {
        let has = |purpose| messages.iter().any(|message| message.purpose == purpose);
        let mut week = Self::default();
        if has(Purpose::TrainerDigest) || has(Purpose::ManagerDigest) {
            week.opens_at = opens_at(&holiday::calendar(tx).await?, now);
        }
        if has(Purpose::TrainerDigest) {
            week.trainers = trainers_of(tx, messages).await?;
            week.open = for_trainers(tx, now).await?;
            week.alerts = alerts_of_trainers(tx).await?;
        }
        if has(Purpose::ManagerDigest) {
            let all = managers(tx).await?.into_iter();
            week.managers = all
                .map(|(account, codes)| (account.id, (account, codes)))
                .collect();
            week.provinces = for_provinces(tx, now).await?;
        }
        Ok(week)
    }

    /// When `message` goes, if it is a digest that no office is open for: people work in several
    /// zones, so one that is open anywhere will do.
    pub(super) fn later(&self, message: &message::Model) -> Option<DateTime<Utc>> {
        let is_digest = matches!(
            message.purpose,
            Purpose::TrainerDigest | Purpose::ManagerDigest
        );
        self.opens_at.filter(|_| is_digest)
    }

    /// The trainer's week; nothing where nothing is left to say.
    pub(super) fn of_trainer(
        &self,
        message: &message::Model,
        now: DateTime<Utc>,
    ) -> Option<Letter> {
        if is_over(message, now) {
            return None;
        }
        let trainer = self.trainers.get(&message.trainer_id?)?;
        let open = self.open.get(&trainer.id).map_or(&[][..], Vec::as_slice);
        let alerts = self.alerts.get(&trainer.id).map_or(&[][..], Vec::as_slice);
        if open.is_empty() && alerts.is_empty() {
            return None;
        }
        Some(Letter::TrainerDigest(trainer_digest(
            trainer, message, open, alerts, now,
        )))
    }

    /// The manager's week; nothing where nothing is left to say.
    pub(super) fn of_manager(
        &self,
        message: &message::Model,
        now: DateTime<Utc>,
    ) -> Option<Letter> {
        if is_over(message, now) {
            return None;
        }
        let (account, codes) = self.managers.get(&message.account_id?)?;
        let mine = self.provinces.iter().filter(|week| week.is_of(codes));
        let provinces: Vec<_> = mine.map(|week| counts(week, account.language)).collect();
        (!provinces.is_empty()).then(|| {
            Letter::ManagerDigest(ManagerDigest {
                language: account.language,
                name: reader(account),
                sender: String::new(),
                day: message.local_day,
                provinces,
            })
        })
    }
}

/// When the first office opens; nothing where one is open at `now`.
fn opens_at(calendar: &Calendar, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let opens = ZONES.map(|zone| calendar.next_office_hour(now, zone.tz));
    opens.into_iter().min().filter(|at| *at > now)
}

/// Has the week of a digest ended while it waited? The next one says all that it would have said.
fn is_over(message: &message::Model, now: DateTime<Utc>) -> bool {
    message.local_day < monday(now, Tz::Asia__Jakarta)
}

fn trainer_digest(
    trainer: &trainer::Model,
    message: &message::Model,
    open: &[OpenRequest],
    alerts: &[OpenAlert],
    now: DateTime<Utc>,
) -> TrainerDigest {
    let called =
        |open: &&OpenRequest| open.enterprise.prefers_call && !open.is_task && !open.is_unreachable;
    let stopped = |open: &&OpenRequest| open.is_unreachable && has_stopped(open);
    let without_address = |open: &&OpenRequest| open.is_unreachable && !has_stopped(open);
    TrainerDigest {
        language: trainer.language,
        name: trainer.name.clone(),
        sender: String::new(),
        day: message.local_day,
        alerts: alerts
            .iter()
            .map(|open| alarm(open, trainer.language))
            .collect(),
        late: late(open, now),
        without_address: reachable(open.iter().filter(without_address)),
        stopped: reachable(open.iter().filter(stopped)),
        prefer_call: reachable(open.iter().filter(called)),
    }
}

/// The trainers whom `messages` are for, without those who have left.
async fn trainers_of(
    tx: &impl ConnectionTrait,
    messages: &[message::Model],
) -> Result<HashMap<Uuid, trainer::Model>, DbErr> {
    let ids = messages.iter().filter_map(|message| message.trainer_id);
    let rows = trainer::Entity::find()
        .filter(trainer::Column::Id.is_in(ids))
        .filter(trainer::Column::ArchivedAt.is_null())
        .all(tx)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// The trainer whom `message` is for, unless they have left.
pub(super) async fn trainer_of(
    tx: &impl ConnectionTrait,
    message: &message::Model,
) -> Result<Option<trainer::Model>, DbErr> {
    let trainer = match message.trainer_id {
        Some(id) => trainer::Entity::find_by_id(id).one(tx).await?,
        None => None,
    };
    Ok(trainer.filter(|trainer| trainer.archived_at.is_none()))
}

fn has_stopped(open: &OpenRequest) -> bool {
    open.contact
        .as_ref()
        .is_some_and(|contact| contact.unsubscribed_at.is_some())
}

/// The enterprises with a task, the longest late first.
fn late(open: &[OpenRequest], now: DateTime<Utc>) -> Vec<LateEnterprise> {
    let mut late: BTreeMap<_, LateEnterprise> = BTreeMap::new();
    for open in open.iter().filter(|open| open.is_task) {
        let (since, id) = (open.request.due_on, open.enterprise.id);
        let line = late.entry(id).or_insert_with(|| LateEnterprise {
            enterprise: open.enterprise.name.clone(),
            contact: contact_name(open).unwrap_or_default(),
            phone: phone(open),
            months: Vec::new(),
            since,
            days_late: (now - open.request.due_at).num_days().max(0) + 1,
            prefers_call: open.enterprise.prefers_call,
        });
        line.months.push(open.request.month);
    }
    let mut late: Vec<_> = late.into_values().collect();
    late.sort_by(|one, other| (one.since, &one.enterprise).cmp(&(other.since, &other.enterprise)));
    late
}

fn alarm(open: &OpenAlert, language: Language) -> Alarm {
    let indicator = open.indicator.as_ref();
    Alarm {
        enterprise: open.enterprise.name.clone(),
        contact: open.contact.as_ref().map(|contact| contact.name.clone()),
        phone: open
            .contact
            .as_ref()
            .and_then(|contact| contact.phone.clone()),
        rule: open.alert.rule,
        indicator: indicator.map(|row| figure::name(language, row).to_owned()),
        since: open.since,
    }
}

fn reachable<'a>(open: impl Iterator<Item = &'a OpenRequest>) -> Vec<Reachable> {
    let by_name: BTreeMap<_, _> = open
        .map(|open| {
            let line = Reachable {
                enterprise: open.enterprise.name.clone(),
                contact: contact_name(open),
                phone: phone(open),
            };
            ((open.enterprise.name.clone(), open.enterprise.id), line)
        })
        .collect();
    by_name.into_values().collect()
}

fn contact_name(open: &OpenRequest) -> Option<String> {
    open.contact.as_ref().map(|contact| contact.name.clone())
}

fn phone(open: &OpenRequest) -> Option<String> {
    open.contact
        .as_ref()
        .and_then(|contact| contact.phone.clone())
}

/// Who reads an account's mail: their name, else their address.
pub(super) fn reader(account: &account::Model) -> String {
    if account.name.is_empty() {
        account.email.clone()
    } else {
        account.name.clone()
    }
}

fn counts(week: &ProvinceWeek, language: Language) -> ProvinceCounts {
    ProvinceCounts {
        name: match language {
            Language::Id => week.province.name_id.clone(),
            Language::En => week.province.name_en.clone(),
        },
        month: week.month,
        expected: week.expected,
        received: week.received,
        on_time: week.on_time,
        nothing: week.nothing,
        late: week.received - week.on_time,
    }
}
