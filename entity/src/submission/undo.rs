//! *Nothing to report*, taken back.

use sea_orm::{DatabaseTransaction, QueryOrder, entity::prelude::*};

use super::{locked, readings, store};
use crate::{
    data_request::RequestState,
    report_version::{self, ReportKind},
};

/// What became of an undo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Undone {
    /// The month stands as before: with its last figures, or open.
    TakenBack,
    /// There was nothing to take back.
    NotNeeded,
    /// The month takes no change any more, or there is no such request.
    Closed,
}

/// Take *nothing to report* for `request` back: its newest figures count again;
/// where there are none, the month is open and unanswered. The version stays, as
/// every version does.
///
/// # Errors
/// Where the database does not do its part; nothing is changed then.
pub(crate) async fn undo_nothing_to_report(
    tx: &DatabaseTransaction,
    request: Uuid,
    now: DateTimeUtc,
) -> Result<Undone, DbErr> {
    let open = locked(tx, request)
        .await?
        .filter(|found| found.is_open_at(now));
    let Some(request) = open else {
        return Ok(Undone::Closed);
    };
    if request.state != RequestState::NothingToReport {
        return Ok(Undone::NotNeeded);
    }
    let figures = newest_figures(tx, request.id).await?;
    store::make_current(tx, request.id, figures.as_ref().map(|version| version.id)).await?;
    let (state, received_at) = match figures {
        Some(_) => (RequestState::Reported, request.received_at),
        None => (RequestState::Open, None),
    };
    store::stand(tx, request.id, state, received_at).await?;
    readings::remake(tx, request.enterprise_id).await?;
    Ok(Undone::TakenBack)
}

async fn newest_figures(
    tx: &DatabaseTransaction,
    request: Uuid,
) -> Result<Option<report_version::Model>, DbErr> {
    report_version::Entity::find()
        .filter(report_version::Column::DataRequestId.eq(request))
        .filter(report_version::Column::Kind.eq(ReportKind::Figures))
        .order_by_desc(report_version::Column::Version)
        .one(tx)
        .await
}
