//! On SQLite one transaction writes at a time, and who finds it taken looks again after a
//! while. The two that a delivery has going, one asking and one storing, wait here for each
//! other instead, so that neither sleeps.

use entity::database::has_one_writer;
use sea_orm::DatabaseConnection;
use tokio::sync::{Mutex, MutexGuard};

/// Whose turn it is to write.
pub(super) struct Turns(Option<Mutex<()>>);

impl Turns {
    /// Those of `db`; none where many write at once.
    pub(super) fn of(db: &DatabaseConnection) -> Self {
        Self(has_one_writer(db).then(Mutex::default))
    }

    /// Wait for one's turn, which lasts as long as what is given back.
    pub(super) async fn take(&self) -> Option<MutexGuard<'_, ()>> {
        match &self.0 {
            Some(turn) => Some(turn.lock().await),
            None => None,
        }
    }
}
