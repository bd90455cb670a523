//! A message: one mail to one person, from queued to its end.
//!
//! The office sees all of it. A manager or trainer sees that a message about a
//! request of theirs was sent; its text only where no request of others is in it.

use std::collections::HashMap;

use async_graphql::{Context, Enum, ID, Object, Result, dataloader::Loader};
use entity::{data_request, message, message_item, rules::ladder, scope::Scope};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Select,
    sea_query::{Expr, SelectStatement},
};

use super::{
    contact::{Contact, ContactKey},
    data_request::{DataRequest, DataRequestKey},
    noun_list, noun_order, object_of,
};
use crate::{
    context::Asks,
    filter::{DateFilter, DateTimeFilter, TextFilter, enum_filter, noun_filter},
    id::global,
    loader::{self, Fault, Visible, link_many, link_one, link_through},
    scalar::{Date, DateTime},
};

object_of! {
    /// One mail to one person.
    Message(message)
}

fn visible_requests(scope: &Scope) -> SelectStatement {
    data_request::Entity::visible_to(scope)
        .select_only()
        .column(data_request::Column::Id)
        .into_query()
}

fn visible_items(scope: &Scope) -> Select<message_item::Entity> {
    let all = message_item::Entity::find();
    match scope {
        Scope::Admin => all,
        Scope::Manager { .. } | Scope::Trainer { .. } => {
            all.filter(message_item::Column::DataRequestId.in_subquery(visible_requests(scope)))
        }
        Scope::Enterprise { .. } | Scope::Donor | Scope::Anonymous => {
            all.filter(Expr::value(false))
        }
    }
}

/// The messages that `scope` may see: those with an item that it may see.
fn visible(scope: &Scope) -> Select<message::Entity> {
    if *scope == Scope::Admin {
        return message::Entity::find();
    }
    let ids = visible_items(scope)
        .select_only()
        .column(message_item::Column::MessageId)
        .into_query();
    message::Entity::find().filter(message::Column::Id.in_subquery(ids))
}

link_one! {
    /// A message by its id.
    MessageKey(uuid::Uuid): message by Id, |row| row.id, visible
}

link_many! {
    /// What a message is about, as far as it may be seen.
    ItemsOf(uuid::Uuid): message_item by MessageId sorted Step, |row| row.message_id, visible_items
}

link_through! {
    /// The messages about a request, the earliest first.
    MessagesAbout: message through message_item on (Id, MessageId) by DataRequestId, |link| link.data_request_id,
    sorted message::Column::QueuedAt, visible
}

/// Is there something in a message that may not be seen?
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct HidesSomething(uuid::Uuid);

impl Loader<HidesSomething> for Visible {
    type Value = bool;
    type Error = Fault;

    async fn load(&self, keys: &[HidesSomething]) -> Result<HashMap<HidesSomething, bool>, Fault> {
        let hidden: Vec<uuid::Uuid> = message_item::Entity::find()
            .select_only()
            .column(message_item::Column::MessageId)
            .distinct()
            .filter(message_item::Column::MessageId.is_in(keys.iter().map(|key| key.0)))
            .filter(
                message_item::Column::DataRequestId.not_in_subquery(visible_requests(&self.scope)),
            )
            .into_tuple()
            .all(&self.db)
            .await?;
        Ok(hidden
            .into_iter()
            .map(|id| (HidesSomething(id), true))
            .collect())
    }
}

impl Message {
    async fn is_whole(&self, ctx: &Context<'_>) -> Result<bool> {
        if *ctx.asked().scope() == Scope::Admin {
            return Ok(true);
        }
        let hides = ctx
            .asked()
            .loader
            .load_one(HidesSomething(self.0.id))
            .await?;
        Ok(hides != Some(true))
    }
}

/// One mail to one person, from queued to its end.
#[Object]
impl Message {
    /// Its global id.
    pub(crate) async fn id(&self) -> ID {
        global("Message", self.0.id)
    }

    /// What it is for.
    async fn purpose(&self) -> MessagePurpose {
        self.0.purpose.into()
    }

    /// Where it stands.
    async fn state(&self) -> MessageState {
        self.0.state.into()
    }

    /// The address that it goes to; null for whoever is not of the office.
    async fn recipient(&self, ctx: &Context<'_>) -> Option<&str> {
        (*ctx.asked().scope() == Scope::Admin).then_some(self.0.recipient.as_str())
    }

    /// The person's day that its items belong to.
    async fn local_day(&self) -> Date {
        Date(self.0.local_day)
    }

    /// Not to be sent before.
    async fn due_at(&self) -> DateTime {
        DateTime(self.0.due_at)
    }

    /// When it was queued.
    async fn queued_at(&self) -> DateTime {
        DateTime(self.0.queued_at)
    }

    /// When it was sent; null while it was not.
    async fn sent_at(&self) -> Option<DateTime> {
        self.0.sent_at.map(DateTime)
    }

