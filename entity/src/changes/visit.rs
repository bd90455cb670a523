//! Advisory visits: planned for an alert or an enterprise, and recorded when they were held.

use std::collections::HashSet;

use chrono::Days;
use sea_orm::{DatabaseConnection, entity::prelude::*};

use super::{
    alert as alerts,
    checks::{not_later, prose, province, today},
    enterprise,
    frame::{Author, Change, May},
    refused::{Problem, Refused, unless},
};
use crate::{
    advisory_visit::{Column, Entity, Model},
    alert::{self, AlertState},
    digest, enterprise as firm,
    scope::Scope,
    trainer,
};

/// How far ahead a visit may be planned.
const AHEAD: Days = Days::new(366);

/// A visit that is to be planned.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What it is for.
    pub to: Answers,
    /// Who goes there; who asks, or who leads the enterprise's cohort, where it is not said.
    pub trainer: Option<Uuid>,
    /// The day.
    pub planned_on: Date,
}

/// What a visit answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answers {
    /// An alert, at its enterprise.
    Alert(Uuid),
    /// No alert: an enterprise.
    Enterprise(Uuid),
}

/// What is recorded of a visit.
#[derive(Clone, Debug)]
pub struct Held {
    /// The day.
    pub held_on: Date,
    /// What was found.
    pub findings: String,
    /// What was advised.
    pub advice: String,
    /// What happens next.
    pub follow_up: Option<String>,
}

/// Plan a visit. The same visit again is given back.
///
/// # Errors
/// Where it is refused, or the database does not do its part.
pub async fn plan(db: &DatabaseConnection, author: &Author, plan: Plan) -> Result<Model, Refused> {
    let change = Change::begin(db, author, May::Staff, "planVisit").await?;
    let (alert, enterprise) = subject(&change, plan.to).await?;
    let today = day(&change, &enterprise).await?;
    if plan.planned_on < today || plan.planned_on > today + AHEAD {
        let message = format!("`plannedOn` must lie between today, {today}, and a year ahead.");
        return Err(Problem::invalid("plannedOn", message).into());
    }
    let row = Model {
        id: Uuid::now_v7(),
        enterprise_id: enterprise.id,
        alert_id: alert.map(|alert| alert.id),
        trainer_id: who(&change, plan.trainer, enterprise.id).await?,
        planned_on: plan.planned_on,
        planned_at: author.now,
        held_on: None,
        findings: None,
        advice: None,
        follow_up: None,
    };
    if let Some(same) = planned(&change, &row).await? {
        return Ok(same);
    }
    let row = change.insert::<Entity>(row).await?;
    change.commit().await?;
    Ok(row)
}

/// Record the visit `id`, which resolves the alert that it answers.
///
/// # Errors
/// Where it is refused, or the database does not do its part.
pub async fn record(
    db: &DatabaseConnection,
    author: &Author,
    id: Uuid,
    mut held: Held,
) -> Result<Model, Refused> {
    let change = Change::begin(db, author, May::Staff, "recordVisit").await?;
    let all = || Entity::visible_to(&author.scope);
    let known = all().filter(Column::Id.eq(id)).one(&change.tx).await?;
    let known = known.ok_or_else(|| Problem::not_found("visit"))?;
    let enterprise = enterprise::visible(&change, known.enterprise_id).await?;
    let before = change.row(all(), (Column::Id, id), "visit").await?;
    let today = day(&change, &enterprise).await?;
    let mut problems: Vec<_> = not_later("heldOn", held.held_on, today)
        .into_iter()
        .collect();
    prose(&mut problems, "findings", &mut held.findings);
    prose(&mut problems, "advice", &mut held.advice);
    if let Some(text) = &mut held.follow_up {
        prose(&mut problems, "followUp", text);
    }
    unless(problems)?;
    let after = Model {
        held_on: Some(held.held_on),
        findings: Some(held.findings),
        advice: Some(held.advice),
        follow_up: held.follow_up,
        ..before.clone()
    };
    let after = change.update::<Entity>(&before, after).await?;
    if let Some(id) = before.alert_id {
        let alert = alerts::visible(&change, id).await?;
        alerts::resolved(&change, &alert, None).await?;
    }
    change.commit().await?;
    Ok(after)
}

async fn subject(
    change: &Change<'_>,
    to: Answers,
) -> Result<(Option<alert::Model>, firm::Model), Refused> {
    match to {
        Answers::Enterprise(id) => Ok((None, enterprise::visible(change, id).await?)),
        Answers::Alert(id) => {
            let alert = held_alert(change, id).await?;
            if alert.state == AlertState::Resolved {
                let message = "It is resolved already; plan a visit to its enterprise instead.";
                return Err(Problem::wrong_state("alert", message).into());
            }
            let enterprise = enterprise::visible(change, alert.enterprise_id).await?;
            Ok((Some(alert), enterprise))
        }
    }
}

/// The alert `id`, after its enterprise: whoever changes both holds the enterprise first, so that
/// two of them never wait for each other.
async fn held_alert(change: &Change<'_>, id: Uuid) -> Result<alert::Model, Refused> {
    let all = alert::Entity::visible_to(&change.author.scope);
    let known = all.filter(alert::Column::Id.eq(id)).one(&change.tx).await?;
    let known = known.ok_or_else(|| Problem::not_found("alert"))?;
    enterprise::visible(change, known.enterprise_id).await?;
    alerts::visible(change, id).await
}

async fn day(change: &Change<'_>, enterprise: &firm::Model) -> Result<Date, Refused> {
    let province = province(&change.tx, &enterprise.province_code).await?;
    Ok(today(&province, change.author.now))
}

/// Who goes there.
async fn who(change: &Change<'_>, asked: Option<Uuid>, enterprise: Uuid) -> Result<Uuid, Refused> {
    let own = match (asked, &change.author.scope) {
        (None, Scope::Trainer { id }) => Some(*id),
        (asked, _) => asked,
    };
    let Some(id) = own else {
        let leads = digest::trainers(&change.tx, &HashSet::from([enterprise])).await?;
        let nobody = || {
            Problem::invalid(
                "trainer",
                "Nobody leads a cohort of this enterprise; say which trainer goes there.",
            )
        };
        return Ok(*leads.get(&enterprise).ok_or_else(nobody)?);
    };
    let found = trainer::Entity::find_by_id(id)
        .filter(trainer::Column::ArchivedAt.is_null())
        .one(&change.tx)
        .await?;
    Ok(found.ok_or_else(|| Problem::not_found("trainer"))?.id)
}

/// The same visit, where it is planned and not held.
async fn planned(change: &Change<'_>, row: &Model) -> Result<Option<Model>, Refused> {
    let same = Entity::find()
        .filter(Column::EnterpriseId.eq(row.enterprise_id))
        .filter(Column::TrainerId.eq(row.trainer_id))
        .filter(Column::PlannedOn.eq(row.planned_on))
        .filter(Column::HeldOn.is_null())
        .all(&change.tx)
        .await?;
    Ok(same.into_iter().find(|one| one.alert_id == row.alert_id))
}
