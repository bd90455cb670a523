//! The readings that summaries are made of: only what had come by the cut-off.
//!
//! They are many, so they are read as plain tuples, and only of the months that are compared.
//! A pooled change looks back further. It stands in each reading as it was
//! made when the newest report came; where a report came after the cut-off, the pools of that
//! enterprise are made again without it.

use std::collections::HashMap;

use futures_util::TryStreamExt;
use sea_orm::{
    Condition, DbErr, QuerySelect, QueryTrait, Select, StreamTrait, entity::prelude::*,
    prelude::DateTimeUtc,
};

use crate::{
    data_request, indicator, reading,
    reading::Column,
    rules::{
        change::ChangeKind,
        period::{Month, Quarter},
        series::Point,
        summary::{Points, pool},
    },
    series::yardstick,
};

/// Enterprises whose older readings are read at once.
const AT_ONCE: usize = 5_000;

/// The readings of the `core` indicators in `quarter`, by indicator.
pub(super) async fn of_quarter(
    db: &(impl ConnectionTrait + StreamTrait),
    core: &[indicator::Model],
    quarter: Quarter,
    cut_off: DateTimeUtc,
) -> Result<HashMap<String, Points>, DbErr> {
    let (which, late) = in_quarters(core, &[quarter], cut_off);
    read(db, which, late).await
}

/// The counts of the `core` indicators in `quarters`, by indicator: readings without what they
/// are compared with.
pub(super) async fn counts(
    db: &(impl ConnectionTrait + StreamTrait),
    core: &[indicator::Model],
    quarters: &[Quarter],
    cut_off: DateTimeUtc,
) -> Result<HashMap<String, Points>, DbErr> {
    let (which, late) = in_quarters(core, quarters, cut_off);
    let rows = counted(which, late).into_tuple::<Counts>();
    let mut rows = rows.stream(db).await?;
    let mut points = HashMap::new();
    while let Some(row) = rows.try_next().await? {
        add(&mut points, row, None, None);
    }
    Ok(points)
}

/// The readings of `quarters`, and the requests for those months that were answered late.
fn in_quarters(
    core: &[indicator::Model],
    quarters: &[Quarter],
    cut_off: DateTimeUtc,
) -> (Condition, Select<data_request::Entity>) {
    let months = || quarters.iter().flat_map(|quarter| quarter.months());
    let which = Condition::all()
        .add(Column::IndicatorCode.is_in(core.iter().map(|row| row.code.as_str())))
        .add(Column::Month.is_in(months()));
    let these = data_request::Column::Month.is_in(months());
    (which, late(these.into(), cut_off))
}

/// Make the changes of the pooled indicators among `points`, those of `quarter`, without what
/// came late.
pub(super) async fn pool_without_late(
    db: &(impl ConnectionTrait + StreamTrait),
    core: &[indicator::Model],
    points: &mut HashMap<String, Points>,
    quarter: Quarter,
    cut_off: DateTimeUtc,
) -> Result<(), DbErr> {
    let last = quarter.last_month();
    let late = || late(data_request::Column::Month.lte(last).into(), cut_off);
    let who = late().column(data_request::Column::EnterpriseId).distinct();
    let who: Vec<Uuid> = who.into_tuple().all(db).await?;
    for some in who.chunks(AT_ONCE) {
        let which = of_pooled(core)
            .add(Column::Month.lte(last))
            .add(Column::EnterpriseId.is_in(some.iter().copied()));
        pool_again(core, points, read(db, which, late()).await?);
    }
    Ok(())
}

/// The readings before `quarter` of the `core` indicators that are pooled: what the pools of the
/// quarter are made of besides its own.
pub(super) async fn history(
    db: &(impl ConnectionTrait + StreamTrait),
    core: &[indicator::Model],
    quarter: Quarter,
    cut_off: DateTimeUtc,
) -> Result<HashMap<String, Points>, DbErr> {
    let first = quarter.first_month();
    let which = of_pooled(core).add(Column::Month.lt(first));
    let before = data_request::Column::Month.lt(first);
    read(db, which, late(before.into(), cut_off)).await
}

fn of_pooled(core: &[indicator::Model]) -> Condition {
    let pooled = core.iter().filter(|row| row.change == ChangeKind::Pooled);
    let codes = pooled.map(|row| row.code.as_str());
    Condition::all().add(Column::IndicatorCode.is_in(codes))
}

/// The requests among `these` that were answered after `cut_off`.
fn late(these: Condition, cut_off: DateTimeUtc) -> Select<data_request::Entity> {
    data_request::Entity::find()
        .select_only()
        .filter(these)
        .filter(data_request::Column::ReceivedAt.gt(cut_off))
}

/// The counts of a reading, as they are read: enterprise, indicator, month, province, what is
/// above and below the line.
type Counts = (Uuid, String, Month, String, f64, Option<f64>);

/// The counts of the readings that `which` lets through, but those of the `late` requests.
fn counted(which: Condition, late: Select<data_request::Entity>) -> Select<reading::Entity> {
    let late = late.column(data_request::Column::Id);
    reading::Entity::find()
        .select_only()
        .columns([
            Column::EnterpriseId,
            Column::IndicatorCode,
            Column::Month,
            Column::ProvinceCode,
            Column::Numerator,
            Column::Denominator,
        ])
        .filter(which)
        .filter(Column::DataRequestId.not_in_subquery(late.into_query()))
}

/// A whole reading: its counts, its baseline and its change.
type Whole = (
    Uuid,
    String,
    Month,
    String,
    f64,
    Option<f64>,
    Option<f64>,
    Option<f64>,
);

/// The readings that `which` lets through, but those of the `late` requests.
async fn read(
    db: &(impl ConnectionTrait + StreamTrait),
    which: Condition,
    late: Select<data_request::Entity>,
) -> Result<HashMap<String, Points>, DbErr> {
    let rows = counted(which, late)
        .columns([Column::Baseline, Column::Change])
        .into_tuple::<Whole>();
    let mut rows = rows.stream(db).await?;
    let mut points = HashMap::new();
    while let Some((who, code, month, province, above, below, baseline, change)) =
        rows.try_next().await?
    {
        let counts = (who, code, month, province, above, below);
        add(&mut points, counts, baseline, change);
    }
    Ok(points)
}

fn add(
    points: &mut HashMap<String, Points>,
    (enterprise, code, month, province, numerator, denominator): Counts,
    baseline: Option<f64>,
    change: Option<f64>,
) {
    let provinces = points.entry(code).or_default();
    provinces.entry(province).or_default().push(Point {
        enterprise,
        month,
        numerator,
        denominator,
        baseline,
        change,
    });
}

/// Give `points` the changes that `pools` make, which hold all that their enterprises had
/// reported until then.
fn pool_again(
    core: &[indicator::Model],
    points: &mut HashMap<String, Points>,
    mut pools: HashMap<String, Points>,
) {
    for row in core {
        let (Some(pools), Some(points)) = (pools.get_mut(&row.code), points.get_mut(&row.code))
        else {
            continue;
        };
        pool(&yardstick(row), pools);
        let made = pools.values().flatten();
        let made: HashMap<_, _> = made
            .map(|point| ((point.enterprise, point.month), point.change))
            .collect();
        for point in points.values_mut().flatten() {
            if let Some(change) = made.get(&(point.enterprise, point.month)) {
                point.change = *change;
            }
        }
    }
}
