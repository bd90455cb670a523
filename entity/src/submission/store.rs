//! One version in, the newest counts: the rows behind a submission.

use sea_orm::{
    ActiveValue::Set, DatabaseTransaction, IntoActiveModel, entity::prelude::*, sea_query::Expr,
};

use super::{Doubt, Submission, newest_number};
use crate::{
    confirmation, data_request,
    data_request::RequestState,
    draft, measurement,
    report_version::{self, ReportKind},
};

/// Store `submission` as the next version of the request's report, and return its row.
pub(super) async fn version(
    tx: &DatabaseTransaction,
    submission: &Submission,
    now: DateTimeUtc,
) -> Result<report_version::Model, DbErr> {
    let row = report_version::Model {
        id: Uuid::now_v7(),
        data_request_id: submission.request,
        version: newest_number(tx, submission.request).await? + 1,
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
    make_current(tx, submission.request, None).await?;
    report_version::Entity::insert(row.clone().into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    if row.kind == ReportKind::Figures {
        measurements(tx, row.id, submission).await?;
    }
    Ok(row)
}

/// Let `version` count, and no other version of `request`'s report.
pub(super) async fn make_current(
    tx: &DatabaseTransaction,
    request: Uuid,
    version: Option<Uuid>,
) -> Result<(), DbErr> {
    let mark = |is_current: bool| {
        report_version::Entity::update_many()
            .col_expr(report_version::Column::IsCurrent, Expr::value(is_current))
            .filter(report_version::Column::DataRequestId.eq(request))
    };
    mark(false).exec(tx).await?;
    if let Some(version) = version {
        mark(true)
            .filter(report_version::Column::Id.eq(version))
            .exec(tx)
            .await?;
    }
    Ok(())
}

async fn measurements(
    tx: &DatabaseTransaction,
    version: Uuid,
    submission: &Submission,
) -> Result<(), DbErr> {
    let rows: Vec<_> = submission
        .counts
        .iter()
        .map(|(code, value)| measurement::ActiveModel {
            report_version_id: Set(version),
            measure_code: Set(code.clone()),
            value: Set(*value),
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    measurement::Entity::insert_many(rows)
        .exec_without_returning(tx)
        .await
        .map(|_| ())
}

/// Keep what was asked about and confirmed, with its version.
pub(super) async fn confirmations(
    tx: &DatabaseTransaction,
    version: Uuid,
    confirmed: &[Doubt],
) -> Result<(), DbErr> {
    let rows: Vec<_> = confirmed
        .iter()
        .map(|doubt| confirmation::ActiveModel {
            report_version_id: Set(version),
            subject: Set(doubt.subject.clone()),
            reason: Set(doubt.unusual.reason),
            value: Set(doubt.value),
            compared_with: Set(doubt.unusual.compared_with),
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    confirmation::Entity::insert_many(rows)
        .exec_without_returning(tx)
        .await
        .map(|_| ())
}

/// What is sent is no draft any more.
pub(super) async fn drop_draft(tx: &DatabaseTransaction, request: Uuid) -> Result<(), DbErr> {
    draft::Entity::delete_by_id(request)
        .exec(tx)
        .await
        .map(|_| ())
}

/// Say where `request` stands, and since when it is answered.
pub(super) async fn stand(
    tx: &DatabaseTransaction,
    request: Uuid,
    state: RequestState,
    received_at: Option<DateTimeUtc>,
) -> Result<(), DbErr> {
    data_request::Entity::update_many()
        .col_expr(data_request::Column::State, Expr::value(state))
        .col_expr(data_request::Column::ReceivedAt, Expr::value(received_at))
        .filter(data_request::Column::Id.eq(request))
        .exec(tx)
        .await
        .map(|_| ())
}

/// The state that an answer of `kind` brings.
pub(super) const fn state_of(kind: ReportKind) -> RequestState {
    match kind {
        ReportKind::Figures => RequestState::Reported,
        ReportKind::NothingToReport => RequestState::NothingToReport,
    }
}
