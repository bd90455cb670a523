//! What a trainer is told on Monday of alerts: where something is wrong, and since when.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::trainers::{enterprises_by_id, primary_contacts, trainers};
use crate::{
    alert::{self, AlertState},
    contact, enterprise, indicator, province,
};

/// An alert that a trainer is told of.
#[derive(Clone, Debug)]
pub struct OpenAlert {
    /// The alert.
    pub alert: alert::Model,
    /// Since when it is open, by the calendar of its province.
    pub since: NaiveDate,
    /// The enterprise.
    pub enterprise: enterprise::Model,
    /// Whom to call there: the primary contact.
    pub contact: Option<contact::Model>,
    /// The indicator; none for silence.
    pub indicator: Option<indicator::Model>,
}

/// The alerts that nobody has resolved, by the trainer of their enterprise; the longest
/// open first.
///
/// # Errors
/// Where the database cannot be read.
pub async fn alerts_of_trainers(
    db: &impl ConnectionTrait,
) -> Result<HashMap<Uuid, Vec<OpenAlert>>, DbErr> {
    let alerts = alert::Entity::find()
        .filter(alert::Column::State.ne(AlertState::Resolved))
        .order_by_asc(alert::Column::OpenedAt)
        .order_by_asc(alert::Column::Id)
        .all(db)
        .await?;
    let enterprises: HashSet<_> = alerts.iter().map(|alert| alert.enterprise_id).collect();
    let trainers = trainers(db, &enterprises).await?;
    let rows = enterprises_by_id(db, &enterprises).await?;
    let contacts = primary_contacts(db, &enterprises).await?;
    let indicators = indicator::Entity::find().all(db).await?;
    let zones = province::zones(db).await?;
    let mut told: HashMap<_, Vec<_>> = HashMap::new();
    for alert in alerts {
        let id = alert.enterprise_id;
        let (Some(trainer), Some(enterprise)) = (trainers.get(&id), rows.get(&id)) else {
            continue;
        };
        let indicator = indicators
            .iter()
            .find(|row| Some(&row.code) == alert.indicator_code.as_ref());
        let zone = zones.get(&alert.province_code);
        let zone = zone.map_or(chrono_tz::Asia::Jakarta, |(_, tz)| *tz);
        told.entry(*trainer).or_default().push(OpenAlert {
            since: alert.opened_at.with_timezone(&zone).date_naive(),
            enterprise: enterprise.clone(),
            contact: contacts.get(&id).cloned(),
            indicator: indicator.cloned(),
            alert,
        });
    }
    Ok(told)
}
