//! The summaries: twenty days after a quarter's end its figures are frozen as edition 1,
//! and later again where late data has moved one materially.
//!
//! The figures are made by [`entity::summary::edition`]. All editions of a run are
//! written in one transaction with its row and the mails about them: a worker that is killed
//! leaves none of them.

use chrono::{DateTime, Utc};
use entity::{
    data_request,
    database::{add_missing, begin_write},
    programme, report_version,
    rules::{
        period::{Month, Quarter},
        slot::summary_slot,
    },
    summary::{
        self,
        edition::{self, Due, Existing},
        mailing,
    },
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseConnection, DbErr, EntityTrait,
    ExprTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QuerySelect, QueryTrait,
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
    let tx = begin_write(db).await?;
    edition::lock(&tx).await?;
    let editions = due(&tx, now).await?;
    let expected = i32::try_from(editions.len()).unwrap_or(i32::MAX);
    let planned = store(&tx, &editions).await?;
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
    for one in &editions {
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
    let made = store(&tx, &editions).await?;
    tx.commit().await?;
    Ok(made)
}

/// The editions that are to be made by `now`.
async fn due(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Vec<summary::Model>, DbErr> {
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
        let is_due = match edition::due(&existing, age) {
            Due::First => true,
            Due::Late(cut_off) => came_since(db, quarter, cut_off).await?,
            Due::Nothing => false,
        };
        if is_due {
            editions.extend(edition::tonight(db, quarter, now).await?);
        }
    }
    Ok(editions)
}

/// Did a report come for `quarter` after `cut_off`, or go back?
async fn came_since(
    db: &impl ConnectionTrait,
    quarter: Quarter,
    cut_off: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let (first, last): (Month, Month) = (quarter.first_month(), quarter.last_month());
    let requests = data_request::Entity::find()
        .select_only()
        .column(data_request::Column::Id)
        .filter(data_request::Column::Month.between(first, last));
    use report_version::Column;
    let versions = report_version::Entity::find()
        .filter(
            Column::SubmittedAt
                .gt(cut_off)
                .or(Column::ReturnedAt.gt(cut_off)),
        )
        .filter(Column::DataRequestId.in_subquery(requests.into_query()))
        .count(db)
        .await?;
    Ok(versions > 0)
}

async fn store(tx: &impl ConnectionTrait, editions: &[summary::Model]) -> Result<i32, DbErr> {
    let rows = editions.iter().cloned();
    let rows = rows.map(|row| row.into_active_model().reset_all());
    let made = add_missing::<summary::Entity>(tx, rows).await?;
    Ok(i32::try_from(made).unwrap_or(i32::MAX))
}
