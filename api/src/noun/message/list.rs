//! The list of messages: how it is filtered and sorted.

use entity::message;

use super::{
    super::{contact::ContactKey, noun_list, noun_order},
    Message,
    kinds::{MessagePurpose, MessageState},
    links::visible,
};
use crate::filter::{DateFilter, DateTimeFilter, TextFilter, enum_filter, noun_filter};

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
    messages(MessageFilter, MessageOrder) from visible, joining
        ["contact"] to ContactKey by ContactId as |row| row.contact_id;
}
