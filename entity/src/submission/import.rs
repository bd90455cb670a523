//! Reports that a file brings, many at once: the versions, their requests and readings.

use std::collections::HashMap;

use sea_orm::{
    DatabaseTransaction, QuerySelect,
    entity::prelude::*,
    sea_query::{Expr, OnConflict},
};

use super::{doubt, readings, store::state_of};
use crate::{
    data_request, database, draft, indicator, measure, measurement, reading,
    report_version::{self, Channel, ReportKind},
    rules::{figures::Counts, period::Month},
};

/// A version with its counts.
pub(crate) type Report = (report_version::Model, Counts);

/// A month's report that is brought in.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Brought {
    /// The month's request.
    pub(crate) request: data_request::Model,
    /// Is that request brought with it?
    pub(crate) is_new: bool,
    /// When the answer came, where it had not come before.
    pub(crate) received_at: DateTimeUtc,
    /// The counts.
    pub(crate) counts: Counts,
}

impl Brought {
    fn asks(&self, field: String, question: String) -> Unusual {
        let key = (self.request.enterprise_id, self.request.month);
        (key, field, question)
    }
}

/// What the form would have asked about: whose month, the field, the question.
type Unusual = ((Uuid, Month), String, String);

/// What became of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Imported {
    /// Months that had no report.
    pub(crate) new: u64,
    /// Months whose report says something else now.
    pub(crate) changed: u64,
    /// Months whose report says that already.
    pub(crate) unchanged: u64,
    /// What the office should look at.
    pub(crate) unusual: Vec<Unusual>,
    /// The reports that count now, each with the one that did before.
    pub(crate) trail: Vec<(Option<Report>, Report)>,
}

/// Enterprises whose readings are looked at together.
const TOGETHER: usize = 100;

/// Store what is `brought`; what says nothing new is left as it is.
pub(crate) async fn import(
    tx: &DatabaseTransaction,
    brought: Vec<Brought>,
    now: DateTimeUtc,
) -> Result<Imported, DbErr> {
    let current = current(tx, &brought).await?;
    let (unchanged, written): (Vec<_>, Vec<_>) = brought.into_iter().partition(|one| {
        let known = current.get(&one.request.id);
        known.is_some_and(|(version, counts)| {
            version.kind == ReportKind::Figures && *counts == one.counts
        })
    });
    let mut imported = Imported {
        unchanged: unchanged.len() as u64,
        ..Imported::default()
    };
    for one in &written {
        let before = current.get(&one.request.id).cloned();
        let count = if before.is_some() {
            &mut imported.changed
        } else {
            &mut imported.new
        };
        *count += 1;
        let after = (version(one, now), one.counts.clone());
        imported.trail.push((before, after));
    }
    number(tx, &mut imported.trail).await?;
    store(tx, &written, &imported.trail).await?;
    let returned = unchanged.iter().filter(|one| {
        let known = current.get(&one.request.id);
        known.is_some_and(|(version, _)| version.returned_at.is_some())
    });
    let stays = "this report was returned, and the figures are the same: it stays returned, without readings";
    imported.unusual = returned
        .map(|one| one.asks("month".into(), stays.into()))
        .collect();
    imported.unusual.extend(remade(tx, &written).await?);
    Ok(imported)
}

type Known = HashMap<Uuid, Report>;

/// The versions that count now, with their counts, by request.
async fn current(tx: &DatabaseTransaction, brought: &[Brought]) -> Result<Known, DbErr> {
    let mut known = Known::new();
    let old: Vec<_> = brought.iter().filter(|one| !one.is_new).collect();
    for some in old.chunks(database::rows_per_insert(1)) {
        use report_version::Column;
        let versions = report_version::Entity::find()
            .filter(Column::DataRequestId.is_in(some.iter().map(|one| one.request.id)))
            .filter(Column::IsCurrent.eq(true))
            .all(tx)
            .await?;
        let request_of: HashMap<_, _> = versions
            .iter()
            .map(|version| (version.id, version.data_request_id))
            .collect();
        let counts = measurement::Entity::find()
            .filter(measurement::Column::ReportVersionId.is_in(request_of.keys().copied()))
            .all(tx)
            .await?;
        known.extend(
            versions
                .into_iter()
                .map(|row| (row.data_request_id, (row, Counts::new()))),
        );
        for count in counts {
            let request = request_of.get(&count.report_version_id);
            if let Some((_, counts)) = request.and_then(|request| known.get_mut(request)) {
                counts.insert(count.measure_code, count.value);
            }
        }
    }
    Ok(known)
}

/// The version that `one` becomes; its number and key follow.
fn version(one: &Brought, now: DateTimeUtc) -> report_version::Model {
    report_version::Model {
        id: Uuid::now_v7(),
        data_request_id: one.request.id,
        version: 1,
        is_current: true,
        kind: ReportKind::Figures,
        channel: Channel::Import,
        submit_key: String::new(),
        reason: None,
        note: None,
        submitted_at: now,
        returned_at: None,
        accepted_at: None,
    }
}

