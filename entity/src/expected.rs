//! Of whom a month is expected (`DOMAIN.md` §3).
//!
//! Everything is read in a handful of statements and compared in memory: a
//! programme has thousands of enterprises, not millions. Most of them have always been what they
//! are and where they are, which their own rows say; of histories only those are read that
//! may say otherwise.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, ExprTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Select, sea_query::SelectStatement,
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
    let statuses = statuses(db, month).await?;
    let mut places = places(db, month).await?;
    let too_new = first_measured_since(db, month).await?;
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
        .filter(|(id, ..)| !too_new.contains(id))
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

/// What enterprises were since when, also after the month: who joined later was not in it.
/// Who has been enrolled since before the month, and nothing else ever, is missing.
async fn statuses(
    db: &impl ConnectionTrait,
    month: Month,
) -> Result<HashMap<Uuid, Vec<(NaiveDate, EnterpriseStatus)>>, DbErr> {
    use enterprise_history::status::{Column, Entity};
    let several = several(Entity::find(), Column::EnterpriseId);
    let otherwise = Column::EnterpriseId
        .in_subquery(several)
        .or(Column::Status.ne(EnterpriseStatus::Enrolled))
        .or(Column::FromDate.gt(month.first_day()));
    let rows: Vec<(Uuid, NaiveDate, EnterpriseStatus)> = Entity::find()
        .select_only()
        .columns([Column::EnterpriseId, Column::FromDate])
        .column(Column::Status)
        .filter(otherwise)
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

/// Where enterprises were on the month's last day. Who has always been where they are is missing.
async fn places(db: &impl ConnectionTrait, month: Month) -> Result<HashMap<Uuid, String>, DbErr> {
    use enterprise_history::province::{Column, Entity};
    let rows: Vec<(Uuid, String)> = Entity::find()
        .select_only()
        .columns([Column::EnterpriseId, Column::ProvinceCode])
        .filter(Column::EnterpriseId.in_subquery(several(Entity::find(), Column::EnterpriseId)))
        .filter(Column::FromDate.lte(month.last_day()))
        .order_by_asc(Column::FromDate)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// The enterprises with more than one row in a history.
fn several<E: EntityTrait>(history: Select<E>, enterprise: E::Column) -> SelectStatement {
    history
        .select_only()
        .column(enterprise)
        .group_by(enterprise)
        .having(enterprise.count().gt(1))
        .into_query()
}

/// The enterprises whose first baseline is of `month` or later.
async fn first_measured_since(
    db: &impl ConnectionTrait,
    month: Month,
) -> Result<HashSet<Uuid>, DbErr> {
    let rows: Vec<Uuid> = baseline::Entity::find()
        .select_only()
        .column(baseline::Column::EnterpriseId)
        .group_by(baseline::Column::EnterpriseId)
        .having(baseline::Column::RecordedOn.min().gte(month.first_day()))
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
