//! What a client asks for over its connection, checked as by HTTP before anything is executed.

use async_graphql::{
    Request, ServerError,
    parser::types::{OperationDefinition, OperationType, Selection, SelectionSet},
};
use entity::news::Topic;

use crate::{
    access::Access,
    error::{Code, request_error},
    http::{checked::Checked, params::Params},
    subscription,
};

/// An operation that may be executed, once or at each piece of news.
pub(super) struct Operation {
    checked: Checked,
    /// The news that it waits for; none for a query.
    pub(super) topic: Option<Topic>,
}

impl Operation {
    /// What `params` ask for.
    ///
    /// # Errors
    /// Where it is not to be executed, or nothing that can be asked for here.
    pub(super) fn read(params: Params, access: &Access) -> Result<Self, ServerError> {
        let checked = Checked::read(params, access)?;
        let topic = topic(checked.operation()?)?;
        Ok(Self { checked, topic })
    }

    /// What it costs each time.
    pub(super) const fn cost(&self) -> u64 {
        self.checked.cost
    }

    /// The request to be executed.
    pub(super) fn request(&self) -> Request {
        self.checked.clone().into_request()
    }
}

/// The news that the operation waits for; none for a query.
fn topic(operation: &OperationDefinition) -> Result<Option<Topic>, ServerError> {
    match operation.ty {
        OperationType::Query => Ok(None),
        OperationType::Mutation => Err(request_error(
            Code::BadUserInput,
            "Send mutations by POST; a WebSocket takes queries and subscriptions only.",
        )),
        OperationType::Subscription => only_topic(&operation.selection_set.node).map(Some),
    }
}

fn only_topic(root: &SelectionSet) -> Result<Topic, ServerError> {
    let [only] = root.items.as_slice() else {
        let message = "A subscription asks for one field; send another for each of the rest.";
        return Err(request_error(Code::ValidationFailed, message));
    };
    let Selection::Field(field) = &only.node else {
        let message = "Write the field of a subscription directly, not in a fragment.";
        return Err(request_error(Code::ValidationFailed, message));
    };
    let name = field.node.name.node.as_str();
    subscription::topic_of(name).ok_or_else(|| {
        let message = "There is no such subscription; the schema's type Subscription lists them.";
        request_error(Code::ValidationFailed, message)
    })
}
