//! What has just happened, for those who wait to hear of it.
//!
//! Whoever writes something that is news calls [`announce`] in the same transaction, so that
//! it is heard when that is committed and not before. A row says what kind of thing it was
//! and which row to look at; never what stands there, since who may see that is decided for
//! each listener. A process that somebody listens to reads on from its [`Reader`]'s place;
//! on PostgreSQL a [`Bell`] tells it when. The rows are the truth and the bell only saves
//! looking, so what happens while a connection is broken is read when it is back.

mod bell;
mod place;
mod reader;

use chrono::Duration;
use sea_orm::{ActiveValue::Set, DbBackend, entity::prelude::*};

use crate::{alike::Alike, clock::real_now, database::rows_per_insert};

pub use bell::Bell;
pub use reader::{PAGE, Reader};

/// How long news is kept for a process whose connection broke.
const KEPT: Duration = Duration::days(1);

/// Something that has just happened.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "news")]
pub struct Model {
    /// Grows with each row, though not in the order of the commits.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// What kind of thing it was.
    pub topic: Topic,
    /// The row to look at: a data request's, a message's, an alert's.
    pub subject: Uuid,
    /// When it was written, in real time.
    pub told_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

/// What can be news.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(24))",
    rename_all = "SCREAMING_SNAKE_CASE"
)]
pub enum Topic {
    /// A data request was answered, or answered anew.
    ReportSubmitted,
    /// A message was queued, or came to stand elsewhere.
    MessageChanged,
    /// A rule was hit at an enterprise.
    AlertOpened,
}

/// Say in the transaction `tx` that this has happened to `subjects`. Saying it of a row that
/// is not there in the end does no harm: nobody will see it.
///
/// # Errors
/// Where the database cannot be written.
pub async fn announce(
    tx: &impl ConnectionTrait,
    topic: Topic,
    subjects: impl IntoIterator<Item = Uuid>,
) -> Result<(), DbErr> {
    let news = Alike {
        shared: ActiveModel {
            topic: Set(topic),
            told_at: Set(real_now()),
            ..Default::default()
        },
        differing: &[Column::Subject],
        unique: &[],
    };
    let subjects: Vec<_> = subjects.into_iter().collect();
    if subjects.is_empty() {
        return Ok(());
    }
    for some in subjects.chunks(rows_per_insert(1)) {
        let rows = some.iter().map(|subject| vec![(*subject).into()]);
        news.add(tx, rows).await?;
    }
    if tx.get_database_backend() == DbBackend::Postgres {
        tx.execute_unprepared(bell::RING).await?;
    }
    Ok(())
}

/// Forget what nobody can be waiting for any more.
///
/// # Errors
/// Where the database cannot be written.
pub async fn forget_old(db: &impl ConnectionTrait) -> Result<(), DbErr> {
    Entity::delete_many()
        .filter(Column::ToldAt.lt(real_now() - KEPT))
        .exec(db)
        .await
        .map(|_| ())
}
