//! The watch: once a night it opens the alerts that are due, and ends the episodes
//! that are over.
//!
//! What it finds is [`entity::watch`]; here it is written down, all at once or not at
//! all. Unique keys let an episode have one alert, however often this runs.

use chrono::{DateTime, Utc};
use entity::{
    alert::{self, AlertState},
    database::{add_missing, begin_write, rows_per_insert},
    news::{self, Topic},
    rules::period::Month,
    watch::watch,
};
use sea_orm::{
    ActiveEnum, ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseConnection, DbErr,
    EntityTrait, ExprTrait, IntoActiveModel, QueryFilter, QuerySelect, UpdateMany,
    sea_query::{Expr, Func},
};
use uuid::Uuid;

use super::{
    JobName, JobReport,
    lease::Claim,
    nightly::{Done, finish, nightly},
};

/// Look at every enterprise, if tonight's slot is not over.
///
/// # Errors
/// Where the database fails.
pub async fn run(db: &DatabaseConnection, now: DateTime<Utc>) -> Result<JobReport, DbErr> {
    nightly(db, JobName::Watch, now, |claim| look(db, claim, now)).await
}

async fn look(
    db: &DatabaseConnection,
    claim: Claim,
    now: DateTime<Utc>,
) -> Result<Option<Done>, DbErr> {
    let found = watch(db, now).await?;
    let tx = begin_write(db).await?;
    let expected = i32::try_from(found.opened.len()).unwrap_or(i32::MAX);
    let ids: Vec<_> = found.opened.iter().map(|row| row.id).collect();
    let rows = found.opened.into_iter();
    let rows = rows.map(|row| row.into_active_model().reset_all());
    let opened = add_missing::<alert::Entity>(&tx, rows).await?;
    news::announce(&tx, Topic::AlertOpened, stored(&tx, ids).await?).await?;
    let mut recovered = 0;
    for (month, alerts) in &found.recovered {
        recovered += recover(&tx, alerts, *month, now).await?;
    }
    let left = leave(&tx, &found.left, now).await?;
    let done = Done {
        expected,
        planned: i32::try_from(opened).unwrap_or(i32::MAX),
        lines: vec![format!(
            "{opened} alerts opened, {recovered} ended, {left} of enterprises that left."
        )],
    };
    finish(tx, claim, done, now).await
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
        "{} alerts would be opened, {} would end, {} are of enterprises that left.",
        found.opened.len(),
        found.recovered.values().map(Vec::len).sum::<usize>(),
        found.left.len()
    ));
    Ok(())
}

/// Those of `ids` that are there: another watch may have opened the same episode.
async fn stored(tx: &impl ConnectionTrait, ids: Vec<Uuid>) -> Result<Vec<Uuid>, DbErr> {
    let mut there = Vec::new();
    for some in ids.chunks(rows_per_insert(1)) {
        let found: Vec<Uuid> = alert::Entity::find()
            .select_only()
            .column(alert::Column::Id)
            .filter(alert::Column::Id.is_in(some.iter().copied()))
            .into_tuple()
            .all(tx)
            .await?;
        there.extend(found);
    }
    Ok(there)
}

/// End these episodes, which got better by `month`.
async fn recover(
    tx: &impl ConnectionTrait,
    alerts: &[Uuid],
    month: Month,
    now: DateTime<Utc>,
) -> Result<u64, DbErr> {
    let ended = |update: UpdateMany<alert::Entity>| {
        update
            .col_expr(alert::Column::RecoveredAt, Expr::value(now))
            .col_expr(alert::Column::RecoveredMonth, Expr::value(month))
    };
    end(tx, alerts, now, ended).await
}

/// End the episodes of enterprises that left; an alert that was resolved keeps its reason.
async fn leave(
    tx: &impl ConnectionTrait,
    alerts: &[Uuid],
    now: DateTime<Utc>,
) -> Result<u64, DbErr> {
    let is_open = Expr::col(alert::Column::ResolvedAt).is_null();
    let ended = |update: UpdateMany<alert::Entity>| {
        let kept = Expr::col(alert::Column::Resolution);
        let reason = Expr::case(is_open.clone(), Expr::value(alert::LEFT)).finally(kept);
        update
            .col_expr(alert::Column::LeftAt, Expr::value(now))
            .col_expr(alert::Column::Resolution, reason.into())
    };
    end(tx, alerts, now, ended).await
}

/// End these episodes as `ended` says; an alert that nobody has resolved is resolved by it.
async fn end(
    tx: &impl ConnectionTrait,
    alerts: &[Uuid],
    now: DateTime<Utc>,
    ended: impl Fn(UpdateMany<alert::Entity>) -> UpdateMany<alert::Entity>,
) -> Result<u64, DbErr> {
    let mut count = 0;
    for some in alerts.chunks(rows_per_insert(1)) {
        let resolved = Func::coalesce([Expr::col(alert::Column::ResolvedAt), Expr::value(now)]);
        let state = Expr::value(AlertState::Resolved.to_value());
        let done = ended(alert::Entity::update_many())
            .col_expr(alert::Column::ResolvedAt, resolved.into())
            .col_expr(alert::Column::State, state)
            .filter(alert::Column::Id.is_in(some.iter().copied()))
            .filter(alert::Column::RecoveredAt.is_null())
            .filter(alert::Column::LeftAt.is_null())
            .exec(tx)
            .await?;
        count += done.rows_affected;
    }
    Ok(count)
}
