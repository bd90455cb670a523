//! The watch: once a night it opens the alerts that are due, and ends the episodes
//! that are over.
//!
//! What it finds is [`entity::watch`]; here it is written down, all at once or not at
//! all. Unique keys let an episode have one alert, however often this runs.

use chrono::{DateTime, Utc};
use entity::{
    alert::{self, AlertState},
    database::{begin_write, rows_per_insert},
    news::{self, Topic},
    rules::{slot::night_slot, zone::ZONES},
    watch::{Found, watch},
};
use sea_orm::{
    ActiveEnum, ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseConnection, DbErr,
    EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::{Expr, Func, OnConflict},
};
use uuid::Uuid;

use super::{
    JobName, JobReport,
    lease::{Counts, Slot},
};

/// Columns of an alert.
const COLUMNS: usize = 15;

/// Look at every enterprise, if tonight's slot is not over.
///
/// # Errors
/// Where the database fails.
pub async fn run(db: &DatabaseConnection, now: DateTime<Utc>) -> Result<JobReport, DbErr> {
    let mut report = JobReport::default();
    let slot = Slot {
        job: JobName::Watch,
        at: night_slot(now),
        zone: ZONES[0].name,
    };
    let Some(claim) = slot.claim(db, now).await? else {
        report.say("Tonight's watch is over, or another worker is at it.");
        return Ok(report);
    };
    let found = watch(db, now).await?;
    let tx = begin_write(db).await?;
    let opened = open(&tx, &found).await?;
    let recovered = end(&tx, &found.recovered, now).await?;
    let counts = Counts {
        planned: opened,
        ..Counts::default()
    };
    if claim.renew(&tx, counts).await? {
        let expected = i32::try_from(found.opened.len()).unwrap_or(i32::MAX);
        claim.supersede(&tx, now).await?;
        claim.finish(&tx, "DONE", expected, now).await?;
        tx.commit().await?;
        report.say(format!("{opened} alerts opened, {recovered} ended."));
    } else {
        tx.rollback().await?;
        report.say("Another worker took the watch over.");
    }
    Ok(report)
}

/// Say what a watch would find, without writing.
pub(crate) async fn rehearse(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
    report: &mut JobReport,
) -> Result<(), DbErr> {
    let found = watch(db, now).await?;
    for one in &found.opened {
        report.say(format!(
            "An alert would be opened: enterprise {}, {}.",
            one.enterprise_id, one.episode
        ));
    }
    report.say(format!(
        "{} alerts would be opened, {} would end.",
        found.opened.len(),
        found.recovered.len()
    ));
    Ok(())
}

async fn open(tx: &impl ConnectionTrait, found: &Found) -> Result<i32, DbErr> {
    let mut opened = 0;
    for rows in found.opened.chunks(rows_per_insert(COLUMNS)) {
        let rows = rows
            .iter()
            .map(|row| row.clone().into_active_model().reset_all());
        let added = alert::Entity::insert_many(rows)
            .on_conflict(OnConflict::new().do_nothing().to_owned())
            .exec_without_returning(tx)
            .await?;
        opened += i32::try_from(added).unwrap_or(i32::MAX);
    }
    let news = found.opened.iter().map(|alert| alert.id);
    news::announce(tx, Topic::AlertOpened, news).await?;
    Ok(opened)
}

/// End these episodes; an alert that nobody has resolved is resolved by it.
async fn end(tx: &impl ConnectionTrait, alerts: &[Uuid], now: DateTime<Utc>) -> Result<u64, DbErr> {
    let mut ended = 0;
    for some in alerts.chunks(rows_per_insert(1)) {
        let resolved = Func::coalesce([Expr::col(alert::Column::ResolvedAt), Expr::value(now)]);
        let done = alert::Entity::update_many()
            .col_expr(alert::Column::RecoveredAt, Expr::value(now))
            .col_expr(alert::Column::ResolvedAt, resolved.into())
            .col_expr(
                alert::Column::State,
                Expr::value(AlertState::Resolved.to_value()),
            )
            .filter(alert::Column::Id.is_in(some.iter().copied()))
            .filter(alert::Column::RecoveredAt.is_null())
            .exec(tx)
            .await?;
        ended += done.rows_affected;
    }
    Ok(ended)
}
