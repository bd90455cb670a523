//! A message: one mail to one person, from queued to its end.
//!
//! The office sees all of it. A manager or trainer sees that a message about a
//! request of theirs was sent; its text only where no request of others is in it.

pub(crate) mod kinds;
pub(crate) mod links;
pub(crate) mod list;

use async_graphql::{Context, ID, Object, Result};
use entity::{message, message_item, scope::Scope};

use super::{
    contact::{Contact, ContactKey},
    data_request::{DataRequest, DataRequestKey},
    history::{self, HistoryEntry},
    object_of,
};
use crate::{
    context::Asks,
    id::global,
    loader,
    scalar::{Date, DateTime},
};
use kinds::{ChaseStep, MessagePurpose, MessageState};
use links::{HidesSomething, ItemsOf};

object_of! {
    /// One mail to one person.
    Message(message)
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

    /// Who changed what and when, the earliest first; empty for whoever is not of the office.
    async fn history(&self, ctx: &Context<'_>) -> Result<Vec<HistoryEntry>> {
        history::of(ctx, self.0.id).await
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
