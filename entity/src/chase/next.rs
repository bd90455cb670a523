//! When the chase has something to say next: where a demo's clock goes.

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use super::due_steps::{Steps, situation};
use crate::{
    data_request::{self, RequestState},
    holiday, programme, province,
};

/// When the earliest mail after `now` is due that an open request still waits for.
///
/// # Errors
/// Where the database cannot be read.
pub async fn next_mail(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, DbErr> {
    let Some(programme) = programme::Entity::find_by_id(1).one(db).await? else {
        return Ok(None);
    };
    let requests = data_request::Entity::find()
        .filter(data_request::Column::ChaseEndedAt.is_null())
        .filter(data_request::Column::State.eq(RequestState::Open))
        .filter(data_request::Column::Month.gte(programme.live_since))
        .all(db)
        .await?;
    let calendar = holiday::calendar(db).await?;
    let zones = province::zones(db).await?;
    let steps = Steps::load(db, requests.iter().map(|request| request.id)).await?;
    let mut slots = Vec::new();
    for request in &requests {
        let Some((_, tz)) = zones.get(&request.province_code) else {
            continue;
        };
        let situation = situation(request, *tz, false, steps.ended(request.id));
        let next = situation.next(&calendar, now);
        slots.extend(
            next.filter(|(step, _)| step.is_mail())
                .map(|(_, slot)| slot),
        );
    }
    Ok(slots.into_iter().min())
}
