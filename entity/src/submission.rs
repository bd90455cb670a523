//! An answer to a data request: the one way in, for the page, GraphQL and import alike.
//!
//! A submission is checked field by field, stored as the next version of the
//! request's report, and turned into readings, all in one transaction. The same
//! key again is the same submission.

use std::collections::{BTreeMap, HashMap};

use sea_orm::{
    ActiveValue::Set,
    DatabaseConnection, DatabaseTransaction, IntoActiveModel, QueryOrder, QuerySelect,
    entity::prelude::*,
    sea_query::{Expr, LockType},
};

use crate::{
    baseline, data_request,
    data_request::RequestState,
    database, indicator, measure, measurement, reading,
    report_version::{self, Channel, ReportKind},
    rules::{
        figures::{Counts, Formula, Value, raw_measures},
        period::Month,
    },
    session,
};

/// What somebody answers.
#[derive(Clone, Debug)]
pub struct Submission {
    /// The request that is answered.
    pub request: Uuid,
    /// Figures, or nothing to report.
    pub kind: ReportKind,
    /// How it came.
    pub channel: Channel,
    /// The same key again is the same submission.
    pub submit_key: String,
    /// Why there is nothing to report.
    pub reason: Option<String>,
    /// What the enterprise adds.
    pub note: Option<String>,
    /// The counts, by measure code.
    pub counts: Counts,
}

/// What became of a submission.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// It is stored as this version.
    Stored {
        /// The version's number.
        version: i32,
    },
    /// It was stored before, as this version.
    Repeated {
        /// The version's number.
        version: i32,
    },
    /// Nothing was stored.
    Refused(Vec<Problem>),
}

/// Why something was refused; with the field where it was one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What kind of problem.
    pub code: ProblemCode,
    /// The measure that it is about.
    pub field: Option<String>,
    /// The other measure of the ratio that cannot be.
    pub other_field: Option<String>,
}

/// What kind of problem a submission has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemCode {
    /// There is no such request.
    NotFound,
    /// The month is not open.
    LockedPeriod,
    /// The month is not expected.
    Waived,
    /// The measure is not asked of this enterprise.
    Unasked,
    /// A count is below zero.
    Negative,
    /// A count of whole things has a fraction.
    NotWhole,
    /// Not a number that can be stored.
    NotFinite,
    /// A ratio that cannot be.
    OutOfBounds,
    /// No figure at all.
    Empty,
}

impl Problem {
    fn of(code: ProblemCode) -> Self {
        Self {
            code,
            field: None,
            other_field: None,
        }
    }

    fn at(code: ProblemCode, field: &str) -> Self {
        Self {
            code,
            field: Some(field.to_owned()),
            other_field: None,
        }
    }
}

/// Store `submission`, which arrived at `now`.
///
/// # Errors
/// Where the database does not do its part; nothing is stored then.
pub async fn submit(
    db: &DatabaseConnection,
    submission: Submission,
    now: DateTimeUtc,
) -> Result<Outcome, DbErr> {
    let tx = database::begin_write(db).await?;
    let found = data_request::Entity::find_by_id(submission.request)
        .lock(LockType::Update)
        .one(&tx)
        .await?;
    let Some(request) = found else {
        return Ok(Outcome::Refused(vec![Problem::of(ProblemCode::NotFound)]));
    };
    if let Some(earlier) = same_key(&tx, &submission).await? {
        return Ok(Outcome::Repeated {
            version: earlier.version,
        });
    }
    let problems = problems(&tx, &request, &submission, now).await?;
    if !problems.is_empty() {
        return Ok(Outcome::Refused(problems));
    }
    let version = store(&tx, &request, &submission, now).await?;
    answer(&tx, &request, submission.kind, now).await?;
    remake_readings(&tx, request.enterprise_id).await?;
    tx.commit().await?;
    Ok(Outcome::Stored { version })
}

async fn same_key(
    tx: &DatabaseTransaction,
    submission: &Submission,
) -> Result<Option<report_version::Model>, DbErr> {
    report_version::Entity::find()
        .filter(report_version::Column::DataRequestId.eq(submission.request))
        .filter(report_version::Column::SubmitKey.eq(&submission.submit_key))
        .one(tx)
        .await
}

