//! Mails that are queued, asked again: does each item still hold, and may the
//! mail go now?
//!
//! Between queueing and sending a report may have come, a person may have
//! withdrawn, or the office may have closed. The worker asks in the transaction
//! that precedes sending; a rehearsal asks for a time to come.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Days, NaiveDate, Utc};
use chrono_tz::Tz;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::{
    due_steps::{Steps, situation},
    people::{self, Contacts},
};
use crate::{
    contact, data_request, holiday,
    message::{self, Purpose},
    message_item,
    pause::Pauses,
    province,
    rules::{
        calendar::{Calendar, opening},
        ladder::{Decision, Verdict, Waiting},
    },
    suppression,
};

/// Days that are tried for a message that cannot go today.
const DAYS: usize = 31;

/// What becomes of an item that is queued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemFate {
    /// It goes with its message.
    Goes,
    /// It ends, unsent.
    Ends(Decision, Option<&'static str>),
    /// It leaves its message, and is queued again when it is due.
    Back(Option<Waiting>),
    /// It stays with its message, which a server may have taken already, and both wait.
    Stays(Waiting),
}

impl ItemFate {
    fn stays(&self) -> bool {
        matches!(self, Self::Stays(_))
    }

    /// Is it still the message's to carry?
    fn is_carried(self) -> bool {
        matches!(self, Self::Goes | Self::Stays(_))
    }
}

/// When a message goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placement {
    /// Now, as the person's mail of this day.
    Now(NaiveDate),
    /// Then, on that day.
    Later(DateTime<Utc>, NaiveDate, Waiting),
}

/// What is known about some messages of the chase.
pub struct OnItsWay {
    /// Working days and office hours.
    pub calendar: Calendar,
    items: HashMap<Uuid, Vec<message_item::Model>>,
    requests: HashMap<Uuid, data_request::Model>,
    steps: Steps,
    contacts: Contacts,
    zones: HashMap<String, (String, Tz)>,
    pauses: Pauses,
    suppressed: HashSet<String>,
    /// Days from today on which each person has a message, with that message.
    days: HashMap<String, Vec<(NaiveDate, Uuid)>>,
}

