//! An answer to a data request: the one way in, for the page, GraphQL and import alike.
//!
//! A submission is checked field by field ([`Problem`]), stored as the next
//! version of the request's report, and turned into readings, all in one
//! transaction. The same key again is the same submission. What an enterprise
//! is asked for is [`asked_measures`]; *nothing to report* can be taken back
//! (`undo`). What is unusual is asked about first ([`doubts`]), however
//! it comes, and what was confirmed is kept with the version.

mod asked;
mod doubt;
mod import;
mod problem;
mod readings;
mod store;
mod undo;

use sea_orm::{DatabaseTransaction, QuerySelect, entity::prelude::*, sea_query::LockType};

pub use asked::{
    asked_indicators, asked_measures, counts_before, counts_of, current_version, newest_number,
};
pub use doubt::{Confirmed, Doubt, doubts};
pub(crate) use import::{Brought, Imported, Report, import};
pub use problem::{Problem, ProblemCode, count_problems};
pub(crate) use readings::{hold as hold_readings, remake as remake_readings};
pub(crate) use undo::{Undone, undo_nothing_to_report};

use crate::{
    data_request,
    data_request::RequestState,
    indicator,
    news::{self, Topic},
    receipt,
    report_version::{self, Channel, ReportKind},
    rules::figures::Counts,
};

/// The longest submit key, in characters.
pub const KEY_AT_MOST: usize = 200;
/// The longest note, in characters.
pub const NOTE_AT_MOST: usize = 2_000;

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
    /// Nothing was stored: these figures are unusual, and were not confirmed.
    Doubted(Vec<Doubt>),
    /// Nothing was stored.
    Refused(Vec<Problem>),
}

/// Store `submission`, which arrived at `now`, in a transaction that also leaves its trail
/// ([`changes::report`](crate::changes::report)), and with it what is unusual and was `confirmed`.
pub(crate) async fn submit_within(
    tx: &DatabaseTransaction,
    submission: Submission,
    confirmed: &Confirmed,
    now: DateTimeUtc,
) -> Result<Outcome, DbErr> {
    let Some(request) = locked(tx, submission.request).await? else {
        return Ok(Outcome::Refused(vec![Problem::of(ProblemCode::NotFound)]));
    };
    if let Some(earlier) = same_key(tx, &submission).await? {
        return repeated(tx, &submission, earlier).await;
    }
    let problems = problems(tx, &request, &submission, now).await?;
    if !problems.is_empty() {
        return Ok(Outcome::Refused(problems));
    }
    let doubts = match submission.kind {
        ReportKind::Figures => doubts(tx, &request, &submission.counts).await?,
        ReportKind::NothingToReport => Vec::new(),
    };
    if !doubts.iter().all(|doubt| confirmed.has(doubt)) {
        return Ok(Outcome::Doubted(doubts));
    }
    let stored = store::version(tx, &submission, now).await?;
    news::announce(tx, Topic::ReportSubmitted, [request.id]).await?;
    store::confirmations(tx, stored.id, &doubts).await?;
    store::drop_draft(tx, request.id).await?;
    let received_at = request.received_at.unwrap_or(now);
    let state = store::state_of(submission.kind);
    store::stand(tx, request.id, state, Some(received_at)).await?;
    readings::remake(tx, request.enterprise_id).await?;
    receipt::queue(tx, &request, stored.id, now).await?;
    Ok(Outcome::Stored {
        version: stored.version,
    })
}

/// The request, which nobody else changes until `tx` ends.
async fn locked(
    tx: &DatabaseTransaction,
    request: Uuid,
) -> Result<Option<data_request::Model>, DbErr> {
    data_request::Entity::find_by_id(request)
        .lock(LockType::Update)
        .one(tx)
        .await
}

/// What is known under the key: the same again is answered again, something else is refused.
async fn repeated(
    tx: &DatabaseTransaction,
    submission: &Submission,
    earlier: report_version::Model,
) -> Result<Outcome, DbErr> {
    let is_the_same = earlier.kind == submission.kind
        && earlier.note == submission.note
        && earlier.reason == submission.reason
        && counts_of(tx, earlier.id).await? == submission.counts;
    if is_the_same {
        let version = earlier.version;
        return Ok(Outcome::Repeated { version });
    }
    Ok(Outcome::Refused(vec![Problem::of(ProblemCode::Taken)]))
}

/// Did something come for the request of `submission` under its key before?
pub(crate) async fn is_key_known(
    tx: &DatabaseTransaction,
    submission: &Submission,
) -> Result<bool, DbErr> {
    Ok(same_key(tx, submission).await?.is_some())
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
    let indicators = indicator::Entity::find().all(tx).await?;
    let formulas: Vec<_> = indicators.iter().map(indicator::Model::formula).collect();
    Ok(count_problems(&submission.counts, &asked, &formulas))
}
