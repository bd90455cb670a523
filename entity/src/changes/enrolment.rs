//! An enterprise joins a cohort and leaves it.

use sea_orm::{DatabaseConnection, entity::prelude::*};

use super::{
    checks::{not_later, province, today},
    cohort, enterprise,
    frame::{Author, Change, May},
    refused::{Problem, Refused, unless},
};
use crate::{
    cohort::Model as Cohort,
    enrolment::{Column, Entity, Model},
    enterprise::{EnterpriseStatus, Model as Enterprise},
};

/// `enterprise` is trained with `cohort` from `from` on; it is enrolled from then on, and its
/// months since are expected.
///
/// # Errors
/// Where it is refused, or the database does not do its part.
pub async fn enrol(
    db: &DatabaseConnection,
    author: &Author,
    (enterprise, cohort): (Uuid, Uuid),
    from: Date,
) -> Result<Enterprise, Refused> {
    let change = Change::begin(db, author, May::Managers, "enrol").await?;
    let enterprise = enterprise::visible(&change, enterprise).await?;
    let cohort = cohort::visible(&change, cohort).await?;
    if let Some(there) = between(&change, &enterprise, &cohort).await? {
        if there.to_date.is_none() && there.from_date == from {
            return Ok(enterprise);
        }
        let message = format!(
            "It has been in this cohort since {}; give another cohort.",
            there.from_date
        );
        return Err(Problem::wrong_state("cohort", message).into());
    }
    let mut problems = misfits(&enterprise, &cohort, from);
    problems.extend(out_of_time(&change, &enterprise, from).await?);
    unless(problems)?;
    let row = Model {
        id: Uuid::now_v7(),
        cohort_id: cohort.id,
        enterprise_id: enterprise.id,
        from_date: from,
        to_date: None,
    };
    change.insert::<Entity>(row).await?;
    let enterprise =
        enterprise::stand(&change, &enterprise, EnterpriseStatus::Enrolled, from).await?;
    change.commit().await?;
    Ok(enterprise)
}

/// `enterprise` leaves `cohort` after `on`. Where that was its last cohort, it stands as `status` from the next day on.
///
/// # Errors
/// Where it is refused, or the database does not do its part.
pub async fn withdraw(
    db: &DatabaseConnection,
    author: &Author,
    (enterprise, cohort): (Uuid, Uuid),
    (on, status): (Date, EnterpriseStatus),
    reason: Option<String>,
) -> Result<Enterprise, Refused> {
    let change = Change::begin(db, author, May::Managers, "withdraw")
        .await?
        .because(reason);
    let enterprise = enterprise::visible(&change, enterprise).await?;
    let cohort = cohort::visible(&change, cohort).await?;
    let before = between(&change, &enterprise, &cohort).await?;
    let before = before.ok_or_else(|| Problem::not_found("cohort"))?;
    if before.to_date == Some(on) {
        return Ok(enterprise);
    }
    unless(untimely(&change, &enterprise, &before, on).await?)?;
    let after = Model {
        to_date: Some(on),
        ..before.clone()
    };
    change.update::<Entity>(&before, after).await?;
    let enterprise = match last_day(&change, &enterprise).await? {
        Some(last) => {
            let left = last.succ_opt().unwrap_or(last);
            enterprise::stand(&change, &enterprise, status, left).await?
        }
        None => enterprise,
    };
    change.commit().await?;
    Ok(enterprise)
}

/// The last day that `enterprise` was in any cohort; none while it is in one.
async fn last_day(change: &Change<'_>, enterprise: &Enterprise) -> Result<Option<Date>, Refused> {
    let all = Entity::find()
        .filter(Column::EnterpriseId.eq(enterprise.id))
        .all(&change.tx)
        .await?;
    let days: Option<Vec<Date>> = all.into_iter().map(|one| one.to_date).collect();
    Ok(days.and_then(|days| days.into_iter().max()))
}

async fn between(
    change: &Change<'_>,
    enterprise: &Enterprise,
    cohort: &Cohort,
) -> Result<Option<Model>, Refused> {
    Ok(Entity::find()
        .filter(Column::EnterpriseId.eq(enterprise.id))
        .filter(Column::CohortId.eq(cohort.id))
        .one(&change.tx)
        .await?)
}

fn misfits(enterprise: &Enterprise, cohort: &Cohort, from: Date) -> Vec<Problem> {
    let mut problems = Vec::new();
    if enterprise.archived_at.is_some() || cohort.archived_at.is_some() {
        let message = "One of the two was put away; take one that takes part.";
        problems.push(Problem::wrong_state("cohort", message));
    }
    if enterprise.province_code != cohort.province_code {
        let message = "A cohort is trained in one province; take a cohort of the enterprise's own.";
        problems.push(Problem::invalid("cohort", message));
    }
    if from < cohort.starts_on {
        let message = format!(
            "The cohort begins on {}; give that day or a later one.",
            cohort.starts_on
        );
        problems.push(Problem::invalid("from", message));
    }
    problems
}

/// Nobody joins in the future, nor before they left.
async fn out_of_time(
    change: &Change<'_>,
    enterprise: &Enterprise,
    from: Date,
) -> Result<Option<Problem>, Refused> {
    let province = province(&change.tx, &enterprise.province_code).await?;
    if let Some(early) = not_later("from", from, today(&province, change.author.now)) {
        return Ok(Some(early));
    }
    let left = enterprise::left_after(change, enterprise.id, from).await?;
    Ok(left.map(|day| {
        let message =
            format!("It has been out of the programme since {day}; give that day or a later one.");
        Problem::invalid("from", message)
    }))
}

async fn untimely(
    change: &Change<'_>,
    enterprise: &Enterprise,
    enrolment: &Model,
    on: Date,
) -> Result<Vec<Problem>, Refused> {
    let today = today(
        &province(&change.tx, &enterprise.province_code).await?,
        change.author.now,
    );
    let mut problems: Vec<_> = not_later("on", on, today).into_iter().collect();
    if on < enrolment.from_date {
        let message = format!(
            "It joined on {}; give that day or a later one.",
            enrolment.from_date
        );
        problems.push(Problem::invalid("on", message));
    }
    if let Some(left) = enrolment.to_date {
        let message = format!("It left this cohort on {left}.");
        problems.push(Problem::wrong_state("cohort", message));
    }
    Ok(problems)
}
