//! What a run would do at a time: for each step that is due, whether a mail
//! goes, and to whom, how it ends, or why it waits.
//!
//! A run carries out the [`ZonePlan`]s of the zones; [`rehearse`](super::rehearse) is the same
//! for a time to come, with the requests that are still to be planned and the
//! mails that are queued already, and writes nothing.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, ExprTrait, QueryFilter};

use super::{
    brake::Brake,
    due_steps::DueStep,
    people::{self, Person},
};
use crate::{
    message::{self, MessageState, Purpose},
    rules::{
        ladder::{Decision, Step, Verdict, Waiting},
        zone::Zone,
    },
};

/// What becomes of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Its mail goes now.
    Mail,
    /// It ends without a mail.
    Ends(Decision, Option<&'static str>),
    /// It waits.
    Waits(Waiting),
}

/// A step that is due, with what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// The step.
    pub due: DueStep,
    /// Whom it would be written to.
    pub person: Option<Person>,
    /// What becomes of it.
    pub fate: Fate,
}

/// A step that the brake holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeldStep {
    /// The step.
    pub step: Step,
    /// How many people it would have written to.
    pub people: usize,
    /// Has the office to be told?
    pub is_new: bool,
}

/// What a run does in one zone.
#[derive(Clone, Debug, Default)]
pub struct ZonePlan {
    /// The steps, those of one person after each other.
    pub planned: Vec<Planned>,
    /// What the brake holds.
    pub held: Vec<HeldStep>,
    /// Is anything left that an earlier run held, though the office may be closed for it now?
    pub has_holds: bool,
}

impl Planned {
    /// Has it nothing left to wait for?
    fn has_ended(&self) -> bool {
        matches!(self.fate, Fate::Ends(..))
    }
}

/// What becomes of the steps `due` in `zone` at `now`.
///
/// # Errors
/// Where the database cannot be read.
pub async fn zone_plan(
    db: &impl ConnectionTrait,
    zone: Zone,
    due: Vec<DueStep>,
    now: DateTime<Utc>,
) -> Result<ZonePlan, DbErr> {
    let wanted = due.iter().filter(|due| due.verdict == Verdict::Mail);
    let people = people::to_ask(db, wanted.map(|due| due.enterprise)).await?;
    let today = now.with_timezone(&zone.tz).date_naive();
    let post = Post::load(db, &people, today, now).await?;
    let mut planned: Vec<_> = due
        .into_iter()
        .map(|due| {
            let person = people.get(&due.enterprise).cloned();
            let fate = match due.verdict {
                Verdict::Ends(decision, reason) => Fate::Ends(decision, reason),
                Verdict::Waits(waiting) => Fate::Waits(waiting),
                Verdict::Mail | Verdict::NotYet => post.fate(person.as_ref()),
            };
            Planned { due, person, fate }
        })
        .collect();
    let (held, has_holds) = brake(db, zone, &mut planned, now).await?;
    planned.sort_by(|one, other| order(one).cmp(&order(other)));
    Ok(ZonePlan {
        planned,
        held,
        has_holds,
    })
}

fn order(planned: &Planned) -> (Option<&str>, uuid::Uuid, Step) {
    let address = planned
        .person
        .as_ref()
        .map(|person| person.address.as_str());
    (address, planned.due.enterprise, planned.due.step)
}

/// Let the steps wait that would be a flood, and say which.
async fn brake(
    db: &impl ConnectionTrait,
    zone: Zone,
    planned: &mut [Planned],
    now: DateTime<Utc>,
) -> Result<(Vec<HeldStep>, bool), DbErr> {
    if planned.is_empty() {
        return Ok((Vec::new(), false));
    }
    let brake = Brake::load(db, zone, now).await?;
    let is_old = |planned: &&Planned| brake.holds(planned.due.step, planned.due.since);
    let is_unjudged = |planned: &&Planned| {
        !is_old(planned) && !brake.has_released(planned.due.step, planned.due.since)
    };
    let old = people_by_step(planned.iter().filter(is_old));
    let mut new = people_by_step(planned.iter().filter(is_unjudged));
    new.retain(|step, people| brake.is_flood(*step, *people));
    let has_holds = planned
        .iter()
        .any(|planned| is_old(&planned) && !planned.has_ended());
    for planned in planned
        .iter_mut()
        .filter(|planned| planned.fate == Fate::Mail)
    {
        let is_new = is_unjudged(&&*planned) && new.contains_key(&planned.due.step);
        if is_new || is_old(&&*planned) {
            planned.fate = Fate::Waits(Waiting::Held);
        }
    }
    let held = |is_new: bool| {
        move |(step, people)| HeldStep {
            step,
            people,
            is_new,
        }
    };
    let mut all: Vec<_> = old.into_iter().map(held(false)).collect();
    all.extend(new.into_iter().map(held(true)));
    all.sort_by_key(|held| held.step);
    Ok((all, has_holds))
}

/// How many people each step would be mailed to now.
pub fn people_by_step<'a>(planned: impl IntoIterator<Item = &'a Planned>) -> HashMap<Step, usize> {
    let mut people: HashMap<Step, HashSet<&str>> = HashMap::new();
    let planned = planned.into_iter();
    for planned in planned.filter(|planned| planned.fate == Fate::Mail) {
        if let Some(person) = &planned.person {
            let addresses = people.entry(planned.due.step).or_default();
            addresses.insert(person.address.as_str());
        }
    }
    people
        .into_iter()
        .map(|(step, addresses)| (step, addresses.len()))
        .collect()
}

/// The people's mail that is on its way or has gone today.
struct Post {
    /// Who has had the mail of the day.
    served: HashSet<String>,
    /// Whose mail waits for another attempt.
    retried: HashSet<String>,
}

impl Post {
    async fn load(
        db: &impl ConnectionTrait,
        people: &HashMap<uuid::Uuid, Person>,
        today: NaiveDate,
        now: DateTime<Utc>,
    ) -> Result<Self, DbErr> {
        let mut post = Self {
            served: HashSet::new(),
            retried: HashSet::new(),
        };
        let addresses: Vec<_> = people.values().map(|person| &person.address).collect();
        for some in addresses.chunks(5_000) {
            let messages = message::Entity::find()
                .filter(message::Column::Purpose.eq(Purpose::Chase))
                .filter(message::Column::Recipient.is_in(some.iter().copied()))
                .filter(
                    message::Column::LocalDay
                        .eq(today)
                        .or(message::Column::State.eq(MessageState::Queued)),
                );
            for message in messages.all(db).await? {
                if message.takes_more() {
                    if message.due_at > now {
                        post.retried.insert(message.recipient);
                    }
                } else if message.local_day == today && message.state != MessageState::Moot {
                    post.served.insert(message.recipient);
                }
            }
        }
        Ok(post)
    }

    fn fate(&self, person: Option<&Person>) -> Fate {
        match person {
            None => Fate::Ends(
                Decision::NoContact,
                Some("nobody at the enterprise has a usable address"),
            ),
            Some(person) if self.retried.contains(&person.address) => Fate::Waits(Waiting::Retry),
            Some(person) if self.served.contains(&person.address) => Fate::Waits(Waiting::Cap),
            Some(_) => Fate::Mail,
        }
    }
}