/// Number the new versions on from the newest of each request: a version that was taken back
/// keeps its number.
async fn number(
    tx: &DatabaseTransaction,
    trail: &mut [(Option<Report>, Report)],
) -> Result<(), DbErr> {
    let mut newest: HashMap<Uuid, i32> = HashMap::new();
    for some in trail.chunks(database::rows_per_insert(1)) {
        use report_version::Column;
        let rows: Vec<(Uuid, i32)> = report_version::Entity::find()
            .select_only()
            .column(Column::DataRequestId)
            .column_as(Column::Version.max(), "newest")
            .filter(
                Column::DataRequestId.is_in(some.iter().map(|(_, (new, _))| new.data_request_id)),
            )
            .group_by(Column::DataRequestId)
            .into_tuple()
            .all(tx)
            .await?;
        newest.extend(rows);
    }
    for (_, (new, _)) in trail {
        new.version = newest.get(&new.data_request_id).copied().unwrap_or(0) + 1;
        // A month that is brought in again after another answer is a new submission.
        new.submit_key = format!("import-{}", new.version);
    }
    Ok(())
}

async fn store(
    tx: &DatabaseTransaction,
    written: &[Brought],
    trail: &[(Option<Report>, Report)],
) -> Result<(), DbErr> {
    let requests = written.iter().map(|one| data_request::Model {
        state: state_of(ReportKind::Figures),
        received_at: one.request.received_at.or(Some(one.received_at)),
        ..one.request.clone()
    });
    use data_request::Column as Of;
    let answered = OnConflict::column(Of::Id)
        .update_columns([Of::State, Of::ReceivedAt])
        .to_owned();
    database::insert(tx, requests, Some(answered)).await?;
    let ids: Vec<_> = written
        .iter()
        .filter(|one| !one.is_new)
        .map(|one| one.request.id)
        .collect();
    for some in ids.chunks(database::rows_per_insert(1)) {
        report_version::Entity::update_many()
            .col_expr(report_version::Column::IsCurrent, Expr::value(false))
            .filter(report_version::Column::DataRequestId.is_in(some.iter().copied()))
            .filter(report_version::Column::IsCurrent.eq(true))
            .exec(tx)
            .await?;
        draft::Entity::delete_many()
            .filter(draft::Column::DataRequestId.is_in(some.iter().copied()))
            .exec(tx)
            .await?;
    }
    database::insert(tx, trail.iter().map(|(_, (new, _))| new.clone()), None).await?;
    let counts = trail.iter().flat_map(|(_, (version, counts))| {
        counts.iter().map(|(code, value)| measurement::Model {
            report_version_id: version.id,
            measure_code: code.clone(),
            value: *value,
        })
    });
    database::insert(tx, counts, None).await
}

/// Make the readings of every enterprise anew, and say what is unusual in what was brought.
async fn remade(tx: &DatabaseTransaction, written: &[Brought]) -> Result<Vec<Unusual>, DbErr> {
    let indicators = indicator::Entity::find().all(tx).await?;
    let measures = measure::Entity::find().all(tx).await?;
    let mut months: HashMap<Uuid, Vec<&Brought>> = HashMap::new();
    for one in written {
        months
            .entry(one.request.enterprise_id)
            .or_default()
            .push(one);
    }
    let ids: Vec<_> = months.keys().copied().collect();
    let mut unusual = Vec::new();
    for some in ids.chunks(TOGETHER) {
        readings::remake_all(tx, some).await?;
        let series = Series::of(tx, some).await?;
        for one in some.iter().filter_map(|id| months.get(id)).flatten() {
            let ratios = indicators.iter().filter_map(|indicator| {
                let own = series.but(one, &indicator.code);
                doubt::unusual_ratio(indicator, &one.counts, &own)
            });
            let single = measures
                .iter()
                .filter_map(|measure| doubt::unusual_count(measure, &one.counts));
            unusual.extend(ratios.map(|doubt| {
                one.asks(
                    doubt.field,
                    format!("{} of {:.2} is unusual", doubt.subject, doubt.value),
                )
            }));
            unusual.extend(
                single.map(|doubt| {
                    one.asks(doubt.field, format!("{} is more than usual", doubt.value))
                }),
            );
        }
    }
    Ok(unusual)
}

/// The values of some enterprises, by indicator.
struct Series(HashMap<(Uuid, String), Vec<(Month, f64)>>);

impl Series {
    async fn of(tx: &DatabaseTransaction, enterprises: &[Uuid]) -> Result<Self, DbErr> {
        let rows = reading::Entity::find()
            .filter(reading::Column::EnterpriseId.is_in(enterprises.iter().copied()))
            .all(tx)
            .await?;
        let mut series: HashMap<_, Vec<_>> = HashMap::new();
        for row in rows {
            let key = (row.enterprise_id, row.indicator_code);
            series.entry(key).or_default().push((row.month, row.value));
        }
        Ok(Self(series))
    }

    /// The enterprise's values of its other months.
    fn but(&self, one: &Brought, indicator: &str) -> Vec<f64> {
        let key = (one.request.enterprise_id, indicator.to_owned());
        let all = self.0.get(&key).into_iter().flatten();
        let others = all.filter(|(month, _)| *month != one.request.month);
        others.map(|(_, value)| *value).collect()
    }
}
