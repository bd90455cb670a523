//! Whom new editions are told to: each manager once, all of their places in one mail.
//!
//! The message is queued in the transaction that makes the editions, so that it is there
//! exactly if they are. What it is about names the quarter and the cut-off that the editions
//! have in common; by that [`told`] finds them again, and a mail that is composed twice says
//! the same twice. What is made by hand before a quarter's night waits for the mail of the night.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, SecondsFormat, Utc};
use chrono_tz::Asia::Jakarta;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect,
};

use super::{Column, EditionReason, Entity, Model, file::Audience, material::Material};
use crate::{
    account,
    digest::managers,
    message::{self, MessageState, Purpose},
    programme,
    rules::{disclosure::Place, period::Quarter, slot::summary_slot},
    suppression::suppressed,
};

/// Why a message to an address that mail came back from is not sent.
pub const NO_ADDRESS: &str =
    "mail to this address kept coming back; once it takes mail, have the message sent again";

/// Queue the mails about editions that a night just made, and say how many: of a quarter whose
/// night it is, all editions that there are; of others, the next where it differs materially.
/// A manager without a working address gets none, and the message says so.
///
/// # Errors
/// Where the database fails.
pub async fn queue(
    tx: &impl ConnectionTrait,
    made: &[Model],
    now: DateTime<Utc>,
) -> Result<u64, DbErr> {
    let nights = nights(tx, made, now).await?;
    let mut worth: Vec<(Place, About)> = Vec::new();
    for about in nights.values() {
        let places = places(tx, about.quarter).await?;
        worth.extend(places.into_iter().map(|place| (place, *about)));
    }
    for edition in made {
        if !nights.contains_key(&edition.quarter) && is_worth(tx, edition).await? {
            worth.push((edition.province_code.clone(), About::of(edition)?));
        }
    }
    tell(tx, &worth, now).await
}

/// Queue the mails about an edition that somebody made, and say how many: none where the
/// quarter's night is still to tell of it.
///
/// # Errors
/// Where the database fails.
pub async fn queue_by_hand(
    tx: &impl ConnectionTrait,
    made: &Model,
    now: DateTime<Utc>,
) -> Result<u64, DbErr> {
    let about = About::of(made)?;
    if is_awaited(tx, about.quarter).await? || !is_worth(tx, made).await? {
        return Ok(0);
    }
    tell(tx, &[(made.province_code.clone(), about)], now).await
}

/// Queue a mail to each manager about what is worth one in their places.
async fn tell(
    tx: &impl ConnectionTrait,
    worth: &[(Place, About)],
    now: DateTime<Utc>,
) -> Result<u64, DbErr> {
    if worth.is_empty() {
        return Ok(0);
    }
    let managers = managers(tx).await?;
    let addresses = managers.iter().map(|(account, _)| account.email.clone());
    let dead = suppressed(tx, addresses).await?;
    let mut rows = Vec::new();
    for (account, places) in &managers {
        let mine = worth.iter().filter(|(place, _)| is_of(place, places));
        let about: BTreeSet<About> = mine.map(|(_, about)| *about).collect();
        let is_dead = dead.contains(&account.email);
        rows.extend(
            about
                .iter()
                .map(|about| about.message(account, is_dead, now)),
        );
    }
    message::queue(tx, rows).await
}

/// An edition as a mail tells it.
#[derive(Clone, Debug)]
pub struct News {
    /// The edition.
    pub material: Material,
    /// Does it take the place of one that an earlier mail told? The first mail about a quarter
    /// replaces nothing, whatever was made by hand before.
    pub replaces: bool,
}

/// The manager whom `message` is for, and what it tells them; nothing where they are no
/// manager any more. With a first edition come the newest of all their places.
///
/// # Errors
/// Where the database cannot be read.
pub async fn told(
    tx: &impl ConnectionTrait,
    message: &message::Model,
) -> Result<Option<(account::Model, Vec<News>)>, DbErr> {
    let managers = managers(tx).await?;
    let reader = managers
        .into_iter()
        .find(|(account, _)| Some(account.id) == message.account_id);
    let (Some((account, places)), Some(about)) = (reader, About::read(&message.about)) else {
        return Ok(None);
    };
    let mut told = Vec::new();
    for edition in newest(tx, about, &places).await? {
        told.push(Material::load(tx, edition, Audience::Internal).await?);
    }
    let is_new = |one: &Material| one.edition.cut_off == about.cut_off;
    if !about.is_night
        && !told
            .iter()
            .any(|one| is_new(one) && one.edition.edition == 1)
    {
        told.retain(|one| is_new(one) && has_moved(one));
    }
    let told: Vec<News> = told
        .into_iter()
        .map(|material| News {
            replaces: !about.is_night && material.edition.edition > 1,
            material,
        })
        .collect();
    Ok((!told.is_empty()).then_some((account, told)))
}

/// The editions that a message is about: those of a quarter with one cut-off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct About {
    quarter: Quarter,
    cut_off: DateTime<Utc>,
    /// Is it the quarter's night, which tells of all that there is?
    is_night: bool,
}

/// Stands in what a message of a quarter's night is about.
const NIGHT: &str = "NIGHT";

impl About {
    fn of(edition: &Model) -> Result<Self, DbErr> {
        Ok(Self {
            quarter: edition.period()?,
            cut_off: edition.cut_off,
            is_night: false,
        })
    }

    fn read(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        Some(Self {
            quarter: words.next()?.parse().ok()?,
            cut_off: words.next()?.parse().ok()?,
            is_night: words.next() == Some(NIGHT),
        })
    }

