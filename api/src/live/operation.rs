//! What a client asks for over its connection, checked as by HTTP before anything is executed.

use async_graphql::{
    Pos, Request, ServerError, Variables,
    parser::types::{ExecutableDocument, OperationType, Selection, SelectionSet},
};
use entity::news::Topic;
use serde_json::Value;

use crate::{
    access::Access,
    error::{Code, refused},
    http::{self, document, params::Params},
    precheck, subscription,
};

/// An operation that may be executed, once or at each piece of news.
pub(super) struct Operation {
    text: String,
    document: ExecutableDocument,
    name: Option<String>,
    variables: Variables,
    /// What it costs each time.
    pub(super) cost: u64,
    /// The news that it waits for; none for a query.
    pub(super) topic: Option<Topic>,
}

impl Operation {
    /// What `params` ask for.
    ///
    /// # Errors
    /// Where a limit is passed, or it is nothing that can be asked for here.
    pub(super) fn read(mut params: Params, access: &Access) -> Result<Self, ServerError> {
        let text = document::document(&mut params, access)
            .map_err(|none| error(none.code, none.message))?;
        precheck::text(&text).map_err(too_large)?;
        let variables = params.variables.unwrap_or_default();
        let variables = Variables::from_json(Value::Object(variables));
        let mut request = Request::new(text.as_str());
        let document = request.parsed_query().map_err(unparsable)?.clone();
        let cost = precheck::cost(&document, &variables).map_err(too_large)?;
        let name = params.operation_name.filter(|name| !name.is_empty());
        let topic = topic(&document, name.as_deref())?;
        Ok(Self {
            text,
            document,
            name,
            variables,
            cost,
            topic,
        })
    }

    /// The request to be executed.
    pub(super) fn request(&self) -> Request {
        let mut request = Request::new(self.text.as_str()).variables(self.variables.clone());
        request.set_parsed_query(self.document.clone());
        match &self.name {
            Some(name) => request.operation_name(name),
            None => request,
        }
    }
}

/// The news that the operation waits for; none for a query.
fn topic(document: &ExecutableDocument, name: Option<&str>) -> Result<Option<Topic>, ServerError> {
    let Some(operation) = http::operation(document, name) else {
        let message = "The document has no such operation; check `operationName`.";
        return Err(error(Code::ValidationFailed, message));
    };
    match operation.node.ty {
        OperationType::Query => Ok(None),
        OperationType::Mutation => Err(error(
            Code::BadUserInput,
            "Send mutations by POST; a WebSocket takes queries and subscriptions only.",
        )),
        OperationType::Subscription => only_topic(&operation.node.selection_set.node).map(Some),
    }
}

fn only_topic(root: &SelectionSet) -> Result<Topic, ServerError> {
    let [only] = root.items.as_slice() else {
        let message = "A subscription asks for one field; send another for each of the rest.";
        return Err(error(Code::ValidationFailed, message));
    };
    let Selection::Field(field) = &only.node else {
        let message = "Write the field of a subscription directly, not in a fragment.";
        return Err(error(Code::ValidationFailed, message));
    };
    let name = field.node.name.node.as_str();
    subscription::topic_of(name).ok_or_else(|| {
        let message = "There is no such subscription; the schema's type Subscription lists them.";
        error(Code::ValidationFailed, message)
    })
}

/// An error of a request, with its code.
pub(super) fn error(code: Code, message: &str) -> ServerError {
    refused(code, message).into_server_error(Pos::default())
}

fn too_large(refused: precheck::Refused) -> ServerError {
    let code = match refused {
        precheck::Refused::Cycle => Code::ValidationFailed,
        _ => Code::CostLimit,
    };
    error(code, &refused.to_string())
}

fn unparsable(mut cause: ServerError) -> ServerError {
    let extensions = cause.extensions.get_or_insert_default();
    extensions.set("code", Code::ParseFailed.as_str());
    cause
}
