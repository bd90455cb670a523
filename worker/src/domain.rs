//! A domain that says "not now" to several mails in a row is left alone for a while.
//!
//! One greylisted or overfull mailbox is no sign; several in a row, with none
//! taken between, mean that the domain wants less from us. Its other mails then
//! wait untried, so that they lose no attempt, and each further "not now" makes the
//! rest longer. What one worker learns, all read at their next batch.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::{Mutex, PoisonError},
};

use chrono::{DateTime, Duration, Utc};
use entity::domain_rest;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter,
    sea_query::OnConflict,
};

/// "Not now" so many times in a row, and the domain rests.
const ENOUGH: i32 = 3;
/// The first rest; each further one is twice as long.
const FIRST: Duration = Duration::minutes(1);
/// The longest rest is this many times doubled: 32 minutes.
const DOUBLED: i32 = 5;

/// What is known about the domains of the mails in hand.
#[derive(Debug, Default)]
pub(crate) struct Domains {
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    by_name: HashMap<String, Standing>,
    changed: HashSet<String>,
}

/// What was learnt of domains: where each stands, or that it takes mail again. In the order of
/// their names, so that two workers do not wait for each other.
pub(crate) type News = BTreeMap<String, Option<Standing>>;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Standing {
    deferrals: i32,
    rests_until: Option<DateTime<Utc>>,
}

impl Domains {
    /// Read what is known about the domains of these recipients, but for what was learnt since
    /// and is not stored yet.
    pub(crate) async fn look_up(
        &self,
        db: &impl ConnectionTrait,
        recipients: impl Iterator<Item = &str>,
    ) -> Result<(), DbErr> {
        let names: BTreeSet<_> = recipients.map(domain).collect();
        let rows = domain_rest::Entity::find()
            .filter(domain_rest::Column::Domain.is_in(names))
            .all(db)
            .await?;
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        for row in rows {
            if !known.changed.contains(&row.domain) {
                let standing = Standing {
                    deferrals: row.deferrals,
                    rests_until: row.rests_until,
                };
                known.by_name.insert(row.domain, standing);
            }
        }
        Ok(())
    }

    /// Until when this recipient's domain rests, if it does.
    pub(crate) fn rests_until(&self, recipient: &str, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let until = known.by_name.get(domain(recipient))?.rests_until?;
        (until > now).then_some(until)
    }

    /// The domain took a mail.
    pub(crate) fn took(&self, recipient: &str) {
        let name = domain(recipient);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.by_name.remove(name).is_some() {
            known.changed.insert(name.to_owned());
        }
    }

    /// The domain said "not now". Answers that were under way when it went to rest count once.
    pub(crate) fn deferred(&self, recipient: &str, now: DateTime<Utc>) {
        let name = domain(recipient);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let before = known.by_name.get(name).copied().unwrap_or_default();
        let after = before.deferred(now);
        if after == before {
            return;
        }
        if let Some(until) = after.rests_until {
            tracing::warn!(domain = name, deferrals = after.deferrals, %until,
                "a domain takes no mail for now; it is left alone");
        }
        known.by_name.insert(name.to_owned(), after);
        known.changed.insert(name.to_owned());
    }

    /// Write down what was learnt and is not stored yet; [`Self::saved`] is told when that holds.
    pub(crate) async fn save(&self, tx: &impl ConnectionTrait) -> Result<News, DbErr> {
        let news = self.news();
        let (kept, gone) = rows(&news);
        if !gone.is_empty() {
            domain_rest::Entity::delete_many()
                .filter(domain_rest::Column::Domain.is_in(gone))
                .exec(tx)
                .await?;
        }
        if !kept.is_empty() {
            domain_rest::Entity::insert_many(kept)
                .on_conflict(
                    OnConflict::column(domain_rest::Column::Domain)
                        .update_columns([
                            domain_rest::Column::Deferrals,
                            domain_rest::Column::RestsUntil,
                        ])
                        .to_owned(),
                )
                .exec_without_returning(tx)
                .await?;
        }
        Ok(news)
    }

    /// These are stored for good. What was learnt meanwhile is still news.
    pub(crate) fn saved(&self, news: &News) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        for (name, standing) in news {
            if known.by_name.get(name) == standing.as_ref() {
                known.changed.remove(name);
            }
        }
    }

    fn news(&self) -> News {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let changed = known.changed.iter();
        changed
            .map(|name| (name.clone(), known.by_name.get(name).copied()))
            .collect()
    }
}

/// The rows to be kept and the domains to be forgotten.
fn rows(news: &News) -> (Vec<domain_rest::ActiveModel>, Vec<String>) {
    let gone = news.iter().filter(|(_, standing)| standing.is_none());
    let gone = gone.map(|(name, _)| name.clone()).collect();
    let kept = news.iter().filter_map(|(name, standing)| {
        let standing = (*standing)?;
        Some(domain_rest::ActiveModel {
            domain: Set(name.clone()),
            deferrals: Set(standing.deferrals),
            rests_until: Set(standing.rests_until),
        })
    });
    (kept.collect(), gone)
}

impl Standing {
    fn deferred(self, now: DateTime<Utc>) -> Self {
        if self.rests_until.is_some_and(|until| until > now) {
            return self;
        }
        let deferrals = self.deferrals + 1;
        let rest = (deferrals >= ENOUGH).then(|| FIRST * (1 << (deferrals - ENOUGH).min(DOUBLED)));
        Self {
            deferrals,
            rests_until: rest.map(|rest| now + rest),
        }
    }
}

/// What stands after the `@`.
pub(crate) fn domain(recipient: &str) -> &str {
    recipient
        .rsplit_once('@')
        .map_or(recipient, |(_, domain)| domain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minutes(deferrals: i32) -> Option<i64> {
        let now = DateTime::UNIX_EPOCH;
        let before = Standing {
            deferrals,
            rests_until: None,
        };
        let until = before.deferred(now).rests_until?;
        Some((until - now).num_minutes())
    }

    #[test]
    fn the_third_in_a_row_begins_a_rest_and_each_further_one_doubles_it() {
        let rests: Vec<_> = (0..9).map(minutes).collect();
        assert_eq!(
            rests,
            [
                None,
                None,
                Some(1),
                Some(2),
                Some(4),
                Some(8),
                Some(16),
                Some(32),
                Some(32)
            ]
        );
    }

    #[test]
    fn what_could_not_be_stored_is_still_news() {
        let domains = Domains {
            known: Mutex::default(),
        };
        let now = DateTime::UNIX_EPOCH;
        domains.deferred("a@example.org", now);
        let lost = domains.news();
        assert_eq!(domains.news(), lost, "nobody said that it is stored");
        domains.deferred("b@example.org", now);
        domains.saved(&lost);
        assert_eq!(domains.news().len(), 1, "what came meanwhile is not");
        domains.saved(&domains.news());
        assert!(domains.news().is_empty());
    }

    #[test]
    fn what_was_under_way_counts_once() {
        let now = DateTime::UNIX_EPOCH;
        let resting = Standing {
            deferrals: 3,
            rests_until: Some(now + FIRST),
        };
        assert_eq!(resting.deferred(now), resting);
    }
}