async fn problems(
    tx: &DatabaseTransaction,
    request: &data_request::Model,
    submission: &Submission,
    now: DateTimeUtc,
) -> Result<Vec<Problem>, DbErr> {
    if request.state == RequestState::Waived {
        return Ok(vec![Problem::of(ProblemCode::Waived)]);
    }
    if !request.is_open_at(now) {
        return Ok(vec![Problem::of(ProblemCode::LockedPeriod)]);
    }
    if submission.kind == ReportKind::NothingToReport {
        return Ok(Vec::new());
    }
    let asked = asked_measures(tx, request.enterprise_id, request.month).await?;
    let formulas: Vec<_> = indicator::Entity::find()
        .all(tx)
        .await?
        .iter()
        .map(indicator::Model::formula)
        .collect();
    Ok(count_problems(&submission.counts, &asked, &formulas))
}

/// What is wrong with `counts`, field by field, in the order of the form.
pub fn count_problems(
    counts: &Counts,
    asked: &[measure::Model],
    formulas: &[Formula],
) -> Vec<Problem> {
    if counts.is_empty() {
        return vec![Problem::of(ProblemCode::Empty)];
    }
    let mut unasked: Vec<_> = counts
        .keys()
        .filter(|code| !asked.iter().any(|measure| measure.code == **code))
        .collect();
    unasked.sort();
    let mut problems: Vec<_> = unasked
        .iter()
        .map(|code| Problem::at(ProblemCode::Unasked, code))
        .collect();
    for measure in asked {
        let Some(value) = counts.get(&measure.code) else {
            continue;
        };
        let code = match *value {
            value if !value.is_finite() || value > MOST => ProblemCode::NotFinite,
            value if value < 0.0 => ProblemCode::Negative,
            value if measure.whole_number && value.fract() != 0.0 => ProblemCode::NotWhole,
            _ => continue,
        };
        problems.push(Problem::at(code, &measure.code));
    }
    if problems.is_empty() {
        problems.extend(
            formulas
                .iter()
                .filter_map(|formula| out_of_bounds(formula, counts)),
        );
    }
    problems
}

/// Whole numbers are exact up to here.
const MOST: f64 = 9e15;

fn out_of_bounds(formula: &Formula, counts: &Counts) -> Option<Problem> {
    let (_, _, value) = formula.value(counts)?;
    (!formula.hard.hold(value)).then(|| Problem {
        code: ProblemCode::OutOfBounds,
        field: raw_measures(&formula.numerator)
            .first()
            .map(|code| (*code).to_owned()),
        other_field: formula
            .denominator
            .as_deref()
            .and_then(|below| raw_measures(below).first().copied().map(Into::into)),
    })
}

