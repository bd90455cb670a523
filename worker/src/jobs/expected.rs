//! Of whom a month is expected (`DOMAIN.md` §3), and who is asked there.
//!
//! Everything is read in a handful of statements and compared in memory: a
//! programme has thousands of enterprises, not millions.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use entity::{
    baseline, contact,
    enterprise::{self, EnterpriseStatus},
    enterprise_history, province,
    rules::period::Month,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

/// An enterprise of which a month is expected.
#[derive(Clone, Debug)]
pub(crate) struct Expected {
    pub(crate) enterprise: Uuid,
    pub(crate) name: String,
    pub(crate) province: String,
    /// Who is asked; none where nobody has a usable address.
    pub(crate) person: Option<Person>,
}

/// Who is asked.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) contact: Uuid,
    /// Lower-cased.
    pub(crate) address: String,
}

/// The enterprises of which `month` is expected and which were in `zone` on its
/// last day; those of one person follow each other.
pub(crate) async fn expected(
    db: &impl ConnectionTrait,
    month: Month,
    zone: &str,
) -> Result<Vec<Expected>, DbErr> {
    let here = provinces(db, zone).await?;
    let statuses = statuses(db, month).await?;
    let places = places(db, month).await?;
    let baselines = first_baselines(db).await?;
    let mut people = people(db).await?;
    let all: Vec<(Uuid, String, String, EnterpriseStatus)> = enterprise::Entity::find()
        .select_only()
        .columns([enterprise::Column::Id, enterprise::Column::Name])
        .columns([enterprise::Column::ProvinceCode, enterprise::Column::Status])
        .filter(enterprise::Column::ArchivedAt.is_null())
        .into_tuple()
        .all(db)
        .await?;
    let mut found: Vec<_> = all
        .into_iter()
        .filter(|(id, _, _, now)| match statuses.get(id) {
            Some(history) => enrolled_throughout(history, month),
            None => *now == EnterpriseStatus::Enrolled,
        })
        .filter(|(id, ..)| {
            baselines
                .get(id)
                .is_none_or(|first| month > Month::of(*first))
        })
        .map(|(id, name, now, _)| (id, name, places.get(&id).cloned().unwrap_or(now)))
        .filter(|(_, _, province)| here.contains(province))
        .map(|(enterprise, name, province)| Expected {
            enterprise,
            name,
            province,
            person: people.remove(&enterprise),
        })
        .collect();
    found.sort_by(|one, other| sort_key(one).cmp(&sort_key(other)));
    Ok(found)
}

fn sort_key(expected: &Expected) -> (Option<&str>, &str, Uuid) {
    (
        expected
            .person
            .as_ref()
            .map(|person| person.address.as_str()),
        &expected.name,
        expected.enterprise,
    )
}

/// Was it enrolled on each of the month's days? `history` is in the order of its dates.
fn enrolled_throughout(history: &[(NaiveDate, EnterpriseStatus)], month: Month) -> bool {
    let first = month.first_day();
    let at_first = history.iter().rev().find(|(from, _)| *from <= first);
    at_first.is_some_and(|(_, status)| *status == EnterpriseStatus::Enrolled)
        && history
            .iter()
            .filter(|(from, _)| *from > first && *from <= month.last_day())
            .all(|(_, status)| *status == EnterpriseStatus::Enrolled)
}

async fn provinces(db: &impl ConnectionTrait, zone: &str) -> Result<Vec<String>, DbErr> {
    province::Entity::find()
        .select_only()
        .column(province::Column::Code)
        .filter(province::Column::Zone.eq(zone))
        .into_tuple()
        .all(db)
        .await
}

async fn statuses(
    db: &impl ConnectionTrait,
    month: Month,
) -> Result<HashMap<Uuid, Vec<(NaiveDate, EnterpriseStatus)>>, DbErr> {
    use enterprise_history::status::{Column, Entity};
    let rows = Entity::find()
        .filter(Column::FromDate.lte(month.last_day()))
        .order_by_asc(Column::FromDate)
        .all(db)
        .await?;
    let mut histories: HashMap<_, Vec<_>> = HashMap::new();
    for row in rows {
        histories
            .entry(row.enterprise_id)
            .or_default()
            .push((row.from_date, row.status));
    }
    Ok(histories)
}

/// Where each enterprise was on the month's last day.
async fn places(db: &impl ConnectionTrait, month: Month) -> Result<HashMap<Uuid, String>, DbErr> {
    use enterprise_history::province::{Column, Entity};
    let rows = Entity::find()
        .filter(Column::FromDate.lte(month.last_day()))
        .order_by_asc(Column::FromDate)
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.enterprise_id, row.province_code))
        .collect())
}

async fn first_baselines(db: &impl ConnectionTrait) -> Result<BTreeMap<Uuid, NaiveDate>, DbErr> {
    let rows: Vec<(Uuid, NaiveDate)> = baseline::Entity::find()
        .select_only()
        .column(baseline::Column::EnterpriseId)
        .column_as(baseline::Column::RecordedOn.min(), "first")
        .group_by(baseline::Column::EnterpriseId)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// Whom to ask at each enterprise: the primary contact, else the first other with a usable address.
async fn people(db: &impl ConnectionTrait) -> Result<HashMap<Uuid, Person>, DbErr> {
    let rows = contact::Entity::find()
        .filter(contact::Column::Email.is_not_null())
        .filter(contact::Column::WithdrawnAt.is_null())
        .filter(contact::Column::UnsubscribedAt.is_null())
        .order_by_desc(contact::Column::IsPrimary)
        .order_by_asc(contact::Column::Id)
        .all(db)
        .await?;
    let mut people = HashMap::new();
    for row in rows {
        if let Some(email) = row.email {
            let person = Person {
                contact: row.id,
                address: email.trim().to_lowercase(),
            };
            people.entry(row.enterprise_id).or_insert(person);
        }
    }
    Ok(people)
}

#[cfg(test)]
mod tests {
    use super::*;
    use EnterpriseStatus::{Dropped, Enrolled, Prospect};

    fn enrolled(history: &[(&str, EnterpriseStatus)]) -> bool {
        let history: Vec<_> = history
            .iter()
            .map(|(day, status)| (day.parse().unwrap(), *status))
            .collect();
        enrolled_throughout(&history, "2012-10".parse().unwrap())
    }

    #[test]
    fn every_day_of_the_month_counts() {
        assert!(enrolled(&[
            ("2012-01-05", Prospect),
            ("2012-10-01", Enrolled)
        ]));
        assert!(enrolled(&[
            ("2012-01-05", Enrolled),
            ("2012-11-01", Dropped)
        ]));
        assert!(!enrolled(&[("2012-10-02", Enrolled)]));
        assert!(!enrolled(&[
            ("2012-01-05", Enrolled),
            ("2012-10-31", Dropped)
        ]));
        assert!(!enrolled(&[]));
    }
}
