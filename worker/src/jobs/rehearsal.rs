//! A dry run in words: what the jobs would do, without writing anything.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::{
    chase::{
        plan::{Fate, Planned},
        rehearse::rehearse,
    },
    enterprise,
    rules::ladder::Step,
};
use sea_orm::{
    ActiveEnum, ColumnTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter, QuerySelect,
};
use uuid::Uuid;

use super::{JobName, JobReport};

/// What the job `job` would do at `now`: one line a step.
///
/// # Errors
/// Where the database fails.
pub async fn report(
    db: &DatabaseConnection,
    job: JobName,
    now: DateTime<Utc>,
) -> Result<JobReport, DbErr> {
    let mut report = JobReport::default();
    if job == JobName::Digest {
        super::digest::rehearse(db, now, &mut report).await?;
        return Ok(report);
    }
    if job == JobName::Summary {
        super::summary::rehearse(db, now, &mut report).await?;
        return Ok(report);
    }
    if job == JobName::Watch {
        super::watch::rehearse(db, now, &mut report).await?;
        return Ok(report);
    }
    let mut all = rehearse(db, now).await?;
    all.retain(|planned| job == JobName::Chase || planned.due.step == Step::Request);
    let names = names(db, &all).await?;
    for planned in &all {
        let name = names
            .get(&planned.due.enterprise)
            .map_or("?", String::as_str);
        report.say(line(name, planned));
    }
    let mails = all.iter().filter(|planned| planned.fate == Fate::Mail);
    report.say(format!(
        "{} steps are due, {} would be mailed.",
        all.len(),
        mails.count()
    ));
    Ok(report)
}

fn line(name: &str, planned: &Planned) -> String {
    let (month, step) = (planned.due.month, planned.due.step.to_value());
    match planned.fate {
        Fate::Mail => format!("{month} {step}: {name} would be written to."),
        Fate::Ends(decision, reason) => {
            let reason = reason.map(|reason| format!(": {reason}"));
            format!(
                "{month} {step}: {name} ends {}{}.",
                decision.to_value(),
                reason.unwrap_or_default()
            )
        }
        Fate::Waits(waiting) => format!("{month} {step}: {name} waits ({waiting})."),
    }
}

async fn names(db: &DatabaseConnection, all: &[Planned]) -> Result<HashMap<Uuid, String>, DbErr> {
    let mut names = HashMap::new();
    for some in all.chunks(5_000) {
        let rows: Vec<(Uuid, String)> = enterprise::Entity::find()
            .select_only()
            .columns([enterprise::Column::Id, enterprise::Column::Name])
            .filter(enterprise::Column::Id.is_in(some.iter().map(|one| one.due.enterprise)))
            .into_tuple()
            .all(db)
            .await?;
        names.extend(rows);
    }
    Ok(names)
}
