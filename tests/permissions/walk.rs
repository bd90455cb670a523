//! One query for each type: every field of it, on the shortest way there.

use serde_json::{Value, json};

use super::schema::Schema;
use crate::support::api::Api;

/// The query for the fields of one type.
pub(super) struct Visit {
    /// The type.
    pub(super) object: String,
    /// The names of the fields on the way to it.
    way: Vec<String>,
    /// The fields of it that are asked for.
    fields: Vec<String>,
    /// The query.
    pub(super) query: String,
}

impl Visit {
    /// One for each type that can be reached; one for each query of the root.
    pub(super) fn all(schema: &Schema) -> Vec<Self> {
        let mut all = Vec::new();
        for (object, way) in schema.ways() {
            let fields = schema.fields(&object);
            // Each query of the root costs a whole list: one at a time.
            let at_once = if object == "Query" { 1 } else { fields.len() };
            for some in fields.chunks(at_once.max(1)) {
                all.push(Self::of(schema, object.clone(), way.clone(), some));
            }
        }
        all
    }

    fn of(schema: &Schema, object: String, way: Vec<String>, fields: &[&Value]) -> Self {
        let asked = fields
            .iter()
            .map(|field| field["name"].as_str().unwrap_or_default().to_owned());
        let asked = asked.collect();
        let fields: Vec<_> = fields
            .iter()
            .map(|field| {
                let inner = match field["type"].to_string().contains("\"OBJECT\"")
                    || field["type"].to_string().contains("\"INTERFACE\"")
                    || field["type"].to_string().contains("\"UNION\"")
                {
                    true => " { __typename }",
                    false => "",
                };
                format!("{}{inner}", schema.call(field))
            })
            .collect();
        let inner = format!("{{ {} }}", fields.join(" "));
        let query = way
            .iter()
            .rev()
            .fold(inner, |inner, step| format!("{{ {step} {inner} }}"));
        let names = way
            .iter()
            .map(|step| step.split('(').next().unwrap_or_default().to_owned());
        Self {
            object,
            way: names.collect(),
            fields: asked,
            query,
        }
    }

    /// What `token` gets to see of each field.
    pub(super) async fn seen(&self, api: &Api, token: &str) -> Vec<(String, String)> {
        let answer = api.answer(token, &self.query, json!({})).await;
        let mut objects = vec![&answer["data"]];
        for step in &self.way {
            objects = objects
                .iter()
                .map(|one| &one[step])
                .flat_map(flat)
                .collect();
        }
        let verdict = |name: &str| match answer.get("data") {
            Some(_) if answer["errors"].is_null() => verdict(&objects, name),
            _ => code(&answer),
        };
        let fields = self.fields.iter();
        fields
            .map(|name| (format!("{}.{name}", self.object), verdict(name)))
            .collect()
    }
}

/// The objects of lists, and of lists in lists.
fn flat(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(all) => all.iter().flat_map(flat).collect(),
        Value::Null => Vec::new(),
        one => vec![one],
    }
}

fn verdict(objects: &[&Value], name: &str) -> String {
    let values: Vec<_> = objects.iter().map(|one| &one[name]).collect();
    let empty = |value: &Value| value.as_array().is_some_and(Vec::is_empty);
    let word = if values.is_empty() {
        "unreached"
    } else if values.iter().any(|value| !value.is_null() && !empty(value)) {
        "sees"
    } else if values.iter().any(|value| empty(value)) {
        "empty"
    } else {
        "null"
    };
    word.into()
}

/// The code of a refusal, in small letters.
pub(super) fn code(answer: &Value) -> String {
    let code = &answer["errors"][0]["extensions"]["code"];
    code.as_str().unwrap_or("no code").to_lowercase()
}
