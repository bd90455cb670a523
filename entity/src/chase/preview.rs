//! The chase of a time to come, as somebody may see it: whom the worker would
//! write to, which step, why, and under which subject's words.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::{
    plan::{Fate, Planned},
    rehearse::rehearse,
};
use crate::{
    Language, contact, enterprise,
    rules::{ladder::Step, period::Month},
    scope::Scope,
};

/// Contacts that are read at once.
const BATCH: usize = 5_000;

/// What one person's mail would speak of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The language of the person.
    pub language: Language,
    /// Its latest step, which its words follow.
    pub highest: Step,
    /// The enterprises and months in it, by name.
    pub items: Vec<(String, Month)>,
}

/// A step that somebody may see, with the mail that would carry it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Previewed {
    /// The step.
    pub planned: Planned,
    /// The mail; nothing where none goes, or where it also speaks of what is hidden.
    pub letter: Option<Letter>,
}

/// What a run at `at` would do with the steps that `scope` may see, by the time since when each is due.
///
/// # Errors
/// Where the database cannot be read.
pub async fn preview(
    db: &impl ConnectionTrait,
    scope: &Scope,
    at: DateTime<Utc>,
) -> Result<Vec<Previewed>, DbErr> {
    let all = rehearse(db, at).await?;
    let visible = visible(db, scope).await?;
    let is_seen = |planned: &Planned| match &visible {
        Some(visible) => visible.contains(&planned.due.enterprise),
        None => true,
    };
    let hidden = all.iter().filter(|planned| !is_seen(planned));
    let shared: HashSet<_> = hidden.filter_map(mailed).map(str::to_owned).collect();
    let letters = letters(db, &all).await?;
    let mut seen: Vec<_> = all.into_iter().filter(|planned| is_seen(planned)).collect();
    seen.sort_by_key(order);
    let previewed = seen.into_iter().map(|planned| {
        let address = mailed(&planned).filter(|address| !shared.contains(*address));
        let letter = address.and_then(|address| letters.get(address)).cloned();
        Previewed { planned, letter }
    });
    Ok(previewed.collect())
}

/// What the steps of a preview are sorted by; unique, and without a person in it.
pub fn order(planned: &Planned) -> (DateTime<Utc>, Uuid, Month, Step) {
    let due = &planned.due;
    (due.since, due.enterprise, due.month, due.step)
}

/// The enterprises that `scope` may see; nothing where it is all of them.
async fn visible(db: &impl ConnectionTrait, scope: &Scope) -> Result<Option<HashSet<Uuid>>, DbErr> {
    if *scope == Scope::Admin {
        return Ok(None);
    }
    let rows: Vec<Uuid> = enterprise::Entity::visible_to(scope)
        .select_only()
        .column(enterprise::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    Ok(Some(rows.into_iter().collect()))
}

/// The address that the step would be mailed to.
fn mailed(planned: &Planned) -> Option<&str> {
    let person = planned.person.as_ref()?;
    (planned.fate == Fate::Mail).then_some(person.address.as_str())
}

/// The mail of each person, by address.
async fn letters(
    db: &impl ConnectionTrait,
    all: &[Planned],
) -> Result<HashMap<String, Letter>, DbErr> {
    let going = || all.iter().filter(|planned| planned.fate == Fate::Mail);
    let names = enterprise::names(db, going().map(|planned| planned.due.enterprise)).await?;
    let people = going().filter_map(|planned| Some(planned.person.as_ref()?.contact));
    let languages = languages(db, people.collect()).await?;
    let mut letters: HashMap<String, Letter> = HashMap::new();
    for planned in going() {
        let Some(person) = &planned.person else {
            continue;
        };
        let language = languages.get(&person.contact).copied();
        let letter = letters.entry(person.address.clone()).or_insert(Letter {
            language: language.unwrap_or_default(),
            highest: planned.due.step,
            items: Vec::new(),
        });
        letter.highest = letter.highest.max(planned.due.step);
        let name = names.get(&planned.due.enterprise).cloned();
        letter
            .items
            .push((name.unwrap_or_default(), planned.due.month));
    }
    Ok(letters)
}

async fn languages(
    db: &impl ConnectionTrait,
    contacts: HashSet<Uuid>,
) -> Result<HashMap<Uuid, Language>, DbErr> {
    let contacts: Vec<_> = contacts.into_iter().collect();
    let mut languages = HashMap::new();
    for some in contacts.chunks(BATCH) {
        let rows: Vec<(Uuid, Language)> = contact::Entity::find()
            .select_only()
            .columns([contact::Column::Id, contact::Column::Language])
            .filter(contact::Column::Id.is_in(some.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        languages.extend(rows);
    }
    Ok(languages)
}
