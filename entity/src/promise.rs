//! "Saya kirim tanggal …": an enterprise says by when it will answer, once, and
//! the chase sleeps until then (`DOMAIN.md` §3).

use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, prelude::DateTimeUtc,
    sea_query::Expr,
};
use uuid::Uuid;

use crate::{data_request, province, rules::ladder::RequestState};

/// What became of a promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Promised {
    /// It is kept.
    Kept,
    /// There is no such request.
    NotFound,
    /// The request is answered, waived or closed.
    Closed,
    /// One was made before.
    MadeBefore,
    /// The day is past, or after the last one on which figures are taken.
    OutOfRange,
}

/// Keep the promise to answer `request` by the end of `by`, made at `now`.
///
/// # Errors
/// Where the database cannot be written.
pub(crate) async fn promise(
    tx: &DatabaseTransaction,
    request: Uuid,
    by: NaiveDate,
    now: DateTimeUtc,
) -> Result<Promised, DbErr> {
    let Some(found) = data_request::Entity::find_by_id(request).one(tx).await? else {
        return Ok(Promised::NotFound);
    };
    if found.state != RequestState::Open || now >= found.locks_at {
        return Ok(Promised::Closed);
    }
    if found.promised_on.is_some() {
        return Ok(Promised::MadeBefore);
    }
    if by < today(tx, &found, now).await? || by > found.lock_on {
        return Ok(Promised::OutOfRange);
    }
    let kept = data_request::Entity::update_many()
        .col_expr(data_request::Column::PromisedOn, Expr::value(by))
        .col_expr(data_request::Column::PromisedAt, Expr::value(now))
        .filter(data_request::Column::Id.eq(request))
        .filter(data_request::Column::PromisedOn.is_null())
        .exec(tx)
        .await?;
    Ok(if kept.rows_affected > 0 {
        Promised::Kept
    } else {
        Promised::MadeBefore
    })
}

/// The day that it is where the enterprise is.
async fn today(
    tx: &DatabaseTransaction,
    request: &data_request::Model,
    now: DateTimeUtc,
) -> Result<NaiveDate, DbErr> {
    let province = province::Entity::find_by_id(request.province_code.as_str())
        .one(tx)
        .await?;
    let zone = province.and_then(|province| province.tz());
    let zone = zone.unwrap_or(chrono_tz::Asia::Jakarta);
    Ok(now.with_timezone(&zone).date_naive())
}
