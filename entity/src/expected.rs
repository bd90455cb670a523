//! Of whom a month is expected (`DOMAIN.md` §3).
//!
//! Everything is read in a handful of statements and compared in memory: a
//! programme has thousands of enterprises, not millions.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::{
    baseline,
    enterprise::{self, EnterpriseStatus},
    enterprise_history, province,
    rules::period::Month,
};

/// An enterprise of which a month is expected.
#[derive(Clone, Debug)]
pub struct Expected {
    /// The enterprise.
    pub enterprise: Uuid,
    /// Where it was on the month's last day.
    pub province: String,
}

/// Of whom months are expected, each read once.
#[derive(Debug, Default)]
pub struct Expectations {
    of: Option<Month>,
    all: Vec<Expected>,
}

impl Expectations {
    /// The enterprises of which `month` is expected and which were in `zone` on its last day,
    /// in the order of their ids. The zones of one month are best asked for after each other.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub async fn in_zone(
        &mut self,
        db: &impl ConnectionTrait,
        month: Month,
        zone: &str,
    ) -> Result<Vec<&Expected>, DbErr> {
        if self.of != Some(month) {
            self.all = expected(db, month).await?;
            self.of = Some(month);
        }
        let here: HashSet<String> = provinces(db, zone).await?.into_iter().collect();
        let all = self.all.iter();
        Ok(all.filter(|one| here.contains(&one.province)).collect())
    }
}

async fn expected(db: &impl ConnectionTrait, month: Month) -> Result<Vec<Expected>, DbErr> {
    let statuses = statuses(db).await?;
    let mut places = places(db, month).await?;
    let baselines = first_baselines(db).await?;
    let all: Vec<(Uuid, String, EnterpriseStatus)> = enterprise::Entity::find()
        .select_only()
        .column(enterprise::Column::Id)
        .columns([enterprise::Column::ProvinceCode, enterprise::Column::Status])
        .filter(enterprise::Column::ArchivedAt.is_null())
        .order_by_asc(enterprise::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    let found = all
        .into_iter()
        .filter(|(id, _, now)| match statuses.get(id) {
            Some(history) => enrolled_throughout(history, month),
            None => *now == EnterpriseStatus::Enrolled,
        })
        .filter(|(id, ..)| {
            baselines
                .get(id)
                .is_none_or(|first| month > Month::of(*first))
        })
        .map(|(enterprise, now, _)| Expected {
            enterprise,
            province: places.remove(&enterprise).unwrap_or(now),
        });
    Ok(found.collect())
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

/// The codes of the provinces in `zone`.
pub async fn provinces(db: &impl ConnectionTrait, zone: &str) -> Result<Vec<String>, DbErr> {
    province::Entity::find()
        .select_only()
        .column(province::Column::Code)
        .filter(province::Column::Zone.eq(zone))
        .into_tuple()
        .all(db)
        .await
}

/// What each enterprise was since when, also after the month: who joined later was not in it.
async fn statuses(
    db: &impl ConnectionTrait,
) -> Result<HashMap<Uuid, Vec<(NaiveDate, EnterpriseStatus)>>, DbErr> {
    use enterprise_history::status::{Column, Entity};
    let rows: Vec<(Uuid, NaiveDate, EnterpriseStatus)> = Entity::find()
        .select_only()
        .columns([Column::EnterpriseId, Column::FromDate])
        .column(Column::Status)
        .order_by_asc(Column::FromDate)
        .into_tuple()
        .all(db)
        .await?;
    let mut histories: HashMap<_, Vec<_>> = HashMap::new();
    for (enterprise, from, status) in rows {
        histories
            .entry(enterprise)
            .or_default()
            .push((from, status));
    }
    Ok(histories)
}

/// Where each enterprise was on the month's last day.
async fn places(db: &impl ConnectionTrait, month: Month) -> Result<HashMap<Uuid, String>, DbErr> {
    use enterprise_history::province::{Column, Entity};
    let rows: Vec<(Uuid, String)> = Entity::find()
        .select_only()
        .columns([Column::EnterpriseId, Column::ProvinceCode])
        .filter(Column::FromDate.lte(month.last_day()))
        .order_by_asc(Column::FromDate)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

async fn first_baselines(db: &impl ConnectionTrait) -> Result<HashMap<Uuid, NaiveDate>, DbErr> {
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
