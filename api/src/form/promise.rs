//! *Saya kirim tanggal …*: the days that one press promises.

use chrono::NaiveDate;
use entity::{data_request::RequestState, holiday};
use sea_orm::{DatabaseConnection, DbErr};

use super::open::Opened;

/// So many working days from today.
const DAYS: [usize; 4] = [1, 3, 5, 10];

/// The days to choose from; none where a promise was made or has no use.
pub(super) async fn choices(
    db: &DatabaseConnection,
    opened: &Opened,
) -> Result<Vec<NaiveDate>, DbErr> {
    let request = &opened.request;
    let open = request.state == RequestState::Open && opened.now < request.locks_at;
    if !open || request.promised_on.is_some() {
        return Ok(Vec::new());
    }
    let calendar = holiday::calendar(db).await?;
    let today = opened.now.with_timezone(&opened.tz).date_naive();
    let days = DAYS.map(|count| calendar.working_days_after(today, count));
    Ok(days
        .into_iter()
        .filter(|day| *day <= request.lock_on)
        .collect())
}