async fn store(
    tx: &DatabaseTransaction,
    request: &data_request::Model,
    submission: &Submission,
    now: DateTimeUtc,
) -> Result<i32, DbErr> {
    let versions =
        report_version::Entity::find().filter(report_version::Column::DataRequestId.eq(request.id));
    let version = versions.count(tx).await? as i32 + 1;
    report_version::Entity::update_many()
        .col_expr(report_version::Column::IsCurrent, Expr::value(false))
        .filter(report_version::Column::DataRequestId.eq(request.id))
        .exec(tx)
        .await?;
    let row = report_version::Model {
        id: Uuid::now_v7(),
        data_request_id: request.id,
        version,
        is_current: true,
        kind: submission.kind,
        channel: submission.channel,
        submit_key: submission.submit_key.clone(),
        reason: submission.reason.clone(),
        note: submission.note.clone(),
        submitted_at: now,
        returned_at: None,
        accepted_at: None,
    };
    let id = row.id;
    report_version::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    let counts = submission
        .counts
        .iter()
        .filter(|_| submission.kind == ReportKind::Figures);
    let rows: Vec<_> = counts
        .map(|(code, value)| measurement::ActiveModel {
            report_version_id: Set(id),
            measure_code: Set(code.clone()),
            value: Set(*value),
        })
        .collect();
    if !rows.is_empty() {
        measurement::Entity::insert_many(rows)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(version)
}

async fn answer(
    tx: &DatabaseTransaction,
    request: &data_request::Model,
    kind: ReportKind,
    now: DateTimeUtc,
) -> Result<(), DbErr> {
    let state = match kind {
        ReportKind::Figures => RequestState::Reported,
        ReportKind::NothingToReport => RequestState::NothingToReport,
    };
    data_request::Entity::update_many()
        .col_expr(data_request::Column::State, Expr::value(state))
        .col_expr(
            data_request::Column::ReceivedAt,
            Expr::value(request.received_at.unwrap_or(now)),
        )
        .filter(data_request::Column::Id.eq(request.id))
        .exec(tx)
        .await?;
    Ok(())
}

/// The measures that `enterprise` is asked for `month`: core ones first, then
/// those of the modules that it had a session of before that month.
///
/// # Errors
/// Where the database cannot be read.
pub async fn asked_measures(
    db: &impl ConnectionTrait,
    enterprise: Uuid,
    month: Month,
) -> Result<Vec<measure::Model>, DbErr> {
    let taken = session::Entity::modules_before(db, enterprise, month).await?;
    let indicators = indicator::Entity::find()
        .order_by_asc(indicator::Column::Position)
        .all(db)
        .await?;
    let asked: Vec<_> = indicators
        .iter()
        .filter(|one| one.core || taken.contains(&one.module))
        .collect();
    let mut codes: Vec<&str> = Vec::new();
    for one in &asked {
        for part in std::iter::once(&one.numerator).chain(&one.denominator) {
            codes.extend(
                raw_measures(part)
                    .into_iter()
                    .filter(|code| !codes.contains(code))
                    .collect::<Vec<_>>(),
            );
        }
    }
    let mut measures = measure::Entity::find()
        .order_by_asc(measure::Column::Position)
        .all(db)
        .await?;
    measures.retain(|measure| codes.contains(&measure.code.as_str()));
    Ok(measures)
}

/// Make all readings of an enterprise again, from its current reports and baselines.
async fn remake_readings(tx: &DatabaseTransaction, enterprise: Uuid) -> Result<(), DbErr> {
    let (requests, months) = reported_months(tx, enterprise).await?;
    let baselines: HashMap<String, f64> = baseline::Entity::find()
        .filter(baseline::Column::EnterpriseId.eq(enterprise))
        .filter(baseline::Column::SupersededAt.is_null())
        .all(tx)
        .await?
        .into_iter()
        .map(|baseline| (baseline.indicator_code, baseline.value))
        .collect();
    let formulas = indicator::Entity::find().all(tx).await?;
    let values = formulas.iter().flat_map(|indicator| {
        indicator
            .formula()
            .readings(&months, baselines.get(&indicator.code).copied())
    });
    let rows: Vec<_> = values
        .filter_map(|value| {
            requests
                .get(&value.month)
                .map(|request| row(request, value))
        })
        .collect();
    reading::Entity::delete_many()
        .filter(reading::Column::EnterpriseId.eq(enterprise))
        .exec(tx)
        .await?;
    for chunk in rows.chunks(database::rows_per_insert(11)) {
        reading::Entity::insert_many(chunk.to_vec())
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

fn row(request: &data_request::Model, value: Value) -> reading::ActiveModel {
    reading::Model {
        enterprise_id: request.enterprise_id,
        indicator_code: value.indicator,
        month: value.month,
        province_code: request.province_code.clone(),
        data_request_id: request.id,
        numerator: value.numerator,
        denominator: value.denominator,
        value: value.value,
        baseline: value.baseline,
        change: value.change,
        improved: value.improved,
    }
    .into_active_model()
    .reset_all()
}

type Reported = (HashMap<Month, data_request::Model>, BTreeMap<Month, Counts>);

/// The enterprise's requests by month, and the counts of its current reports
/// that were not returned.
async fn reported_months(tx: &DatabaseTransaction, enterprise: Uuid) -> Result<Reported, DbErr> {
    let requests = data_request::Entity::find()
        .filter(data_request::Column::EnterpriseId.eq(enterprise))
        .filter(data_request::Column::State.eq(RequestState::Reported))
        .all(tx)
        .await?;
    let month_of: HashMap<Uuid, Month> = requests
        .iter()
        .map(|request| (request.id, request.month))
        .collect();
    let current = report_version::Entity::find()
        .filter(report_version::Column::DataRequestId.is_in(month_of.keys().copied()))
        .filter(report_version::Column::IsCurrent.eq(true))
        .filter(report_version::Column::ReturnedAt.is_null())
        .all(tx)
        .await?;
    let version_month: HashMap<Uuid, Month> = current
        .iter()
        .filter_map(|version| Some((version.id, *month_of.get(&version.data_request_id)?)))
        .collect();
    let measurements = measurement::Entity::find()
        .filter(measurement::Column::ReportVersionId.is_in(version_month.keys().copied()))
        .all(tx)
        .await?;
    let mut months: BTreeMap<Month, Counts> = BTreeMap::new();
    for measurement in measurements {
        if let Some(month) = version_month.get(&measurement.report_version_id) {
            months
                .entry(*month)
                .or_default()
                .insert(measurement.measure_code, measurement.value);
        }
    }
    Ok((
        requests
            .into_iter()
            .map(|request| (request.month, request))
            .collect(),
        months,
    ))
}
