//! What is checked of a request before anything is executed, by POST, GET and WebSocket alike.
//!
//! Its document must be one of those that run here, short and cheap enough, GraphQL, and have
//! the operation that is asked for. What a way in allows beyond that, it asks of [`Checked`].

use async_graphql::{
    Request, ServerError, Variables,
    parser::{
        parse_query,
        types::{DocumentOperations, ExecutableDocument, OperationDefinition},
    },
};
use serde_json::Value;

use super::{document, params::Params};
use crate::{
    access::Access,
    error::{Code, request_error},
    precheck,
};

/// A request that may be executed, as far as its document says.
#[derive(Clone)]
pub(crate) struct Checked {
    text: String,
    document: ExecutableDocument,
    name: Option<String>,
    variables: Variables,
    /// What it costs each time that it is executed.
    pub(crate) cost: u64,
}

impl Checked {
    /// The request of `params`.
    ///
    /// # Errors
    /// Where it is not to be executed.
    pub(crate) fn read(mut params: Params, access: &Access) -> Result<Self, ServerError> {
        let text = document::document(&mut params, access)
            .map_err(|none| request_error(none.code, none.message))?;
        precheck::text(&text).map_err(too_much)?;
        let variables = Value::Object(params.variables.unwrap_or_default());
        let variables = Variables::from_json(variables);
        let document = parse_query(&text).map_err(|error| no_graphql(error.into()))?;
        let cost = precheck::cost(&document, &variables).map_err(too_much)?;
        let name = params.operation_name.filter(|name| !name.is_empty());
        Ok(Self {
            text,
            document,
            name,
            variables,
            cost,
        })
    }

    /// The operation that is asked for: the named one, or the only one.
    ///
    /// # Errors
    /// Where there is none.
    pub(crate) fn operation(&self) -> Result<&OperationDefinition, ServerError> {
        let found = match (&self.document.operations, &self.name) {
            (DocumentOperations::Single(operation), _) => Some(operation),
            (DocumentOperations::Multiple(operations), Some(name)) => operations.get(name.as_str()),
            // A document with one named operation is kept as a map of one.
            (DocumentOperations::Multiple(operations), None) if operations.len() == 1 => {
                operations.values().next()
            }
            (DocumentOperations::Multiple(_), None) => None,
        };
        found.map(|operation| &operation.node).ok_or_else(|| {
            let message = "The document has no such operation; check `operationName`.";
            request_error(Code::ValidationFailed, message)
        })
    }

    /// What is to be executed.
    pub(crate) fn into_request(self) -> Request {
        let mut request = Request::new(self.text).variables(self.variables);
        request.set_parsed_query(self.document);
        match self.name {
            Some(name) => request.operation_name(name),
            None => request,
        }
    }
}

/// A document that goes round in circles is wrong; others that are refused here ask for too much.
fn too_much(refused: precheck::Refused) -> ServerError {
    let code = match refused {
        precheck::Refused::Cycle => Code::ValidationFailed,
        _ => Code::CostLimit,
    };
    request_error(code, &refused.to_string())
}

/// The parser's own error says where.
fn no_graphql(mut error: ServerError) -> ServerError {
    let extensions = error.extensions.get_or_insert_default();
    extensions.set("code", Code::ParseFailed.as_str());
    error
}