    /// How often it was tried.
    async fn attempts(&self) -> i32 {
        self.0.attempts
    }

    /// Was an answer of the mail server lost, so that it may have arrived although it was tried again?
    async fn is_uncertain(&self) -> bool {
        self.0.uncertain
    }

    /// Why the last attempt failed; null for whoever is not of the office.
    async fn last_error(&self, ctx: &Context<'_>) -> Option<&str> {
        let error = self.0.last_error.as_deref();
        error.filter(|_| *ctx.asked().scope() == Scope::Admin)
    }

    /// Its subject, once it was composed; null where it is also about requests that you may not see.
    async fn subject(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        let whole = self.is_whole(ctx).await?;
        Ok(self.0.subject.as_deref().filter(|_| whole))
    }

    /// Its text, links shortened; null where it is also about requests that you may not see.
    async fn body_text(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        let whole = self.is_whole(ctx).await?;
        Ok(self.0.body_text.as_deref().filter(|_| whole))
    }

    /// The contact that was chosen.
    async fn contact(&self, ctx: &Context<'_>) -> Result<Option<Contact>> {
        match self.0.contact_id {
            Some(id) => loader::one(ctx, ContactKey(id)).await,
            None => Ok(None),
        }
    }

    /// What it is about, as far as you may see it.
    async fn items(&self, ctx: &Context<'_>) -> Result<Vec<MessageItem>> {
        loader::many::<_, message_item::Model, _>(ctx, ItemsOf(self.0.id)).await
    }
}

object_of! {
    /// One step of the chase for one request, in a message.
    MessageItem(message_item)
}

/// One step of the chase for one request, in a message.
#[Object]
impl MessageItem {
    /// Its global id.
    async fn id(&self) -> ID {
        use sea_orm::ActiveEnum;
        let item = &self.0;
        global(
            "MessageItem",
            format_args!(
                "{}/{}/{}",
                item.message_id,
                item.data_request_id,
                item.step.to_value()
            ),
        )
    }

    /// The step.
    async fn step(&self) -> ChaseStep {
        self.0.step.into()
    }

    /// The request.
    async fn data_request(&self, ctx: &Context<'_>) -> Result<Option<DataRequest>> {
        loader::one(ctx, DataRequestKey(self.0.data_request_id)).await
    }
}

/// What a message is for.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[graphql(remote = "message::Purpose")]
pub(crate) enum MessagePurpose {
    /// Requests and reminders.
    Chase,
    /// The thanks for a report.
    Receipt,
    /// Tells a trainer of second reminders.
    TrainerNotice,
    /// The trainer's week.
    TrainerDigest,
    /// The manager's week.
    ManagerDigest,
    /// Tells a trainer that a contact stopped the mails.
    Stopped,
    /// Tells the office that a run is held.
    Held,
}

/// Where a message stands.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[graphql(remote = "message::MessageState")]
pub(crate) enum MessageState {
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

/// A step of the ladder by which a request is chased.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[graphql(remote = "ladder::Step")]
pub(crate) enum ChaseStep {
    /// The request itself.
    Request,
    /// A word before the due date.
    Nudge,
    /// The first reminder after the due date.
    #[graphql(name = "REMINDER_1")]
    Reminder1,
    /// The second reminder; the trainer is told.
    #[graphql(name = "REMINDER_2")]
    Reminder2,
    /// The request joins the trainer's Monday digest.
    TrainerTask,
    /// Entry closes.
    Lock,
}

enum_filter! {
    /// Which states are let through.
    MessageStateFilter of MessageState => message::MessageState
}

enum_filter! {
    /// Which purposes are let through.
    MessagePurposeFilter of MessagePurpose => message::Purpose
}

noun_filter! {
    /// Which messages are let through.
    MessageFilter {
        /// By state.
        state: MessageStateFilter => |given| given.of(message::Column::State),
        /// By purpose.
        purpose: MessagePurposeFilter => |given| given.of(message::Column::Purpose),
        /// By address; lets nothing through for whoever is not of the office.
        recipient: TextFilter by office_only => |given| given.of(message::Column::Recipient),
        /// By the person's day.
        local_day: DateFilter => |given| given.of(message::Column::LocalDay),
        /// By when it was queued.
        queued_at: DateTimeFilter => |given| given.of(message::Column::QueuedAt),
        /// By when it was sent.
        sent_at: DateTimeFilter => |given| given.of(message::Column::SentAt),
    }
}

noun_order! {
    MessageOrder by MessageOrderField of message, default QueuedAt, then Id as |row| Key::Uuid(row.id);
    /// By when it was queued.
    QueuedAt: QueuedAt as |row| Key::Moment(row.queued_at),
    /// By when it may leave.
    DueAt: DueAt as |row| Key::Moment(row.due_at),
}

noun_list! {
    MessageQueries, MessageConnection, MessageEdge, Message of message;
    /// The messages that you may see: those about requests that you may see.
    messages(MessageFilter, MessageOrder) from visible;
}