impl OnItsWay {
    /// What is known about these messages at `now`.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub async fn load(
        db: &impl ConnectionTrait,
        messages: &[message::Model],
        now: DateTime<Utc>,
    ) -> Result<Self, DbErr> {
        let ids = messages.iter().map(|message| message.id);
        let all = message_item::Entity::find()
            .filter(message_item::Column::MessageId.is_in(ids))
            .all(db)
            .await?;
        let requests = data_request::Entity::find()
            .filter(data_request::Column::Id.is_in(all.iter().map(|item| item.data_request_id)))
            .all(db)
            .await?;
        let enterprises: HashSet<_> = requests
            .iter()
            .map(|request| request.enterprise_id)
            .collect();
        let contacts = contact::Entity::find()
            .filter(contact::Column::EnterpriseId.is_in(enterprises))
            .all(db)
            .await?;
        let addresses: HashSet<_> = messages
            .iter()
            .map(|message| message.recipient.clone())
            .chain(contacts.iter().filter_map(contact::Model::address))
            .collect();
        let suppressed = suppression::suppressed(db, addresses).await?;
        let mut items: HashMap<_, Vec<_>> = HashMap::new();
        for item in all {
            items.entry(item.message_id).or_default().push(item);
        }
        Ok(Self {
            calendar: holiday::calendar(db).await?,
            items,
            steps: Steps::load(db, requests.iter().map(|request| request.id)).await?,
            requests: requests
                .into_iter()
                .map(|request| (request.id, request))
                .collect(),
            contacts: Contacts::new(contacts),
            zones: province::zones(db).await?,
            pauses: Pauses::load(db).await?,
            suppressed,
            days: days(db, messages, now).await?,
        })
    }

    /// The items of `message` with their requests.
    pub fn items(
        &self,
        message: Uuid,
    ) -> impl Iterator<Item = (&message_item::Model, &data_request::Model)> {
        let items = self.items.get(&message).into_iter().flatten();
        items.filter_map(|item| Some((item, self.requests.get(&item.data_request_id)?)))
    }

    /// What becomes of each item of `message` at `now`.
    ///
    /// A message that a server may have taken keeps its items until it is sent or given up, so
    /// that they are repeated under its own Message-ID: where one of them has to wait, all do.
    pub fn fates(
        &self,
        message: &message::Model,
        now: DateTime<Utc>,
    ) -> Vec<(&message_item::Model, &data_request::Model, ItemFate)> {
        let items = self.items(message.id);
        let mut all: Vec<_> = items
            .map(|(item, request)| (item, request, self.fate(message, item, request, now)))
            .collect();
        let mut known = all.iter().map(|(.., fate)| *fate);
        if let Some(stays) = known.find(ItemFate::stays) {
            for (.., fate) in &mut all {
                if *fate == ItemFate::Goes {
                    *fate = stays;
                }
            }
        }
        all
    }

    fn fate(
        &self,
        message: &message::Model,
        item: &message_item::Model,
        request: &data_request::Model,
        now: DateTime<Utc>,
    ) -> ItemFate {
        let ended = self.steps.ended(request.id);
        if ended.contains(&item.step) {
            return ItemFate::Back(None);
        }
        let (_, zone) = self.zone(&request.province_code);
        let is_paused = self
            .pauses
            .hold(request.enterprise_id, &request.province_code);
        let verdict =
            situation(request, zone, is_paused, ended).verdict(&self.calendar, item.step, now);
        match verdict {
            Verdict::NotYet if message.uncertain => ItemFate::Stays(Waiting::Retry),
            Verdict::NotYet => ItemFate::Back(None),
            Verdict::Ends(decision, reason) => ItemFate::Ends(decision, reason),
            Verdict::Waits(Waiting::Paused) if message.uncertain => {
                ItemFate::Stays(Waiting::Paused)
            }
            Verdict::Waits(Waiting::Paused) => ItemFate::Back(Some(Waiting::Paused)),
            Verdict::Waits(_) | Verdict::Mail => self.addressed(item, request),
        }
    }

    /// What becomes of an item that is due: where its person may not be written to any more, it
    /// is a colleague's, and ends only where there is none.
    fn addressed(&self, item: &message_item::Model, request: &data_request::Model) -> ItemFate {
        let colleagues = || self.contacts.of(request.enterprise_id);
        match people::refusal(colleagues(), &item.recipient, &self.suppressed) {
            None => ItemFate::Goes,
            Some(_) if people::is_any_usable(colleagues(), &self.suppressed) => {
                ItemFate::Back(Some(Waiting::Retry))
            }
            Some((decision, reason)) => ItemFate::Ends(decision, reason),
        }
    }

    /// When the step of `item` became due.
    pub fn slot(&self, item: &message_item::Model, request: &data_request::Model) -> DateTime<Utc> {
        let (_, zone) = self.zone(&request.province_code);
        let ended = self.steps.ended(request.id);
        situation(request, zone, false, ended).slot(&self.calendar, item.step)
    }

    /// When `message`, whose items are of these `zones`, goes: now, if the office is open in all
    /// of them and the person has no other message today.
    pub fn placement(
        &self,
        message: &message::Model,
        zones: &[Tz],
        now: DateTime<Utc>,
    ) -> Placement {
        let (at, day, waiting) = self.free_day(message, zones, now);
        if at <= now {
            Placement::Now(day)
        } else {
            Placement::Later(at, day, waiting)
        }
    }

    /// When `message` is asked about again that has to wait for nobody knows how long.
    pub fn another_day(
        &self,
        message: &message::Model,
        zones: &[Tz],
        now: DateTime<Utc>,
    ) -> (DateTime<Utc>, NaiveDate) {
        let zone = first_of(zones);
        let today = now.with_timezone(&zone).date_naive();
        let (at, day, _) = self.free_day(message, zones, opening(today + Days::new(1), zone));
        (at, day)
    }

    /// The first time from `from` on when the office is open in all `zones` on a day of which the
    /// person has no other message, that day, and what it is waited for until then.
    fn free_day(
        &self,
        message: &message::Model,
        zones: &[Tz],
        from: DateTime<Utc>,
    ) -> (DateTime<Utc>, NaiveDate, Waiting) {
        let zone = first_of(zones);
        let mut at = self.common_hour(from, zones);
        let mut day = at.with_timezone(&zone).date_naive();
        let mut waiting = Waiting::Window;
        for _ in 0..DAYS {
            if !self.has_other(message, day) {
                break;
            }
            waiting = Waiting::Cap;
            day = self.calendar.working_day_from(day + Days::new(1));
            at = self.common_hour(opening(day, zone), zones);
        }
        (at, day, waiting)
    }

    /// The first time from `from` on when the office is open in all `zones`; every working day has one.
    fn common_hour(&self, from: DateTime<Utc>, zones: &[Tz]) -> DateTime<Utc> {
        let mut at = from;
        for _ in 0..DAYS {
            let open = |at, zone: &Tz| self.calendar.next_office_hour(at, *zone);
            let later = zones.iter().fold(at, open);
            if later == at {
                break;
            }
            at = later;
        }
        at
    }

    /// The zones of the items of a message that go or stay with it.
    pub fn zones_of(
        &self,
        asked: &[(&message_item::Model, &data_request::Model, ItemFate)],
    ) -> Vec<Tz> {
        let with_it = asked.iter().filter(|(.., fate)| fate.is_carried());
        with_it
            .map(|(_, request, _)| self.zone(&request.province_code).1)
            .collect()
    }

    /// The contacts with this address, whatever enterprise they are at.
    pub fn people(&self, address: &str) -> impl Iterator<Item = &contact::Model> {
        self.contacts.with_address(address)
    }

    /// The zone of a province, with its short name.
    pub fn zone(&self, province: &str) -> (&str, Tz) {
        self.zones
            .get(province)
            .map_or(("WIB", Tz::Asia__Jakarta), |(name, zone)| {
                (name.as_str(), *zone)
            })
    }

    fn has_other(&self, message: &message::Model, day: NaiveDate) -> bool {
        self.days
            .get(&message.recipient)
            .is_some_and(|days| days.iter().any(|(at, id)| *at == day && *id != message.id))
    }
}

fn first_of(zones: &[Tz]) -> Tz {
    zones.first().copied().unwrap_or(Tz::Asia__Jakarta)
}

/// No message goes on a day that is over everywhere, so older ones are not read.
async fn days(
    db: &impl ConnectionTrait,
    messages: &[message::Model],
    now: DateTime<Utc>,
) -> Result<HashMap<String, Vec<(NaiveDate, Uuid)>>, DbErr> {
    let people: HashSet<_> = messages
        .iter()
        .map(|message| message.recipient.clone())
        .collect();
    let rows: Vec<(String, NaiveDate, Uuid)> = message::Entity::find()
        .select_only()
        .columns([message::Column::Recipient, message::Column::LocalDay])
        .column(message::Column::Id)
        .filter(message::Column::Recipient.is_in(people))
        .filter(message::Column::Purpose.eq(Purpose::Chase))
        .filter(message::Column::LocalDay.gte(now.date_naive() - Days::new(1)))
        .into_tuple()
        .all(db)
        .await?;
    let mut days: HashMap<_, Vec<_>> = HashMap::new();
    for (recipient, day, id) in rows {
        days.entry(recipient).or_default().push((day, id));
    }
    Ok(days)
}
