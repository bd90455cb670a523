//! The parameters of a request: in a JSON body, or in the query string of a GET.

use std::collections::HashMap;

use axum::{extract::Query, http::Uri};
use serde::Deserialize;
use serde_json::{Map, Value};

/// The parameters of a request.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Params {
    /// The document.
    pub(crate) query: Option<String>,
    /// Which of its operations.
    pub(crate) operation_name: Option<String>,
    /// The values of its variables.
    pub(crate) variables: Option<Map<String, Value>>,
    /// What else the client says; the hash of a document is known.
    extensions: Option<Map<String, Value>>,
}

impl Params {
    /// Does a text of it hold U+0000, which no database takes?
    pub(crate) fn has_nul(&self) -> bool {
        let written = |query: &String| query.contains(['\0']) || query.contains("\\u0000");
        let variables = self.variables.iter().flat_map(Map::values);
        self.query.as_ref().is_some_and(written) || variables.into_iter().any(holds_nul)
    }

    /// The SHA-256 of the document, in `extensions.persistedQuery.sha256Hash`.
    pub(crate) fn document_hash(&self) -> Option<String> {
        let hash = self
            .extensions
            .as_ref()?
            .get("persistedQuery")?
            .get("sha256Hash")?;
        hash.as_str().map(str::to_owned)
    }

    /// From the JSON of a POST.
    pub(crate) fn of_body(body: &[u8]) -> Result<Self, String> {
        serde_json::from_slice(body)
            .map_err(|error| format!("The body is not a GraphQL request in JSON: {error}."))
    }

    /// From the query string of a GET.
    pub(crate) fn of_uri(uri: &Uri) -> Result<Self, String> {
        let Query(mut given) = Query::<HashMap<String, String>>::try_from_uri(uri)
            .map_err(|_| "The query string cannot be read; encode its values.".to_owned())?;
        Ok(Self {
            variables: object(&given, "variables")?,
            extensions: object(&given, "extensions")?,
            query: given.remove("query"),
            operation_name: given.remove("operationName"),
        })
    }
}

fn holds_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(all) => all.iter().any(holds_nul),
        Value::Object(fields) => fields.values().any(holds_nul),
        _ => false,
    }
}

fn object(
    given: &HashMap<String, String>,
    name: &str,
) -> Result<Option<Map<String, Value>>, String> {
    match given.get(name).filter(|text| !text.is_empty()) {
        Some(text) => {
            serde_json::from_str(text).map_err(|_| format!("`{name}` must be a JSON object."))
        }
        None => Ok(None),
    }
}
