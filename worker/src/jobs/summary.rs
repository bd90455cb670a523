//! The summaries: twenty days after a quarter's end its figures are frozen as edition 1,
//! and later again where late data has moved one materially.
//!
//! The figures are made by [`entity::summary::edition`]. All editions of a run are
//! written in one transaction with its row: a worker that is killed leaves none of them.

use chrono::{DateTime, Utc};
use entity::{
    data_request,
    database::{begin_write, rows_per_insert},
    programme, report_version,
    rules::{
        period::{Month, Quarter},
        slot::{night_slot, summary_slot},
        zone::ZONES,
    },
    summary::{
        self,
        edition::{self, Existing},
    },
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, DbErr, EntityTrait, IntoActiveModel,
    PaginatorTrait, QueryFilter, QuerySelect, QueryTrait, sea_query::OnConflict,
};

use super::{
    JobName, JobReport,
    lease::{Counts, Slot},
};

/// Columns of an edition.
const COLUMNS: usize = 13;
/// How many quarters are looked at for late data.
const LATE_QUARTERS: usize = 4;

/// Freeze what is due, if tonight's slot is not over.
///
/// # Errors
/// Where the database fails.
pub async fn run(db: &DatabaseConnection, now: DateTime<Utc>) -> Result<JobReport, DbErr> {
    let mut report = JobReport::default();
    let slot = Slot {
        job: JobName::Summary,
        at: night_slot(now),
        zone: ZONES[0].name,
    };
    let Some(claim) = slot.claim(db, now).await? else {
        report.say("Tonight's summaries are done, or another worker is at them.");
        return Ok(report);
    };
    let editions = due(db, now).await?;
    let tx = begin_write(db).await?;
    let planned = store(&tx, &editions).await?;
    let counts = Counts {
        planned,
        ..Counts::default()
    };
    if claim.renew(&tx, counts).await? {
        let expected = i32::try_from(editions.len()).unwrap_or(i32::MAX);
        claim.supersede(&tx, now).await?;
        claim.finish(&tx, "DONE", expected, now).await?;
        tx.commit().await?;
        report.say(format!("{planned} editions made."));
    } else {
        tx.rollback().await?;
        report.say("Another worker took the summaries over.");
    }
    Ok(report)
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

/// Freeze `quarter` as of `cut_off`, where it is not frozen; says how many editions that made.
///
/// # Errors
/// Where the database fails.
pub async fn freeze(
    db: &DatabaseConnection,
    quarter: Quarter,
    cut_off: DateTime<Utc>,
) -> Result<i32, DbErr> {
    let editions = edition::first(db, quarter, cut_off).await?;
    let tx = begin_write(db).await?;
    let made = store(&tx, &editions).await?;
    tx.commit().await?;
    Ok(made)
}

/// Make the next edition of a province's `quarter` as of `now`, if anything differs.
///
/// # Errors
/// Where the database fails.
pub async fn revise(
    db: &DatabaseConnection,
    province: &str,
    quarter: Quarter,
    now: DateTime<Utc>,
) -> Result<i32, DbErr> {
    let next = edition::next(db, Some(province.to_owned()), quarter, now).await?;
    let tx = begin_write(db).await?;
    let made = store(&tx, next.as_slice()).await?;
    tx.commit().await?;
    Ok(made)
}

/// The editions that are to be made by `now`.
async fn due(db: &DatabaseConnection, now: DateTime<Utc>) -> Result<Vec<summary::Model>, DbErr> {
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
        match Existing::of(db, quarter).await?.cut_off() {
            None => editions.extend(edition::first(db, quarter, now).await?),
            Some(cut_off) if age < LATE_QUARTERS && came_since(db, quarter, cut_off).await? => {
                editions.extend(edition::late(db, quarter, now).await?);
            }
            Some(_) => {}
        }
    }
    Ok(editions)
}

/// Did anything come for `quarter` after `cut_off`?
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
    let versions = report_version::Entity::find()
        .filter(report_version::Column::SubmittedAt.gt(cut_off))
        .filter(report_version::Column::DataRequestId.in_subquery(requests.into_query()))
        .count(db)
        .await?;
    Ok(versions > 0)
}

async fn store(tx: &impl ConnectionTrait, editions: &[summary::Model]) -> Result<i32, DbErr> {
    let mut made = 0;
    for rows in editions.chunks(rows_per_insert(COLUMNS)) {
        let rows = rows.iter().map(|row| {
            use sea_orm::ActiveModelTrait;
            row.clone().into_active_model().reset_all()
        });
        let added = summary::Entity::insert_many(rows)
            .on_conflict(OnConflict::new().do_nothing().to_owned())
            .exec_without_returning(tx)
            .await?;
        made += i32::try_from(added).unwrap_or(i32::MAX);
    }
    Ok(made)
}
