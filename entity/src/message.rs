//! One mail to one person, from queued to its end.

use sea_orm::{
    ActiveValue::Set,
    ExprTrait,
    entity::prelude::*,
    sea_query::{Expr, IntoCondition},
};

use crate::{
    chase_step,
    database::add_missing,
    news::{self, Topic},
    rules::ladder::Decision,
    suppression,
};

/// One mail to one person, from queued to its end.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "message")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What it is for.
    pub purpose: Purpose,
    /// The person: a lower-cased address.
    pub recipient: String,
    /// The contact that was chosen.
    pub contact_id: Option<Uuid>,
    /// The trainer that it is for.
    pub trainer_id: Option<Uuid>,
    /// The account that it is for.
    pub account_id: Option<Uuid>,
    /// What tells it from others to the same person, for the same purpose, on the same day.
    pub about: String,
    /// The person's day that its items belong to.
    pub local_day: Date,
    /// Where it stands.
    pub state: MessageState,
    /// Not to be sent before.
    pub due_at: DateTimeUtc,
    /// How often it was tried.
    pub attempts: i32,
    /// Grows with each claim; who holds an old one may write nothing.
    pub fence: i32,
    /// Until when a worker holds it, in real time.
    pub claimed_until: Option<DateTimeUtc>,
    /// Was an answer lost after the text was sent?
    pub uncertain: bool,
    /// Why the last attempt failed, without the address.
    pub last_error: Option<String>,
    /// What was sent.
    pub subject: Option<String>,
    /// What was sent, links shortened.
    pub body_text: Option<String>,
    /// When it was sent.
    pub sent_at: Option<DateTimeUtc>,
    /// When it was queued.
    pub queued_at: DateTimeUtc,
    /// For how long its server's answers have put it off: what it waits for otherwise does not age it.
    #[sea_orm(default_value = 0)]
    pub put_off_seconds: i32,
}

impl ActiveModelBehavior for ActiveModel {}

/// What a message is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(24))",
    rename_all = "SCREAMING_SNAKE_CASE"
)]
pub enum Purpose {
    /// Requests and reminders.
    Chase,
    /// The thanks for a report; `about` is its version's id.
    Receipt,
    /// Tells a trainer of second reminders.
    TrainerNotice,
    /// The trainer's week.
    TrainerDigest,
    /// The manager's week.
    ManagerDigest,
    /// Tells a trainer that a contact stopped the mails; `about` is the contact's id.
    Stopped,
    /// Tells the office that a run is held; `about` is its slot.
    Held,
    /// The link by which a person signs in; `about` is its row's id.
    SignIn,
    /// Tells a manager of a quarter's summaries; `about` is the quarter and their cut-off.
    Summary,
}

/// Where a message stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(
    rs_type = "String",
    db_type = "String(StringLen::N(24))",
    rename_all = "SCREAMING_SNAKE_CASE"
)]
pub enum MessageState {
    /// Waits to be sent.
    Queued,
    /// A worker holds it.
    Sending,
    /// The server took it.
    Sent,
    /// Given up, with its reason.
    Failed,
    /// Nothing was left to say.
    Moot,
}

impl Model {
    /// Can another item join it? Not where a server may have taken it already.
    pub fn takes_more(&self) -> bool {
        self.state == MessageState::Queued && !self.uncertain
    }
}

/// A message to `recipient` that may leave at once, for one of its day.
pub fn queued(purpose: Purpose, recipient: &str, local_day: Date, now: DateTimeUtc) -> ActiveModel {
    ActiveModel {
        id: Set(Uuid::now_v7()),
        purpose: Set(purpose),
        recipient: Set(recipient.to_owned()),
        contact_id: Set(None),
        trainer_id: Set(None),
        account_id: Set(None),
        about: Set(String::new()),
        local_day: Set(local_day),
        state: Set(MessageState::Queued),
        due_at: Set(now),
        attempts: Set(0),
        fence: Set(0),
        claimed_until: Set(None),
        uncertain: Set(false),
        last_error: Set(None),
        subject: Set(None),
        body_text: Set(None),
        sent_at: Set(None),
        queued_at: Set(now),
        put_off_seconds: Set(0),
    }
}

/// Send nothing of what waits, of those that `which` says. A worker that holds such a message
/// may write nothing more to it.
///
/// # Errors
/// Where the database cannot be written.
pub async fn give_up(tx: &impl ConnectionTrait, which: impl IntoCondition) -> Result<(), DbErr> {
    let ended = Entity::update_many()
        .col_expr(Column::State, Expr::value(MessageState::Moot))
        .col_expr(Column::Fence, Expr::col(Column::Fence).add(1))
        .filter(Column::State.is_in([MessageState::Queued, MessageState::Sending]))
        .filter(which)
        .exec_with_returning(tx)
        .await?;
    changed(tx, ended.into_iter().map(|message| message.id)).await
}

/// Queue these messages, and say how many that were: one that is there already stays as it is.
///
/// # Errors
/// Where the database cannot be written.
pub async fn queue(tx: &impl ConnectionTrait, rows: Vec<ActiveModel>) -> Result<u64, DbErr> {
    if rows.is_empty() {
        return Ok(0);
    }
    let ids: Vec<_> = rows
        .iter()
        .filter_map(|row| row.id.try_as_ref().copied())
        .collect();
    let added = add_missing::<Entity>(tx, rows).await?;
    changed(tx, ids).await?;
    Ok(added)
}

/// Say that these messages came to stand elsewhere.
///
/// # Errors
/// Where the database cannot be written.
pub async fn changed(
    tx: &impl ConnectionTrait,
    messages: impl IntoIterator<Item = Uuid>,
) -> Result<(), DbErr> {
    news::announce(tx, Topic::MessageChanged, messages).await
}

/// Queue a message that failed once more, as a person wants: it is due at once, its
/// address is free, and its steps are open again until it is sent or fails anew.
/// Its attempts stay counted; a worker that still holds it can write nothing.
/// Nothing where it has not failed.
///
/// # Errors
/// Where the database fails.
pub async fn retry(
    tx: &impl ConnectionTrait,
    id: Uuid,
    now: DateTimeUtc,
) -> Result<Option<Model>, DbErr> {
    let queued = Entity::update_many()
        .col_expr(Column::State, Expr::value(MessageState::Queued))
        .col_expr(Column::DueAt, Expr::value(now))
        .col_expr(Column::QueuedAt, Expr::value(now))
        .col_expr(Column::PutOffSeconds, Expr::value(0))
        .col_expr(Column::Fence, Expr::col(Column::Fence).add(1))
        .filter(Column::Id.eq(id))
        .filter(Column::State.eq(MessageState::Failed))
        .exec(tx)
        .await?;
    if queued.rows_affected == 0 {
        return Ok(None);
    }
    chase_step::Entity::delete_many()
        .filter(chase_step::Column::MessageId.eq(id))
        .filter(chase_step::Column::Decision.eq(Decision::Failed))
        .exec(tx)
        .await?;
    let message = Entity::find_by_id(id).one(tx).await?;
    if let Some(message) = &message {
        suppression::lift(tx, [message.recipient.clone()], now).await?;
        changed(tx, [message.id]).await?;
    }
    Ok(message)
}