    fn text(&self) -> String {
        let cut_off = self.cut_off.to_rfc3339_opts(SecondsFormat::Micros, true);
        let about = format!("{} {cut_off}", self.quarter);
        if self.is_night {
            format!("{about} {NIGHT}")
        } else {
            about
        }
    }

    fn message(
        &self,
        account: &account::Model,
        is_dead: bool,
        now: DateTime<Utc>,
    ) -> message::ActiveModel {
        let day = self.cut_off.with_timezone(&Jakarta).date_naive();
        let mut row = message::ActiveModel {
            account_id: Set(Some(account.id)),
            about: Set(self.text()),
            ..message::queued(Purpose::Summary, &account.email, day, now)
        };
        if is_dead {
            row.state = Set(MessageState::Failed);
            row.last_error = Set(Some(NO_ADDRESS.to_owned()));
        }
        row
    }
}

/// Is `place` one of a manager's? The nation is that of a manager without provinces.
fn is_of(place: &Place, provinces: &[String]) -> bool {
    match place {
        Some(code) => provinces.contains(code),
        None => provinces.is_empty(),
    }
}

/// What the nights of quarters are about, by quarter: of those whose first editions were just
/// made, and of those of which all had been made by hand.
async fn nights(
    tx: &impl ConnectionTrait,
    made: &[Model],
    now: DateTime<Utc>,
) -> Result<BTreeMap<String, About>, DbErr> {
    let mut nights = BTreeMap::new();
    let scheduled = made.iter();
    for edition in scheduled.filter(|one| one.reason == EditionReason::Scheduled) {
        let about = About {
            is_night: true,
            ..About::of(edition)?
        };
        nights.insert(edition.quarter.clone(), about);
    }
    let by_hand = Entity::find()
        .filter(Column::Reason.eq(EditionReason::ByHand))
        .filter(Column::Edition.eq(1))
        .all(tx)
        .await?;
    for edition in by_hand {
        let quarter = edition.period()?;
        let is_over = summary_slot(quarter) <= now && !nights.contains_key(&edition.quarter);
        if is_over && is_awaited(tx, quarter).await? {
            let about = About {
                quarter,
                cut_off: now,
                is_night: true,
            };
            nights.insert(edition.quarter, about);
        }
    }
    Ok(nights)
}

/// Is the night of `quarter` still to tell of it? There is none before the programme was live.
async fn is_awaited(tx: &impl ConnectionTrait, quarter: Quarter) -> Result<bool, DbErr> {
    let programme = programme::Entity::find_by_id(1).one(tx).await?;
    if programme.is_none_or(|one| quarter.last_month() < one.live_since) {
        return Ok(false);
    }
    let scheduled = Entity::find()
        .filter(Column::Quarter.eq(quarter.to_string()))
        .filter(Column::Reason.eq(EditionReason::Scheduled));
    let told = message::Entity::find()
        .filter(message::Column::Purpose.eq(Purpose::Summary))
        .filter(message::Column::About.starts_with(format!("{quarter} ")));
    Ok(scheduled.count(tx).await? == 0 && told.count(tx).await? == 0)
}

/// The places that have editions of `quarter`.
async fn places(tx: &impl ConnectionTrait, quarter: Quarter) -> Result<BTreeSet<Place>, DbErr> {
    let places: Vec<Place> = Entity::find()
        .select_only()
        .column(Column::ProvinceCode)
        .filter(Column::Quarter.eq(quarter.to_string()))
        .into_tuple()
        .all(tx)
        .await?;
    Ok(places.into_iter().collect())
}

/// Is an edition worth a mail? The next one of a place only where a figure has moved.
async fn is_worth(tx: &impl ConnectionTrait, edition: &Model) -> Result<bool, DbErr> {
    if edition.edition == 1 {
        return Ok(true);
    }
    let material = Material::load(tx, edition.clone(), Audience::Internal).await?;
    Ok(has_moved(&material))
}

/// Does it differ materially from the edition before?
fn has_moved(one: &Material) -> bool {
    one.differences.iter().any(|what| what.is_material)
}

/// The newest edition of each of these places when those of `about` were made.
async fn newest(
    tx: &impl ConnectionTrait,
    about: About,
    provinces: &[String],
) -> Result<Vec<Model>, DbErr> {
    let rows = Entity::find()
        .filter(Column::Quarter.eq(about.quarter.to_string()))
        .filter(Column::CutOff.lte(about.cut_off))
        .filter(if provinces.is_empty() {
            Column::ProvinceCode.is_null()
        } else {
            Column::ProvinceCode.is_in(provinces)
        })
        .order_by_asc(Column::Edition)
        .all(tx)
        .await?;
    let newest: BTreeMap<Place, Model> = rows
        .into_iter()
        .map(|row| (row.province_code.clone(), row))
        .collect();
    Ok(newest.into_values().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_message_is_about_is_read_as_it_was_written() {
        let about = About {
            quarter: "2012-Q4".parse().unwrap(),
            cut_off: "2013-01-19T19:00:00.123456Z".parse().unwrap(),
            is_night: false,
        };
        assert_eq!(about.text(), "2012-Q4 2013-01-19T19:00:00.123456Z");
        assert_eq!(About::read(&about.text()), Some(about));
        let night = About {
            is_night: true,
            ..about
        };
        assert_eq!(About::read(&night.text()), Some(night));
        assert_eq!(About::read("2012-Q4"), None);
    }

    #[test]
    fn the_nation_is_that_of_a_manager_without_provinces() {
        let java = Some("ID-JT".to_owned());
        let mine = ["ID-JT".to_owned()];
        assert!(is_of(&java, &mine) && is_of(&None, &[]));
        assert!(!is_of(&java, &[]) && !is_of(&None, &mine));
    }
}
