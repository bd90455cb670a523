//! What is ahead of one request: the steps that are due and what becomes of each, and
//! the step that comes next. A request that no job looks at has nothing ahead.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr, EntityTrait};

use super::{
    due_steps::{Steps, situation, steps_of},
    plan::{Planned, zone_plan},
    rehearse::waiting,
};
use crate::{
    data_request::{self, RequestState},
    holiday,
    pause::Pauses,
    programme,
    rules::{ladder::Step, zone::Zone},
};

/// What is ahead of a request.
#[derive(Clone, Debug, Default)]
pub struct Outlook {
    /// The steps that are due, in the order of the ladder.
    pub due: Vec<Planned>,
    /// The step that comes next, and when, if no answer comes first.
    pub next: Option<(Step, DateTime<Utc>)>,
}

/// What is ahead of `request`, which is in `zone`, at `now`.
///
/// # Errors
/// Where the database cannot be read.
pub async fn outlook(
    db: &impl ConnectionTrait,
    request: &data_request::Model,
    zone: Zone,
    now: DateTime<Utc>,
) -> Result<Outlook, DbErr> {
    let programme = programme::Entity::find_by_id(1).one(db).await?;
    let is_live = programme.is_some_and(|programme| request.month >= programme.live_since);
    if !is_live || request.chase_ended_at.is_some() {
        return Ok(Outlook::default());
    }
    let calendar = holiday::calendar(db).await?;
    let steps = Steps::load(db, [request.id]).await?;
    let pauses = Pauses::load(db).await?;
    let is_paused = pauses.hold(request.enterprise_id, &request.province_code);
    let situation = situation(request, zone.tz, is_paused, steps.ended(request.id));
    let asked = (Some(request.id), request.enterprise_id);
    let on_its_way = steps.on_its_way(request.id);
    let queueable =
        steps_of(asked, &situation, &calendar, now).filter(|due| !on_its_way.contains(&due.step));
    let mut due = waiting(db, Some(request.id), now).await?;
    due.retain(|planned| planned.due.request == Some(request.id));
    due.extend(zone_plan(db, zone, queueable.collect(), now).await?.planned);
    due.sort_by_key(|planned| planned.due.step);
    let is_open = request.state == RequestState::Open;
    Ok(Outlook {
        due,
        next: is_open.then(|| situation.next(&calendar, now)).flatten(),
    })
}
