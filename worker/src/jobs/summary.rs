//! The summaries: twenty days after a quarter's end its figures are frozen as edition 1,
//! and later again where late data has moved one materially.
//!
//! The figures are made by [`entity::summary::edition`]. All editions of a run are
//! written in one transaction with its row and the mails about them: a worker that is killed
//! leaves none of them.

use chrono::{DateTime, Utc};
use entity::{
    database::{add_missing, begin_write},
    programme,
    rules::{period::Quarter, slot::summary_slot},
    summary::{
        self,
        edition::{self, Due, Existing, Made},
        mailing, source,
    },
};
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DatabaseConnection, DbErr, EntityTrait, IntoActiveModel,
    StreamTrait,
};

use super::{
    JobName, JobReport,
    lease::Claim,
    nightly::{Done, finish, nightly},
};

/// Freeze what is due, if tonight's slot is not over.
///
/// # Errors
/// Where the database fails.
pub async fn run(db: &DatabaseConnection, now: DateTime<Utc>) -> Result<JobReport, DbErr> {
    nightly(db, JobName::Summary, now, |claim| make(db, claim, now)).await
}

async fn make(
    db: &DatabaseConnection,
    claim: Claim,
    now: DateTime<Utc>,
) -> Result<Option<Done>, DbErr> {
    // Most nights nothing has moved, and nobody who writes has to wait to learn that.
    let is_any_due = !due(db, now).await?.is_empty();
    let tx = begin_write(db).await?;
    edition::lock(&tx).await?;
    let editions = if is_any_due {
        due(&tx, now).await?
    } else {
        Vec::new()
    };
    let expected = i32::try_from(editions.len()).unwrap_or(i32::MAX);
    let (planned, editions) = store(&tx, editions).await?;
    let told = mailing::queue(&tx, &editions, now).await?;
    let done = Done {
        expected,
        planned,
        lines: vec![format!("{planned} editions made, {told} mails queued.")],
    };
    finish(tx, claim, done, now).await
}

/// Say which editions would be made, without writing.
pub(crate) async fn rehearse(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
    report: &mut JobReport,
) -> Result<(), DbErr> {
    let editions = due(db, now).await?;
    for Made { edition: one, .. } in &editions {
        let place = one.province_code.as_deref().unwrap_or("the nation");
        report.say(format!(
            "Edition {} of {place}, {}, would be made.",
            one.edition, one.quarter
        ));
    }
    report.say(format!("{} editions would be made.", editions.len()));
    Ok(())
}

/// Freeze `quarter` as of `cut_off`, where it is not frozen, and tell nobody; says how many
/// editions that made.
///
/// # Errors
/// Where the database fails.
pub async fn freeze(
    db: &DatabaseConnection,
    quarter: Quarter,
    cut_off: DateTime<Utc>,
) -> Result<i32, DbErr> {
    let tx = begin_write(db).await?;
    edition::lock(&tx).await?;
    let editions = edition::first(&tx, quarter, cut_off).await?;
    let (made, _) = store(&tx, editions).await?;
    tx.commit().await?;
    Ok(made)
}

/// The editions that are to be made by `now`.
async fn due(
    db: &(impl ConnectionTrait + StreamTrait),
    now: DateTime<Utc>,
) -> Result<Vec<Made>, DbErr> {
    let Some(programme) = programme::Entity::find_by_id(1).one(db).await? else {
        return Ok(Vec::new());
    };
    let mut quarters: Vec<_> =
        std::iter::successors(Some(Quarter::of(programme.live_since)), |quarter| {
            Some(quarter.after())
        })
        .take_while(|quarter| summary_slot(*quarter) <= now)
        .collect();
    quarters.reverse();
    let mut editions = Vec::new();
    for (age, quarter) in quarters.into_iter().enumerate() {
        let existing = Existing::of(db, quarter).await?;
        if edition::due(&existing, age) != Due::Nothing {
            editions.extend(edition::tonight(db, quarter, now).await?);
        }
    }
    Ok(editions)
}

/// Write editions with what they were made of; says how many were new.
async fn store(
    tx: &impl ConnectionTrait,
    made: Vec<Made>,
) -> Result<(i32, Vec<summary::Model>), DbErr> {
    let (editions, sources): (Vec<_>, Vec<_>) = made
        .into_iter()
        .map(|one| (one.edition, one.source))
        .unzip();
    let rows = editions.iter().cloned();
    let rows = rows.map(|row| row.into_active_model().reset_all());
    let new = add_missing::<summary::Entity>(tx, rows).await?;
    let sources = sources.into_iter();
    let sources = sources.map(|row| row.into_active_model().reset_all());
    add_missing::<source::Entity>(tx, sources).await?;
    Ok((i32::try_from(new).unwrap_or(i32::MAX), editions))
}
